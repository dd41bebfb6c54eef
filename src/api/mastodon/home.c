/* Home from memory. */
#include "api/mastodon/home.h"

#include "api/answer.h"
#include "api/mastodon/entity/status.h"
#include "api/mastodon/page.h"
#include "cache/cache.h"
#include "service/engine.h"
#include "service/home.h"

/* Candidates are taken in batches; a page still short after so many is the store's. */
#define BATCH_MAX 10

/* What a status is to one viewer, in front of the bytes of a look: the viewer's members of it, then of what it reblogs. */
struct look_head {
    int64_t reblog_of; /* 0: it is no reblog */
    uint32_t own_len;
    uint32_t own_span_count;
    bool is_in_home;
};

/* One candidate; the values are referenced. */
struct slot {
    struct status_id id;
    struct cache_value *look; /* NULL: not kept */
    struct cache_value *shared;
    struct cache_value *reblogged;
};

struct page {
    struct slot *slots; /* those shown, in order */
    size_t count;
    bool is_end;
};

/* The look's names are of the process: the cache does not outlive it. */
static struct cache_key look_key(const struct ctx *ctx, struct status_id id)
{
    const struct account_id *viewer = &ctx->viewer.account;
    return (struct cache_key){ .kind = CACHE_KIND_STATUS_VIEWER,
                               .id = id.v,
                               .name = sv_make((const char *)viewer, sizeof *viewer) };
}

static struct look_head look_head(const struct cache_value *look)
{
    struct look_head head;
    memcpy(&head, look->bytes.ptr, sizeof head);
    return head;
}

static void slot_forget(struct slot *slot)
{
    cache_value_unref(slot->look);
    cache_value_unref(slot->shared);
    cache_value_unref(slot->reblogged);
    *slot = (struct slot){ .id = slot->id };
}

static struct cache_value *shared_find(const struct ctx *ctx, int64_t id)
{
    struct cache_key key = { .kind = CACHE_KIND_STATUS_API, .id = id };
    return cache_find(ctx->engine->cache, &key);
}

/* Everything about a candidate, or nothing. */
static void slot_recall(const struct ctx *ctx, struct slot *slot)
{
    struct cache_key key = look_key(ctx, slot->id);
    slot->look = cache_find(ctx->engine->cache, &key);
    if (slot->look == NULL)
        return;
    struct look_head head = look_head(slot->look);
    if (!head.is_in_home)
        return;
    slot->shared = shared_find(ctx, slot->id.v);
    if (head.reblog_of != 0)
        slot->reblogged = shared_find(ctx, head.reblog_of);
    if (slot->shared == NULL || (head.reblog_of != 0 && slot->reblogged == NULL))
        slot_forget(slot);
}

static enum err own_render(struct ctx *ctx, const struct status_view *view,
                           struct json_fragment *out)
{
    struct json_writer w;
    json_w_init(&w, ctx->arena, API_ANSWER_BYTES_MAX);
    json_w_object_begin(&w);
    entity_status_own_render(ctx, &w, view);
    json_w_object_end(&w);
    return json_w_finish(&w, out);
}

/* A mute or a filter that ends by itself is nothing that could be dropped in time. */
static bool is_lasting(const struct status_view *view)
{
    for (size_t i = 0; i < view->filtered_count; i++)
        if (view->filtered[i].filter->expires_ms != 0)
            return false;
    const struct relationship *parties[] = { view->relation, view->reply_relation };
    for (size_t i = 0; i < ARRAY_COUNT(parties); i++)
        if (parties[i] != NULL && parties[i]->is_muting && parties[i]->mute_expires_ms != 0)
            return false;
    return view->reblog == NULL || is_lasting(view->reblog);
}

static size_t parties_add(const struct status_view *view, struct cache_ref *refs)
{
    refs[0] = cache_ref_status(view->status->id);
    refs[1] = cache_ref_account(view->status->account);
    refs[2] = cache_ref_account(view->status->in_reply_to_account);
    return 3;
}

static void look_keep(struct ctx *ctx, const struct status_view *view, struct cache_value *look,
                      uint64_t epoch)
{
    struct cache_ref refs[8] = { cache_ref_site() };
    size_t count = 1;
    if (!is_lasting(view))
        return;
    count += parties_add(view, &refs[count]);
    if (view->reblog != NULL)
        count += parties_add(view->reblog, &refs[count]);
    struct cache_key key = look_key(ctx, view->status->id);
    cache_put(ctx->engine->cache, &key, ctx->viewer.account, refs, count, look, epoch);
}

static enum err look_make(struct ctx *ctx, const struct status_view *view, uint64_t epoch,
                          struct cache_value **out)
{
    struct json_fragment own[2] = { 0 };
    TRY(own_render(ctx, view, &own[0]));
    if (view->reblog != NULL)
        TRY(own_render(ctx, view->reblog, &own[1]));
    struct look_head head = { .reblog_of = view->reblog == NULL ? 0 : view->reblog->status->id.v,
                              .own_len = (uint32_t)own[0].bytes.len,
                              .own_span_count = (uint32_t)own[0].span_count,
                              .is_in_home = service_is_in_home(ctx, view) };
    struct sv bytes[] = { sv_make((const char *)&head, sizeof head), own[0].bytes, own[1].bytes };
    struct sv spans[2];
    for (size_t i = 0; i < 2; i++)
        spans[i] =
            sv_make((const char *)own[i].spans, own[i].span_count * sizeof(struct json_span));
    *out = cache_value_new(sv_concat(ctx->arena, bytes, ARRAY_COUNT(bytes)),
                           sv_concat(ctx->arena, spans, ARRAY_COUNT(spans)));
    look_keep(ctx, view, *out, epoch);
    return ERR_OK;
}

/* The viewer may not see it. Whatever can change that is the viewer's tie to others, or moderation. */
static void look_make_none(struct ctx *ctx, uint64_t epoch, struct slot *slot)
{
    struct look_head head = { 0 };
    struct cache_ref site = cache_ref_site();
    struct cache_key key = look_key(ctx, slot->id);
    slot->look = cache_value_new(sv_make((const char *)&head, sizeof head), SV(""));
    cache_put(ctx->engine->cache, &key, ctx->viewer.account, &site, 1, slot->look, epoch);
}

static enum err slot_fill(struct ctx *ctx, const struct status_view *view, uint64_t epoch,
                          struct slot *slot)
{
    TRY(look_make(ctx, view, epoch, &slot->look));
    if (!look_head(slot->look).is_in_home)
        return ERR_OK;
    TRY(entity_status_shared(ctx, view, epoch, &slot->shared));
    return view->reblog == NULL ? ERR_OK
                                : entity_status_shared(ctx, view->reblog, epoch, &slot->reblogged);
}

/* Read what is not kept. What the viewer may not see has no view. */
static enum err slots_load(struct ctx *ctx, uint64_t epoch, struct slot *slots, size_t count)
{
    struct status_id *ids = ARENA_ARRAY(ctx->arena, struct status_id, count);
    size_t id_count = 0;
    for (size_t i = 0; i < count; i++)
        if (slots[i].look == NULL)
            ids[id_count++] = slots[i].id;
    if (id_count == 0)
        return ERR_OK;
    const struct status_view *views = NULL;
    size_t view_count = 0;
    TRY(service_view_statuses(ctx, ids, id_count, &views, &view_count));
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        if (slots[i].look != NULL)
            continue;
        if (at < view_count && status_id_eq(slots[i].id, views[at].status->id))
            TRY(slot_fill(ctx, &views[at++], epoch, &slots[i]));
        else
            look_make_none(ctx, epoch, &slots[i]);
    }
    return ERR_OK;
}

/* Fill the page with the next candidates that belong there. */
static enum err batch_take(struct ctx *ctx, struct home_reader *reader, size_t limit,
                           uint64_t epoch, struct page *page)
{
    size_t wanted = limit - page->count;
    size_t count = 0;
    struct status_id *ids = ARENA_ARRAY(ctx->arena, struct status_id, wanted);
    TRY(service_home_next(ctx, reader, wanted, ids, &count));
    struct slot *slots = &page->slots[page->count];
    for (size_t i = 0; i < count; i++) {
        slots[i] = (struct slot){ .id = ids[i] };
        slot_recall(ctx, &slots[i]);
    }
    enum err err = slots_load(ctx, epoch, slots, count);
    for (size_t i = 0; i < count; i++) {
        struct slot slot = slots[i];
        slots[i] = (struct slot){ 0 };
        if (slot.shared != NULL)
            page->slots[page->count++] = slot;
        else
            slot_forget(&slot);
    }
    page->is_end = count < wanted && !reader->is_behind;
    return err;
}

static void own_write(struct json_writer *w, const struct cache_value *look, bool is_reblogged)
{
    struct look_head head = look_head(look);
    struct json_fragment own = api_value_fragment(look);
    size_t from = sizeof head + (is_reblogged ? head.own_len : 0);
    size_t len = is_reblogged ? look->bytes.len - from : head.own_len;
    own.bytes = sv_sub(look->bytes, from, len);
    own.spans += is_reblogged ? head.own_span_count : 0;
    own.span_count = is_reblogged ? own.span_count - head.own_span_count : head.own_span_count;
    json_w_members(w, &own);
}

static void slot_write(struct json_writer *w, const struct slot *slot)
{
    struct json_fragment shared = api_value_fragment(slot->shared);
    json_w_object_begin(w);
    json_w_members(w, &shared);
    own_write(w, slot->look, false);
    if (slot->reblogged != NULL) {
        struct json_fragment reblogged = api_value_fragment(slot->reblogged);
        json_w_key_object(w, SV("reblog"));
        json_w_members(w, &reblogged);
        own_write(w, slot->look, true);
        json_w_key_null(w, SV("reblog"), SUBJECT_NONE);
        json_w_object_end(w);
    } else {
        json_w_key_null(w, SV("reblog"), SUBJECT_NONE);
    }
    json_w_object_end(w);
}

/* What a page takes, so that its bytes are not moved while they grow. */
static size_t page_bytes(const struct page *page)
{
    size_t bytes = 16;
    for (size_t i = 0; i < page->count; i++) {
        const struct slot *slot = &page->slots[i];
        bytes += slot->shared->bytes.len + slot->look->bytes.len + 32;
        bytes += slot->reblogged == NULL ? 0 : slot->reblogged->bytes.len;
    }
    return bytes;
}

static enum err page_write(struct ctx *ctx, const struct http_request *req,
                           struct http_response *res, const struct page *page)
{
    struct json_writer w;
    api_answer_begin(ctx, &w);
    (void)buf_reserve(&w.buf, page_bytes(page));
    json_w_array_begin(&w);
    for (size_t i = 0; i < page->count; i++)
        slot_write(&w, &page->slots[i]);
    json_w_array_end(&w);
    if (page->count > 0)
        mastodon_page_link(ctx, req, res, page->slots[0].id.v, page->slots[page->count - 1].id.v);
    return api_answer_end(ctx, res, &w);
}

enum err mastodon_home_recall(struct ctx *ctx, const struct http_request *req,
                              struct http_response *res, size_t usual, bool *out_done)
{
    struct paging paging;
    struct home_reader reader;
    TRY(mastodon_page_read(req, usual, &paging));
    if (paging.is_from_oldest || account_id_is_none(ctx->viewer.account))
        return ERR_OK;
    uint64_t epoch = engine_begin_read(ctx);
    service_home_begin(ctx, &paging, &reader);
    struct page page = { .slots = ARENA_ARRAY(ctx->arena, struct slot, paging.count) };
    enum err err = ERR_OK;
    bool is_over = false;
    for (size_t i = 0; i < BATCH_MAX && err == ERR_OK && !is_over; i++) {
        err = batch_take(ctx, &reader, paging.count, epoch, &page);
        is_over = page.count == paging.count || page.is_end || reader.is_behind;
    }
    *out_done = err == ERR_OK && (page.count == paging.count || page.is_end);
    if (*out_done)
        err = page_write(ctx, req, res, &page);
    for (size_t i = 0; i < page.count; i++)
        slot_forget(&page.slots[i]);
    return err;
}
