/* Small acts on statuses and accounts: one form each, and back to where it stood. */
#include "api/csrf.h"
#include "api/web/form.h"
#include "api/web/handlers.h"
#include "api/web/parts.h"
#include "api/web/return_to.h"
#include "base/num.h"
#include "service/block_account.h"
#include "service/bookmark_status.h"
#include "service/endorse_account.h"
#include "service/erase_status.h"
#include "service/favourite_status.h"
#include "service/follow_account.h"
#include "service/mute_thread.h"
#include "service/note_account.h"
#include "service/reblog_status.h"
#include "service/vote_poll.h"
#include "text/params.h"

static enum err back(struct http_request *req, struct http_response *res)
{
    web_see_other(res, web_return_to(params_find(req->params, SV("return_to")), SV("/home")));
    return ERR_OK;
}

static enum err reblog(struct ctx *ctx, struct status_id id)
{
    struct status reblog;
    return service_reblog_status(ctx, id, VISIBILITY_PUBLIC, &reblog);
}

struct status_act {
    struct sv verb;
    enum err (*run)(struct ctx *ctx, struct status_id id);
};

static const struct status_act status_acts[] = {
    { SV_INIT("bookmark"), service_bookmark_status },
    { SV_INIT("favourite"), service_favourite_status },
    { SV_INIT("mute"), service_mute_thread },
    { SV_INIT("pin"), service_pin_status },
    { SV_INIT("reblog"), reblog },
    { SV_INIT("unbookmark"), service_unbookmark_status },
    { SV_INIT("unfavourite"), service_unfavourite_status },
    { SV_INIT("unmute"), service_unmute_thread },
    { SV_INIT("unpin"), service_unpin_status },
    { SV_INIT("unreblog"), service_unreblog_status },
};

enum err web_status_act(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    TRY(api_csrf_check(ctx, req, PAGE_FORM));
    int64_t id = 0;
    TRY(web_id_read(ctx, req, SV("id"), &id));
    struct sv verb = http_request_value(req, SV("verb"));
    for (size_t i = 0; i < ARRAY_COUNT(status_acts); i++) {
        if (sv_eq(status_acts[i].verb, verb)) {
            TRY(status_acts[i].run(ctx, status_id(id)));
            return back(req, res);
        }
    }
    return fail(ctx, ERR_NOT_FOUND, "no such act");
}

/* What does not count changes nothing: the page shows how it stands. */
enum err web_poll_vote(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    TRY(api_csrf_check(ctx, req, PAGE_FORM));
    int64_t id = 0;
    struct sv *texts = NULL;
    enum vote_fault fault = VOTE_FAULT_NONE;
    TRY(web_id_read(ctx, req, SV("id"), &id));
    size_t count = params_list(req->params, SV("choices"), &texts);
    int64_t *choices = ARENA_ARRAY(ctx->arena, int64_t, count);
    for (size_t i = 0; i < count; i++)
        if (!sv_to_i64_in(texts[i], 0, POLL_RECEIVED_OPTIONS_MAX, &choices[i]))
            choices[i] = -1;
    enum err err = service_vote_poll(ctx, status_id(id), choices, count, &fault);
    if (err != ERR_VALIDATION)
        TRY(err);
    return back(req, res);
}

/* The status's own page is gone with it: then home. */
enum err web_status_delete(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    TRY(api_csrf_check(ctx, req, PAGE_FORM));
    int64_t id = 0;
    TRY(web_id_read(ctx, req, SV("id"), &id));
    TRY(service_erase_status(ctx, status_id(id), NULL));
    struct sv own = sv_printf(ctx->arena, "/%lld", (long long)id);
    struct sv to = params_find(req->params, SV("return_to"));
    if (sv_find(to, own, 0) == SIZE_MAX)
        return back(req, res);
    web_see_other(res, SV("/home"));
    return ERR_OK;
}

static enum err mute(struct ctx *ctx, struct account_id id, struct relationship *out)
{
    return service_mute_account(ctx, id, true, 0, out);
}

struct account_act {
    struct sv verb;
    enum err (*run)(struct ctx *ctx, struct account_id id, struct relationship *out);
};

static const struct account_act account_acts[] = {
    { SV_INIT("accept"), service_accept_follow_request },
    { SV_INIT("block"), service_block_account },
    { SV_INIT("endorse"), service_endorse_account },
    { SV_INIT("mute"), mute },
    { SV_INIT("reject"), service_reject_follow_request },
    { SV_INIT("remove"), service_remove_follower },
    { SV_INIT("unblock"), service_unblock_account },
    { SV_INIT("unendorse"), service_unendorse_account },
    { SV_INIT("unfollow"), service_unfollow_account },
    { SV_INIT("unmute"), service_unmute_account },
};

enum err web_account_act(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    TRY(api_csrf_check(ctx, req, PAGE_FORM));
    int64_t id = 0;
    TRY(web_id_read(ctx, req, SV("id"), &id));
    struct sv verb = http_request_value(req, SV("verb"));
    for (size_t i = 0; i < ARRAY_COUNT(account_acts); i++) {
        if (sv_eq(account_acts[i].verb, verb)) {
            struct relationship relation;
            TRY(account_acts[i].run(ctx, account_id(id), &relation));
            return back(req, res);
        }
    }
    return fail(ctx, ERR_NOT_FOUND, "no such act");
}

enum err web_account_follow(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    TRY(api_csrf_check(ctx, req, PAGE_FORM));
    int64_t id = 0;
    TRY(web_id_read(ctx, req, SV("id"), &id));
    struct relationship relation;
    TRY(service_follow_account(ctx, account_id(id),
                               &(struct follow_options){ .shows_reblogs = true }, &relation));
    return back(req, res);
}

enum err web_account_note(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    TRY(api_csrf_check(ctx, req, PAGE_FORM));
    int64_t id = 0;
    struct relationship relation;
    TRY(web_id_read(ctx, req, SV("id"), &id));
    TRY(service_note_account(ctx, account_id(id), params_find(req->params, SV("comment")),
                             &relation));
    return back(req, res);
}
