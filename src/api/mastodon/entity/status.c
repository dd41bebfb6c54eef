/* Status entity. */
#include "api/mastodon/entity/status.h"

#include "api/answer.h"
#include "api/mastodon/entity/account.h"
#include "api/mastodon/entity/custom_emoji.h"
#include "api/mastodon/entity/filter.h"
#include "api/mastodon/entity/media_attachment.h"
#include "api/mastodon/entity/poll.h"
#include "api/mastodon/entity/preview_card.h"
#include "api/mastodon/entity/tag_of.h"
#include "cache/cache.h"
#include "service/custom_emoji.h"
#include "service/engine.h"

/* Of one status without its author; far above what posting and receiving let in. */
#define STATUS_BYTES_MAX ((size_t)4 << 20)

struct subject entity_status_subject(const struct status *status)
{
    bool is_open = status->visibility <= VISIBILITY_UNLISTED;
    return subject_of(status->account, is_open ? CLASS_POST_BODY : CLASS_MESSAGE);
}

static struct sv text_of(struct sv s)
{
    return s.ptr == NULL ? SV("") : s;
}

void entity_key_mentions(struct ctx *ctx, struct json_writer *w, const struct status *status)
{
    const struct site *site = &ctx->engine->site;
    json_w_key_array(w, SV("mentions"));
    for (size_t i = 0; i < status->mention_count; i++) {
        const struct status_mention *m = &status->mentions[i];
        if (m->is_silent)
            continue;
        struct subject name = subject_of(m->account, CLASS_NAME_AVATAR);
        struct account who = {
            .id = m->account, .username = m->username, .domain = m->domain, .url = m->url
        };
        json_w_object_begin(w);
        json_w_key_id(w, SV("id"), name, m->account.v);
        json_w_key_str(w, SV("username"), name, m->username);
        json_w_key_str(w, SV("url"), name, text_of(site_url_of_account(ctx->arena, site, &who)));
        json_w_key_str(w, SV("acct"), name, account_acct(ctx->arena, &who));
        json_w_object_end(w);
    }
    json_w_array_end(w);
}

static void tags_render(struct ctx *ctx, struct json_writer *w, const struct status *status)
{
    struct subject body = entity_status_subject(status);
    json_w_key_array(w, SV("tags"));
    for (size_t i = 0; i < status->tag_count; i++) {
        json_w_object_begin(w);
        json_w_key_str(w, SV("name"), body, status->tags[i]);
        json_w_key_str(w, SV("url"), body,
                       site_tag_url(ctx->arena, &ctx->engine->site, status->tags[i]));
        json_w_object_end(w);
    }
    json_w_array_end(w);
}

static void media_render(struct ctx *ctx, struct json_writer *w, const struct status *status)
{
    json_w_key_array(w, SV("media_attachments"));
    for (size_t i = 0; i < status->media_count; i++)
        entity_media_attachment_render(ctx, w, entity_status_subject(status), &status->media[i]);
    json_w_array_end(w);
}

/* Addresses, dates, what it answers. */
static void frame_render(struct ctx *ctx, struct json_writer *w, const struct status *status,
                         const struct account *author)
{
    struct arena *a = ctx->arena;
    const struct site *site = &ctx->engine->site;
    struct subject body = entity_status_subject(status);
    json_w_key_id(w, SV("id"), body, status->id.v);
    json_w_key_str(w, SV("uri"), body, site_uri_of_status(a, site, status));
    entity_key_str_or_null(w, SV("url"), body, site_url_of_status(a, site, status, author));
    entity_key_time(w, a, SV("created_at"), body, status->created_ms);
    entity_key_time_or_null(w, a, SV("edited_at"), body, status->edited_ms);
    entity_key_id_or_null(w, SV("in_reply_to_id"), body, status->in_reply_to.v);
    entity_key_id_or_null(w, SV("in_reply_to_account_id"), body, status->in_reply_to_account.v);
    json_w_key_str(w, SV("visibility"), body, visibility_name(status->visibility));
    json_w_key_bool(w, SV("sensitive"), body, status->is_sensitive);
    json_w_key_str(w, SV("spoiler_text"), body, text_of(status->spoiler));
    entity_key_str_or_null(w, SV("language"), body, status->language);
}

/* What no status here has, but clients look for. */
static void absent_render(struct json_writer *w)
{
    static const struct sv nulls[] = { SV_INIT("quote") };
    for (size_t i = 0; i < ARRAY_COUNT(nulls); i++)
        json_w_key_null(w, nulls[i], SUBJECT_NONE);
    json_w_key_i64(w, SV("quotes_count"), SUBJECT_NONE, 0);
    json_w_key_object(w, SV("quote_approval"));
    entity_key_empty_list(w, SV("automatic"));
    entity_key_empty_list(w, SV("manual"));
    json_w_key_str(w, SV("current_user"), SUBJECT_NONE, SV("denied"));
    json_w_object_end(w);
}

static void card_render(struct ctx *ctx, struct json_writer *w, const struct status_view *view)
{
    if (view->status->card == NULL) {
        json_w_key_null(w, SV("card"), SUBJECT_NONE);
        return;
    }
    json_w_key_object(w, SV("card"));
    entity_preview_card_members(ctx, w, view->status->card, view->card_author);
    json_w_object_end(w);
}

/* Everything that is the same for all, but for the words. A reblog has no words and media of its own. */
static void body_render(struct ctx *ctx, struct json_writer *w, const struct status_view *view)
{
    frame_render(ctx, w, view->status, view->account);
    entity_key_mentions(ctx, w, view->status);
    tags_render(ctx, w, view->status);
    media_render(ctx, w, view->status);
    struct custom_emojis emojis = service_emojis_of_status(ctx, view->status);
    entity_key_emojis(ctx, w, entity_status_subject(view->status), &emojis);
    card_render(ctx, w, view);
    absent_render(w);
}

static void counts_render(struct json_writer *w, const struct status *status)
{
    struct subject body = entity_status_subject(status);
    json_w_key_i64(w, SV("replies_count"), body, status->counts.replies);
    json_w_key_i64(w, SV("reblogs_count"), body, status->counts.reblogs);
    json_w_key_i64(w, SV("favourites_count"), body, status->counts.favourites);
}

/* Everything that looks the same to everybody. */
static void shared_render(struct ctx *ctx, struct json_writer *w, const struct status_view *view)
{
    json_w_object_begin(w);
    body_render(ctx, w, view);
    json_w_key_str(w, SV("content"), entity_status_subject(view->status),
                   text_of(view->status->content.bytes));
    json_w_key(w, SV("account"));
    entity_account_render(ctx, w, view->account);
    counts_render(w, view->status);
    json_w_object_end(w);
}

static void dep_add(struct cache *cache, struct cache_ref ref, struct cache_ref *deps,
                    size_t *count)
{
    /* What it answers is named by its number alone, until the erasure has reached it. */
    if (!cache_is_tombstoned(cache, ref))
        deps[(*count)++] = ref;
}

/* Whom and what it shows besides its author and itself. */
static size_t deps_collect(struct cache *cache, const struct status *status,
                           struct cache_ref deps[CACHE_DEPS_MAX])
{
    size_t count = 0;
    deps[count++] = cache_ref_site();
    dep_add(cache, cache_ref_account(status->in_reply_to_account), deps, &count);
    dep_add(cache, cache_ref_status(status->in_reply_to), deps, &count);
    if (status->card != NULL)
        dep_add(cache, cache_ref_account(status->card->author), deps, &count);
    for (size_t i = 0; i < status->mention_count && count < CACHE_DEPS_MAX; i++)
        deps[count++] = cache_ref_account(status->mentions[i].account);
    return count;
}

enum err entity_status_shared(struct ctx *ctx, const struct status_view *view, uint64_t epoch,
                              struct cache_value **out)
{
    struct cache_key key = { .kind = CACHE_KIND_STATUS_API, .id = view->status->id.v };
    struct cache *cache = ctx->engine->cache;
    *out = cache_find(cache, &key);
    if (*out != NULL)
        return ERR_OK;
    struct json_writer w;
    struct json_fragment fragment;
    json_w_init(&w, ctx->arena, STATUS_BYTES_MAX);
    shared_render(ctx, &w, view);
    TRY(json_w_finish(&w, &fragment));
    *out = api_value_new(&fragment);
    static_assert(STATUS_MENTIONS_MAX + 4 <= CACHE_DEPS_MAX, "every mention is watched");
    struct cache_ref deps[CACHE_DEPS_MAX];
    size_t count = deps_collect(cache, view->status, deps);
    cache_put(cache, &key, view->status->account, deps, count, *out, epoch);
    return ERR_OK;
}

/* Which application a post came from is shown to its author only. */
static void application_render(struct ctx *ctx, struct json_writer *w,
                               const struct status_view *view)
{
    struct subject body = entity_status_subject(view->status);
    if (view->application_name.len == 0 ||
        !account_id_eq(view->status->account, ctx->viewer.account))
        return;
    json_w_key_object(w, SV("application"));
    json_w_key_str(w, SV("name"), body, view->application_name);
    entity_key_str_or_null(w, SV("website"), body, view->application_website);
    json_w_object_end(w);
}

static void flags_render(struct ctx *ctx, struct json_writer *w, const struct status_view *view)
{
    if (account_id_is_none(ctx->viewer.account))
        return;
    struct subject own = subject_of(ctx->viewer.account, CLASS_REACTIONS);
    json_w_key_bool(w, SV("favourited"), own, view->is_favourited);
    json_w_key_bool(w, SV("reblogged"), own, view->is_reblogged);
    json_w_key_bool(w, SV("bookmarked"), own, view->is_bookmarked);
    json_w_key_bool(w, SV("muted"), own, view->is_muted);
    bool is_own = account_id_eq(view->status->account, ctx->viewer.account);
    if (is_own && !status_is_reblog(view->status) && view->status->visibility != VISIBILITY_DIRECT)
        json_w_key_bool(w, SV("pinned"), own, view->is_pinned);
    json_w_key_array(w, SV("filtered"));
    for (size_t i = 0; i < view->filtered_count; i++)
        entity_filter_result_render(ctx, w, &view->filtered[i], view->status->id);
    json_w_array_end(w);
}

/* What the viewer chose, and whether it is over by now. */
static void poll_render(struct ctx *ctx, struct json_writer *w, const struct status_view *view)
{
    if (view->status->poll == NULL) {
        json_w_key_null(w, SV("poll"), SUBJECT_NONE);
        return;
    }
    json_w_key(w, SV("poll"));
    entity_poll_render(ctx, w, view);
}

void entity_status_own_render(struct ctx *ctx, struct json_writer *w,
                              const struct status_view *view)
{
    application_render(ctx, w, view);
    poll_render(ctx, w, view);
    flags_render(ctx, w, view);
}

static enum err members_render(struct ctx *ctx, struct json_writer *w,
                               const struct status_view *view, uint64_t epoch)
{
    struct cache_value *shared = NULL;
    TRY(entity_status_shared(ctx, view, epoch, &shared));
    struct json_fragment fragment = api_value_fragment(shared);
    json_w_members(w, &fragment);
    cache_value_unref(shared);
    entity_status_own_render(ctx, w, view);
    return ERR_OK;
}

enum err entity_status_render(struct ctx *ctx, struct json_writer *w,
                              const struct status_view *view, uint64_t epoch)
{
    json_w_object_begin(w);
    TRY(members_render(ctx, w, view, epoch));
    if (view->reblog == NULL) {
        json_w_key_null(w, SV("reblog"), SUBJECT_NONE);
    } else {
        json_w_key_object(w, SV("reblog"));
        TRY(members_render(ctx, w, view->reblog, epoch));
        json_w_key_null(w, SV("reblog"), SUBJECT_NONE);
        json_w_object_end(w);
    }
    json_w_object_end(w);
    return ERR_OK;
}

void entity_deleted_status_render(struct ctx *ctx, struct json_writer *w,
                                  const struct status_view *view)
{
    json_w_object_begin(w);
    body_render(ctx, w, view);
    json_w_key_str(w, SV("text"), entity_status_subject(view->status),
                   text_of(view->status->source));
    json_w_key(w, SV("account"));
    entity_account_render(ctx, w, view->account);
    counts_render(w, view->status);
    entity_status_own_render(ctx, w, view);
    json_w_key_null(w, SV("reblog"), SUBJECT_NONE);
    json_w_object_end(w);
}

void entity_status_source_render(struct ctx *ctx, struct json_writer *w,
                                 const struct status *status)
{
    UNUSED(ctx);
    struct subject body = entity_status_subject(status);
    json_w_object_begin(w);
    json_w_key_id(w, SV("id"), body, status->id.v);
    json_w_key_str(w, SV("text"), body, text_of(status->source));
    json_w_key_str(w, SV("spoiler_text"), body, text_of(status->spoiler));
    json_w_object_end(w);
}
