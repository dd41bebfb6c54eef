/* Inbox: from a request to a kept row. */
#include "fed/inbox.h"

#include "ap/activity.h"
#include "ap/value.h"
#include "fed/fetch.h"
#include "service/domain_rule.h"
#include "service/engine.h"
#include "service/receive_activity.h"
#include "store/account.h"
#include "store/tombstone.h"

/* Done and undone at will, with the same id each time by some: only the very same request is a repetition. */
static bool is_toggle(enum ap_type type)
{
    return type == AP_FOLLOW || type == AP_UNDO || type == AP_LIKE || type == AP_ANNOUNCE ||
           type == AP_BLOCK || type == AP_ACCEPT || type == AP_REJECT || type == AP_EMOJI_REACT;
}

/* What makes it the same as one received before: sent to two inboxes, it may be for two people who are not named. */
static struct sv seen_key(struct ctx *ctx, const struct fed_request *req,
                          const struct ap_activity *activity, struct account_id recipient)
{
    struct sv mark = is_toggle(activity->type) || activity->id.len == 0
                         ? fed_request_header(ctx->arena, req, SV("signature"))
                         : activity->id;
    return sv_printf(ctx->arena, "seen %lld %" SV_FMT " %" SV_FMT, (long long)recipient.v,
                     SV_ARG(activity->actor), SV_ARG(mark));
}

static bool is_about_itself(const struct ap_activity *activity)
{
    return (activity->type == AP_DELETE || activity->type == AP_UPDATE) &&
           sv_eq(activity->object_id, activity->actor);
}

/* May it be passed over without asking who sent it? */
static enum err is_needless(struct ctx *ctx, const struct ap_activity *activity, struct sv key,
                            bool *out)
{
    TRY(service_activity_is_known(ctx, key, out));
    if (!*out)
        TRY(store_tombstone_has(ctx, TOMBSTONE_URI, activity->actor, out));
    if (!*out && (activity->type == AP_CREATE || activity->type == AP_UPDATE) &&
        activity->object_id.len > 0)
        TRY(store_tombstone_has(ctx, TOMBSTONE_URI, activity->object_id, out));
    if (*out || !is_about_itself(activity))
        return ERR_OK;
    struct account account;
    bool is_known = false;
    TRY(store_account_find_uri(ctx, activity->actor, &is_known, &account));
    *out = !is_known;
    return ERR_OK;
}

static enum err admit(struct ctx *ctx, const struct ap_activity *activity)
{
    bool is_blocked = false;
    struct sv host = fed_host_of(ctx->arena, activity->actor);
    if (host.len == 0 || site_is_local(&ctx->engine->site, activity->actor))
        return fail(ctx, ERR_SIGNATURE, "actor is no address of another server");
    TRY(service_domain_is_blocked(ctx, host, &is_blocked));
    return is_blocked ? fail(ctx, ERR_FORBIDDEN, "from a blocked server") : ERR_OK;
}

enum err fed_inbox_verify(struct ctx *ctx, const struct fed_request *req,
                          struct account_id recipient, struct fed_incoming *out)
{
    struct json document;
    struct ap_activity activity;
    struct account signer;
    bool needless = false;
    *out = (struct fed_incoming){ 0 };
    if (json_parse(ctx->arena, req->body, &json_limits_strict, &document, NULL) != ERR_OK ||
        json_kind(document) != JSON_OBJECT)
        return fail(ctx, ERR_PARSE, "inbox: not a document");
    /* What we do not know is nobody's fault. */
    if (ap_activity_parse(ctx->arena, document, &activity) != ERR_OK)
        return ERR_OK;
    TRY(admit(ctx, &activity));
    struct sv key = seen_key(ctx, req, &activity, recipient);
    TRY(is_needless(ctx, &activity, key, &needless));
    if (needless)
        return ERR_OK;
    bool is_farewell = activity.type == AP_DELETE;
    enum err err = fed_verify_request(ctx, req, is_farewell, &signer);
    /* Nobody can say any more whose word it is: asked again, it would be no better. */
    if (err == ERR_GONE && is_farewell)
        return ERR_OK;
    TRY(err);
    if (account_is_gone(&signer))
        return ERR_OK;
    *out = (struct fed_incoming){ .is_wanted = true,
                                  .signer = signer.id,
                                  .recipient = recipient,
                                  .host = fed_host_of(ctx->arena, signer.uri),
                                  .body = req->body,
                                  .key = key };
    return ERR_OK;
}

enum err fed_inbox_keep(struct ctx *ctx, const struct fed_incoming *incoming)
{
    if (!incoming->is_wanted)
        return ERR_OK;
    struct received_activity received = { .signer = incoming->signer,
                                          .recipient = incoming->recipient,
                                          .host = incoming->host,
                                          .body = incoming->body,
                                          .key = incoming->key };
    return service_receive_activity(ctx, &received);
}
