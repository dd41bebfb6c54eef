/* Receive an actor. */
#include "service/receive_actor.h"

#include "cache/cache.h"
#include "db/db.h"
#include "service/domain_rule.h"
#include "service/engine.h"
#include "service/index_status.h"
#include "store/account.h"
#include "store/host.h"
#include "store/job.h"
#include "store/remote_actor.h"
#include "store/remote_emoji.h"
#include "store/tombstone.h"

struct receive {
    const struct received_actor *actor;
    struct account account;
    struct account_sealed sealed;
    bool is_known;
    bool is_searched_otherwise; /* its posts begin or cease to be found */
    struct host_id new_host;
    struct inbox_id new_inbox;
    struct inbox_id new_shared;
    struct custom_emoji *emojis;
    size_t emoji_count;
};

static enum err admit(struct ctx *ctx, const struct received_actor *actor)
{
    bool is_blocked = false;
    TRY(service_domain_is_blocked(ctx, actor->host, &is_blocked));
    if (!is_blocked)
        TRY(service_domain_is_blocked(ctx, actor->account.domain, &is_blocked));
    if (is_blocked)
        return fail(ctx, ERR_FORBIDDEN, "actor of a blocked server");
    bool is_gone = false;
    TRY(store_tombstone_has(ctx, TOMBSTONE_URI, actor->account.uri, &is_gone));
    return is_gone ? fail(ctx, ERR_GONE, "actor was erased") : ERR_OK;
}

/* Of a server whose media are refused nobody has pictures. */
static enum err pictures_refuse(struct ctx *ctx, struct account *account)
{
    bool rejects_media = false;
    bool rejects_reports = false;
    TRY(service_domain_rejects(ctx, account->domain, &rejects_media, &rejects_reports));
    if (!rejects_media)
        return ERR_OK;
    account->avatar_url = SV("");
    account->header_url = SV("");
    account->avatar_alt = SV("");
    account->header_alt = SV("");
    return ERR_OK;
}

/* What is known keeps its id, its handle and what people and moderators here set. */
static void account_merge(const struct account *known, struct account *account)
{
    struct account merged = *known;
    merged.kind = account->kind;
    merged.url = account->url;
    merged.display_name = account->display_name;
    merged.note_html = account->note_html;
    merged.fields = account->fields;
    merged.field_count = account->field_count;
    merged.avatar_url = account->avatar_url;
    merged.header_url = account->header_url;
    merged.avatar_alt = account->avatar_alt;
    merged.attribution = account->attribution;
    merged.header_alt = account->header_alt;
    merged.is_locked = account->is_locked;
    merged.is_discoverable = account->is_discoverable;
    merged.is_indexable = account->is_indexable;
    *account = merged;
}

static enum err account_match(struct ctx *ctx, struct receive *r)
{
    struct account known;
    TRY(store_account_find_uri(ctx, r->account.uri, &r->is_known, &known));
    if (r->is_known && known.state == ACCOUNT_ERASING)
        return fail(ctx, ERR_GONE, "actor is being erased");
    if (r->is_known) {
        r->is_searched_otherwise = known.is_indexable != r->account.is_indexable;
        account_merge(&known, &r->account);
        return ERR_OK;
    }
    bool is_taken = false;
    TRY(store_account_find_handle(ctx, r->account.username, r->account.domain, &is_taken, &known));
    if (is_taken)
        return fail(ctx, ERR_CONFLICT, "handle belongs to another actor");
    r->account.id = account_id(engine_next_id(ctx));
    r->account.created_ms = r->account.created_ms > 0 && r->account.created_ms < ctx->now_ms
                                ? r->account.created_ms
                                : ctx->now_ms;
    return ERR_OK;
}

/* Inside the write: it may have been erased since. */
static enum err still_welcome(struct ctx *ctx, const struct receive *r)
{
    bool is_gone = false;
    if (r->is_known)
        return store_account_hold(ctx, r->account.id, NULL);
    TRY(store_tombstone_has(ctx, TOMBSTONE_URI, r->account.uri, &is_gone));
    return is_gone ? fail(ctx, ERR_GONE, "actor was erased") : ERR_OK;
}

static enum err receive_write(struct ctx *ctx, void *arg)
{
    struct receive *r = arg;
    const struct received_actor *actor = r->actor;
    struct remote_actor row = {
        .account = r->account.id,
        .followers_uri = actor->followers_uri,
        .outbox_uri = actor->outbox_uri,
        .featured_uri = actor->featured_uri,
        .key_uri = actor->key_uri,
        .public_key = actor->public_key,
        .fetched_ms = ctx->now_ms,
    };
    TRY(store_host_upsert(ctx, r->new_host, actor->host, &row.host));
    TRY(store_inbox_upsert(ctx, r->new_inbox, row.host, actor->inbox, &row.inbox));
    if (actor->shared_inbox.len > 0)
        TRY(store_inbox_upsert(ctx, r->new_shared, row.host, actor->shared_inbox,
                               &row.shared_inbox));
    TRY(still_welcome(ctx, r));
    if (r->is_searched_otherwise)
        TRY(service_index_account_later(ctx, r->account.id));
    if (r->is_known)
        TRY(store_account_update(ctx, &r->account, &r->sealed));
    else
        TRY(store_account_insert(ctx, &r->account, row.host, &r->sealed));
    TRY(store_remote_emoji_take(ctx, r->account.id, r->emojis, r->emoji_count));
    TRY(store_account_show_emojis(ctx, r->account.id, r->emojis, r->emoji_count));
    return store_remote_actor_upsert(ctx, &row);
}

enum err service_receive_actor(struct ctx *ctx, const struct received_actor *actor,
                               struct account_id *out)
{
    assert(actor->account.uri.len > 0 && actor->account.domain.len > 0);
    TRY(admit(ctx, actor));
    struct receive r = {
        .actor = actor,
        .account = actor->account,
        .new_host = { engine_next_id(ctx) },
        .new_inbox = { engine_next_id(ctx) },
        .new_shared = { engine_next_id(ctx) },
    };
    TRY(pictures_refuse(ctx, &r.account));
    TRY(account_match(ctx, &r));
    TRY(service_take_emojis(ctx, actor->emojis, actor->emoji_count, &r.emojis, &r.emoji_count));
    r.account.updated_ms = ctx->now_ms;
    TRY(store_account_seal(ctx, &r.account, NULL, &r.sealed));
    TRY(db_write(ctx, receive_write, &r));
    cache_invalidate(ctx->engine->cache, cache_ref_account(r.account.id));
    *out = r.account.id;
    return ERR_OK;
}

static enum err reread_write(struct ctx *ctx, void *arg)
{
    const struct account_id *account = arg;
    engine_wake_jobs(ctx);
    return store_job_insert(ctx, job_id(engine_next_id(ctx)), JOB_REFRESH_ACTOR, account_id(0),
                            account->v, 0, ctx->now_ms);
}

enum err service_reread_actor(struct ctx *ctx, struct account_id account)
{
    return db_write(ctx, reread_write, &account);
}
