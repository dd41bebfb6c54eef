/* Statuses: write, show, edit. */
#include "api/answer.h"
#include "api/keep.h"
#include "api/mastodon/entity/status.h"
#include "api/mastodon/handlers.h"
#include "api/mastodon/media_words.h"
#include "api/mastodon/request.h"
#include "api/mastodon/scheduled.h"
#include "base/num.h"
#include "conf/settings.h"
#include "service/approve_status.h"
#include "service/compose_status.h"
#include "service/edit_status.h"
#include "service/engine.h"
#include "service/post_status.h"
#include "service/schedule_status.h"
#include "text/date.h"
#include "text/params.h"
#include "text/status_text.h"

/* Ids that one request may name. */
#define STATUS_IDS_MAX 20

/* A picture that is named in another way than by its id must not be dropped in silence. */
static bool names_only_ids(const struct params *p, struct sv name)
{
    struct sv *texts = NULL;
    size_t count = params_list(p, name, &texts);
    int64_t id = 0;
    for (size_t i = 0; i < count; i++)
        if (texts[i].len > 0 && !sv_to_i64_in(texts[i], 1, INT64_MAX, &id))
            return false;
    return count > 0 || !params_has_any(p, name);
}

static enum err media_read(struct ctx *ctx, const struct http_request *req,
                           const struct media_id **out, size_t *out_count)
{
    static const struct sv name = SV_INIT("media_ids");
    int64_t *ids = NULL;
    size_t count = 0;
    if (!names_only_ids(req->params, name))
        return fail(ctx, ERR_VALIDATION, "media_ids");
    TRY(mastodon_ids_read(ctx, req, name, STATUS_MEDIA_MAX, &ids, &count));
    struct media_id *media = ARENA_ARRAY(ctx->arena, struct media_id, count);
    for (size_t i = 0; i < count; i++)
        media[i] = media_id(ids[i]);
    *out = media;
    *out_count = count;
    return ERR_OK;
}

#define MEDIA_ATTRIBUTES SV("media_attributes")

/* What is said of a status's media with its edit. */
static enum err media_words_read(struct ctx *ctx, const struct http_request *req,
                                 struct edit_draft *out, struct sv *out_alt)
{
    struct media_words *words = ARENA_ARRAY(ctx->arena, struct media_words, STATUS_MEDIA_MAX);
    struct sv id = { 0 };
    size_t count = 0;
    for (; params_nested(req->params, MEDIA_ATTRIBUTES, count, SV("id"), &id); count++) {
        struct sv focus = { 0 };
        int64_t number = 0;
        if (count == STATUS_MEDIA_MAX || !sv_to_i64_in(id, 1, INT64_MAX, &number))
            return fail(ctx, ERR_VALIDATION, "media_attributes");
        (void)params_nested(req->params, MEDIA_ATTRIBUTES, count, SV("description"), out_alt);
        (void)params_nested(req->params, MEDIA_ATTRIBUTES, count, SV("focus"), &focus);
        words[count].media = media_id(number);
        TRY(mastodon_media_words_read(ctx, *out_alt, focus, &words[count].edit));
    }
    out->media_words = words;
    out->media_words_count = count;
    return ERR_OK;
}

/* The status that is answered; none when the parameter is empty. */
static enum err parent_read(struct ctx *ctx, const struct params *p, struct status_id *out)
{
    static const struct sv name = SV_INIT("in_reply_to_id");
    struct sv text = params_find(p, name);
    int64_t id = 0;
    bool is_none = text.len == 0 && (params_has(p, name) || !params_has_any(p, name));
    if (!is_none && !sv_to_i64_in(text, 1, INT64_MAX, &id))
        return fail(ctx, ERR_NOT_FOUND, "in_reply_to_id");
    *out = status_id(id);
    return ERR_OK;
}

static bool is_too_long(struct ctx *ctx, struct sv text, struct sv spoiler)
{
    struct status_text_entities entities = { 0 };
    struct status_text_entities none = { 0 };
    status_text_scan(ctx->arena, text, &entities);
    size_t count = status_text_count(text, &entities) + status_text_count(spoiler, &none);
    return (int64_t)count > conf_i64(ctx->engine->conf, CONF_LIMITS_STATUS_CHARS);
}

/* What is asked along; NULL when nothing is. */
static enum err poll_read(struct ctx *ctx, const struct params *p, const struct poll_draft **out)
{
    struct sv *options = NULL;
    size_t count = params_list(p, SV("poll[options]"), &options);
    *out = NULL;
    if (count == 0 && params_find(p, SV("poll[expires_in]")).len == 0)
        return ERR_OK;
    struct poll_draft *draft = ARENA_NEW(ctx->arena, struct poll_draft);
    poll_draft_options(ctx->arena, options, count, draft);
    TRY(params_i64(p, SV("poll[expires_in]"), 0, INT64_MAX / 2000, 0, &draft->seconds));
    draft->is_multiple = params_bool(p, SV("poll[multiple]"), false);
    draft->hides_totals = params_bool(p, SV("poll[hide_totals]"), false);
    *out = draft;
    return ERR_OK;
}

static struct sv poll_fault_text(enum poll_fault fault)
{
    static const struct sv texts[] = {
        [POLL_FAULT_NONE] = SV_INIT(""),
        [POLL_FAULT_FEW_OPTIONS] = SV_INIT("A poll needs at least two options"),
        [POLL_FAULT_MANY_OPTIONS] = SV_INIT("A poll has at most four options"),
        [POLL_FAULT_LONG_OPTION] = SV_INIT("An option of a poll has at most 50 characters"),
        [POLL_FAULT_SAME_OPTIONS] = SV_INIT("Two options of the poll are the same"),
        [POLL_FAULT_SHORT] = SV_INIT("A poll runs for at least five minutes"),
        [POLL_FAULT_LONG] = SV_INIT("A poll runs for at most a month"),
    };
    static_assert(POLL_OPTIONS_MIN == 2 && POLL_OPTIONS_MAX == 4 && POLL_OPTION_CHARS_MAX == 50,
                  "the texts say so");
    return texts[fault];
}

/* Why media were refused, in Mastodon's words where clients know them. */
static enum err media_fault_text(struct ctx *ctx, const struct media_id *media, size_t count,
                                 struct status_id status, struct sv *out)
{
    static const struct sv texts[] = {
        [MEDIA_FAULT_NONE] = SV_INIT("Media attachments are not found, not yours, or used already"),
        [MEDIA_FAULT_MANY] = SV_INIT("Cannot attach more than 4 files"),
        [MEDIA_FAULT_UNKNOWN] =
            SV_INIT("Media attachments are not found, not yours, or used already"),
        [MEDIA_FAULT_UNFINISHED] = SV_INIT(
            "Cannot attach files that have not finished processing. Try again in a moment!"),
        [MEDIA_FAULT_MIXED] =
            SV_INIT("Cannot attach a video to a post that already contains images"),
    };
    static_assert(STATUS_MEDIA_MAX == 4, "the text says so");
    enum media_fault fault = MEDIA_FAULT_NONE;
    TRY(service_find_media_fault(ctx, media, count, status, &fault));
    *out = texts[fault];
    return ERR_OK;
}

/* What was refused. */
struct refused {
    struct sv text;
    struct sv spoiler;
    const struct media_id *media;
    size_t media_count;
    const struct poll_draft *poll;
    struct status_id status; /* none for a new one */
};

/* Why words were refused, in the API's own words. */
static enum err words_refused(struct ctx *ctx, const struct http_request *req,
                              struct http_response *res, const struct refused *r)
{
    enum poll_fault fault = r->poll != NULL ? poll_draft_check(r->poll) : POLL_FAULT_NONE;
    int64_t most = conf_i64(ctx->engine->conf, CONF_LIMITS_STATUS_CHARS);
    struct sv why = sv_printf(ctx->arena, "Text character limit of %lld exceeded", (long long)most);
    bool is_long = is_too_long(ctx, sv_trim(r->text), sv_trim(r->spoiler));
    if (sv_trim(r->text).len == 0 && r->media_count == 0 && sv_trim(r->spoiler).len == 0)
        why = SV("Text can't be blank");
    else if (!is_long && fault != POLL_FAULT_NONE)
        why = poll_fault_text(fault);
    else if (!is_long && service_check_tags(ctx, r->text) == ERR_VALIDATION)
        why = SV("Text contains a hashtag that is not to be used here");
    else if (!is_long)
        TRY(media_fault_text(ctx, r->media, r->media_count, r->status, &why));
    mastodon_validation_answer(ctx, req, res, why);
    return ERR_OK;
}

static enum err draft_refused(struct ctx *ctx, const struct http_request *req,
                              struct http_response *res, const struct post_draft *d)
{
    return words_refused(
        ctx, req, res,
        &(struct refused){ d->text, d->spoiler, d->media, d->media_count, d->poll, status_id(0) });
}

/* What this server does not do must not be dropped in silence. */
static enum err extras_check(struct ctx *ctx, const struct http_request *req)
{
    if (params_find(req->params, SV("quoted_status_id")).len > 0)
        return fail(ctx, ERR_NOT_BUILT, "quote");
    return ERR_OK;
}

static enum err draft_read(struct ctx *ctx, const struct http_request *req, struct post_draft *out)
{
    const struct params *p = req->params;
    struct sv visibility = params_find(p, SV("visibility"));
    *out = (struct post_draft){
        .text = params_find(p, SV("status")),
        .spoiler = params_find(p, SV("spoiler_text")),
        .has_visibility = visibility.len > 0,
        .language = params_find(p, SV("language")),
        .has_sensitive = params_has(p, SV("sensitive")),
        .is_sensitive = params_bool(p, SV("sensitive"), false),
        .idempotency_key = http_request_header(req, SV("Idempotency-Key")),
    };
    if (out->has_visibility && !visibility_parse(visibility, &out->visibility))
        return fail(ctx, ERR_VALIDATION, "visibility");
    TRY(parent_read(ctx, p, &out->in_reply_to));
    TRY(poll_read(ctx, p, &out->poll));
    return media_read(ctx, req, &out->media, &out->media_count);
}

/* For later: answered with what waits. */
static enum err schedule(struct ctx *ctx, struct http_request *req, struct http_response *res,
                         const struct post_draft *draft, int64_t due_ms)
{
    struct scheduled_status scheduled;
    enum err err = service_schedule_status(ctx, draft, due_ms, &scheduled);
    if (err == ERR_VALIDATION)
        return draft_refused(ctx, req, res, draft);
    if (err == ERR_LIMIT) {
        mastodon_scheduled_refused(ctx, req, res);
        return ERR_OK;
    }
    TRY(err);
    return mastodon_scheduled_answer(ctx, res, &scheduled);
}

enum err mastodon_status_create(struct ctx *ctx, struct http_request *req,
                                struct http_response *res)
{
    struct post_draft draft;
    struct status_view view;
    uint64_t epoch = 0;
    TRY(extras_check(ctx, req));
    TRY(draft_read(ctx, req, &draft));
    struct sv due = params_find(req->params, SV("scheduled_at"));
    int64_t due_ms = 0;
    if (due.len > 0 && !date_parse_iso(due, &due_ms)) {
        mastodon_validation_answer(ctx, req, res, SV("Scheduled at is no date"));
        return ERR_OK;
    }
    bool waits = false;
    TRY(service_must_wait(ctx, &waits));
    if (waits || (due.len > 0 && service_is_ahead(ctx, due_ms)))
        return schedule(ctx, req, res, &draft, due_ms);
    enum err err = service_post_status_view(ctx, &draft, &view, &epoch);
    if (err == ERR_VALIDATION)
        return draft_refused(ctx, req, res, &draft);
    TRY(err);
    return mastodon_view_answer(ctx, res, &view, epoch);
}

static enum err edit_draft_read(struct ctx *ctx, const struct http_request *req,
                                struct edit_draft *out)
{
    const struct params *p = req->params;
    *out = (struct edit_draft){
        .text = params_find(p, SV("status")),
        .spoiler = params_find(p, SV("spoiler_text")),
        .has_sensitive = params_has(p, SV("sensitive")),
        .is_sensitive = params_bool(p, SV("sensitive"), false),
        .language = params_find(p, SV("language")),
        .has_media = true, /* an edit without media takes them away */
        .has_poll = true,  /* and so with the poll */
    };
    TRY(poll_read(ctx, p, &out->poll));
    return media_read(ctx, req, &out->media, &out->media_count);
}

enum err mastodon_status_update(struct ctx *ctx, struct http_request *req,
                                struct http_response *res)
{
    int64_t id = 0;
    struct sv alt = { 0 };
    struct status status;
    struct edit_draft draft;
    TRY(mastodon_path_id(req, &id));
    TRY(extras_check(ctx, req));
    TRY(edit_draft_read(ctx, req, &draft));
    enum err err = media_words_read(ctx, req, &draft, &alt);
    if (err == ERR_VALIDATION) {
        mastodon_media_words_refused(ctx, req, res, alt);
        return ERR_OK;
    }
    TRY(err);
    err = service_edit_status(ctx, status_id(id), &draft, &status);
    if (err == ERR_VALIDATION)
        return words_refused(ctx, req, res,
                             &(struct refused){ draft.text, draft.spoiler, draft.media,
                                                draft.media_count, draft.poll, status_id(id) });
    TRY(err);
    return mastodon_status_answer(ctx, res, status.id);
}

enum err mastodon_status_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    int64_t id = 0;
    struct keep keep;
    struct status_view view;
    struct json_writer w;
    struct json_fragment fragment;
    TRY(mastodon_path_id(req, &id));
    api_keep_begin(ctx, req, SV(""), &keep);
    uint64_t epoch = engine_begin_read(ctx);
    TRY(service_view_status(ctx, status_id(id), &view));
    api_answer_begin(ctx, &w);
    TRY(entity_status_render(ctx, &w, &view, epoch));
    TRY(api_answer_finish(ctx, res, &w, &fragment));
    api_keep_status(&keep, &view);
    api_keep_end(ctx, req, res, &keep, &fragment);
    return ERR_OK;
}

enum err mastodon_status_list(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    int64_t *ids = NULL;
    size_t count = 0;
    TRY(mastodon_ids_read(ctx, req, SV("id"), STATUS_IDS_MAX, &ids, &count));
    struct status_id *status_ids = ARENA_ARRAY(ctx->arena, struct status_id, count);
    for (size_t i = 0; i < count; i++)
        status_ids[i] = status_id(ids[i]);
    struct status_page page = { 0 };
    uint64_t epoch = engine_begin_read(ctx);
    TRY(service_view_statuses(ctx, status_ids, count, &page.views, &page.count));
    return mastodon_statuses_answer(ctx, req, res, &page, epoch);
}

enum err mastodon_status_source(struct ctx *ctx, struct http_request *req,
                                struct http_response *res)
{
    int64_t id = 0;
    struct status_view view;
    struct json_writer w;
    TRY(mastodon_path_id(req, &id));
    TRY(service_view_status(ctx, status_id(id), &view));
    if (!account_id_eq(view.status->account, ctx->viewer.account))
        return fail(ctx, ERR_NOT_FOUND, "somebody else's");
    api_answer_begin(ctx, &w);
    entity_status_source_render(ctx, &w, view.status);
    return api_answer_end(ctx, res, &w);
}

/* No translator is set up: what may be seen may not be translated. */
enum err mastodon_status_translate(struct ctx *ctx, struct http_request *req,
                                   struct http_response *res)
{
    int64_t id = 0;
    struct status_view view;
    UNUSED(res);
    TRY(mastodon_path_id(req, &id));
    TRY(service_view_status(ctx, status_id(id), &view));
    return fail(ctx, ERR_FORBIDDEN, "no translator is set up");
}
