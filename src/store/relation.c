/* Relations in the store. */
#include "store/relation.h"

#include "store/account.h"
#include "store/queries.h"

/* The facts of relations_by_ids, as numbered there. */
enum fact {
    FACT_FOLLOWING,    /* first: shows_reblogs, second: notifies, languages */
    FACT_FOLLOWED_BY,  /* nothing */
    FACT_REQUESTED,    /* as FACT_FOLLOWING */
    FACT_REQUESTED_BY, /* nothing */
    FACT_BLOCKING,
    FACT_BLOCKED_BY,
    FACT_MUTING, /* first: hides_notifications, second: expires_ms */
    FACT_DOMAIN_BLOCKING,
    FACT_SET_APART,
    FACT_ENDORSED,
};

/* An empty text is stored as NULL. */
static struct sv or_null(struct sv text)
{
    return text.len > 0 ? text : (struct sv){ NULL, 0 };
}

static void fact_apply(const struct q_relations_by_ids_row *row, struct relationship *out)
{
    switch ((enum fact)row->fact) {
    case FACT_FOLLOWING:
    case FACT_REQUESTED:
        out->is_following |= row->fact == FACT_FOLLOWING;
        out->is_requested |= row->fact == FACT_REQUESTED;
        out->shows_reblogs = row->first != 0;
        out->notifies = row->second != 0;
        out->languages = row->languages;
        return;
    case FACT_FOLLOWED_BY:
        out->is_followed_by = true;
        return;
    case FACT_REQUESTED_BY:
        out->is_requested_by = true;
        return;
    case FACT_BLOCKING:
        out->is_blocking = true;
        return;
    case FACT_BLOCKED_BY:
        out->is_blocked_by = true;
        return;
    case FACT_MUTING:
        out->is_muting = true;
        out->hides_notifications = row->first != 0;
        out->mute_expires_ms = row->second;
        return;
    case FACT_DOMAIN_BLOCKING:
        out->is_domain_blocking = true;
        return;
    case FACT_SET_APART:
        out->is_set_apart = true;
        return;
    case FACT_ENDORSED:
        out->is_endorsed = true;
        return;
    }
}

enum err store_relationship_list(struct ctx *ctx, struct account_id viewer,
                                 const struct account_id *ids, size_t count,
                                 struct relationship **out)
{
    assert(count <= STORE_LIST_MAX);
    struct relationship *list = ARENA_ARRAY(ctx->arena, struct relationship, count);
    struct q_relations_by_ids_row *rows = NULL;
    size_t row_count = 0;
    if (count > 0)
        TRY(q_relations_by_ids(ctx, viewer, ids, count, ctx->now_ms, &rows, &row_count));
    for (size_t i = 0; i < count; i++) {
        list[i].account = ids[i];
        for (size_t j = 0; j < row_count; j++) {
            if (account_id_eq(rows[j].other_id, ids[i]))
                fact_apply(&rows[j], &list[i]);
        }
    }
    *out = list;
    return ERR_OK;
}

enum err store_relationship_get(struct ctx *ctx, struct account_id viewer, struct account_id other,
                                struct relationship *out)
{
    struct relationship *list = NULL;
    TRY(store_relationship_list(ctx, viewer, &other, 1, &list));
    *out = list[0];
    return ERR_OK;
}

static struct account_id *ids_of(struct ctx *ctx, const struct account_id_row *rows, size_t count)
{
    struct account_id *ids = ARENA_ARRAY(ctx->arena, struct account_id, count);
    for (size_t i = 0; i < count; i++)
        ids[i] = rows[i].account_id;
    return ids;
}

enum err store_following_page(struct ctx *ctx, struct account_id owner, struct account_id after,
                              int64_t count, struct account_id **out, size_t *out_count)
{
    assert(count >= 1 && count <= 10000);
    struct account_id_row *rows = NULL;
    size_t row_count = 0;
    TRY(q_following_targets(ctx, owner, after, count, &rows, &row_count));
    *out = ids_of(ctx, rows, row_count);
    *out_count = row_count;
    return ERR_OK;
}

enum err store_following_between(struct ctx *ctx, struct account_id viewer,
                                 struct account_id target, int64_t count, struct account_id **out,
                                 size_t *out_count)
{
    assert(count >= 1 && count <= 10000);
    struct account_id_row *rows = NULL;
    size_t row_count = 0;
    TRY(q_following_between(ctx, viewer, target, count, &rows, &row_count));
    *out = ids_of(ctx, rows, row_count);
    *out_count = row_count;
    return ERR_OK;
}

enum err store_following_notified(struct ctx *ctx, struct account_id target,
                                  struct account_id after, int64_t count, struct account_id **out,
                                  size_t *out_count)
{
    struct account_id_row *rows = NULL;
    TRY(q_following_notified(ctx, target, after, count, &rows, out_count));
    *out = ids_of(ctx, rows, *out_count);
    return ERR_OK;
}

enum err store_is_following(struct ctx *ctx, struct account_id follower, struct account_id target,
                            bool *out)
{
    struct following_row row;
    return q_following_get(ctx, follower, target, out, &row);
}

enum err store_blocks_between(struct ctx *ctx, struct account_id one, struct account_id other,
                              bool *out)
{
    struct q_block_between_row row;
    return q_block_between(ctx, one, other, out, &row);
}

static enum err (*const page_queries[RELATION_LIST_COUNT])(struct ctx *, struct account_id,
                                                           const struct paging *,
                                                           struct relation_ref_row **, size_t *) = {
    [RELATION_FOLLOWING] = q_following_page,
    [RELATION_FOLLOWERS] = q_follower_page,
    [RELATION_REQUESTS] = q_follow_request_page,
    [RELATION_ASKED] = q_follow_request_asked,
    [RELATION_BLOCKS] = q_block_page,
    [RELATION_MUTES] = q_mute_page,
    [RELATION_ENDORSEMENTS] = q_endorsement_page,
};

enum err store_relation_page(struct ctx *ctx, enum relation_list list, struct account_id owner,
                             const struct paging *paging, struct relation_ref **out,
                             size_t *out_count)
{
    assert(list < RELATION_LIST_COUNT && paging->count <= PAGING_COUNT_MAX);
    struct relation_ref_row *rows = NULL;
    size_t count = 0;
    TRY(page_queries[list](ctx, owner, paging, &rows, &count));
    struct relation_ref *refs = ARENA_ARRAY(ctx->arena, struct relation_ref, count);
    for (size_t i = 0; i < count; i++)
        refs[i] = (struct relation_ref){ rows[i].id, rows[i].account_id };
    *out = refs;
    *out_count = count;
    return ERR_OK;
}

enum err store_domain_block_page(struct ctx *ctx, struct account_id owner,
                                 const struct paging *paging, struct domain_block **out,
                                 size_t *out_count)
{
    struct account_domain_block_row *rows = NULL;
    size_t count = 0;
    TRY(q_account_domain_block_page(ctx, owner, paging, &rows, &count));
    struct domain_block *blocks = ARENA_ARRAY(ctx->arena, struct domain_block, count);
    for (size_t i = 0; i < count; i++)
        blocks[i] = (struct domain_block){ rows[i].id, rows[i].domain };
    *out = blocks;
    *out_count = count;
    return ERR_OK;
}

static struct follow follow_of(const struct following_row *row)
{
    return (struct follow){
        .id = row->id,
        .follower = row->owner_id,
        .target = row->target_id,
        .options = { row->shows_reblogs, row->notifies, row->languages },
        .uri = row->uri,
    };
}

static struct follow follow_of_request(const struct follow_request_row *row)
{
    return (struct follow){
        .id = row->id,
        .follower = row->requester_id,
        .target = row->owner_id,
        .options = { row->shows_reblogs, row->notifies, row->languages },
        .uri = row->uri,
    };
}

enum err store_follow_find(struct ctx *ctx, struct account_id follower, struct account_id target,
                           bool *out_found, struct follow *out)
{
    struct following_row row;
    bool is_found = false;
    TRY(q_following_get(ctx, follower, target, &is_found, &row));
    if (is_found)
        *out = follow_of(&row);
    *out_found = is_found;
    return ERR_OK;
}

/* The one place where a follow counts. */
static enum err follow_count(struct ctx *ctx, struct account_id follower, struct account_id target,
                             int64_t change)
{
    TRY(q_account_count_add(ctx, follower, 0, change, 0, NULL));
    return q_account_count_add(ctx, target, change, 0, 0, NULL);
}

enum err store_follow_insert(struct ctx *ctx, const struct follow *follow, bool *out_is_new)
{
    const struct follow_options *options = &follow->options;
    int64_t changed = 0;
    TRY(q_following_insert(ctx, follow->follower, follow->target, follow->id,
                           options->shows_reblogs, options->notifies, or_null(options->languages),
                           or_null(follow->uri), &changed));
    *out_is_new = changed > 0;
    if (changed == 0)
        return ERR_OK;
    TRY(q_follower_insert(ctx, follow->target, follow->id, follow->follower, NULL));
    return follow_count(ctx, follow->follower, follow->target, 1);
}

enum err store_follow_update(struct ctx *ctx, const struct follow *follow)
{
    const struct follow_options *options = &follow->options;
    return q_following_update(ctx, follow->follower, follow->target, options->shows_reblogs,
                              options->notifies, or_null(options->languages), NULL);
}

enum err store_follow_set_uri(struct ctx *ctx, struct account_id follower, struct account_id target,
                              struct sv uri)
{
    return q_following_set_uri(ctx, follower, target, or_null(uri), NULL);
}

enum err store_follow_delete(struct ctx *ctx, struct account_id follower, struct account_id target,
                             bool *out_found, struct follow *out)
{
    struct following_row row;
    bool is_found = false;
    TRY(q_following_delete(ctx, follower, target, &is_found, &row));
    *out_found = is_found;
    if (!is_found)
        return ERR_OK;
    TRY(q_follower_delete(ctx, target, row.id, NULL));
    TRY(follow_count(ctx, follower, target, -1));
    *out = follow_of(&row);
    return ERR_OK;
}

enum err store_follow_request_find(struct ctx *ctx, struct account_id follower,
                                   struct account_id target, bool *out_found, struct follow *out)
{
    struct follow_request_row row;
    bool is_found = false;
    TRY(q_follow_request_get(ctx, target, follower, &is_found, &row));
    if (is_found)
        *out = follow_of_request(&row);
    *out_found = is_found;
    return ERR_OK;
}

enum err store_follow_request_find_id(struct ctx *ctx, struct account_id target, int64_t id,
                                      bool *out_found, struct account_id *out_follower)
{
    struct q_follow_request_by_id_row row;
    TRY(q_follow_request_by_id(ctx, target, id, out_found, &row));
    if (*out_found)
        *out_follower = row.requester_id;
    return ERR_OK;
}

enum err store_follow_request_upsert(struct ctx *ctx, const struct follow *follow)
{
    const struct follow_options *options = &follow->options;
    return q_follow_request_upsert(ctx, follow->target, follow->follower, follow->id,
                                   options->shows_reblogs, options->notifies,
                                   or_null(options->languages), or_null(follow->uri), NULL);
}

enum err store_follow_request_delete(struct ctx *ctx, struct account_id follower,
                                     struct account_id target, bool *out_found, struct follow *out)
{
    struct follow_request_row row;
    bool is_found = false;
    TRY(q_follow_request_delete(ctx, target, follower, &is_found, &row));
    if (is_found)
        *out = follow_of_request(&row);
    *out_found = is_found;
    return ERR_OK;
}

enum err store_block_insert(struct ctx *ctx, struct account_id owner, struct account_id target,
                            int64_t id, struct sv uri, bool *out_is_new)
{
    int64_t changed = 0;
    TRY(q_block_insert(ctx, owner, target, id, or_null(uri), &changed));
    *out_is_new = changed > 0;
    return ERR_OK;
}

enum err store_block_delete(struct ctx *ctx, struct account_id owner, struct account_id target,
                            bool *out_found, int64_t *out_id)
{
    struct q_block_delete_row row;
    TRY(q_block_delete(ctx, owner, target, out_found, &row));
    if (*out_found)
        *out_id = row.id;
    return ERR_OK;
}

enum err store_mute_upsert(struct ctx *ctx, struct account_id owner, struct account_id target,
                           int64_t id, bool hides_notifications, int64_t expires_ms)
{
    return q_mute_upsert(ctx, owner, target, id, hides_notifications, expires_ms, NULL);
}

enum err store_mute_sweep(struct ctx *ctx, int64_t before_ms, int64_t count, int64_t *out_swept)
{
    return q_mute_sweep(ctx, before_ms, count, out_swept);
}

enum err store_mute_delete(struct ctx *ctx, struct account_id owner, struct account_id target)
{
    return q_mute_delete(ctx, owner, target, NULL);
}

enum err store_endorsement_insert(struct ctx *ctx, struct account_id owner,
                                  struct account_id target, int64_t id)
{
    return q_endorsement_insert(ctx, owner, target, id, NULL);
}

enum err store_endorsement_delete(struct ctx *ctx, struct account_id owner,
                                  struct account_id target)
{
    return q_endorsement_delete(ctx, owner, target, NULL);
}

enum err store_domain_block_insert(struct ctx *ctx, struct account_id owner, struct sv domain,
                                   int64_t id, int64_t *out_id)
{
    struct q_account_domain_block_upsert_row row;
    TRY(q_account_domain_block_upsert(ctx, owner, domain, id, &row));
    *out_id = row.id;
    return ERR_OK;
}

enum err store_domain_block_get(struct ctx *ctx, struct account_id owner, int64_t id,
                                struct domain_block *out)
{
    struct account_domain_block_row row;
    bool is_found = false;
    TRY(q_account_domain_block_get(ctx, owner, id, &is_found, &row));
    if (!is_found)
        return ERR_NOT_FOUND;
    *out = (struct domain_block){ row.id, row.domain };
    return ERR_OK;
}

enum err store_domain_block_delete(struct ctx *ctx, struct account_id owner, struct sv domain)
{
    return q_account_domain_block_delete(ctx, owner, domain, NULL);
}

enum err store_domain_ties(struct ctx *ctx, struct account_id owner, struct sv domain,
                           struct account_id after, int64_t count, struct domain_ties *out)
{
    struct account_id_row *rows = NULL;
    struct domain_ties ties;
    TRY(q_following_at_domain(ctx, owner, domain, count, &rows, &ties.following_count));
    ties.following = ids_of(ctx, rows, ties.following_count);
    TRY(q_follower_at_domain(ctx, owner, domain, after, count, &rows, &ties.follower_count));
    ties.followers = ids_of(ctx, rows, ties.follower_count);
    TRY(q_requester_at_domain(ctx, owner, domain, count, &rows, &ties.requester_count));
    ties.requesters = ids_of(ctx, rows, ties.requester_count);
    *out = ties;
    return ERR_OK;
}

enum err store_domain_ties_count(struct ctx *ctx, struct account_id owner, struct sv domain,
                                 int64_t *out_following, int64_t *out_followers)
{
    TRY(q_following_at_domain_count(ctx, owner, domain, out_following));
    return q_follower_at_domain_count(ctx, owner, domain, out_followers);
}
