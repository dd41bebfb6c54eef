/* Receive reblogs and favourites of other servers; declared in service/receive_status.h. */
#include "db/db.h"
#include "service/engine.h"
#include "service/notify.h"
#include "service/publish_status.h"
#include "service/reblog_status.h"
#include "service/receive_status.h"
#include "service/view_status.h"
#include "store/account.h"
#include "store/favourite.h"
#include "store/status.h"
#include "store/tombstone.h"

#define ID_TRIES 8

struct reaction {
    struct account_id actor;
    struct status original;
    struct status reblog;
    struct status_sealed sealed;
    int64_t id;
    struct sv uri;
};

/* What a remote account may see is decided as for a local viewer. */
static enum err original_view(struct ctx *ctx, struct account_id actor, struct status_id id,
                              struct status *out)
{
    struct viewer saved = ctx->viewer;
    ctx->viewer = (struct viewer){ .account = actor };
    struct status_view view;
    enum err err = service_view_status(ctx, id, &view);
    ctx->viewer = saved;
    TRY(err);
    *out = view.reblog != NULL ? *view.reblog->status : *view.status;
    return ERR_OK;
}

static enum err reaction_notify(struct ctx *ctx, const struct reaction *r,
                                enum notification_kind kind)
{
    struct notification note = {
        .kind = kind, .owner = r->original.account, .from = r->actor, .status = r->original.id
    };
    return service_notify(ctx, &note);
}

static void reaction_publish(struct ctx *ctx, const struct reaction *r, const struct status *posted,
                             struct status_id unposted)
{
    struct publication publication = { .posted = posted,
                                       .unposted = unposted,
                                       .changed = { cache_ref_status(r->original.id),
                                                    cache_ref_account(r->actor) },
                                       .changed_count = 2 };
    service_publish_commit(ctx, &publication);
}

static enum err reblog_write(struct ctx *ctx, void *arg)
{
    struct reaction *r = arg;
    TRY(store_account_hold(ctx, r->actor, NULL));
    TRY(store_status_insert(ctx, &r->reblog, &r->sealed, NULL));
    TRY(store_status_count_new(ctx, &r->reblog));
    TRY(reaction_notify(ctx, r, NOTIFICATION_REBLOG));
    reaction_publish(ctx, r, &r->reblog, status_id(0));
    return ERR_OK;
}

static enum err reblog_once(struct ctx *ctx, struct reaction *r, int64_t published_ms)
{
    int64_t created_ms = published_ms < ctx->now_ms ? published_ms : ctx->now_ms;
    r->reblog = (struct status){
        .id = status_id(engine_id_at(ctx, created_ms)),
        .account = r->actor,
        .uri = r->uri,
        .visibility = r->original.visibility,
        .reblog_of = r->original.id,
        .reblog_of_account = r->original.account,
        .created_ms = created_ms,
    };
    r->reblog.thread = r->reblog.id;
    TRY(store_status_seal(ctx, &r->reblog, &r->sealed));
    return db_write(ctx, reblog_write, r);
}

enum err service_receive_reblog(struct ctx *ctx, struct account_id actor, struct sv uri,
                                struct status_id status, int64_t published_ms)
{
    struct reaction r = { .actor = actor, .uri = uri };
    bool is_known = false;
    if (uri.len > 0)
        TRY(store_tombstone_has(ctx, TOMBSTONE_URI, uri, &is_known));
    if (is_known)
        return ERR_GONE;
    TRY(original_view(ctx, actor, status, &r.original));
    if (!visibility_allows_reblog(r.original.visibility, account_id_eq(r.original.account, actor)))
        return ERR_NOT_FOUND;
    enum err err = ERR_DUPLICATE;
    for (size_t i = 0; i < ID_TRIES && err == ERR_DUPLICATE; i++) {
        struct status_id known;
        TRY(store_reblog_find(ctx, r.original.id, actor, &is_known, &known));
        if (is_known)
            return ERR_OK;
        err = reblog_once(ctx, &r, published_ms);
    }
    TRY(err);
    service_publish_stream(ctx, &r.reblog, STREAM_EVENT_UPDATE);
    return ERR_OK;
}

static enum err unreblog_write(struct ctx *ctx, void *arg)
{
    struct reaction *r = arg;
    TRY(store_reblog_delete(ctx, r->reblog.id, r->original.id, r->actor));
    TRY(store_reaction_forget(ctx, r->original.id, NOTIFICATION_REBLOG, r->actor));
    reaction_publish(ctx, r, NULL, r->reblog.id);
    return ERR_OK;
}

enum err service_receive_unreblog(struct ctx *ctx, struct account_id actor, struct status_id status)
{
    struct reaction r = { .actor = actor };
    TRY(service_find_original(ctx, status, &r.original));
    struct status_id id;
    bool is_found = false;
    TRY(store_reblog_find(ctx, r.original.id, actor, &is_found, &id));
    if (!is_found)
        return ERR_OK;
    TRY(store_status_get(ctx, id, &r.reblog));
    TRY(db_write(ctx, unreblog_write, &r));
    service_publish_stream(ctx, &r.reblog, STREAM_EVENT_DELETE);
    return ERR_OK;
}

static enum err favourite_write(struct ctx *ctx, void *arg)
{
    struct reaction *r = arg;
    bool is_new = false;
    TRY(store_account_hold(ctx, r->actor, NULL));
    TRY(store_favourite_insert(ctx, r->actor, r->original.id, r->id, r->uri, &is_new));
    if (!is_new)
        return ERR_OK;
    TRY(reaction_notify(ctx, r, NOTIFICATION_FAVOURITE));
    reaction_publish(ctx, r, NULL, status_id(0));
    return ERR_OK;
}

enum err service_receive_favourite(struct ctx *ctx, struct account_id actor,
                                   struct status_id status, struct sv uri)
{
    struct reaction r = { .actor = actor, .uri = uri, .id = engine_next_id(ctx) };
    TRY(original_view(ctx, actor, status, &r.original));
    return db_write(ctx, favourite_write, &r);
}

static enum err unfavourite_write(struct ctx *ctx, void *arg)
{
    struct reaction *r = arg;
    struct favourite favourite;
    bool is_found = false;
    TRY(store_favourite_delete(ctx, r->actor, r->original.id, &is_found, &favourite));
    if (!is_found)
        return ERR_OK;
    TRY(store_reaction_forget(ctx, r->original.id, NOTIFICATION_FAVOURITE, r->actor));
    reaction_publish(ctx, r, NULL, status_id(0));
    return ERR_OK;
}

enum err service_receive_unfavourite(struct ctx *ctx, struct account_id actor,
                                     struct status_id status)
{
    struct reaction r = { .actor = actor };
    TRY(service_find_original(ctx, status, &r.original));
    return db_write(ctx, unfavourite_write, &r);
}
