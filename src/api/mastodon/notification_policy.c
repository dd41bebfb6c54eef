/* Notification policies: what an account wants to be told of; in verdicts, and in the first version's yes and no. */
#include "api/answer.h"
#include "api/mastodon/entity/notification_policy.h"
#include "api/mastodon/handlers.h"
#include "api/mastodon/request.h"
#include "service/set_notification_policy.h"
#include "text/params.h"

typedef void policy_render(struct ctx *ctx, struct json_writer *w,
                           const struct notification_policy_view *view);

static enum err policy_answer(struct ctx *ctx, struct http_response *res, policy_render *render,
                              const struct notification_policy_view *view)
{
    struct json_writer w;
    api_answer_begin(ctx, &w);
    render(ctx, &w, view);
    return api_answer_end(ctx, res, &w);
}

static enum err policy_show(struct ctx *ctx, struct http_response *res, policy_render *render)
{
    struct notification_policy_view view;
    TRY(service_get_notification_policy(ctx, &view));
    return policy_answer(ctx, res, render, &view);
}

static enum err policy_update(struct ctx *ctx, struct http_response *res, policy_render *render,
                              const struct notification_policy_change *change)
{
    struct notification_policy_view view;
    TRY(service_set_notification_policy(ctx, change, &view));
    return policy_answer(ctx, res, render, &view);
}

enum err mastodon_notification_policy_show(struct ctx *ctx, struct http_request *req,
                                           struct http_response *res)
{
    UNUSED(req);
    return policy_show(ctx, res, entity_notification_policy_render);
}

enum err mastodon_notification_policy_v1_show(struct ctx *ctx, struct http_request *req,
                                              struct http_response *res)
{
    UNUSED(req);
    return policy_show(ctx, res, entity_notification_policy_v1_render);
}

enum err mastodon_notification_policy_update(struct ctx *ctx, struct http_request *req,
                                             struct http_response *res)
{
    struct notification_policy_change change = { 0 };
    for (enum notification_rule rule = 0; rule < NOTIFICATION_RULE_COUNT; rule++) {
        struct sv name = entity_notification_rule_name(rule);
        change.has[rule] = params_has(req->params, name);
        if (change.has[rule] &&
            !notification_verdict_parse(params_find(req->params, name), &change.verdicts[rule])) {
            mastodon_validation_answer(
                ctx, req, res,
                sv_printf(ctx->arena, "%" SV_FMT " is none of accept, filter, drop", SV_ARG(name)));
            return ERR_OK;
        }
    }
    return policy_update(ctx, res, entity_notification_policy_render, &change);
}

enum err mastodon_notification_policy_v1_update(struct ctx *ctx, struct http_request *req,
                                                struct http_response *res)
{
    struct notification_policy_change change = { 0 };
    for (enum notification_rule rule = 0; rule < NOTIFICATION_RULE_COUNT; rule++) {
        struct sv name = entity_notification_rule_name_v1(rule);
        change.has[rule] = name.len > 0 && params_has(req->params, name);
        if (change.has[rule])
            change.verdicts[rule] =
                params_bool(req->params, name, false) ? NOTIFICATION_FILTER : NOTIFICATION_ACCEPT;
    }
    return policy_update(ctx, res, entity_notification_policy_v1_render, &change);
}
