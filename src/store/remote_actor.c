/* Remote actors in the store. */
#include "store/remote_actor.h"

#include "store/outbound.h"
#include "store/queries.h"

#define FOLLOWED_PAGE 500

static struct remote_actor actor_of_row(const struct remote_actor_row *row)
{
    return (struct remote_actor){
        .account = row->owner_id,
        .host = row->host_id,
        .inbox = row->inbox_id,
        .shared_inbox = row->shared_inbox_id,
        .followers_uri = row->followers_uri,
        .outbox_uri = row->outbox_uri,
        .featured_uri = row->featured_uri,
        .key_uri = row->key_uri,
        .public_key = row->public_key,
        .fetched_ms = row->fetched_ms,
    };
}

enum err store_remote_actor_get(struct ctx *ctx, struct account_id account,
                                struct remote_actor *out)
{
    struct remote_actor_row row;
    bool is_found = false;
    TRY(q_remote_actor_by_owner(ctx, account, &is_found, &row));
    if (!is_found)
        return ERR_NOT_FOUND;
    *out = actor_of_row(&row);
    return ERR_OK;
}

enum err store_remote_actor_find_key(struct ctx *ctx, struct sv key_uri, bool *out_found,
                                     struct remote_actor *out)
{
    struct remote_actor_row row;
    TRY(q_remote_actor_by_key(ctx, key_uri, out_found, &row));
    if (*out_found)
        *out = actor_of_row(&row);
    return ERR_OK;
}

static struct sv or_null(struct sv text)
{
    return text.len > 0 ? text : (struct sv){ NULL, 0 };
}

static enum err actor_write(struct ctx *ctx, const struct remote_actor *a)
{
    return q_remote_actor_upsert(ctx, a->account, a->host, a->inbox, a->shared_inbox,
                                 or_null(a->followers_uri), or_null(a->outbox_uri),
                                 or_null(a->featured_uri), or_null(a->key_uri),
                                 or_null(a->public_key), a->fetched_ms, NULL);
}

static struct inbox_id reached_at(const struct remote_actor *actor)
{
    return inbox_id_is_none(actor->shared_inbox) ? actor->inbox : actor->shared_inbox;
}

/* Each local account it follows: out of the old inbox's count, or into the new one's. */
static enum err memberships_move(struct ctx *ctx, struct account_id follower,
                                 enum err (*move)(struct ctx *ctx, struct account_id owner,
                                                  struct account_id follower))
{
    struct account_id after = { 0 };
    size_t count = FOLLOWED_PAGE;
    while (count == FOLLOWED_PAGE) {
        struct q_remote_actor_followed_row *rows = NULL;
        TRY(q_remote_actor_followed(ctx, follower, after, FOLLOWED_PAGE, &rows, &count));
        for (size_t i = 0; i < count; i++)
            TRY(move(ctx, rows[i].target_id, follower));
        after = count > 0 ? rows[count - 1].target_id : after;
    }
    return ERR_OK;
}

enum err store_remote_actor_upsert(struct ctx *ctx, const struct remote_actor *actor)
{
    struct remote_actor_row row;
    bool is_found = false;
    TRY(q_remote_actor_by_owner(ctx, actor->account, &is_found, &row));
    struct remote_actor before = is_found ? actor_of_row(&row) : *actor;
    bool moves = !inbox_id_eq(reached_at(&before), reached_at(actor));
    if (moves)
        TRY(memberships_move(ctx, actor->account, store_membership_remove));
    TRY(actor_write(ctx, actor));
    return moves ? memberships_move(ctx, actor->account, store_membership_add) : ERR_OK;
}
