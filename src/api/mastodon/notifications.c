/* Notifications, and how far they and home were read. */
#include "api/answer.h"
#include "api/mastodon/entity/notification.h"
#include "api/mastodon/entity/notification_group.h"
#include "api/mastodon/entity/tag_of.h"
#include "api/mastodon/handlers.h"
#include "api/mastodon/page.h"
#include "api/mastodon/request.h"
#include "service/engine.h"
#include "service/list_notification_groups.h"
#include "service/list_notifications.h"
#include "service/mark_read.h"
#include "text/params.h"

#define NOTIFICATIONS_USUAL 40
#define UNREAD_USUAL 100
#define UNREAD_MAX 1000

/* Kinds that are named, as bits; names nobody knows are passed over. */
static int64_t kinds_read(const struct http_request *req, struct sv name, size_t *out_named)
{
    struct sv *names = NULL;
    size_t count = params_list(req->params, name, &names);
    int64_t kinds = 0;
    for (size_t i = 0; i < count; i++) {
        enum notification_kind kind;
        if (notification_kind_parse(names[i], &kind))
            kinds |= INT64_C(1) << kind;
    }
    *out_named = count;
    return kinds;
}

static enum err filter_read(struct ctx *ctx, const struct http_request *req,
                            struct notification_filter *out)
{
    size_t named = 0;
    int64_t from = 0;
    int64_t wanted = kinds_read(req, SV("types"), &named);
    if (named == 0)
        wanted = NOTIFICATION_KINDS_ALL;
    int64_t unwanted = kinds_read(req, SV("exclude_types"), &named);
    if (params_i64(req->params, SV("account_id"), 0, INT64_MAX, 0, &from) != ERR_OK)
        return fail(ctx, ERR_BAD_PARAM, "account_id");
    *out = (struct notification_filter){
        .kinds = wanted & ~unwanted,
        .from = account_id(from),
        .includes_filtered = params_bool(req->params, SV("include_filtered"), false),
    };
    return ERR_OK;
}

/* The same for groups: of the kinds that can be told together, those that the client knows to show so. */
static enum err group_filter_read(struct ctx *ctx, const struct http_request *req,
                                  struct notification_filter *out)
{
    size_t named = 0;
    int64_t grouped = kinds_read(req, SV("grouped_types"), &named);
    TRY(filter_read(ctx, req, out));
    out->grouped = named == 0 ? NOTIFICATION_KINDS_GROUPED : grouped & NOTIFICATION_KINDS_GROUPED;
    return ERR_OK;
}

enum err mastodon_notification_list(struct ctx *ctx, struct http_request *req,
                                    struct http_response *res)
{
    struct paging paging;
    struct notification_filter filter;
    struct notification_view *views = NULL;
    struct paging_span span = { 0 };
    size_t count = 0;
    struct json_writer w;
    TRY(mastodon_page_read(req, NOTIFICATIONS_USUAL, &paging));
    TRY(filter_read(ctx, req, &filter));
    uint64_t epoch = engine_begin_read(ctx);
    TRY(service_list_notifications(ctx, &filter, &paging, &views, &count, &span));
    api_answer_begin(ctx, &w);
    json_w_array_begin(&w);
    for (size_t i = 0; i < count; i++)
        TRY(entity_notification_render(ctx, &w, &views[i], epoch));
    json_w_array_end(&w);
    mastodon_page_link(ctx, req, res, span.newest, span.oldest);
    return api_answer_end(ctx, res, &w);
}

enum err mastodon_notification_show(struct ctx *ctx, struct http_request *req,
                                    struct http_response *res)
{
    int64_t id = 0;
    struct notification_view view;
    struct json_writer w;
    TRY(mastodon_path_id(req, &id));
    uint64_t epoch = engine_begin_read(ctx);
    TRY(service_get_notification(ctx, notification_id(id), &view));
    api_answer_begin(ctx, &w);
    TRY(entity_notification_render(ctx, &w, &view, epoch));
    return api_answer_end(ctx, res, &w);
}

enum err mastodon_notification_dismiss(struct ctx *ctx, struct http_request *req,
                                       struct http_response *res)
{
    int64_t id = 0;
    TRY(mastodon_path_id(req, &id));
    TRY(service_dismiss_notification(ctx, notification_id(id)));
    mastodon_empty_answer(res);
    return ERR_OK;
}

enum err mastodon_notification_clear(struct ctx *ctx, struct http_request *req,
                                     struct http_response *res)
{
    UNUSED(req);
    TRY(service_clear_notifications(ctx));
    mastodon_empty_answer(res);
    return ERR_OK;
}

static enum err unread_answer(struct ctx *ctx, struct http_request *req, struct http_response *res,
                              const struct notification_filter *filter)
{
    int64_t most = 0;
    int64_t count = 0;
    struct json_writer w;
    TRY(params_i64(req->params, SV("limit"), 1, UNREAD_MAX, UNREAD_USUAL, &most));
    TRY(service_count_notifications(ctx, filter, most, &count));
    api_answer_begin(ctx, &w);
    json_w_object_begin(&w);
    json_w_key_i64(&w, SV("count"), subject_of(ctx->viewer.account, CLASS_RELATIONS), count);
    json_w_object_end(&w);
    return api_answer_end(ctx, res, &w);
}

enum err mastodon_notification_unread(struct ctx *ctx, struct http_request *req,
                                      struct http_response *res)
{
    struct notification_filter filter;
    TRY(filter_read(ctx, req, &filter));
    return unread_answer(ctx, req, res, &filter);
}

enum err mastodon_notification_group_unread(struct ctx *ctx, struct http_request *req,
                                            struct http_response *res)
{
    struct notification_filter filter;
    TRY(group_filter_read(ctx, req, &filter));
    return unread_answer(ctx, req, res, &filter);
}

enum err mastodon_notification_group_list(struct ctx *ctx, struct http_request *req,
                                          struct http_response *res)
{
    struct paging paging;
    struct notification_filter filter;
    struct notification_groups groups;
    struct json_writer w;
    TRY(mastodon_page_read(req, NOTIFICATIONS_USUAL, &paging));
    TRY(group_filter_read(ctx, req, &filter));
    bool is_partial = sv_eq(params_find(req->params, SV("expand_accounts")), SV("partial_avatars"));
    uint64_t epoch = engine_begin_read(ctx);
    TRY(service_list_notification_groups(ctx, &filter, &paging, &groups));
    api_answer_begin(ctx, &w);
    TRY(entity_notification_groups_render(ctx, &w, &groups, true, is_partial, epoch));
    mastodon_page_link(ctx, req, res, groups.span.newest, groups.span.oldest);
    return api_answer_end(ctx, res, &w);
}

enum err mastodon_notification_group_show(struct ctx *ctx, struct http_request *req,
                                          struct http_response *res)
{
    struct notification_groups groups;
    struct json_writer w;
    uint64_t epoch = engine_begin_read(ctx);
    TRY(service_get_notification_group(ctx, http_request_value(req, SV("group_key")), &groups));
    api_answer_begin(ctx, &w);
    TRY(entity_notification_groups_render(ctx, &w, &groups, false, false, epoch));
    return api_answer_end(ctx, res, &w);
}

enum err mastodon_notification_group_accounts(struct ctx *ctx, struct http_request *req,
                                              struct http_response *res)
{
    struct paging paging;
    struct account_page page;
    TRY(mastodon_page_read(req, NOTIFICATIONS_USUAL, &paging));
    TRY(service_list_group_accounts(ctx, http_request_value(req, SV("group_key")), &paging, &page));
    return mastodon_accounts_answer(ctx, req, res, page.accounts, page.count, page.span.oldest,
                                    page.span.newest);
}

enum err mastodon_notification_group_dismiss(struct ctx *ctx, struct http_request *req,
                                             struct http_response *res)
{
    TRY(service_dismiss_notification_group(ctx, http_request_value(req, SV("group_key"))));
    mastodon_empty_answer(res);
    return ERR_OK;
}

static const struct sv marker_names[MARKER_COUNT] = {
    [MARKER_HOME] = SV_INIT("home"),
    [MARKER_NOTIFICATIONS] = SV_INIT("notifications"),
};

/* Those of `wanted`, as bits, that were ever set. */
static enum err markers_answer(struct ctx *ctx, struct http_response *res,
                               const struct marker markers[MARKER_COUNT], unsigned wanted)
{
    struct subject own = subject_of(ctx->viewer.account, CLASS_PROFILE_DETAIL);
    struct json_writer w;
    api_answer_begin(ctx, &w);
    json_w_object_begin(&w);
    for (unsigned i = 0; i < MARKER_COUNT; i++) {
        if ((wanted >> i & 1) == 0 || markers[i].last_read == 0)
            continue;
        json_w_key_object(&w, marker_names[i]);
        json_w_key_id(&w, SV("last_read_id"), own, markers[i].last_read);
        json_w_key_i64(&w, SV("version"), own, markers[i].version);
        entity_key_time(&w, ctx->arena, SV("updated_at"), own, markers[i].updated_ms);
        json_w_object_end(&w);
    }
    json_w_object_end(&w);
    return api_answer_end(ctx, res, &w);
}

enum err mastodon_marker_list(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    struct sv *names = NULL;
    size_t count = params_list(req->params, SV("timeline"), &names);
    unsigned wanted = 0;
    struct marker markers[MARKER_COUNT];
    for (size_t i = 0; i < count; i++) {
        for (unsigned j = 0; j < MARKER_COUNT; j++)
            wanted |= sv_eq(names[i], marker_names[j]) ? 1u << j : 0u;
    }
    TRY(service_get_markers(ctx, markers));
    return markers_answer(ctx, res, markers, wanted);
}

enum err mastodon_marker_update(struct ctx *ctx, struct http_request *req,
                                struct http_response *res)
{
    static const struct sv params[MARKER_COUNT] = {
        [MARKER_HOME] = SV_INIT("home[last_read_id]"),
        [MARKER_NOTIFICATIONS] = SV_INIT("notifications[last_read_id]"),
    };
    int64_t last_read[MARKER_COUNT] = { 0 };
    unsigned given = 0;
    struct marker markers[MARKER_COUNT];
    for (unsigned i = 0; i < MARKER_COUNT; i++) {
        TRY(params_i64(req->params, params[i], 0, INT64_MAX, 0, &last_read[i]));
        given |= last_read[i] != 0 ? 1u << i : 0u;
    }
    enum err err = service_set_markers(ctx, last_read, markers);
    if (err == ERR_DB_CONFLICT) {
        http_response_error_text(req, res, ERR_CONFLICT,
                                 SV("Conflict during update, please try again"));
        return ERR_OK;
    }
    TRY(err);
    return markers_answer(ctx, res, markers, given);
}
