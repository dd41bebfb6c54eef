/* Manage filters. */
#include "service/manage_filter.h"

#include "base/vec.h"
#include "db/db.h"
#include "service/engine.h"
#include "service/permit.h"
#include "service/tie.h"
#include "store/filter.h"
#include "stream/stream.h"
#include "text/utf8.h"

enum err service_list_filters(struct ctx *ctx, struct filter **out, size_t *out_count)
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_ANALYST));
    return store_filter_list(ctx, ctx->viewer.account, out, out_count);
}

enum err service_get_filter(struct ctx *ctx, struct filter_id id, struct filter *out)
{
    struct filter *filters = NULL;
    size_t count = 0;
    TRY(service_list_filters(ctx, &filters, &count));
    for (size_t i = 0; i < count; i++) {
        if (!filter_id_eq(filters[i].id, id))
            continue;
        *out = filters[i];
        return ERR_OK;
    }
    return ERR_NOT_FOUND;
}

enum err service_find_filter_keyword(struct ctx *ctx, struct filter_keyword_id id,
                                     struct filter *out, const struct filter_keyword **out_keyword)
{
    struct filter *filters = NULL;
    size_t count = 0;
    TRY(service_list_filters(ctx, &filters, &count));
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < filters[i].keyword_count; j++) {
            if (!filter_keyword_id_eq(filters[i].keywords[j].id, id))
                continue;
            *out = filters[i];
            *out_keyword = &filters[i].keywords[j];
            return ERR_OK;
        }
    }
    return ERR_NOT_FOUND;
}

static bool text_fits(struct sv text, size_t max_chars)
{
    return text.len > 0 && utf8_is_valid(text) && utf8_count_chars(text) <= max_chars;
}

/* A filter under way: its words as they will be, and which of the old ones go. */
struct change {
    struct filter filter;
    struct filter_boxes boxes;
    VEC(struct filter_keyword) keywords;
    VEC(struct filter_keyword_id) gone;
    struct filter_status status;
};

static struct filter_keyword *keyword_find(struct change *c, struct filter_keyword_id id)
{
    for (size_t i = 0; i < c->keywords.count; i++)
        if (filter_keyword_id_eq(c->keywords.items[i].id, id))
            return &c->keywords.items[i];
    return NULL;
}

static enum err keyword_apply(struct ctx *ctx, const struct filter_keyword_edit *edit,
                              struct change *c)
{
    struct filter_keyword *keyword = keyword_find(c, edit->id);
    if (filter_keyword_id_is_none(edit->id)) {
        if (edit->is_gone)
            return ERR_OK;
        keyword = VEC_PUSH(ctx->arena, &c->keywords);
        *keyword = (struct filter_keyword){ .id = filter_keyword_id(engine_next_id(ctx)),
                                            .filter = c->filter.id,
                                            .is_whole_word = true };
    }
    if (keyword == NULL)
        return fail(ctx, ERR_NOT_FOUND, "a word of another filter");
    if (edit->is_gone) {
        *VEC_PUSH(ctx->arena, &c->gone) = edit->id;
        *keyword = c->keywords.items[--c->keywords.count];
        return ERR_OK;
    }
    if (edit->has_keyword)
        keyword->keyword = sv_trim(edit->keyword);
    if (edit->has_whole_word)
        keyword->is_whole_word = edit->is_whole_word;
    if (!text_fits(keyword->keyword, FILTER_KEYWORD_MAX_CHARS))
        return fail(ctx, ERR_VALIDATION, "a word of a filter");
    return ERR_OK;
}

static enum err edit_apply(struct ctx *ctx, const struct filter_edit *edit, struct change *c)
{
    struct filter *filter = &c->filter;
    if (edit->has_title)
        filter->title = sv_trim(edit->title);
    if (edit->has_contexts)
        filter->contexts = edit->contexts;
    if (edit->has_action)
        filter->action = edit->action;
    if (edit->has_expiry)
        filter->expires_ms = edit->expires_ms;
    for (size_t i = 0; i < filter->keyword_count; i++)
        *VEC_PUSH(ctx->arena, &c->keywords) = filter->keywords[i];
    for (size_t i = 0; i < edit->keyword_count; i++)
        TRY(keyword_apply(ctx, &edit->keywords[i], c));
    filter->keywords = c->keywords.items;
    filter->keyword_count = c->keywords.count;
    if (!text_fits(filter->title, FILTER_TITLE_MAX_CHARS) || filter->contexts == 0 ||
        filter->keyword_count > FILTER_KEYWORDS_MAX)
        return fail(ctx, ERR_VALIDATION, "title, contexts or number of words of a filter");
    return store_filter_seal(ctx, filter, &c->boxes);
}

/* Who listens; in the arena. */
struct told {
    struct stream *stream;
    struct account_id owner;
};

/* Whoever hears it asks for the filters anew. */
static void told_publish(void *arg)
{
    const struct told *told = arg;
    struct stream_channel channel = { .kind = STREAM_CHANNEL_USER, .id = told->owner.v };
    if (!stream_has_listener(told->stream, &channel))
        return;
    struct stream_event *event = stream_event_new(STREAM_EVENT_FILTERS_CHANGED, SV("{}"), SV(""),
                                                  account_id(0), account_id(0));
    stream_publish(told->stream, &channel, event);
    stream_event_unref(event);
}

/* Inside db_write. */
static void filters_changed(struct ctx *ctx, struct account_id owner)
{
    struct told *told = ARENA_NEW(ctx->arena, struct told);
    *told = (struct told){ ctx->engine->stream, owner };
    service_tie_changed(ctx, owner, owner);
    db_after_commit(ctx, told_publish, told);
}

static enum err new_write(struct ctx *ctx, void *arg)
{
    const struct change *c = arg;
    filters_changed(ctx, c->filter.owner);
    int64_t count = 0;
    TRY(store_filter_count(ctx, c->filter.owner, &count));
    if (count >= FILTERS_MAX)
        return fail(ctx, ERR_VALIDATION, "%d filters", FILTERS_MAX);
    return store_filter_insert(ctx, &c->filter, &c->boxes);
}

enum err service_new_filter(struct ctx *ctx, const struct filter_edit *edit, struct filter *out)
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_EDITOR));
    struct change c = {
        .filter = { .id = filter_id(engine_next_id(ctx)), .owner = ctx->viewer.account },
    };
    TRY(edit_apply(ctx, edit, &c));
    TRY(service_write_acting(ctx, new_write, &c));
    *out = c.filter;
    return ERR_OK;
}

static enum err edit_write(struct ctx *ctx, void *arg)
{
    const struct change *c = arg;
    filters_changed(ctx, c->filter.owner);
    for (size_t i = 0; i < c->gone.count; i++)
        TRY(store_filter_keyword_delete(ctx, c->gone.items[i]));
    return store_filter_update(ctx, &c->filter, &c->boxes);
}

enum err service_edit_filter(struct ctx *ctx, struct filter_id id, const struct filter_edit *edit,
                             struct filter *out)
{
    struct change c = { 0 };
    TRY(service_permit_acting(ctx, PAGE_ROLE_EDITOR));
    TRY(service_get_filter(ctx, id, &c.filter));
    TRY(edit_apply(ctx, edit, &c));
    TRY(service_write_acting(ctx, edit_write, &c));
    *out = c.filter;
    return ERR_OK;
}

static enum err delete_write(struct ctx *ctx, void *arg)
{
    const struct change *c = arg;
    filters_changed(ctx, c->filter.owner);
    return store_filter_delete(ctx, &c->filter);
}

enum err service_delete_filter(struct ctx *ctx, struct filter_id id)
{
    struct change c = { 0 };
    TRY(service_permit_acting(ctx, PAGE_ROLE_EDITOR));
    TRY(service_get_filter(ctx, id, &c.filter));
    return service_write_acting(ctx, delete_write, &c);
}

static enum err status_write(struct ctx *ctx, void *arg)
{
    const struct change *c = arg;
    filters_changed(ctx, c->filter.owner);
    return store_filter_status_insert(ctx, c->filter.owner, &c->status);
}

enum err service_add_filter_status(struct ctx *ctx, struct filter_id id, struct status_id status,
                                   struct filter_status *out)
{
    struct change c = { 0 };
    struct status_view view;
    TRY(service_permit_acting(ctx, PAGE_ROLE_EDITOR));
    TRY(service_get_filter(ctx, id, &c.filter));
    TRY(service_view_status(ctx, status, &view));
    bool is_named = c.filter.status_count >= FILTER_STATUSES_MAX;
    for (size_t i = 0; i < c.filter.status_count; i++)
        is_named = is_named || status_id_eq(c.filter.statuses[i].status, status);
    if (is_named)
        return fail(ctx, ERR_VALIDATION, "named already, or too many");
    c.status = (struct filter_status){ .id = filter_status_id(engine_next_id(ctx)),
                                       .filter = id,
                                       .status = status };
    TRY(service_write_acting(ctx, status_write, &c));
    *out = c.status;
    return ERR_OK;
}

enum err service_get_filter_status(struct ctx *ctx, struct filter_status_id id,
                                   struct filter_status *out)
{
    struct filter *filters = NULL;
    size_t count = 0;
    TRY(service_list_filters(ctx, &filters, &count));
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < filters[i].status_count; j++) {
            if (!filter_status_id_eq(filters[i].statuses[j].id, id))
                continue;
            *out = filters[i].statuses[j];
            return ERR_OK;
        }
    }
    return ERR_NOT_FOUND;
}

static enum err status_delete(struct ctx *ctx, void *arg)
{
    const struct change *c = arg;
    filters_changed(ctx, ctx->viewer.account);
    return store_filter_status_delete(ctx, c->status.id);
}

enum err service_remove_filter_status(struct ctx *ctx, struct filter_status_id id,
                                      struct filter_status *out)
{
    struct change c = { 0 };
    TRY(service_permit_acting(ctx, PAGE_ROLE_EDITOR));
    TRY(service_get_filter_status(ctx, id, &c.status));
    TRY(service_write_acting(ctx, status_delete, &c));
    *out = c.status;
    return ERR_OK;
}
