/* Relations: follow, block, mute, and their undoing; a note about somebody; each answers with the relationship as it is now. */
#include "api/mastodon/handlers.h"
#include "api/mastodon/request.h"
#include "base/clock.h"
#include "service/block_account.h"
#include "service/endorse_account.h"
#include "service/follow_account.h"
#include "service/note_account.h"
#include "text/params.h"

#define DURATION_MAX_S (100 * 366 * MS_PER_DAY / MS_PER_SECOND)

typedef enum err relation_service(struct ctx *ctx, struct account_id target,
                                  struct relationship *out);

/* A verb that needs nothing but whom. */
static enum err relate(struct ctx *ctx, struct http_request *req, struct http_response *res,
                       relation_service *service)
{
    int64_t id = 0;
    struct relationship relationship;
    TRY(mastodon_path_id(req, &id));
    TRY(service(ctx, account_id(id), &relationship));
    return mastodon_relationship_answer(ctx, res, &relationship);
}

enum err mastodon_account_unfollow(struct ctx *ctx, struct http_request *req,
                                   struct http_response *res)
{
    return relate(ctx, req, res, service_unfollow_account);
}

enum err mastodon_account_remove_follower(struct ctx *ctx, struct http_request *req,
                                          struct http_response *res)
{
    return relate(ctx, req, res, service_remove_follower);
}

enum err mastodon_account_block(struct ctx *ctx, struct http_request *req,
                                struct http_response *res)
{
    return relate(ctx, req, res, service_block_account);
}

enum err mastodon_account_unblock(struct ctx *ctx, struct http_request *req,
                                  struct http_response *res)
{
    return relate(ctx, req, res, service_unblock_account);
}

enum err mastodon_account_unmute(struct ctx *ctx, struct http_request *req,
                                 struct http_response *res)
{
    return relate(ctx, req, res, service_unmute_account);
}

enum err mastodon_follow_request_accept(struct ctx *ctx, struct http_request *req,
                                        struct http_response *res)
{
    return relate(ctx, req, res, service_accept_follow_request);
}

enum err mastodon_follow_request_reject(struct ctx *ctx, struct http_request *req,
                                        struct http_response *res)
{
    return relate(ctx, req, res, service_reject_follow_request);
}

enum err mastodon_account_unendorse(struct ctx *ctx, struct http_request *req,
                                    struct http_response *res)
{
    return relate(ctx, req, res, service_unendorse_account);
}

enum err mastodon_account_endorse(struct ctx *ctx, struct http_request *req,
                                  struct http_response *res)
{
    int64_t id = 0;
    struct relationship relationship;
    TRY(mastodon_path_id(req, &id));
    enum err err = service_endorse_account(ctx, account_id(id), &relationship);
    if (err == ERR_VALIDATION) {
        mastodon_validation_answer(ctx, req, res, SV("Only who is followed can be endorsed"));
        return ERR_OK;
    }
    TRY(err);
    return mastodon_relationship_answer(ctx, res, &relationship);
}

enum err mastodon_account_follow(struct ctx *ctx, struct http_request *req,
                                 struct http_response *res)
{
    int64_t id = 0;
    struct sv *languages = NULL;
    struct relationship relationship;
    struct buf joined;
    size_t count = params_list(req->params, SV("languages"), &languages);
    buf_init(&joined, ctx->arena, 1024);
    for (size_t i = 0; i < count; i++) {
        buf_sv(&joined, i == 0 ? SV("") : SV(","));
        buf_sv(&joined, languages[i]);
    }
    TRY(mastodon_path_id(req, &id));
    if (joined.is_overflown)
        return fail(ctx, ERR_VALIDATION, "too many languages");
    struct follow_wish wish = {
        .has_reblogs = params_has(req->params, SV("reblogs")),
        .has_notify = params_has(req->params, SV("notify")),
        .has_languages = params_has_any(req->params, SV("languages")),
        .options = { .shows_reblogs = params_bool(req->params, SV("reblogs"), true),
                     .notifies = params_bool(req->params, SV("notify"), false),
                     .languages = buf_view(&joined) },
    };
    TRY(service_follow_wishing(ctx, account_id(id), &wish, &relationship));
    return mastodon_relationship_answer(ctx, res, &relationship);
}

enum err mastodon_account_mute(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    int64_t id = 0;
    int64_t duration_s = 0;
    struct relationship relationship;
    bool hides = params_bool(req->params, SV("notifications"), true);
    TRY(mastodon_path_id(req, &id));
    TRY(params_i64(req->params, SV("duration"), 0, DURATION_MAX_S, 0, &duration_s));
    TRY(service_mute_account(ctx, account_id(id), hides, duration_s * MS_PER_SECOND,
                             &relationship));
    return mastodon_relationship_answer(ctx, res, &relationship);
}

enum err mastodon_account_note(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    int64_t id = 0;
    struct relationship relationship;
    TRY(mastodon_path_id(req, &id));
    enum err err = service_note_account(ctx, account_id(id),
                                        params_find(req->params, SV("comment")), &relationship);
    if (err == ERR_VALIDATION) {
        mastodon_validation_answer(ctx, req, res, SV("Comment is too long"));
        return ERR_OK;
    }
    TRY(err);
    return mastodon_relationship_answer(ctx, res, &relationship);
}
