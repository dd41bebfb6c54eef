/* Entities are in order and inside the text; what is rendered passes the sanitizer with the same
 * text. */
#include <assert.h>
#include <stdint.h>

#include "text/html_to_text.h"
#include "text/status_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    arena_init(&a, (size_t)64 << 20);
    struct sv text = sv_make(data, size);
    struct status_text_entities entities;
    status_text_scan(&a, text, &entities);
    size_t at = 0;
    for (size_t i = 0; i < entities.list.count; i++) {
        struct status_text_entity *e = &entities.list.items[i];
        assert(e->begin >= at && e->end > e->begin && e->end <= size);
        at = e->end;
        if (e->kind == STATUS_TEXT_MENTION && i % 2 == 0)
            e->href = SV("https://a.example/@x");
        if (e->kind == STATUS_TEXT_HASHTAG) {
            assert(status_text_is_tag(e->tag));
            (void)status_text_normalize_tag(&a, e->tag);
        }
    }
    (void)status_text_count(text, &entities);
    struct html body = status_text_render(&a, text, &entities, STATUS_TEXT_BODY);
    (void)status_text_render(&a, text, &entities, STATUS_TEXT_FIELD);
    (void)html_to_text(&a, body.bytes);
    (void)status_text_normalize_tag(&a, text);
    arena_done(&a);
    return 0;
}
