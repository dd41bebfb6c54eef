/* Fuzzer of archive/path.h: a plain path stays plain, and leads nowhere but down. */
#include "archive/path.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct sv plain;
    struct sv again;
    arena_init(&a, 1 << 20);
    if (archive_path_clean(&a, sv_make(data, size), &plain)) {
        assert(plain.len <= ARCHIVE_PATH_BYTES_MAX && !sv_starts_with(plain, SV("/")));
        assert(archive_path_clean(&a, plain, &again) && sv_eq(plain, again));
        struct sv rest = plain;
        struct sv segment;
        while (sv_split(&rest, '/', &segment))
            assert(!sv_eq(segment, SV("..")));
        if (plain.len > 0)
            assert(archive_path_is_tail(archive_path_base(plain), plain));
    }
    arena_done(&a);
    return 0;
}
