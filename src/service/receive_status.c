/* Receive statuses of other servers. */
#include "service/receive_status.h"

#include "base/vec.h"
#include "db/db.h"
#include "service/attach_card.h"
#include "service/domain_rule.h"
#include "service/engine.h"
#include "service/index_status.h"
#include "service/notify.h"
#include "service/post_status.h"
#include "service/publish_status.h"
#include "service/receive_activity.h"
#include "service/tell_conversations.h"
#include "service/tell_poll.h"
#include "service/tell_post.h"
#include "store/account.h"
#include "store/ingest.h"
#include "store/job.h"
#include "store/media.h"
#include "store/relation.h"
#include "store/remote_emoji.h"
#include "store/status.h"
#include "store/tombstone.h"
#include "text/status_text.h"

/* Ids of past times may be taken: so often another one is tried. */
#define ID_TRIES 8

/* A picture ready to be inserted. */
struct picture {
    struct media media;
    struct media_sealed sealed;
    struct keyring_new key;
    struct sv wrapped;
};

struct reception {
    const struct received_status *received;
    struct status status;
    struct status_sealed sealed;
    struct account author;
    struct status before;
    struct status_sealed before_sealed;
    struct tag_id *tag_ids;
    struct picture *pictures;
    struct custom_emoji *emojis;
    size_t emoji_count;
    struct sv people; /* see service_conversation_people */
    bool waits_for_parent;
    struct sv deleted_hash; /* see service_deleted_hash */
};

enum err service_find_status_uri(struct ctx *ctx, struct sv uri, struct status *out)
{
    struct site_address address;
    if (site_is_local(&ctx->engine->site, uri)) {
        bool is_object = site_parse(&ctx->engine->site, uri, &address) &&
                         (address.place == SITE_OBJECT || address.place == SITE_STATUS_PAGE);
        return is_object ? store_status_get(ctx, status_id(address.id), out) : ERR_NOT_FOUND;
    }
    bool is_found = false;
    TRY(store_status_find_uri(ctx, uri, &is_found, out));
    return is_found ? ERR_OK : ERR_NOT_FOUND;
}

struct new_key {
    struct keyring_new key;
    struct sv wrapped;
};

static enum err key_write(struct ctx *ctx, void *arg)
{
    const struct new_key *k = arg;
    TRY(store_account_hold(ctx, k->key.account, NULL));
    keyring_attach(ctx, &k->key, k->wrapped);
    return ERR_OK;
}

/* A remote account gets a key with the first thing of its that is not public. */
static enum err author_key_ensure(struct ctx *ctx, struct account_id author)
{
    CLEANUP(crypto_key_wipe) struct crypto_key found = { 0 };
    enum err err = keyring_account_key(ctx, author, &found);
    if (err != ERR_KEY_GONE)
        return err;
    struct new_key k = { 0 };
    keyring_new_key(author, 0, &k.key);
    err = keyring_wrap(ctx, &k.key, NULL, &k.wrapped);
    if (err == ERR_OK)
        err = db_write(ctx, key_write, &k);
    crypto_key_wipe(&k.key.key);
    /* Made by another thread at the same time: then that one holds. */
    return err == ERR_OK ? ERR_OK : keyring_account_key(ctx, author, &found);
}

static void tags_take(struct ctx *ctx, struct reception *r)
{
    VEC(struct sv) tags = { 0 };
    for (size_t i = 0; i < r->received->tag_count && tags.count < STATUS_TAGS_MAX; i++) {
        struct sv name = status_text_normalize_tag(ctx->arena, r->received->tags[i]);
        bool is_known = name.len == 0;
        for (size_t j = 0; j < tags.count && !is_known; j++)
            is_known = sv_eq(tags.items[j], name);
        if (!is_known)
            *VEC_PUSH(ctx->arena, &tags) = name;
    }
    r->status.tags = tags.items;
    r->status.tag_count = tags.count;
    r->tag_ids = ARENA_ARRAY(ctx->arena, struct tag_id, tags.count);
    for (size_t i = 0; i < tags.count; i++)
        r->tag_ids[i] = tag_id(engine_next_id(ctx));
}

static void mentions_take(struct ctx *ctx, struct reception *r)
{
    VEC(struct status_mention) mentions = { 0 };
    const struct received_status *received = r->received;
    for (size_t i = 0; i < received->mention_count && mentions.count < STATUS_MENTIONS_MAX; i++) {
        bool is_known = false;
        for (size_t j = 0; j < mentions.count && !is_known; j++)
            is_known = account_id_eq(mentions.items[j].account, received->mentions[i].account);
        if (!is_known)
            *VEC_PUSH(ctx->arena, &mentions) = (struct status_mention){
                .account = received->mentions[i].account,
                .is_silent = received->mentions[i].is_silent,
            };
    }
    r->status.mentions = mentions.items;
    r->status.mention_count = mentions.count;
}

static void words_take(struct ctx *ctx, struct reception *r)
{
    const struct received_status *received = r->received;
    r->status.content = received->content;
    r->status.spoiler = received->spoiler;
    r->status.is_sensitive = received->is_sensitive || received->spoiler.len > 0;
    r->status.language = service_status_language(received->language);
    r->status.media_count = received->media_count < STATUS_RECEIVED_MEDIA_MAX
                                ? received->media_count
                                : STATUS_RECEIVED_MEDIA_MAX;
    r->status.poll = service_receive_poll(ctx, received->poll, r->before.poll);
    tags_take(ctx, r);
    mentions_take(ctx, r);
    r->people = service_conversation_people(ctx, &r->status);
}

static enum err parent_take(struct ctx *ctx, struct reception *r)
{
    if (r->received->in_reply_to.len == 0)
        return ERR_OK;
    struct status parent;
    enum err err = service_find_status_uri(ctx, r->received->in_reply_to, &parent);
    if (err == ERR_NOT_FOUND) {
        r->waits_for_parent = !site_is_local(&ctx->engine->site, r->received->in_reply_to);
        return ERR_OK;
    }
    TRY(err);
    if (status_is_reblog(&parent))
        return ERR_OK;
    r->status.in_reply_to = parent.id;
    r->status.in_reply_to_account = parent.account;
    r->status.thread = parent.thread;
    return ERR_OK;
}

static enum err picture_prepare(struct ctx *ctx, const struct status *status,
                                const struct received_media *in, size_t position, struct picture *p)
{
    p->media = (struct media){
        .id = media_id(engine_next_id(ctx)),
        .owner = status->account,
        .status = status->id,
        .position = (int64_t)position,
        .purpose = MEDIA_ATTACHMENT,
        .kind = in->kind,
        .remote_url = in->url,
        .versions[MEDIA_VERSION_ORIGINAL] = { .mime = in->mime,
                                              .width = in->width,
                                              .height = in->height },
        .blurhash = in->blurhash,
        .alt = in->alt,
        .has_focus = in->has_focus,
        .focus_x = in->focus_x,
        .focus_y = in->focus_y,
        .created_ms = ctx->now_ms,
    };
    if (!store_status_is_sealed(status))
        return store_media_seal(ctx, &p->media, NULL, &p->sealed);
    keyring_new_key(status->account, p->media.id.v, &p->key);
    TRY(keyring_wrap(ctx, &p->key, NULL, &p->wrapped));
    return store_media_seal(ctx, &p->media, &p->key.key, &p->sealed);
}

static enum err pictures_prepare(struct ctx *ctx, struct reception *r)
{
    r->pictures = ARENA_ARRAY(ctx->arena, struct picture, r->status.media_count);
    for (size_t i = 0; i < r->status.media_count; i++)
        TRY(picture_prepare(ctx, &r->status, &r->received->media[i], i, &r->pictures[i]));
    return ERR_OK;
}

static enum err pictures_insert(struct ctx *ctx, const struct reception *r)
{
    for (size_t i = 0; i < r->status.media_count; i++) {
        const struct picture *p = &r->pictures[i];
        if (p->wrapped.len > 0)
            keyring_attach(ctx, &p->key, p->wrapped);
        TRY(store_media_insert(ctx, &p->media, &p->sealed));
    }
    return ERR_OK;
}

static void reception_wipe(struct reception *r)
{
    store_status_sealed_wipe(&r->sealed);
    store_status_sealed_wipe(&r->before_sealed);
    for (size_t i = 0; r->pictures != NULL && i < r->status.media_count; i++)
        crypto_key_wipe(&r->pictures[i].key.key);
}

static enum err emojis_insert(struct ctx *ctx, const struct reception *r)
{
    TRY(store_remote_emoji_take(ctx, r->status.account, r->emojis, r->emoji_count));
    return store_status_show_emojis(ctx, r->status.id, r->status.account, r->emojis,
                                    r->emoji_count);
}

static enum err mention_notify(struct ctx *ctx, const struct status *status, size_t at)
{
    struct notification note = { .kind = NOTIFICATION_MENTION,
                                 .owner = status->mentions[at].account,
                                 .from = status->account,
                                 .status = status->id };
    return status->mentions[at].is_silent ? ERR_OK : service_notify(ctx, &note);
}

static enum err job_insert(struct ctx *ctx, const struct status *status)
{
    TRY(store_job_insert(ctx, job_id(engine_next_id(ctx)), JOB_DEREFERENCE_PARENT, account_id(0),
                         status->id.v, 0, ctx->now_ms));
    engine_wake_jobs(ctx);
    return ERR_OK;
}

static enum err receive_write(struct ctx *ctx, void *arg)
{
    struct reception *r = arg;
    struct status *status = &r->status;
    TRY(store_account_hold(ctx, status->account, NULL));
    bool was_deleted = false;
    TRY(store_seen_has(ctx, r->deleted_hash, &was_deleted));
    if (was_deleted)
        return fail(ctx, ERR_GONE, "deleted before it came");
    TRY(store_status_insert(ctx, status, &r->sealed, r->tag_ids));
    TRY(pictures_insert(ctx, r));
    TRY(emojis_insert(ctx, r));
    TRY(store_status_count_new(ctx, status));
    for (size_t i = 0; i < status->mention_count; i++)
        TRY(mention_notify(ctx, status, i));
    TRY(service_tell_conversations(ctx, status, r->people));
    if (r->waits_for_parent)
        TRY(job_insert(ctx, status));
    TRY(service_await_poll_end(ctx, status));
    TRY(service_tell_post_later(ctx, status));
    TRY(service_index_later(ctx, &r->author, status));
    TRY(service_preview_later(ctx, status));
    struct publication publication = {
        .posted = status,
        .changed = { cache_ref_account(status->account), cache_ref_status(status->in_reply_to),
                     cache_ref_status(status->thread) },
        .changed_count = status_id_is_none(status->in_reply_to) ? 1 : 3,
    };
    service_publish_commit(ctx, &publication);
    return ERR_OK;
}

static enum err author_load(struct ctx *ctx, struct account_id author, struct account *out)
{
    enum err err = store_account_get(ctx, author, out);
    if (err == ERR_KEY_GONE || (err == ERR_OK && account_is_gone(out)))
        return ERR_NOT_FOUND;
    return err;
}

/* Of a server whose media are refused nothing has any. */
static enum err media_refuse(struct ctx *ctx, struct reception *r)
{
    bool rejects_media = false;
    bool rejects_reports = false;
    TRY(service_domain_rejects(ctx, r->author.domain, &rejects_media, &rejects_reports));
    if (rejects_media)
        r->status.media_count = 0;
    return ERR_OK;
}

static enum err receive_once(struct ctx *ctx, struct reception *r)
{
    const struct received_status *received = r->received;
    r->status = (struct status){
        .id = status_id(engine_id_at(ctx, received->published_ms)),
        .account = received->author,
        .uri = received->uri,
        .url = received->url,
        .visibility = received->visibility,
        .created_ms = received->published_ms < ctx->now_ms ? received->published_ms : ctx->now_ms,
    };
    r->waits_for_parent = false;
    TRY(parent_take(ctx, r));
    if (status_id_is_none(r->status.thread))
        r->status.thread = r->status.id;
    words_take(ctx, r);
    TRY(media_refuse(ctx, r));
    if (store_status_is_sealed(&r->status))
        TRY(author_key_ensure(ctx, received->author));
    TRY(store_status_seal(ctx, &r->status, &r->sealed));
    TRY(pictures_prepare(ctx, r));
    return db_write(ctx, receive_write, r);
}

static enum err erased_check(struct ctx *ctx, struct sv uri)
{
    bool was_erased = false;
    TRY(store_tombstone_has(ctx, TOMBSTONE_URI, uri, &was_erased));
    return was_erased ? ERR_GONE : ERR_OK;
}

enum err service_receive_status(struct ctx *ctx, const struct received_status *received,
                                struct status_id *out)
{
    TRY(erased_check(ctx, received->uri));
    struct reception r = { .received = received };
    TRY(service_take_emojis(ctx, received->emojis, received->emoji_count, &r.emojis,
                            &r.emoji_count));
    TRY(author_load(ctx, received->author, &r.author));
    r.deleted_hash = service_deleted_hash(ctx, r.author.uri, received->uri);
    enum err err = ERR_DUPLICATE;
    for (size_t i = 0; i < ID_TRIES && err == ERR_DUPLICATE; i++) {
        struct status known;
        bool is_known = false;
        TRY(store_status_find_uri(ctx, received->uri, &is_known, &known));
        if (is_known) {
            *out = known.id;
            return ERR_OK;
        }
        err = receive_once(ctx, &r);
        reception_wipe(&r);
    }
    TRY(err);
    *out = r.status.id;
    service_publish_stream(ctx, &r.status, STREAM_EVENT_UPDATE);
    return ERR_OK;
}

static bool has_same_pictures(const struct reception *r)
{
    if (r->before.media_count != r->status.media_count)
        return false;
    for (size_t i = 0; i < r->before.media_count; i++)
        if (!sv_eq(r->before.media[i].remote_url, r->received->media[i].url) ||
            !sv_eq(r->before.media[i].alt, r->received->media[i].alt))
            return false;
    return true;
}

static bool has_same_poll(const struct reception *r)
{
    const struct poll *before = r->before.poll;
    const struct poll *after = r->status.poll;
    return before == after || (before != NULL && after != NULL && poll_asks_same(before, after));
}

static bool is_unchanged(const struct reception *r)
{
    const struct status *before = &r->before;
    const struct status *after = &r->status;
    return sv_eq(before->content.bytes, after->content.bytes) &&
           sv_eq(before->spoiler, after->spoiler) && before->is_sensitive == after->is_sensitive &&
           has_same_pictures(r) && has_same_poll(r);
}

static enum err edit_write(struct ctx *ctx, void *arg)
{
    struct reception *r = arg;
    struct status_stamp stamp;
    TRY(store_status_stamp(ctx, r->status.id, &stamp));
    if (stamp.edited_ms != r->before.edited_ms)
        return fail(ctx, ERR_CONFLICT, "edited meanwhile");
    TRY(store_status_update(ctx, &r->before, &r->before_sealed, &r->status, &r->sealed,
                            r->tag_ids));
    TRY(emojis_insert(ctx, r));
    if (r->status.poll != NULL || r->before.poll != NULL)
        TRY(service_restart_poll(ctx, &r->status));
    if (r->pictures != NULL) {
        TRY(store_status_detach_all(ctx, r->status.id));
        TRY(pictures_insert(ctx, r));
    }
    TRY(service_retell_conversations(ctx, &r->before, &r->status, r->people));
    TRY(service_index_later(ctx, &r->author, &r->status));
    struct status linked = r->status;
    linked.card = r->before.card;
    TRY(service_preview_later(ctx, &linked));
    struct publication publication = {
        .changed = { cache_ref_status(r->status.id), cache_ref_public() }, .changed_count = 2
    };
    service_publish_commit(ctx, &publication);
    return ERR_OK;
}

static enum err edit_prepare(struct ctx *ctx, struct reception *r)
{
    r->status = r->before;
    words_take(ctx, r);
    TRY(media_refuse(ctx, r));
    r->status.edited_ms = r->received->edited_ms < ctx->now_ms && r->received->edited_ms > 0
                              ? r->received->edited_ms
                              : ctx->now_ms;
    if (r->status.edited_ms <= r->before.edited_ms)
        r->status.edited_ms = r->before.edited_ms + 1;
    if (!has_same_pictures(r))
        TRY(pictures_prepare(ctx, r));
    TRY(store_status_seal_version(ctx, &r->before, &r->before_sealed));
    return store_status_reseal(ctx, &r->status, &r->sealed);
}

enum err service_receive_edit(struct ctx *ctx, const struct received_status *received,
                              struct status_id *out)
{
    struct reception r = { .received = received };
    bool is_known = false;
    TRY(store_status_find_uri(ctx, received->uri, &is_known, &r.before));
    if (!is_known)
        return ERR_NOT_FOUND;
    if (!account_id_eq(r.before.account, received->author))
        return fail(ctx, ERR_FORBIDDEN, "another account's status");
    *out = r.before.id;
    bool is_older = received->edited_ms != 0 && received->edited_ms < r.before.edited_ms;
    TRY(store_account_get(ctx, received->author, &r.author));
    TRY(service_take_emojis(ctx, received->emojis, received->emoji_count, &r.emojis,
                            &r.emoji_count));
    enum err err = edit_prepare(ctx, &r);
    bool is_done = is_older || is_unchanged(&r);
    if (err == ERR_OK && !is_done)
        err = db_write(ctx, edit_write, &r);
    reception_wipe(&r);
    TRY(err);
    if (!is_done)
        service_publish_stream(ctx, &r.status, STREAM_EVENT_STATUS_UPDATE);
    bool is_only_counted = is_done && !is_older && received->poll != NULL;
    return is_only_counted
               ? service_receive_counts(ctx, received->author, received->uri, received->poll)
               : ERR_OK;
}

struct link {
    struct status status; /* in its new thread */
    struct status parent;
    struct sv people;
};

static enum err link_write(struct ctx *ctx, void *arg)
{
    const struct link *l = arg;
    TRY(store_status_set_parent(ctx, l->status.id, &l->parent));
    TRY(service_move_conversations(ctx, &l->status, l->people));
    struct publication publication = { .changed = { cache_ref_status(l->status.id),
                                                    cache_ref_status(l->parent.id),
                                                    cache_ref_status(l->parent.thread) },
                                       .changed_count = 3 };
    service_publish_commit(ctx, &publication);
    return ERR_OK;
}

enum err service_receive_parent(struct ctx *ctx, struct status_id status, struct status_id parent)
{
    struct link link = { 0 };
    TRY(store_status_get(ctx, status, &link.status));
    TRY(store_status_get(ctx, parent, &link.parent));
    /* What is one conversation already is not linked again; walks are bounded besides. */
    bool is_ring = status_id_eq(link.parent.thread, link.status.thread);
    if (is_ring || status_is_reblog(&link.parent) || !status_id_is_none(link.status.in_reply_to))
        return ERR_OK;
    link.status.thread = link.parent.thread;
    link.people = service_conversation_people(ctx, &link.status);
    return db_write(ctx, link_write, &link);
}

struct addressing {
    struct status status;
    struct account_id recipient;
    struct sv people;
};

static enum err recipient_write(struct ctx *ctx, void *arg)
{
    const struct addressing *a = arg;
    TRY(store_status_hold(ctx, a->status.id));
    TRY(store_status_add_silent(ctx, &a->status, a->recipient));
    TRY(service_tell_conversation(ctx, &a->status, a->people, a->recipient));
    struct publication publication = { .changed = { cache_ref_status(a->status.id) },
                                       .changed_count = 1 };
    service_publish_commit(ctx, &publication);
    return ERR_OK;
}

enum err service_receive_recipient(struct ctx *ctx, struct status_id status,
                                   struct account_id recipient)
{
    struct addressing a = { .recipient = recipient };
    bool is_following = false;
    TRY(store_status_get(ctx, status, &a.status));
    for (size_t i = 0; i < a.status.mention_count; i++)
        if (account_id_eq(a.status.mentions[i].account, recipient))
            return ERR_OK;
    /* A follower sees it as such, and as long as they are one. */
    if (a.status.visibility == VISIBILITY_PRIVATE)
        TRY(store_is_following(ctx, recipient, a.status.account, &is_following));
    a.people = service_conversation_people(ctx, &a.status);
    bool is_needless = is_following || a.status.visibility < VISIBILITY_PRIVATE;
    return is_needless ? ERR_OK : db_write(ctx, recipient_write, &a);
}
