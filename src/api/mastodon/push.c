/* Push subscriptions: an app says where its user's notifications shall be sent. */
#include "api/answer.h"
#include "api/authenticate.h"
#include "api/mastodon/entity/push_subscription.h"
#include "api/mastodon/handlers.h"
#include "api/mastodon/request.h"
#include "service/subscribe_push.h"
#include "text/params.h"

static enum err subscription_answer(struct ctx *ctx, struct http_response *res,
                                    const struct push_subscription *subscription)
{
    struct json_writer w;
    api_answer_begin(ctx, &w);
    entity_push_subscription_render(ctx, &w, subscription);
    return api_answer_end(ctx, res, &w);
}

/* Those named, as bits; what is not named is not wanted. */
static int64_t alerts_read(struct ctx *ctx, const struct http_request *req, bool *out_has)
{
    int64_t alerts = 0;
    *out_has = false;
    for (enum push_alert alert = 0; alert < PUSH_ALERT_COUNT; alert++) {
        struct sv name =
            sv_printf(ctx->arena, "data[alerts][%" SV_FMT "]", SV_ARG(push_alert_name(alert)));
        *out_has |= params_has(req->params, name);
        if (params_bool(req->params, name, false))
            alerts |= INT64_C(1) << alert;
    }
    return alerts;
}

/* Clients say it beside the alerts; the documentation of PUT has it outside. False: no such policy. */
static bool policy_read(const struct http_request *req, enum push_policy *out, bool *out_has)
{
    struct sv name = params_find(req->params, SV("data[policy]"));
    if (name.len == 0)
        name = params_find(req->params, SV("policy"));
    *out_has = name.len > 0;
    return name.len == 0 || push_policy_parse(name, out);
}

static enum err refuse(struct ctx *ctx, const struct http_request *req, struct http_response *res,
                       struct sv text)
{
    mastodon_validation_answer(ctx, req, res, text);
    return ERR_OK;
}

static struct push_draft draft_read(const struct http_request *req)
{
    const struct params *params = req->params;
    return (struct push_draft){
        .access_token = api_request_token(req),
        .endpoint = params_find(params, SV("subscription[endpoint]")),
        .key = params_find(params, SV("subscription[keys][p256dh]")),
        .auth = params_find(params, SV("subscription[keys][auth]")),
        .is_standard = params_bool(params, SV("subscription[standard]"), false),
    };
}

enum err mastodon_push_create(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    struct push_draft draft = draft_read(req);
    struct push_subscription subscription;
    bool has = false;
    draft.alerts = alerts_read(ctx, req, &has);
    if (!policy_read(req, &draft.policy, &has))
        return refuse(ctx, req, res, SV("Policy is not included in the list"));
    if (draft.endpoint.len == 0)
        return refuse(ctx, req, res, SV("Endpoint can't be blank"));
    if (draft.key.len == 0 || draft.auth.len == 0)
        return refuse(ctx, req, res, SV("Key p256dh and key auth can't be blank"));
    enum err err = service_subscribe_push(ctx, &draft, &subscription);
    if (err == ERR_VALIDATION)
        return refuse(ctx, req, res, SV("Endpoint or its keys are invalid"));
    TRY(err);
    return subscription_answer(ctx, res, &subscription);
}

enum err mastodon_push_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    struct push_subscription subscription;
    UNUSED(req);
    TRY(service_get_push(ctx, &subscription));
    return subscription_answer(ctx, res, &subscription);
}

enum err mastodon_push_update(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    struct push_edit edit = { 0 };
    struct push_subscription subscription;
    edit.alerts = alerts_read(ctx, req, &edit.has_alerts);
    if (!policy_read(req, &edit.policy, &edit.has_policy))
        return refuse(ctx, req, res, SV("Policy is not included in the list"));
    TRY(service_edit_push(ctx, &edit, &subscription));
    return subscription_answer(ctx, res, &subscription);
}

enum err mastodon_push_delete(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    UNUSED(req);
    TRY(service_unsubscribe_push(ctx));
    mastodon_empty_answer(res);
    return ERR_OK;
}
