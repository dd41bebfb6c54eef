/* Fuzzer: what a helper that was taken over may answer. An accepted answer has all its ranges
 * inside the output. */
#include "media/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_job(struct sv message)
{
    struct wire_job job;
    if (wire_job_parse(message, &job))
        assert(job.purpose < PICTURE_PURPOSE_COUNT && job.output_bytes <= MEDIA_OUTPUT_BYTES_MAX);
}

static void check_answer(const struct wire_answer *answer, const struct wire_job *job)
{
    assert(answer->version_count >= 1 && answer->version_count <= MEDIA_VERSION_MAX);
    assert(media_blurhash_is_valid(sv_from(answer->blurhash)));
    for (size_t i = 0; i < answer->version_count; i++) {
        const struct wire_version *v = &answer->versions[i];
        assert(v->offset <= job->output_bytes && v->length <= job->output_bytes - v->offset);
        assert(v->kind != PICTURE_KIND_NONE && v->kind < PICTURE_KIND_COUNT &&
               v->role < MEDIA_ROLE_COUNT);
    }
}

/* First byte: the purpose. Second: 1 to put the right head in, so that the fuzzer need not guess
 * it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_job(sv_make(data, size));
    struct wire_job job = {
        .magic = WIRE_JOB, .number = 7, .input_bytes = 1, .output_bytes = 4096, .cpu_ms = 1
    };
    struct wire_answer message;
    if (size != 2 + sizeof message)
        return 0;
    job.purpose = data[0] % PICTURE_PURPOSE_COUNT;
    memcpy(&message, data + 2, sizeof message);
    if (data[1] == 1) {
        message.magic = WIRE_ANSWER;
        message.number = job.number;
    }
    struct wire_answer answer;
    if (wire_answer_parse(sv_make(&message, sizeof message), &job, &answer) &&
        answer.verdict == MEDIA_VERDICT_OK)
        check_answer(&answer, &job);
    return 0;
}
