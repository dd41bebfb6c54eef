/* Collections: totals, and pages of items. */
#include "ap/collection.h"

#include "ap/context.h"

static void items_write(struct json_writer *w, const struct json_fragment *items, size_t count)
{
    json_w_key_array(w, SV("orderedItems"));
    for (size_t i = 0; i < count; i++)
        json_w_fragment(w, &items[i]);
    json_w_array_end(w);
}

enum err ap_collection_render(struct arena *a, const struct ap_collection *c,
                              struct json_fragment *out)
{
    struct json_writer w;
    json_w_init(&w, a, AP_DOCUMENT_BYTES_MAX);
    json_w_object_begin(&w);
    ap_context_render(&w);
    json_w_key_str(&w, SV("id"), SUBJECT_NONE, c->id);
    json_w_key_str(&w, SV("type"), SUBJECT_NONE, SV("OrderedCollection"));
    if (c->total >= 0)
        json_w_key_i64(&w, SV("totalItems"), c->about, c->total);
    if (c->first.len > 0)
        json_w_key_str(&w, SV("first"), SUBJECT_NONE, c->first);
    if (c->items != NULL)
        items_write(&w, c->items, c->item_count);
    json_w_object_end(&w);
    return json_w_finish(&w, out);
}

enum err ap_page_render(struct arena *a, const struct ap_page *page, struct json_fragment *out)
{
    struct json_writer w;
    json_w_init(&w, a, AP_DOCUMENT_BYTES_MAX);
    json_w_object_begin(&w);
    ap_context_render(&w);
    json_w_key_str(&w, SV("id"), SUBJECT_NONE, page->id);
    json_w_key_str(&w, SV("type"), SUBJECT_NONE, SV("OrderedCollectionPage"));
    json_w_key_str(&w, SV("partOf"), SUBJECT_NONE, page->part_of);
    if (page->next.len > 0)
        json_w_key_str(&w, SV("next"), SUBJECT_NONE, page->next);
    items_write(&w, page->items, page->item_count);
    json_w_object_end(&w);
    return json_w_finish(&w, out);
}
