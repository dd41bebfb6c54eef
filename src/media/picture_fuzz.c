/* Fuzzer: sniffing and probing never leave the bytes, and what they accept is in bounds. */
#include "media/picture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct media_probe probe;
    struct sv bytes = sv_make(data, size);
    enum media_verdict verdict = media_picture_probe(bytes, &probe);
    assert((verdict == MEDIA_VERDICT_UNKNOWN) == (media_picture_sniff(bytes) == PICTURE_KIND_NONE));
    if (verdict == MEDIA_VERDICT_OK)
        assert(media_picture_check(probe.width, probe.height, probe.frames) == MEDIA_VERDICT_OK);
    return 0;
}
