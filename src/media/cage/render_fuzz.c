/* Fuzzer: a picture on the whole way through the cage, our reader and the library's loaders. Whatever comes out is what its
 * answer says, and fits what was asked for. */
#include <stdlib.h>

#include "media/cage/render.h"

/* Small, so that a run takes milliseconds: what decoders get wrong does not need many pixels. */
#define PIXELS_MAX 16384
#define FRAMES_MAX 8
#define OUTPUT_BYTES ((size_t)1 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
const char *__lsan_default_suppressions(void);
const char *__lsan_default_options(void);

/* Where a decoder fails in the middle, the library forgets its WebP encoder. In the cage that ends with the helper, which is
 * replaced when it has grown. */
const char *__lsan_default_suppressions(void)
{
    return "leak:WebPAnimEncoderNewInternal\nleak:libwebp\n";
}

static bool is_small(struct sv picture)
{
    struct media_probe probe;
    enum media_verdict verdict = media_picture_probe(picture, &probe);
    return verdict != MEDIA_VERDICT_OK ||
           (probe.frames <= FRAMES_MAX &&
            (uint64_t)probe.width * probe.height * probe.frames <= PIXELS_MAX);
}

/* Most become attachments: an avatar is enlarged, which takes longer, and a header is an avatar of another form. */
static enum picture_purpose purpose_of(uint8_t byte)
{
    return byte == 0 ? PICTURE_PURPOSE_AVATAR : PICTURE_PURPOSE_ATTACHMENT;
}

/* What the server checks of an answer holds of every one. */
static void answer_check(const struct wire_job *job, const struct wire_answer *answer,
                         const char *output)
{
    struct wire_answer read;
    if (!wire_answer_parse(sv_make(answer, sizeof *answer), job, &read))
        abort();
    for (size_t i = 0; read.verdict == MEDIA_VERDICT_OK && i < read.version_count; i++) {
        const struct wire_version *v = &read.versions[i];
        if (!wire_version_matches(sv_make(output + v->offset, v->length), v))
            abort();
    }
}

const char *__lsan_default_options(void)
{
    return "print_suppressions=0";
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char output[OUTPUT_BYTES];
    static bool is_started;
    if (!is_started && !render_init())
        abort();
    is_started = true;
    if (size < 2 || !is_small(sv_make(data + 1, size - 1)))
        return 0;
    const struct wire_job job = { .magic = WIRE_JOB,
                                  .number = 7,
                                  .purpose = purpose_of(data[0]),
                                  .input_bytes = size - 1,
                                  .output_bytes = sizeof output,
                                  .cpu_ms = 1000 };
    struct wire_answer answer;
    render_job(&job, sv_make(data + 1, size - 1), output, &answer);
    answer_check(&job, &answer, output);
    return 0;
}
