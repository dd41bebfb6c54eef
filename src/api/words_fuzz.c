/* Fuzzer of a browser's wish of languages. */
#include "api/words.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum language language = api_language_choose(sv_make(data, size));
    enum language again = LANGUAGE_COUNT;
    assert(language < LANGUAGE_COUNT);
    assert(api_language_parse(api_language_tag(language), &again) && again == language);
    return 0;
}
