/* The timelines of whom and what one follows: home, and lists. */
#include "service/home.h"

#include <stdlib.h>

#include "db/db.h"
#include "feed/feed.h"
#include "model/home.h"
#include "service/engine.h"
#include "service/manage_list.h"
#include "store/timeline.h"

/* Entries of the ring that one batch looks at, some 2 ms; what is left is the merge's. */
#define SCAN_CAP ((size_t)2000000)

struct home {
    struct feed_set_key set;
    uint64_t epoch;
    bool is_behind_ring; /* what is left comes from the merge */
    struct feed_source *sources;
    size_t source_count;
    enum list_replies replies;  /* of a list */
    struct account_id *members; /* of a list that shows answers to them; ascending */
    size_t member_count;
};

static int account_compare(const void *a, const void *b)
{
    int64_t one = ((const struct account_id *)a)->v;
    int64_t other = ((const struct account_id *)b)->v;
    return (one > other) - (one < other);
}

static struct feed_range range_of(const struct paging *paging)
{
    return (struct feed_range){ paging->above, paging->below, paging->is_from_oldest };
}

static void ids_reverse(struct status_id *ids, size_t count)
{
    for (size_t i = 0; i < count / 2; i++) {
        struct status_id id = ids[i];
        ids[i] = ids[count - 1 - i];
        ids[count - 1 - i] = id;
    }
}

static enum err ring_fetch(struct ctx *ctx, struct home *home, struct feed_range *range,
                           size_t limit, struct status_id *ids, size_t *out_count)
{
    struct feed_query query = {
        .set = home->set,
        .range = *range,
        .limit = limit,
        .scan_cap = SCAN_CAP,
        .epoch = home->epoch,
    };
    struct feed_page page;
    TRY(feed_select(ctx->engine->feed, ctx, &query, ids, &page));
    home->is_behind_ring = page.stop == FEED_STOP_TAIL || page.stop == FEED_STOP_CAP;
    *range = page.rest;
    *out_count = page.count;
    return ERR_OK;
}

static enum err author_fetch(void *arg, struct account_id author, const struct feed_range *range,
                             size_t cap, struct status_id *out_ids, size_t *out_count)
{
    struct ctx *ctx = arg;
    struct paging paging = { range->after, range->before, range->is_from_oldest, cap };
    struct status_id *ids = NULL;
    TRY(store_timeline_owner(ctx, author, &paging, &ids, out_count));
    for (size_t i = 0; i < *out_count; i++)
        out_ids[i] = ids[i];
    return ERR_OK;
}

static enum err merge_fetch(struct ctx *ctx, struct home *home, const struct feed_range *range,
                            size_t limit, struct status_id *ids, size_t *out_count)
{
    if (home->sources == NULL)
        TRY(feed_list_sources(ctx->engine->feed, ctx, home->set, home->epoch, &home->sources,
                              &home->source_count));
    return feed_merge_list(ctx->arena, home->sources, home->source_count, range, limit,
                           author_fetch, ctx, ids, out_count);
}

static enum err tag_fetch(void *arg, struct account_id tag, const struct feed_range *range,
                          size_t cap, struct status_id *out_ids, size_t *out_count)
{
    struct ctx *ctx = arg;
    struct paging paging = { range->after, range->before, range->is_from_oldest, cap };
    struct status_id *ids = NULL;
    TRY(store_timeline_tag_id(ctx, tag_id(tag.v), &paging, &ids, out_count));
    for (size_t i = 0; i < *out_count; i++)
        out_ids[i] = ids[i];
    return ERR_OK;
}

/* What is published with hashtags that the viewer follows, newest first. Most viewers follow none. */
static enum err tags_fetch(struct ctx *ctx, const struct home *home, const struct feed_range *range,
                           size_t limit, struct status_id *ids, size_t *out_count)
{
    struct feed_set_key set = { FEED_SET_TAGS, ctx->viewer.account.v };
    struct feed_source *tags = NULL;
    size_t count = 0;
    *out_count = 0;
    if (home->set.kind != FEED_SET_HOME)
        return ERR_OK;
    TRY(feed_list_sources(ctx->engine->feed, ctx, set, home->epoch, &tags, &count));
    if (count == 0)
        return ERR_OK;
    return feed_merge_list(ctx->arena, tags, count, range, limit, tag_fetch, ctx, ids, out_count);
}

/* Put `more` among `ids`, both in one order, each once; what passes the limit is left out. */
static void ids_join(struct arena *a, struct status_id *ids, size_t *count,
                     const struct status_id *more, size_t more_count, size_t limit,
                     bool is_from_oldest)
{
    struct status_id *first = ARENA_ARRAY(a, struct status_id, *count);
    size_t first_count = *count;
    size_t i = 0;
    size_t j = 0;
    memcpy(first, ids, first_count * sizeof *first);
    for (*count = 0; *count < limit && (i < first_count || j < more_count); (*count)++) {
        bool has_both = i < first_count && j < more_count;
        bool is_same = has_both && status_id_eq(first[i], more[j]);
        bool is_first = j == more_count || (has_both && (first[i].v < more[j].v) == is_from_oldest);
        ids[*count] = is_same || is_first ? first[i] : more[j];
        i += is_same || is_first;
        j += is_same || !is_first;
    }
}

static enum err tags_join(struct ctx *ctx, const struct home *home, const struct feed_range *range,
                          size_t limit, struct status_id *ids, size_t *count)
{
    struct status_id *tagged = ARENA_ARRAY(ctx->arena, struct status_id, limit);
    size_t tagged_count = 0;
    TRY(tags_fetch(ctx, home, range, limit, tagged, &tagged_count));
    if (tagged_count == 0)
        return ERR_OK;
    if (range->is_from_oldest)
        ids_reverse(tagged, tagged_count);
    ids_join(ctx->arena, ids, count, tagged, tagged_count, limit, range->is_from_oldest);
    return ERR_OK;
}

static enum err home_fetch(struct ctx *ctx, void *arg, const struct paging *rest,
                           struct status_cursor **out, size_t *out_count)
{
    struct home *home = arg;
    struct status_id *ids = ARENA_ARRAY(ctx->arena, struct status_id, rest->count);
    struct feed_range range = range_of(rest);
    const struct feed_range whole = range;
    size_t count = 0;
    if (!home->is_behind_ring)
        TRY(ring_fetch(ctx, home, &range, rest->count, ids, &count));
    if (rest->is_from_oldest)
        ids_reverse(ids, count);
    if (home->is_behind_ring && count < rest->count) {
        size_t more = 0;
        TRY(merge_fetch(ctx, home, &range, rest->count - count, &ids[count], &more));
        if (rest->is_from_oldest)
            ids_reverse(&ids[count], more);
        count += more;
    }
    TRY(tags_join(ctx, home, &whole, rest->count, ids, &count));
    *out = service_cursors_of(ctx, ids, count);
    *out_count = count;
    return ERR_OK;
}

static struct home_party party_of(const struct ctx *ctx, struct account_id id,
                                  const struct account *account,
                                  const struct relationship *relation)
{
    struct home_party party = {
        .is_viewer = account_id_eq(id, ctx->viewer.account),
        .is_gone = account == NULL || account_is_gone(account),
    };
    if (relation == NULL)
        return party;
    party.is_followed = relation->is_following;
    party.is_blocked = relation->is_blocking;
    party.blocks_viewer = relation->is_blocked_by;
    party.is_muted = relation->is_muting;
    party.is_domain_blocked = relation->is_domain_blocking;
    return party;
}

static bool is_mentioned(const struct ctx *ctx, const struct status *status)
{
    for (size_t i = 0; i < status->mention_count; i++)
        if (account_id_eq(status->mentions[i].account, ctx->viewer.account))
            return true;
    return false;
}

static struct home_facts facts_of(const struct ctx *ctx, const struct status_view *view)
{
    const struct status *status = view->status;
    const struct relationship *relation = view->relation;
    struct home_facts facts = {
        .visibility = status->visibility,
        .is_mentioned = is_mentioned(ctx, status),
        .author = party_of(ctx, status->account, view->account, relation),
        .follow_shows_reblogs = relation != NULL && relation->shows_reblogs,
        .follow_languages = relation != NULL ? relation->languages : SV(""),
        .language = status->language,
        .is_reblog = view->reblog != NULL,
        .is_reply = !status_id_is_none(status->in_reply_to),
        .is_reply_to_self = account_id_eq(status->in_reply_to_account, status->account),
        .is_set_apart = relation != NULL && relation->is_set_apart,
        .has_followed_tag = view->has_followed_tag,
        .author_is_silenced = view->account->state == ACCOUNT_SILENCED,
    };
    if (view->reblog != NULL)
        facts.original = party_of(ctx, view->reblog->status->account, view->reblog->account,
                                  view->reblog->relation);
    if (facts.is_reply)
        facts.replied_to =
            party_of(ctx, status->in_reply_to_account, view->reply_account, view->reply_relation);
    return facts;
}

static bool home_keeps(const struct ctx *ctx, const void *arg, const struct status_view *view)
{
    UNUSED(arg);
    struct home_facts facts = facts_of(ctx, view);
    return status_in_home(&facts);
}

static bool has_member(const struct home *home, struct account_id account)
{
    return home->member_count > 0 && bsearch(&account, home->members, home->member_count,
                                             sizeof *home->members, account_compare) != NULL;
}

static bool list_keeps(const struct ctx *ctx, const void *arg, const struct status_view *view)
{
    const struct home *home = arg;
    struct home_facts facts = facts_of(ctx, view);
    return status_in_list(&facts, home->replies,
                          has_member(home, view->status->in_reply_to_account));
}

enum err service_list_home(struct ctx *ctx, const struct paging *paging, struct status_page *out)
{
    if (account_id_is_none(ctx->viewer.account))
        return ERR_LOGIN_REQUIRED;
    db_release(ctx);
    struct home home = {
        .set = { FEED_SET_HOME, ctx->viewer.account.v },
        .epoch = feed_epoch(ctx->engine->feed),
    };
    struct status_source source = { home_fetch, home_keeps, &home };
    return service_list_statuses(ctx, &source, paging, out);
}

/* What decides on a list's statuses: its policy of answers, and whom that is about. */
static enum err list_load(struct ctx *ctx, struct list_id id, struct home *home)
{
    struct list list;
    TRY(service_get_list(ctx, id, &list));
    home->replies = list.replies;
    if (list.replies != LIST_REPLIES_LIST)
        return ERR_OK;
    return service_load_list_members(ctx, id, &home->members, &home->member_count);
}

enum err service_list_list(struct ctx *ctx, struct list_id id, const struct paging *paging,
                           struct status_page *out)
{
    db_release(ctx);
    struct home home = {
        .set = { FEED_SET_LIST, id.v },
        .epoch = feed_epoch(ctx->engine->feed),
    };
    TRY(list_load(ctx, id, &home));
    struct status_source source = { home_fetch, list_keeps, &home };
    return service_list_statuses(ctx, &source, paging, out);
}

void service_home_begin(struct ctx *ctx, const struct paging *paging, struct home_reader *out)
{
    assert(!paging->is_from_oldest);
    db_release(ctx);
    *out = (struct home_reader){ .epoch = feed_epoch(ctx->engine->feed), .rest = *paging };
}

enum err service_home_next(struct ctx *ctx, struct home_reader *r, size_t limit,
                           struct status_id *ids, size_t *out_count)
{
    struct home home = { .set = { FEED_SET_HOME, ctx->viewer.account.v }, .epoch = r->epoch };
    struct feed_range range = range_of(&r->rest);
    struct feed_range seen = range;
    TRY(ring_fetch(ctx, &home, &range, limit, ids, out_count));
    bool is_open = home.is_behind_ring || *out_count == limit;
    if (is_open)
        seen.after = range.before - 1;
    TRY(tags_join(ctx, &home, &seen, limit, ids, out_count));
    /* What passes the limit is looked at again. */
    bool is_full = *out_count == limit;
    r->rest.below = is_full ? ids[limit - 1].v : range.before;
    r->is_behind = home.is_behind_ring && !is_full;
    return ERR_OK;
}

bool service_is_in_home(const struct ctx *ctx, const struct status_view *view)
{
    return home_keeps(ctx, NULL, view);
}

enum err service_view_home_status(struct ctx *ctx, struct status_id id, struct status_view *out)
{
    if (account_id_is_none(ctx->viewer.account))
        return ERR_NOT_FOUND;
    struct status_view view;
    TRY(service_view_status(ctx, id, &view));
    if (!home_keeps(ctx, NULL, &view))
        return ERR_NOT_FOUND;
    *out = view;
    return ERR_OK;
}

enum err service_view_list_status(struct ctx *ctx, struct list_id list, struct status_id id,
                                  struct status_view *out)
{
    struct home home = { .set = { FEED_SET_LIST, list.v } };
    struct status_view view;
    if (account_id_is_none(ctx->viewer.account))
        return ERR_NOT_FOUND;
    TRY(list_load(ctx, list, &home));
    TRY(service_view_status(ctx, id, &view));
    if (!list_keeps(ctx, &home, &view))
        return ERR_NOT_FOUND;
    *out = view;
    return ERR_OK;
}
