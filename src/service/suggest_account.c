/* Suggest accounts. */
#include "service/suggest_account.h"

#include <stdlib.h>

#include "base/map.h"
#include "model/paging.h"
#include "service/list_directory.h"
#include "service/permit.h"
#include "service/tie.h"
#include "service/view_account.h"
#include "store/account.h"
#include "store/relation.h"
#include "store/suggestion.h"

/* Whom one followed last, and whom each of them did. */
#define CIRCLE_MAX 40
#define FOLLOWED_MAX 80
/* Among so many who posted last the most followed are looked for. */
#define ACTIVE_MAX 80
/* So many are looked at until enough are kept. */
#define CANDIDATES_MAX 400

struct candidate {
    struct account_id id;
    int64_t weight;
    enum suggestion_source source;
};

struct candidates {
    struct candidate *items;
    size_t count;
    struct map places; /* account id → place in items */
};

static void candidates_done(struct candidates *c)
{
    map_done(&c->places);
}

static void candidate_add(struct candidates *c, struct account_id id, int64_t weight,
                          enum suggestion_source source, size_t max)
{
    uint64_t at = 0;
    if (map_find(&c->places, (uint64_t)id.v, &at)) {
        if (c->items[at].source == source)
            c->items[at].weight += weight;
        return;
    }
    if (c->count == max)
        return;
    map_put(&c->places, (uint64_t)id.v, c->count);
    c->items[c->count++] = (struct candidate){ id, weight, source };
}

static enum err friends_collect(struct ctx *ctx, struct candidates *c, size_t max)
{
    struct account_id *circle = NULL;
    size_t count = 0;
    TRY(store_suggestion_circle(ctx, ctx->viewer.account, CIRCLE_MAX, &circle, &count));
    for (size_t i = 0; i < count; i++) {
        struct account_id *followed = NULL;
        size_t followed_count = 0;
        TRY(store_suggestion_following(ctx, circle[i], FOLLOWED_MAX, &followed, &followed_count));
        for (size_t j = 0; j < followed_count; j++)
            candidate_add(c, followed[j], 1, SUGGESTION_FRIENDS, max);
    }
    return ERR_OK;
}

static enum err active_collect(struct ctx *ctx, struct candidates *c, size_t max)
{
    const struct account *active = NULL;
    size_t count = 0;
    TRY(service_list_directory(ctx, DIRECTORY_ACTIVE, false, 0, ACTIVE_MAX, &active, &count));
    for (size_t i = 0; i < count; i++)
        candidate_add(c, active[i].id, active[i].counts.followers, SUGGESTION_MOST_FOLLOWED, max);
    return ERR_OK;
}

/* Friends before others, then by weight; the newest account first where that is the same. */
static int candidates_compare(const void *a, const void *b)
{
    const struct candidate *one = a;
    const struct candidate *other = b;
    if (one->source != other->source)
        return one->source < other->source ? -1 : 1;
    if (one->weight != other->weight)
        return one->weight > other->weight ? -1 : 1;
    return (one->id.v < other->id.v) - (one->id.v > other->id.v);
}

static bool is_free(const struct relationship *r)
{
    return !r->is_following && !r->is_requested && !r->is_blocking && !r->is_blocked_by &&
           !r->is_muting && !r->is_domain_blocking;
}

/* Keep of some candidates those that may be suggested. */
static enum err page_take(struct ctx *ctx, const struct candidate *items, size_t count,
                          size_t wanted, struct suggestion *out, size_t *out_count)
{
    struct account_id ids[STORE_LIST_MAX];
    struct relationship *relations = NULL;
    bool *refused = NULL;
    const struct account *accounts = NULL;
    size_t account_count = 0;
    for (size_t i = 0; i < count; i++)
        ids[i] = items[i].id;
    TRY(store_relationship_list(ctx, ctx->viewer.account, ids, count, &relations));
    TRY(store_suggestion_refused(ctx, ctx->viewer.account, ids, count, &refused));
    TRY(service_view_accounts(ctx, ids, count, &accounts, &account_count));
    for (size_t i = 0, a = 0; i < count && a < account_count && *out_count < wanted; i++) {
        if (!account_id_eq(accounts[a].id, ids[i]))
            continue;
        const struct account *account = &accounts[a++];
        bool is_own = account_id_eq(ids[i], ctx->viewer.account);
        if (account->is_discoverable && account->state == ACCOUNT_ACTIVE && !is_own &&
            is_free(&relations[i]) && !refused[i])
            out[(*out_count)++] = (struct suggestion){ *account, items[i].source };
    }
    return ERR_OK;
}

static enum err candidates_find(struct ctx *ctx, struct candidates *c)
{
    size_t max = (size_t)CIRCLE_MAX * FOLLOWED_MAX;
    c->items = ARENA_ARRAY(ctx->arena, struct candidate, max + ACTIVE_MAX);
    TRY(friends_collect(ctx, c, max));
    TRY(active_collect(ctx, c, max + ACTIVE_MAX));
    qsort(c->items, c->count, sizeof c->items[0], candidates_compare);
    if (c->count > CANDIDATES_MAX)
        c->count = CANDIDATES_MAX;
    return ERR_OK;
}

enum err service_suggest_accounts(struct ctx *ctx, size_t count, struct suggestion **out,
                                  size_t *out_count)
{
    CLEANUP(candidates_done) struct candidates c = { 0 };
    size_t kept = 0;
    TRY(service_permit_acting(ctx, PAGE_ROLE_ANALYST));
    TRY(candidates_find(ctx, &c));
    struct suggestion *list = ARENA_ARRAY(ctx->arena, struct suggestion, count);
    for (size_t at = 0; at < c.count && kept < count; at += STORE_LIST_MAX) {
        size_t left = c.count - at;
        TRY(page_take(ctx, &c.items[at], left < STORE_LIST_MAX ? left : STORE_LIST_MAX, count, list,
                      &kept));
    }
    *out = list;
    *out_count = kept;
    return ERR_OK;
}

struct refusal {
    struct account own;
    struct account target;
};

static enum err refuse_write(struct ctx *ctx, void *arg)
{
    const struct refusal *refusal = arg;
    return store_suggestion_refuse(ctx, refusal->own.id, refusal->target.id);
}

enum err service_refuse_suggestion(struct ctx *ctx, struct account_id target)
{
    struct refusal refusal;
    TRY(service_permit_acting(ctx, PAGE_ROLE_EDITOR));
    enum err err =
        service_tie_load(ctx, ctx->viewer.account, target, &refusal.own, &refusal.target);
    if (err == ERR_NOT_FOUND)
        return ERR_OK;
    TRY(err);
    return service_tie_write(ctx, refusal.own.id, target, refuse_write, &refusal);
}
