/* Outgoing: a row of what is to be sent, written as the activity it means. */
#include "fed/outgoing.h"

#include "ap/activity.h"
#include "ap/actor.h"
#include "ap/note.h"
#include "fed/fed.h"
#include "service/custom_emoji.h"
#include "service/engine.h"
#include "store/account.h"
#include "store/erasure.h"
#include "store/poll.h"
#include "store/report.h"
#include "store/status.h"

static const struct site *site_of(const struct ctx *ctx)
{
    return &ctx->engine->site;
}

enum err fed_signing_key(struct ctx *ctx, struct account_id owner, struct rsa_key **out)
{
    if (account_id_is_none(owner)) {
        *out = rsa_key_hold(ctx->engine->fed->instance_key);
        return ERR_OK;
    }
    struct account_signing_key pair;
    struct erased_actor erased;
    enum err err = store_account_signing_key(ctx, owner, &pair);
    if (err == ERR_NOT_FOUND || err == ERR_KEY_GONE) {
        TRY(store_erased_actor_key(ctx, owner, &erased));
        pair.private_der = erased.private_der;
        err = erased.has_private ? ERR_OK : ERR_NOT_FOUND;
    }
    TRY(err);
    err = rsa_private_open(pair.private_der, out);
    secret_wipe(pair.private_der);
    return err;
}

/* Of an erased account whose recipients were told, the public half is there for longer. */
static enum err farewell_key(struct ctx *ctx, struct account_id owner, struct rsa_key **out)
{
    struct erased_actor erased;
    struct rsa_public numbers;
    TRY(store_erased_actor_key(ctx, owner, &erased));
    if (erased.has_private)
        secret_wipe(erased.private_der);
    TRY(rsa_public_unpack(erased.public_key, &numbers));
    return rsa_public_open(numbers, out);
}

enum err fed_actor_render(struct ctx *ctx, const struct account *account, bool has_context,
                          struct json_fragment *out)
{
    CLEANUP(rsa_key_done) struct rsa_key *key = NULL;
    TRY(fed_signing_key(ctx, account->id, &key));
    struct account shown = *account;
    shown.emojis = service_emojis_of_account(ctx, account);
    return ap_actor_render(ctx->arena, site_of(ctx), &shown, rsa_public_to_pem(ctx->arena, key),
                           has_context, out);
}

enum err fed_key_render(struct ctx *ctx, struct account_id owner, struct json_fragment *out)
{
    CLEANUP(rsa_key_done) struct rsa_key *key = NULL;
    enum err err = fed_signing_key(ctx, owner, &key);
    TRY(err == ERR_NOT_FOUND ? farewell_key(ctx, owner, &key) : err);
    return ap_key_render(ctx->arena, site_of(ctx), owner, rsa_public_to_pem(ctx->arena, key), out);
}

/* Actor ids of whom a status names, in its order; who is gone meanwhile gives an empty one. */
static enum err mention_uris(struct ctx *ctx, const struct status *status, struct sv **out)
{
    struct sv *uris = ARENA_ARRAY(ctx->arena, struct sv, status->mention_count + 1);
    for (size_t from = 0; from < status->mention_count; from += STORE_LIST_MAX) {
        struct account_id ids[STORE_LIST_MAX];
        size_t count = 0;
        for (size_t i = from; i < status->mention_count && count < STORE_LIST_MAX; i++)
            ids[count++] = status->mentions[i].account;
        struct account *accounts = NULL;
        size_t found = 0;
        TRY(store_account_list(ctx, ids, count, &accounts, &found));
        for (size_t i = 0; i < found; i++)
            for (size_t j = from; j < from + count; j++)
                if (account_id_eq(status->mentions[j].account, accounts[i].id))
                    uris[j] = site_uri_of_account(ctx->arena, site_of(ctx), &accounts[i]);
    }
    *out = uris;
    return ERR_OK;
}

/* The object id of a status; empty when it is gone. */
static enum err status_uri(struct ctx *ctx, struct status_id id, struct status *out_status,
                           struct sv *out)
{
    *out = (struct sv){ NULL, 0 };
    if (status_id_is_none(id))
        return ERR_OK;
    enum err err = store_status_get(ctx, id, out_status);
    if (err == ERR_OK)
        *out = site_uri_of_status(ctx->arena, site_of(ctx), out_status);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* A note with what it needs: its author, what it answers, whom it names. */
struct note_parts {
    struct account author;
    struct status status; /* with the emoji it shows */
    struct ap_note_source source;
    struct sv *named; /* mention uris that are there */
    size_t named_count;
};

static enum err note_load(struct ctx *ctx, const struct status *status, struct note_parts *out)
{
    struct status parent;
    struct sv *uris = NULL;
    *out = (struct note_parts){
        .status = *status,
        .source = { .status = &out->status, .author = &out->author, .now_ms = ctx->now_ms }
    };
    out->status.emojis = service_emojis_of_status(ctx, status);
    TRY(store_account_get(ctx, status->account, &out->author));
    TRY(status_uri(ctx, status->in_reply_to, &parent, &out->source.in_reply_to));
    TRY(mention_uris(ctx, status, &uris));
    out->source.mention_uris = uris;
    out->named = uris;
    out->named_count = status->mention_count;
    return ERR_OK;
}

static struct ap_outgoing outgoing_of(struct ctx *ctx, const struct fed_outgoing *o)
{
    return (struct ap_outgoing){
        .kind = o->kind,
        .id = o->object,
        .actor = site_actor_uri(ctx->arena, site_of(ctx), o->owner),
        .followers = site_actor_part_uri(ctx->arena, site_of(ctx), o->owner, SV("followers")),
        .about = { o->owner.v, CLASS_REACTIONS },
    };
}

static enum err announce_fill(struct ctx *ctx, const struct status *reblog, struct ap_outgoing *out)
{
    struct status original;
    struct account author;
    TRY(status_uri(ctx, reblog->reblog_of, &original, &out->object));
    if (out->object.len == 0)
        return ERR_NOT_FOUND;
    TRY(store_account_get(ctx, original.account, &author));
    struct sv *named = ARENA_NEW(ctx->arena, struct sv);
    *named = site_uri_of_account(ctx->arena, site_of(ctx), &author);
    out->named = named;
    out->named_count = 1;
    out->visibility = reblog->visibility;
    out->at_ms = reblog->created_ms;
    return ERR_OK;
}

enum err fed_status_render(struct ctx *ctx, const struct status *status, bool has_context,
                           struct json_fragment *out)
{
    if (status_is_reblog(status)) {
        struct fed_outgoing o = { .owner = status->account,
                                  .kind = ACTIVITY_ANNOUNCE,
                                  .object = status->id.v };
        struct ap_outgoing announce = outgoing_of(ctx, &o);
        TRY(announce_fill(ctx, status, &announce));
        return has_context ? ap_activity_render(ctx->arena, site_of(ctx), &announce, out)
                           : ap_activity_render_bare(ctx->arena, site_of(ctx), &announce, out);
    }
    struct note_parts parts;
    TRY(note_load(ctx, status, &parts));
    return ap_note_render(ctx->arena, site_of(ctx), &parts.source, has_context, out);
}

/* When it was last edited, or what it asks was counted. */
static int64_t updated_ms(const struct status *status)
{
    int64_t counted_ms = status->poll != NULL ? status->poll->updated_ms : 0;
    int64_t last_ms = counted_ms > status->edited_ms ? counted_ms : status->edited_ms;
    return last_ms > 0 ? last_ms : status->created_ms;
}

static enum err status_fill(struct ctx *ctx, const struct fed_outgoing *o, struct ap_outgoing *out)
{
    struct status status;
    struct note_parts parts;
    TRY(store_status_get(ctx, status_id(o->object), &status));
    if (status_is_reblog(&status))
        return announce_fill(ctx, &status, out);
    TRY(note_load(ctx, &status, &parts));
    struct json_fragment *note = ARENA_NEW(ctx->arena, struct json_fragment);
    TRY(ap_note_render(ctx->arena, site_of(ctx), &parts.source, false, note));
    out->embedded = note;
    out->visibility = status.visibility;
    out->named = parts.named;
    out->named_count = parts.named_count;
    out->at_ms = o->kind == ACTIVITY_UPDATE ? updated_ms(&status) : status.created_ms;
    return ERR_OK;
}

static enum err target_uri(struct ctx *ctx, struct account_id target, struct sv *out)
{
    struct account account;
    TRY(store_account_get(ctx, target, &account));
    *out = site_uri_of_account(ctx->arena, site_of(ctx), &account);
    return ERR_OK;
}

/* A vote as it was given; it is not sent when its option is gone. */
static enum err vote_fill(struct ctx *ctx, const struct fed_outgoing *o, struct ap_outgoing *out)
{
    struct status_id id;
    struct status status;
    struct sv *author = ARENA_NEW(ctx->arena, struct sv);
    TRY(store_poll_vote_status(ctx, o->owner, poll_option_id(o->object), &id));
    TRY(store_status_get(ctx, id, &status));
    TRY(target_uri(ctx, o->target, author));
    for (size_t i = 0; status.poll != NULL && i < status.poll->option_count; i++)
        if (status.poll->options[i].id.v == o->object)
            out->choice = status.poll->options[i].title;
    out->object = o->uri;
    out->named = author;
    out->named_count = 1;
    return out->choice.len > 0 ? ERR_OK : ERR_NOT_FOUND;
}

static enum err actor_fill(struct ctx *ctx, const struct fed_outgoing *o, struct ap_outgoing *out)
{
    struct account account;
    TRY(store_account_get(ctx, o->owner, &account));
    struct json_fragment *actor = ARENA_NEW(ctx->arena, struct json_fragment);
    TRY(fed_actor_render(ctx, &account, false, actor));
    out->embedded = actor;
    out->at_ms = account.updated_ms;
    return ERR_OK;
}

static enum err answer_fill(struct ctx *ctx, const struct fed_outgoing *o, struct ap_outgoing *out)
{
    out->follow = o->uri;
    return target_uri(ctx, o->target, &out->follower);
}

/* A report as it stands; its comment goes along, its reporter does not: the instance's own actor says it. */
static enum err flag_fill(struct ctx *ctx, const struct fed_outgoing *o, struct ap_outgoing *out)
{
    struct report report;
    enum err err = store_report_get(ctx, report_id(o->object), &report);
    if (err == ERR_KEY_GONE)
        return ERR_NOT_FOUND;
    TRY(err);
    struct sv *reported = ARENA_ARRAY(ctx->arena, struct sv, report.status_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < report.status_count; i++) {
        struct status status;
        TRY(status_uri(ctx, report.statuses[i], &status, &reported[count]));
        count += reported[count].len > 0;
    }
    out->reported = reported;
    out->reported_count = count;
    out->comment = report.comment;
    return target_uri(ctx, report.target, &out->object);
}

static enum err fill(struct ctx *ctx, const struct fed_outgoing *o, struct ap_outgoing *out)
{
    switch (o->kind) {
    case ACTIVITY_CREATE:
    case ACTIVITY_UPDATE:
    case ACTIVITY_ANNOUNCE:
        return status_fill(ctx, o, out);
    case ACTIVITY_UPDATE_ACTOR:
        return actor_fill(ctx, o, out);
    case ACTIVITY_DELETE:
        out->object = site_object_uri(ctx->arena, site_of(ctx), status_id(o->object));
        return ERR_OK;
    case ACTIVITY_DELETE_ACTOR:
        return ERR_OK;
    case ACTIVITY_UNDO_ANNOUNCE:
        /* The reblog is gone; who got it knows it by the Announce's id. */
        out->object = o->uri;
        return ERR_OK;
    case ACTIVITY_LIKE:
    case ACTIVITY_UNDO_LIKE:
        out->object = o->uri;
        return o->uri.len > 0 ? ERR_OK : ERR_NOT_FOUND;
    case ACTIVITY_FOLLOW:
    case ACTIVITY_UNDO_FOLLOW:
    case ACTIVITY_BLOCK:
    case ACTIVITY_UNDO_BLOCK:
        return target_uri(ctx, o->target, &out->object);
    case ACTIVITY_ACCEPT_FOLLOW:
    case ACTIVITY_REJECT_FOLLOW:
        return answer_fill(ctx, o, out);
    case ACTIVITY_FLAG:
        return flag_fill(ctx, o, out);
    case ACTIVITY_VOTE:
        return vote_fill(ctx, o, out);
    case ACTIVITY_KIND_COUNT:
        break;
    }
    return ERR_NOT_FOUND;
}

enum err fed_activity_render(struct ctx *ctx, const struct fed_outgoing *o, bool has_context,
                             struct json_fragment *out)
{
    struct ap_outgoing activity = outgoing_of(ctx, o);
    TRY(fill(ctx, o, &activity));
    return has_context ? ap_activity_render(ctx->arena, site_of(ctx), &activity, out)
                       : ap_activity_render_bare(ctx->arena, site_of(ctx), &activity, out);
}

enum err fed_outgoing_render(struct ctx *ctx, const struct fed_outgoing *o, struct sv *out)
{
    struct json_fragment fragment;
    TRY(fed_activity_render(ctx, o, true, &fragment));
    *out = fragment.bytes;
    return ERR_OK;
}
