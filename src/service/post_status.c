/* Post a status. */
#include "service/post_status.h"

#include "cache/cache.h"
#include "crypto/hash.h"
#include "service/approve_status.h"
#include "service/attach_card.h"
#include "service/begin_erasure.h"
#include "service/compose_status.h"
#include "service/engine.h"
#include "service/index_status.h"
#include "service/log_page.h"
#include "service/notify.h"
#include "service/permit.h"
#include "service/publish_status.h"
#include "service/send_status.h"
#include "service/tell_conversations.h"
#include "service/tell_poll.h"
#include "service/tell_post.h"
#include "service/view_status.h"
#include "store/account.h"
#include "store/idempotency.h"
#include "store/outbound.h"
#include "store/scheduled_status.h"
#include "store/status.h"
#include "store/status_flag.h"

#define LANGUAGE_MAX_BYTES 35

struct post {
    const struct post_draft *draft;
    struct account author;
    struct status_view parent; /* with in_reply_to */
    struct status_application *application;
    size_t application_count;
    struct status status;
    struct status_sealed sealed;
    struct tag_id *tag_ids;
    struct sv people;   /* see service_conversation_people */
    struct sv key_hash; /* empty: no idempotency key */
    struct begun begun; /* of what waited as this, where something did */
    struct cache *cache;
    uint64_t epoch; /* of the cache, as it was committed */
};

struct sv service_status_language(struct sv language)
{
    if (language.len < 2 || language.len > LANGUAGE_MAX_BYTES)
        return SV("");
    for (size_t i = 0; i < language.len; i++) {
        char c = language.ptr[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!is_letter && (i < 2 || !((c >= '0' && c <= '9') || c == '-')))
            return SV("");
    }
    return language;
}

static enum err parent_take(struct ctx *ctx, struct post *p)
{
    if (status_id_is_none(p->draft->in_reply_to))
        return ERR_OK;
    struct status_view view;
    TRY(service_view_status(ctx, p->draft->in_reply_to, &view));
    p->parent = view.reblog != NULL ? *view.reblog : view;
    const struct status *parent = p->parent.status;
    p->status.in_reply_to = parent->id;
    p->status.in_reply_to_account = parent->account;
    p->status.thread = parent->thread;
    return ERR_OK;
}

static void settings_take(const struct post_draft *draft, const struct account *author,
                          struct status *status)
{
    status->visibility = draft->has_visibility ? draft->visibility : author->default_visibility;
    if (author->state == ACCOUNT_SILENCED && status->visibility == VISIBILITY_PUBLIC)
        status->visibility = VISIBILITY_UNLISTED;
    bool is_sensitive = draft->has_sensitive ? draft->is_sensitive : author->default_sensitive;
    status->is_sensitive = is_sensitive || status->spoiler.len > 0;
    status->language = service_status_language(draft->language);
    if (status->language.len == 0)
        status->language = author->default_language;
}

static void ids_take(struct ctx *ctx, struct post *p)
{
    p->status.id = status_id(engine_next_id(ctx));
    if (status_id_is_none(p->status.thread))
        p->status.thread = p->status.id;
    p->tag_ids = ARENA_ARRAY(ctx->arena, struct tag_id, p->status.tag_count);
    for (size_t i = 0; i < p->status.tag_count; i++)
        p->tag_ids[i] = tag_id(engine_next_id(ctx));
}

/* Its pictures wait with it, and were checked as it came. */
static bool is_scheduled(const struct post *p)
{
    return !scheduled_status_id_is_none(p->draft->scheduled);
}

/* What waited is gone with the commit that posts it; its words' own key is destroyed soon. */
static enum err scheduled_end(struct ctx *ctx, struct post *p)
{
    if (!is_scheduled(p))
        return ERR_OK;
    struct erase_step step = begin_step(&p->begun);
    bool is_done = false;
    TRY(store_scheduled_hold(ctx, p->draft->scheduled));
    TRY(store_erase_scheduled(ctx, &step, p->draft->scheduled, &is_done));
    return begin_insert(ctx, &p->begun, &step, is_done);
}

static enum err post_prepare(struct ctx *ctx, struct post *p)
{
    const struct post_draft *draft = p->draft;
    const struct application_id *application = &ctx->viewer.application;
    TRY(store_account_get(ctx, ctx->viewer.account, &p->author));
    TRY(store_status_applications(ctx, application, !application_id_is_none(*application),
                                  &p->application, &p->application_count));
    p->status = (struct status){
        .account = p->author.id,
        .application = *application,
        .is_local = true,
        .media_count = draft->media_count,
        .created_ms = ctx->now_ms,
    };
    if (is_scheduled(p))
        begin_init(ctx, &p->begun, ERASURE_SCHEDULED, draft->scheduled.v, p->author.id);
    else
        TRY(service_check_media(ctx, draft->media, draft->media_count, p->author.id, status_id(0)));
    TRY(parent_take(ctx, p));
    TRY(service_compose_status(ctx, draft->text, draft->spoiler, &p->status));
    if (draft->poll != NULL)
        TRY(service_compose_poll(ctx, draft->poll, &p->status.poll));
    settings_take(draft, &p->author, &p->status);
    ids_take(ctx, p);
    p->people = service_conversation_people(ctx, &p->status);
    return store_status_seal(ctx, &p->status, &p->sealed);
}

static enum err mentions_notify(struct ctx *ctx, const struct status *status)
{
    for (size_t i = 0; i < status->mention_count; i++) {
        struct notification note = { .kind = NOTIFICATION_MENTION,
                                     .owner = status->mentions[i].account,
                                     .from = status->account,
                                     .status = status->id };
        TRY(service_notify(ctx, &note));
    }
    return ERR_OK;
}

/* In commit order: what changes it later comes after this epoch. */
static void epoch_take(void *arg)
{
    struct post *p = arg;
    p->epoch = cache_epoch(p->cache);
}

static enum err post_write(struct ctx *ctx, void *arg)
{
    struct post *p = arg;
    struct status *status = &p->status;
    if (p->key_hash.len > 0)
        TRY(store_idempotency_insert(ctx, status->account, p->key_hash, status->id));
    TRY(scheduled_end(ctx, p));
    TRY(service_send_status(ctx, status, ACTIVITY_CREATE, FANOUT_FOLLOWERS, &status->fanout_seq));
    TRY(store_status_insert(ctx, status, &p->sealed, p->tag_ids));
    for (size_t i = 0; i < p->draft->media_count; i++)
        TRY(store_status_attach(ctx, status->id, status->account, p->draft->media[i], i));
    TRY(store_status_count_new(ctx, status));
    TRY(mentions_notify(ctx, status));
    TRY(service_tell_conversations(ctx, status, p->people));
    TRY(service_await_poll_end(ctx, status));
    TRY(service_tell_post_later(ctx, status));
    TRY(service_index_later(ctx, &p->author, status));
    TRY(service_preview_later(ctx, status));
    TRY(service_log_acting(ctx, PAGE_LOG_POSTED, account_id(0), status->id));
    struct publication publication = {
        .posted = status,
        .changed = { cache_ref_account(status->account), cache_ref_status(status->in_reply_to),
                     cache_ref_status(status->thread) },
        .changed_count = status_id_is_none(status->in_reply_to) ? 1 : 3,
    };
    service_publish_commit(ctx, &publication);
    p->cache = ctx->engine->cache;
    db_after_commit(ctx, epoch_take, p);
    return ERR_OK;
}

/* What was just committed, without reading it again. */
static void view_make(struct ctx *ctx, struct post *p, struct status_view *out)
{
    struct account *author = ARENA_NEW(ctx->arena, struct account);
    struct status *status = ARENA_NEW(ctx->arena, struct status);
    *author = p->author;
    author->counts.statuses++;
    author->counts.last_status_ms = p->status.created_ms;
    *status = p->status;
    bool is_of_oneself = account_id_eq(status->in_reply_to_account, author->id);
    *out = (struct status_view){
        .status = status,
        .account = author,
        .reply_account = is_of_oneself ? author : p->parent.account,
        .is_muted = p->parent.is_muted,
        .reply_relation = p->parent.relation,
    };
    if (p->application_count == 0)
        return;
    out->application_name = p->application->name;
    out->application_website = p->application->website;
}

static enum err view_read(struct ctx *ctx, struct status_id id, struct status_view *out,
                          uint64_t *out_epoch)
{
    *out_epoch = engine_begin_read(ctx);
    return service_view_status(ctx, id, out);
}

/* Erased since: the key is free again only when its row is gone, so nothing is posted twice. */
static enum err earlier_find(struct ctx *ctx, const struct post *p, bool *out_found,
                             struct status_view *out, uint64_t *out_epoch)
{
    struct status_id id;
    *out_found = false;
    if (p->key_hash.len == 0)
        return ERR_OK;
    TRY(store_idempotency_find(ctx, ctx->viewer.account, p->key_hash, out_found, &id));
    return *out_found ? view_read(ctx, id, out, out_epoch) : ERR_OK;
}

struct sv service_idempotency_hash(struct ctx *ctx, const struct post_draft *draft)
{
    if (draft->idempotency_key.len == 0)
        return (struct sv){ 0 };
    struct hash16 hash = crypto_keyed_hash16(&ctx->engine->token_key, draft->idempotency_key);
    return sv_make(arena_copy(ctx->arena, hash.bytes, sizeof hash.bytes), sizeof hash.bytes);
}

/* Media show what the store made of them. */
static enum err posted_view(struct ctx *ctx, struct post *p, struct status_view *out,
                            uint64_t *out_epoch)
{
    if (p->draft->media_count > 0)
        return view_read(ctx, p->status.id, out, out_epoch);
    view_make(ctx, p, out);
    *out_epoch = p->epoch;
    return ERR_OK;
}

enum err service_post_status_view(struct ctx *ctx, const struct post_draft *draft,
                                  struct status_view *out, uint64_t *out_epoch)
{
    bool waits = false;
    TRY(service_permit_acting(ctx, PAGE_ROLE_EDITOR));
    TRY(service_must_wait(ctx, &waits));
    if (waits)
        return fail(ctx, ERR_FORBIDDEN, "an editor's posts wait for approval");
    struct post post = { .draft = draft, .key_hash = service_idempotency_hash(ctx, draft) };
    bool is_found = false;
    TRY(earlier_find(ctx, &post, &is_found, out, out_epoch));
    if (is_found)
        return ERR_OK;
    enum err err = post_prepare(ctx, &post);
    if (err == ERR_OK)
        err = service_write_acting(ctx, post_write, &post);
    store_status_sealed_wipe(&post.sealed);
    if (err == ERR_DUPLICATE) {
        /* The same key at the same time: the other one's post is this one's. */
        TRY(earlier_find(ctx, &post, &is_found, out, out_epoch));
        return is_found ? ERR_OK : ERR_DUPLICATE;
    }
    TRY(err);
    TRY(posted_view(ctx, &post, out, out_epoch));
    service_publish_stream(ctx, out->status, STREAM_EVENT_UPDATE);
    return ERR_OK;
}

enum err service_post_status(struct ctx *ctx, const struct post_draft *draft, struct status *out)
{
    struct status_view view;
    uint64_t epoch = 0;
    TRY(service_post_status_view(ctx, draft, &view, &epoch));
    *out = *view.status;
    return ERR_OK;
}
