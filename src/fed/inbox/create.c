/* Create, Update: what they post and change.
 *
 * Spec: the sections on Create and Update in FEDERATION
 */
#include "fed/inbox/handlers.h"

#include "ap/actor.h"
#include "ap/note.h"
#include "ap/value.h"
#include "fed/emoji.h"
#include "fed/fetch.h"
#include "fed/resolve.h"
#include "service/engine.h"
#include "service/receive_status.h"
#include "store/account.h"
#include "store/remote_actor.h"
#include "store/status.h"

/* Accounts of other servers that are not here and are looked up for one status. */
#define RESOLVES_MAX 10

/* Everything gathered about a status before it is stored. */
struct gathered {
    struct ap_note note;
    struct account author;
    struct received_mention *mentions;
    size_t mention_count;
    bool names_local;
};

/* The status a status answers is ours, or by somebody we follow: part of a conversation here. */
static enum err answers_us(struct ctx *ctx, struct sv uri, bool *out)
{
    struct status parent;
    struct account author;
    *out = false;
    if (uri.len == 0)
        return ERR_OK;
    enum err err = service_find_status_uri(ctx, uri, &parent);
    if (err == ERR_OK)
        err = store_account_get(ctx, parent.account, &author);
    if (err == ERR_NOT_FOUND)
        return ERR_OK;
    TRY(err);
    *out = account_is_local(&author) || author.counts.followers > 0;
    return ERR_OK;
}

/* Did anybody here ask for it? Otherwise any server could fill our store. What nobody here may read is not kept either. */
static enum err is_relevant(struct ctx *ctx, const struct gathered *g, enum visibility visibility,
                            bool *out)
{
    *out = g->author.counts.followers > 0 || g->names_local;
    if (*out || visibility >= VISIBILITY_PRIVATE)
        return ERR_OK;
    return answers_us(ctx, g->note.in_reply_to, out);
}

static bool is_silent(const struct gathered *g, struct sv uri)
{
    for (size_t i = 0; i < g->note.mention_count; i++)
        if (sv_eq(g->note.mentions[i].href, uri))
            return false;
    return true;
}

static void mention_add(struct gathered *g, struct account_id id, bool silent, bool is_local)
{
    for (size_t i = 0; i < g->mention_count; i++)
        if (account_id_eq(g->mentions[i].account, id))
            return;
    if (g->mention_count == STATUS_MENTIONS_MAX)
        return;
    g->mentions[g->mention_count++] = (struct received_mention){ id, silent };
    g->names_local |= is_local;
}

/* One of ours, by its actor id or, as some write it, its page. */
static bool local_mention(struct ctx *ctx, struct sv href, struct account_id *out)
{
    if (!site_is_local(&ctx->engine->site, href))
        return false;
    return fed_resolve_actor(ctx, href, INT64_MAX, out) == ERR_OK;
}

/* Named in the text, here and elsewhere; of those elsewhere only few that are new are looked up. */
static enum err mentions_gather(struct ctx *ctx, struct gathered *g)
{
    int resolves = 0;
    for (size_t i = 0; i < g->note.mention_count; i++) {
        struct sv href = g->note.mentions[i].href;
        struct account_id id;
        if (local_mention(ctx, href, &id)) {
            mention_add(g, id, false, true);
            continue;
        }
        struct account known;
        bool is_known = false;
        if (site_is_local(&ctx->engine->site, href))
            continue;
        TRY(store_account_find_uri(ctx, href, &is_known, &known));
        if (is_known)
            mention_add(g, known.id, false, false);
        else if (resolves++ < RESOLVES_MAX &&
                 fed_resolve_actor(ctx, href, INT64_MAX, &id) == ERR_OK)
            mention_add(g, id, false, false);
    }
    return ERR_OK;
}

/* Addressed without being named: they may see it, and are not told. */
static void audience_gather(struct ctx *ctx, struct gathered *g, const struct sv *ids, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct account_id id;
        if (fed_local_account(ctx, ids[i], &id))
            mention_add(g, id, is_silent(g, ids[i]), true);
    }
}

static enum err gather(struct ctx *ctx, struct json object, struct json activity,
                       struct gathered *out)
{
    bool is_found = false;
    *out = (struct gathered){ .mentions = ARENA_ARRAY(ctx->arena, struct received_mention,
                                                      STATUS_MENTIONS_MAX) };
    if (ap_note_parse(ctx->arena, object, activity, &out->note) != ERR_OK)
        return ERR_PARSE;
    /* Whoever speaks for the id speaks for the author: the same server. */
    if (!ap_same_origin(ctx->arena, out->note.id, out->note.attributed_to))
        return fail(ctx, ERR_UPSTREAM_REFUSED, "status of another server's author");
    TRY(store_account_find_uri(ctx, out->note.attributed_to, &is_found, &out->author));
    if (!is_found) {
        struct account_id id;
        TRY(fed_resolve_actor(ctx, out->note.attributed_to, INT64_MAX, &id));
        TRY(store_account_get(ctx, id, &out->author));
    }
    TRY(mentions_gather(ctx, out));
    audience_gather(ctx, out, out->note.audience.to, out->note.audience.to_count);
    audience_gather(ctx, out, out->note.audience.cc, out->note.audience.cc_count);
    return ERR_OK;
}

static struct received_media *media_of(struct ctx *ctx, const struct ap_note *note)
{
    struct received_media *media =
        ARENA_ARRAY(ctx->arena, struct received_media, note->attachment_count);
    for (size_t i = 0; i < note->attachment_count; i++) {
        const struct ap_attachment *a = &note->attachments[i];
        media[i] =
            (struct received_media){ a->kind,  a->mime,   a->url,       a->alt,     a->blurhash,
                                     a->width, a->height, a->has_focus, a->focus_x, a->focus_y };
    }
    return media;
}

/* A poll that is said to be over ended now at the latest. */
static const struct poll *poll_of(struct ctx *ctx, const struct ap_note *note)
{
    if (note->poll == NULL)
        return NULL;
    struct poll *poll = ARENA_NEW(ctx->arena, struct poll);
    *poll = note->poll->poll;
    if (note->poll->is_closed && !poll_is_over(poll, ctx->now_ms))
        poll->expires_ms = ctx->now_ms;
    return poll;
}

static enum err received_of(struct ctx *ctx, const struct gathered *g, struct received_status *out)
{
    struct remote_actor actor;
    TRY(store_remote_actor_get(ctx, g->author.id, &actor));
    const struct ap_note *note = &g->note;
    *out = (struct received_status){
        .author = g->author.id,
        .uri = note->id,
        .url = note->url,
        .content = note->content,
        .spoiler = note->spoiler,
        .is_sensitive = note->is_sensitive,
        .visibility = ap_audience_visibility(&note->audience, actor.followers_uri),
        .language = note->language,
        .in_reply_to = note->in_reply_to,
        .mentions = g->mentions,
        .mention_count = g->mention_count,
        .tags = note->tags,
        .tag_count = note->tag_count,
        .emojis = fed_emojis_of(ctx->arena, note->emojis, note->emoji_count),
        .emoji_count = note->emoji_count,
        .media = media_of(ctx, note),
        .media_count = note->attachment_count,
        .poll = poll_of(ctx, note),
        .published_ms = note->published_ms > 0 ? note->published_ms : ctx->now_ms,
        .edited_ms = note->updated_ms > note->published_ms ? note->updated_ms : 0,
    };
    return ERR_OK;
}

/* An object that is not a status, of somebody gone, or erased before: passed over. */
static enum err pass_over(enum err err)
{
    return err == ERR_PARSE || err == ERR_NOT_FOUND || err == ERR_GONE ? ERR_OK : err;
}

enum err fed_status_store(struct ctx *ctx, struct json object, struct json activity,
                          struct account_id recipient, bool is_wanted, struct status_id *out)
{
    struct gathered g;
    struct received_status received;
    *out = status_id(0);
    TRY(gather(ctx, object, activity, &g));
    if (g.note.is_vote)
        return service_receive_vote(ctx, g.author.id, g.note.in_reply_to, g.note.choice);
    TRY(received_of(ctx, &g, &received));
    g.names_local |= !account_id_is_none(recipient) && received.visibility >= VISIBILITY_PRIVATE;
    if (!is_wanted)
        TRY(is_relevant(ctx, &g, received.visibility, &is_wanted));
    if (!is_wanted)
        return ERR_OK;
    TRY(service_receive_status(ctx, &received, out));
    return account_id_is_none(recipient) ? ERR_OK : service_receive_recipient(ctx, *out, recipient);
}

enum err fed_status_update(struct ctx *ctx, struct json object, struct json activity)
{
    struct gathered g;
    struct received_status received;
    struct status_id id;
    TRY(gather(ctx, object, activity, &g));
    /* An update that names no time brings the counts of a poll. */
    if (g.note.updated_ms == 0)
        return g.note.poll == NULL
                   ? ERR_OK
                   : service_receive_counts(ctx, g.author.id, g.note.id, poll_of(ctx, &g.note));
    TRY(received_of(ctx, &g, &received));
    received.edited_ms = g.note.updated_ms;
    return service_receive_edit(ctx, &received, &id);
}

/* Is the object in this activity the signer's own, so that it can be taken as it stands? */
static bool is_own(struct ctx *ctx, const struct fed_received *r)
{
    struct sv author = ap_get_id(r->activity.object, SV("attributedTo"));
    return !r->is_forwarded && json_kind(r->activity.object) == JSON_OBJECT &&
           sv_eq(author, r->signer.uri) &&
           ap_same_origin(ctx->arena, r->activity.object_id, r->signer.uri);
}

enum err fed_on_create(struct ctx *ctx, const struct fed_received *r)
{
    struct status_id id;
    if (site_is_local(&ctx->engine->site, r->activity.object_id))
        return ERR_OK;
    if (is_own(ctx, r))
        return pass_over(
            fed_status_store(ctx, r->activity.object, r->document, r->recipient, false, &id));
    /* By id, or sent on by somebody: what its own server says counts. */
    struct fed_document document;
    if (!ap_same_origin(ctx->arena, r->activity.object_id, r->activity.actor))
        return ERR_OK;
    TRY(fed_fetch_document(ctx, r->activity.object_id, &document));
    return pass_over(
        fed_status_store(ctx, document.root, (struct json){ 0 }, account_id(0), false, &id));
}

static enum err actor_update(struct ctx *ctx, const struct fed_received *r)
{
    struct account_id id;
    if (r->is_forwarded || !sv_eq(r->activity.object_id, r->signer.uri))
        return ERR_OK;
    if (json_kind(r->activity.object) == JSON_OBJECT)
        return fed_actor_store(ctx, r->activity.object, &id);
    return fed_resolve_actor(ctx, r->signer.uri, 0, &id);
}

enum err fed_on_update(struct ctx *ctx, const struct fed_received *r)
{
    if (ap_type_class(r->activity.object_type) == AP_CLASS_ACTOR ||
        sv_eq(r->activity.object_id, r->activity.actor))
        return actor_update(ctx, r);
    if (is_own(ctx, r))
        return pass_over(fed_status_update(ctx, r->activity.object, r->document));
    struct status known;
    enum err err = service_find_status_uri(ctx, r->activity.object_id, &known);
    if (err != ERR_OK || known.is_local)
        return pass_over(err);
    struct fed_document document;
    TRY(fed_fetch_document(ctx, r->activity.object_id, &document));
    return pass_over(fed_status_update(ctx, document.root, (struct json){ 0 }));
}
