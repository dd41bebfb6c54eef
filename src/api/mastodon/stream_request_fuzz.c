/* Fuzzer of api/mastodon/stream_request.h and stream_name.h. */
#include "api/mastodon/stream_request.h"

#include <assert.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    arena_init(&arena, 1 << 20);
    struct viewer viewer = { .account = account_id(7), .scopes = UINT64_MAX };
    struct stream_request request;
    struct stream_name name;
    if (stream_request_parse(&arena, sv_make(data, size), &request) == ERR_OK &&
        stream_name_parse(&arena, &viewer, &request.wish, &name) == ERR_OK) {
        assert(name.channel_count >= 1 && name.channel_count <= STREAM_NAME_CHANNELS_MAX);
        for (size_t i = 0; i < name.channel_count; i++)
            assert(name.channels[i].kind < STREAM_CHANNEL_COUNT &&
                   name.channels[i].name.len <= STREAM_NAME_MAX_BYTES);
    }
    arena_done(&arena);
    return 0;
}
