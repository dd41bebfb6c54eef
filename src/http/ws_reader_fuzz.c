/* Fuzzer of http/ws_reader.h: the first byte says in what pieces the rest comes. */
#include "http/ws_reader.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "text/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void on_text(void *arg, struct sv message)
{
    size_t *count = arg;
    assert(message.len <= WS_MESSAGE_MAX_BYTES && utf8_is_valid(message));
    (*count)++;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char room[WS_ANSWER_MAX_BYTES];
    if (size == 0)
        return 0;
    size_t piece = data[0] % 64 + 1;
    struct sv rest = sv_make(data + 1, size - 1);
    struct ws_reader *reader = NULL;
    struct ws_taken taken = { 0 };
    size_t text_count = 0;
    size_t frame_count = 0;
    while (rest.len > 0 && !taken.is_over) {
        struct sv bytes = sv_sub(rest, 0, piece);
        ws_reader_take(&reader, bytes, on_text, &text_count, room, &taken);
        frame_count += taken.frame_count;
        assert(!taken.is_over || reader == NULL);
        rest = sv_from_offset(rest, bytes.len);
    }
    assert(text_count <= frame_count);
    ws_reader_free(reader);
    return 0;
}
