/* Edit a status. */
#include "service/edit_status.h"

#include "service/approve_status.h"
#include "service/attach_card.h"
#include "service/compose_status.h"
#include "service/engine.h"
#include "service/index_status.h"
#include "service/log_page.h"
#include "service/notify.h"
#include "service/permit.h"
#include "service/post_status.h"
#include "service/publish_status.h"
#include "service/send_status.h"
#include "service/tell_conversations.h"
#include "service/tell_poll.h"
#include "service/view_status.h"
#include "store/account.h"
#include "store/favourite.h"
#include "store/keyring.h"
#include "store/media.h"
#include "store/outbound.h"

/* A picture with other words. */
struct media_change {
    struct media media;
    struct media_sealed sealed;
};

struct edit {
    const struct edit_draft *draft;
    struct status before;
    struct status after;
    struct account author;
    struct status_sealed before_sealed;
    struct status_sealed sealed;
    struct tag_id *tag_ids;
    struct media_change media[STATUS_MEDIA_MAX];
    size_t media_count;
    struct sv people; /* see service_conversation_people */
};

/* Local accounts that reblogged it are told of the edit; beyond a page of them nobody keeps track. */
static enum err rebloggers_notify(struct ctx *ctx, const struct status *status)
{
    struct paging paging = paging_of(-1, -1, -1, PAGING_COUNT_MAX);
    struct account_cursor *rebloggers = NULL;
    size_t count = 0;
    TRY(store_reblogger_list(ctx, status->id, &paging, &rebloggers, &count));
    for (size_t i = 0; i < count; i++) {
        struct notification note = { .kind = NOTIFICATION_UPDATE,
                                     .owner = rebloggers[i].account,
                                     .from = status->account,
                                     .status = status->id };
        TRY(service_notify(ctx, &note));
    }
    return ERR_OK;
}

static bool is_mentioned_in(const struct status *status, struct account_id account)
{
    for (size_t i = 0; i < status->mention_count; i++)
        if (account_id_eq(status->mentions[i].account, account))
            return true;
    return false;
}

static enum err new_mentions_notify(struct ctx *ctx, const struct edit *e)
{
    for (size_t i = 0; i < e->after.mention_count; i++) {
        struct account_id account = e->after.mentions[i].account;
        if (is_mentioned_in(&e->before, account))
            continue;
        struct notification note = { .kind = NOTIFICATION_MENTION,
                                     .owner = account,
                                     .from = e->after.account,
                                     .status = e->after.id };
        TRY(service_notify(ctx, &note));
    }
    return ERR_OK;
}

static enum err media_write(struct ctx *ctx, const struct edit *e)
{
    if (e->draft->has_media) {
        TRY(store_status_detach_all(ctx, e->after.id));
        for (size_t i = 0; i < e->draft->media_count; i++)
            TRY(store_status_attach(ctx, e->after.id, e->after.account, e->draft->media[i], i));
    }
    for (size_t i = 0; i < e->media_count; i++) {
        const struct media_change *c = &e->media[i];
        TRY(store_media_update(ctx, &c->media, c->media.file, &c->sealed));
    }
    return ERR_OK;
}

/* Who was named before, and is no more, still has the old words: it stays a recipient and hears of the edit. */
static enum err edit_write(struct ctx *ctx, void *arg)
{
    struct edit *e = arg;
    struct status *after = &e->after;
    struct status_stamp stamp;
    TRY(store_status_stamp(ctx, after->id, &stamp));
    if (stamp.edited_ms != e->before.edited_ms)
        return fail(ctx, ERR_CONFLICT, "edited meanwhile");
    int64_t seq = 0;
    TRY(service_send_status(ctx, after, ACTIVITY_UPDATE, e->before.fanout_seq, &seq));
    if (after->fanout_seq == 0)
        after->fanout_seq = seq;
    TRY(store_status_update(ctx, &e->before, &e->before_sealed, after, &e->sealed, e->tag_ids));
    TRY(media_write(ctx, e));
    TRY(service_log_acting(ctx, PAGE_LOG_EDITED, account_id(0), after->id));
    if (after->poll != e->before.poll)
        TRY(service_restart_poll(ctx, after));
    TRY(new_mentions_notify(ctx, e));
    TRY(service_retell_conversations(ctx, &e->before, after, e->people));
    TRY(rebloggers_notify(ctx, after));
    TRY(service_index_later(ctx, &e->author, after));
    TRY(service_preview_later(ctx, after));
    /* Its tags may be others. */
    struct publication publication = {
        .changed = { cache_ref_status(after->id), cache_ref_public() }, .changed_count = 2
    };
    service_publish_commit(ctx, &publication);
    return ERR_OK;
}

static bool has_same_media(const struct edit *e)
{
    if (!e->draft->has_media)
        return true;
    if (e->draft->media_count != e->before.media_count)
        return false;
    for (size_t i = 0; i < e->before.media_count; i++)
        if (!media_id_eq(e->draft->media[i], e->before.media[i].id))
            return false;
    return true;
}

static bool is_unchanged(const struct edit *e)
{
    return e->before.poll == e->after.poll && sv_eq(e->before.source, e->after.source) &&
           sv_eq(e->before.spoiler, e->after.spoiler) &&
           e->before.is_sensitive == e->after.is_sensitive &&
           sv_eq(e->before.language, e->after.language) && has_same_media(e) && e->media_count == 0;
}

static void settings_take(const struct edit_draft *draft, struct status *after)
{
    if (draft->has_sensitive)
        after->is_sensitive = draft->is_sensitive;
    after->is_sensitive = after->is_sensitive || after->spoiler.len > 0;
    struct sv language = service_status_language(draft->language);
    if (language.len > 0)
        after->language = language;
}

static bool will_show(const struct edit *e, struct media_id id)
{
    for (size_t i = 0; e->draft->has_media && i < e->draft->media_count; i++)
        if (media_id_eq(e->draft->media[i], id))
            return true;
    for (size_t i = 0; !e->draft->has_media && i < e->before.media_count; i++)
        if (media_id_eq(e->before.media[i].id, id))
            return true;
    return false;
}

static bool has_same_words(const struct media *a, const struct media *b)
{
    return sv_eq(a->alt, b->alt) && a->has_focus == b->has_focus && a->focus_x == b->focus_x &&
           a->focus_y == b->focus_y;
}

static enum err media_words_take(struct ctx *ctx, const struct media_words *words, struct edit *e)
{
    struct media before;
    if (!will_show(e, words->media))
        return ERR_OK;
    TRY(store_media_get(ctx, words->media, &before));
    struct media_change change = { .media = before };
    TRY(service_apply_media_words(ctx, &words->edit, &change.media));
    if (has_same_words(&before, &change.media))
        return ERR_OK;
    CLEANUP(crypto_key_wipe) struct crypto_key key = { 0 };
    TRY(keyring_object_key(ctx, before.owner, before.id.v, &key));
    TRY(store_media_seal(ctx, &change.media, &key, &change.sealed));
    e->media[e->media_count++] = change;
    return ERR_OK;
}

static enum err poll_take(struct ctx *ctx, struct edit *e)
{
    if (!e->draft->has_poll)
        return ERR_OK;
    e->after.poll = NULL;
    if (e->draft->poll == NULL)
        return ERR_OK;
    TRY(service_compose_poll(ctx, e->draft->poll, &e->after.poll));
    const struct poll *before = e->before.poll;
    if (before == NULL || !poll_asks_same(before, e->after.poll))
        return ERR_OK;
    struct poll *same = ARENA_NEW(ctx->arena, struct poll);
    *same = *before;
    same->hides_totals = e->after.poll->hides_totals;
    same->expires_ms = e->after.poll->expires_ms;
    e->after.poll = same;
    return ERR_OK;
}

static enum err edit_prepare(struct ctx *ctx, struct edit *e)
{
    const struct edit_draft *draft = e->draft;
    e->after = e->before;
    /* A later edit in the same millisecond must still be told from this one. */
    e->after.edited_ms = ctx->now_ms > e->before.edited_ms ? ctx->now_ms : e->before.edited_ms + 1;
    if (draft->has_media) {
        e->after.media_count = draft->media_count;
        TRY(service_check_media(ctx, draft->media, draft->media_count, e->before.account,
                                e->before.id));
    }
    if (draft->media_words_count > STATUS_MEDIA_MAX)
        return fail(ctx, ERR_VALIDATION, "words of %zu media", draft->media_words_count);
    for (size_t i = 0; i < draft->media_words_count; i++)
        TRY(media_words_take(ctx, &draft->media_words[i], e));
    TRY(service_compose_status(ctx, draft->text, draft->spoiler, &e->after));
    settings_take(draft, &e->after);
    TRY(poll_take(ctx, e));
    e->tag_ids = ARENA_ARRAY(ctx->arena, struct tag_id, e->after.tag_count);
    for (size_t i = 0; i < e->after.tag_count; i++)
        e->tag_ids[i] = tag_id(engine_next_id(ctx));
    e->people = service_conversation_people(ctx, &e->after);
    TRY(store_status_seal_version(ctx, &e->before, &e->before_sealed));
    return store_status_reseal(ctx, &e->after, &e->sealed);
}

enum err service_edit_status(struct ctx *ctx, struct status_id id, const struct edit_draft *draft,
                             struct status *out)
{
    bool waits = false;
    TRY(service_permit_acting(ctx, PAGE_ROLE_EDITOR));
    TRY(service_must_wait(ctx, &waits));
    if (waits)
        return fail(ctx, ERR_FORBIDDEN, "an editor's words wait for approval");
    struct edit edit = { .draft = draft };
    TRY(store_status_get(ctx, id, &edit.before));
    if (!account_id_eq(edit.before.account, ctx->viewer.account) || status_is_reblog(&edit.before))
        return ERR_NOT_FOUND;
    TRY(store_account_get(ctx, edit.before.account, &edit.author));
    TRY(edit_prepare(ctx, &edit));
    if (is_unchanged(&edit)) {
        *out = edit.before;
        return ERR_OK;
    }
    TRY(service_write_acting(ctx, edit_write, &edit));
    TRY(store_status_get(ctx, id, out));
    service_publish_stream(ctx, out, STREAM_EVENT_STATUS_UPDATE);
    return ERR_OK;
}

static const struct sv *titles_of(struct arena *a, const struct poll *poll)
{
    if (poll == NULL)
        return NULL;
    struct sv *titles = ARENA_ARRAY(a, struct sv, poll->option_count);
    for (size_t i = 0; i < poll->option_count; i++)
        titles[i] = poll->options[i].title;
    return titles;
}

/* What the status shows no longer is looked up; what hangs on another one since, or is erased, is left out. */
static enum err version_media_find(struct ctx *ctx, const struct status *now, struct media *media,
                                   bool *out_found)
{
    struct sv alt = media->alt;
    *out_found = true;
    for (size_t i = 0; i < now->media_count; i++) {
        if (!media_id_eq(now->media[i].id, media->id))
            continue;
        *media = now->media[i];
        media->alt = alt;
        return ERR_OK;
    }
    struct media found;
    enum err err = store_media_get(ctx, media->id, &found);
    *out_found = err == ERR_OK && account_id_eq(found.owner, now->account) &&
                 status_id_is_none(found.status) && scheduled_status_id_is_none(found.scheduled);
    if (err == ERR_NOT_FOUND || err == ERR_KEY_GONE)
        return ERR_OK;
    TRY(err);
    *media = found;
    media->alt = alt;
    return ERR_OK;
}

static enum err version_media_load(struct ctx *ctx, const struct status *now,
                                   struct status_version *version)
{
    if (!version->knows_media) {
        version->media = now->media;
        version->media_count = now->media_count;
        return ERR_OK;
    }
    struct media *media = ARENA_ARRAY(ctx->arena, struct media, version->media_count);
    size_t count = 0;
    for (size_t i = 0; i < version->media_count; i++) {
        bool is_found = false;
        media[count] = version->media[i];
        TRY(version_media_find(ctx, now, &media[count], &is_found));
        count += is_found;
    }
    version->media = media;
    version->media_count = count;
    return ERR_OK;
}

enum err service_list_versions(struct ctx *ctx, struct status_id id, struct status_version **out,
                               size_t *out_count)
{
    struct status_view view;
    TRY(service_view_status(ctx, id, &view));
    struct status_version *before = NULL;
    size_t count = 0;
    TRY(store_status_versions(ctx, view.status, &before, &count));
    struct status_version *all = ARENA_ARRAY(ctx->arena, struct status_version, count + 1);
    const struct status *now = view.status;
    for (size_t i = 0; i < count; i++) {
        all[i] = before[i];
        TRY(version_media_load(ctx, now, &all[i]));
    }
    all[count] = (struct status_version){
        .content = now->content,
        .source = now->source,
        .spoiler = now->spoiler,
        .options = titles_of(ctx->arena, now->poll),
        .option_count = now->poll != NULL ? now->poll->option_count : 0,
        .media = now->media,
        .media_count = now->media_count,
        .is_sensitive = now->is_sensitive,
        .created_ms = now->edited_ms != 0 ? now->edited_ms : now->created_ms,
    };
    *out = all;
    *out_count = count + 1;
    return ERR_OK;
}
