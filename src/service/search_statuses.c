/* Search statuses. */
#include "service/search_statuses.h"

#include "model/paging.h"
#include "service/engine.h"
#include "service/find_account.h"
#include "service/search_post.h"
#include "service/timeline.h"

#define TERMS_MAX (SEARCH_ITEMS_MAX + 2)
#define ID_TIME_MAX_MS ((INT64_C(1) << 47) - 1)
#define ID_LATE_MS 60000 /* how long after its publication an id may be */

/* What a query asks for: terms that the index knows, and what only the loaded status tells. */
struct asked {
    struct search_term terms[TERMS_MAX];
    size_t term_count;
    struct search_query query; /* its periods and places are looked at */
    bool has_positive;
    bool is_hopeless;        /* nothing can fit */
    struct account_id owner; /* only its shard is looked into; none: all */
};

static void term_add(struct asked *asked, struct sv words, bool is_facet, bool is_not)
{
    assert(asked->term_count < TERMS_MAX);
    asked->terms[asked->term_count++] =
        (struct search_term){ .words = words, .is_facet = is_facet, .is_not = is_not };
    asked->has_positive |= !is_not;
}

static void owner_add(struct ctx *ctx, struct asked *asked, struct account_id owner, bool is_not)
{
    term_add(asked, search_facet_of_account(ctx->arena, owner), true, is_not);
    if (!is_not)
        asked->owner = owner;
}

/* Whom nobody here knows has written nothing. */
static enum err from_add(struct ctx *ctx, struct asked *asked, const struct search_item *item)
{
    struct account account = { .id = ctx->viewer.account };
    enum err err = ERR_OK;
    if (!sv_eq_nocase(item->value, SV("me")))
        err = service_find_account(ctx, item->value, false, &account);
    if (err == ERR_NOT_FOUND) {
        asked->is_hopeless |= !item->is_not;
        return ERR_OK;
    }
    TRY(err);
    owner_add(ctx, asked, account.id, item->is_not);
    return ERR_OK;
}

static enum err item_add(struct ctx *ctx, struct asked *asked, const struct search_item *item)
{
    struct arena *a = ctx->arena;
    switch (item->key) {
    case SEARCH_WORDS:
        term_add(asked, item->value, false, item->is_not);
        break;
    case SEARCH_TAG:
        term_add(asked, search_facet_of_tag(a, item->value), true, item->is_not);
        break;
    case SEARCH_FROM:
        return from_add(ctx, asked, item);
    case SEARCH_HAS:
        term_add(asked, search_facet_has(a, item->value), true, item->is_not);
        break;
    case SEARCH_IS:
        term_add(asked, search_facet_is(a, item->value), true, item->is_not);
        break;
    case SEARCH_LANGUAGE:
        term_add(asked, search_facet_of_language(a, item->value), true, item->is_not);
        break;
    case SEARCH_IN:
    case SEARCH_PERIOD:
        break;
    }
    return ERR_OK;
}

static enum err asked_make(struct ctx *ctx, const struct status_search *search, struct asked *asked)
{
    for (size_t i = 0; i < asked->query.count; i++)
        TRY(item_add(ctx, asked, &asked->query.items[i]));
    if (!account_id_is_none(search->account))
        owner_add(ctx, asked, search->account, false);
    /* The index cannot be asked for what is not there alone. */
    if (!asked->has_positive)
        term_add(asked, search_facet_any(), true, false);
    return ERR_OK;
}

/* Newest first, each once: shards share no status. */
static void ids_merge(struct arena *a, struct status_id *ids, size_t count, size_t *have,
                      const struct status_id *more, size_t more_count)
{
    struct status_id *merged = ARENA_ARRAY(a, struct status_id, count);
    size_t filled = 0;
    size_t i = 0;
    size_t j = 0;
    while (filled < count && (i < *have || j < more_count)) {
        bool takes_old = j == more_count || (i < *have && ids[i].v > more[j].v);
        merged[filled++] = takes_old ? ids[i++] : more[j++];
    }
    if (filled > 0)
        memcpy(ids, merged, filled * sizeof *ids);
    *have = filled;
}

static enum err search_fetch(struct ctx *ctx, void *arg, const struct paging *rest,
                             struct status_cursor **out, size_t *out_count)
{
    const struct asked *asked = arg;
    struct status_id *ids = ARENA_ARRAY(ctx->arena, struct status_id, rest->count);
    size_t have = 0;
    bool is_one = !account_id_is_none(asked->owner);
    size_t first = is_one ? search_index_shard(asked->owner) : 0;
    size_t end = is_one ? first + 1 : SEARCH_SHARD_COUNT;
    for (size_t shard = first; shard < end; shard++) {
        struct status_id *more = NULL;
        size_t more_count = 0;
        TRY(search_index_find(ctx, ctx->engine->search, shard, asked->terms, asked->term_count,
                              rest->above, rest->below, (int64_t)rest->count, &more, &more_count));
        ids_merge(ctx->arena, ids, rest->count, &have, more, more_count);
    }
    *out = service_cursors_of(ctx, ids, have);
    *out_count = have;
    return ERR_OK;
}

/* One's own, and what one keeps. Everything that is found stands in public. */
static bool is_in(const struct ctx *ctx, struct sv place, const struct status_view *view)
{
    if (!sv_eq(place, SV("library")))
        return sv_eq(place, SV("public")) || sv_eq(place, SV("all"));
    return account_id_eq(view->status->account, ctx->viewer.account) || view->is_favourited ||
           view->is_bookmarked || view->is_reblogged;
}

static bool item_keeps(const struct ctx *ctx, const struct search_item *item,
                       const struct status_view *view)
{
    int64_t at_ms = view->status->created_ms;
    if (item->key == SEARCH_PERIOD)
        return (at_ms >= item->from_ms && at_ms < item->to_ms) != item->is_not;
    return item->key != SEARCH_IN || is_in(ctx, item->value, view) != item->is_not;
}

/* The index may be behind: what it named is looked at as it is now. */
static bool search_keeps(const struct ctx *ctx, const void *arg, const struct status_view *view)
{
    const struct asked *asked = arg;
    struct search_post post;
    if (!service_is_for_public(ctx, view) || !search_post_is_open(view->account, view->status))
        return false;
    for (size_t i = 0; i < asked->query.count; i++)
        if (!item_keeps(ctx, &asked->query.items[i], view))
            return false;
    bool fits = false;
    ARENA_SCOPE (ctx->arena) {
        search_post_make(ctx->arena, view->status, &post);
        fits = search_post_fits(&post, asked->terms, asked->term_count);
    }
    return fits;
}

/* Where ids of a time begin; of the furthest, for times that no id has. */
static int64_t id_bound(int64_t time_ms)
{
    if (time_ms <= 0)
        return 0;
    return time_ms > ID_TIME_MAX_MS ? INT64_MAX : id_floor(time_ms);
}

/* Ids sort by the time of publication, with a little after it: the index need not be asked beyond the periods. */
static void period_narrow(const struct search_query *query, struct paging *paging)
{
    for (size_t i = 0; i < query->count; i++) {
        const struct search_item *item = &query->items[i];
        if (item->key != SEARCH_PERIOD || item->is_not)
            continue;
        int64_t above = id_bound(item->from_ms) - 1;
        int64_t below = item->to_ms == INT64_MAX ? INT64_MAX : id_bound(item->to_ms + ID_LATE_MS);
        if (above > paging->above)
            paging->above = above;
        if (below < paging->below)
            paging->below = below;
    }
}

static void offset_drop(struct status_page *page, size_t offset)
{
    size_t dropped = page->count < offset ? page->count : offset;
    page->views += dropped;
    page->count -= dropped;
}

enum err service_search_statuses(struct ctx *ctx, const struct status_search *search,
                                 enum search_fault *out_fault, struct status_page *out)
{
    struct asked *asked = ARENA_NEW(ctx->arena, struct asked);
    *out = (struct status_page){ .is_end = true };
    if (search->offset < 0 || search->count < 1 || search->count > PAGING_COUNT_MAX)
        return fail(ctx, ERR_BAD_PARAM, "offset or count");
    *asked = (struct asked){ 0 };
    *out_fault = search_query_parse(ctx->arena, search->text, &asked->query);
    if (*out_fault != SEARCH_FAULT_NONE)
        return fail(ctx, ERR_VALIDATION, "search query");
    if (ctx->engine->search == NULL || account_id_is_none(ctx->viewer.account) ||
        asked->query.count == 0 || search->offset > SEARCH_OFFSET_MAX)
        return ERR_OK;
    TRY(asked_make(ctx, search, asked));
    struct paging paging = { .above = search->above,
                             .below = search->below,
                             .count = search->count + (size_t)search->offset };
    period_narrow(&asked->query, &paging);
    if (asked->is_hopeless || paging.above >= paging.below)
        return ERR_OK;
    const struct status_source source = { search_fetch, search_keeps, asked };
    TRY(service_list_statuses(ctx, &source, &paging, out));
    offset_drop(out, (size_t)search->offset);
    return ERR_OK;
}
