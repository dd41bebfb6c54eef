/* Fuzzer: whatever a program says of a film, what is read of it lies within bounds. */
#include <stdlib.h>

#include "media/film_facts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct film_facts f;
    if (!film_facts_parse(sv_make(data, size), &f))
        return 0;
    bool is_sized = f.width > 0 && f.height > 0 && f.width <= 65535 && f.height <= 65535;
    if ((!f.has_video && !f.has_audio) || (f.has_video && !is_sized))
        abort();
    if (f.duration_ms < 0 || f.bit_rate < 0 || f.sample_rate < 0 || f.channels < 0)
        abort();
    if ((f.rate_count == 0) != (f.rate_seconds == 0) || f.rate_count > FILM_RATE_MAX ||
        memchr(f.audio_codec, 0, sizeof f.audio_codec) == NULL)
        abort();
    return 0;
}
