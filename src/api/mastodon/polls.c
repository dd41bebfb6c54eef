/* Polls: show, vote. */
#include "api/answer.h"
#include "api/mastodon/entity/poll.h"
#include "api/mastodon/handlers.h"
#include "api/mastodon/request.h"
#include "base/num.h"
#include "service/vote_poll.h"
#include "text/params.h"

static enum err poll_answer(struct ctx *ctx, struct http_response *res, struct status_id id)
{
    struct status_view view;
    struct json_writer w;
    TRY(service_view_poll(ctx, id, &view));
    api_answer_begin(ctx, &w);
    entity_poll_render(ctx, &w, &view);
    return api_answer_end(ctx, res, &w);
}

enum err mastodon_poll_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    int64_t id = 0;
    TRY(mastodon_path_id(req, &id));
    return poll_answer(ctx, res, status_id(id));
}

/* Positions, each once; what is none is no option of any poll. */
static size_t choices_read(struct ctx *ctx, const struct http_request *req, int64_t **out)
{
    struct sv *texts = NULL;
    size_t text_count = params_list(req->params, SV("choices"), &texts);
    int64_t *choices = ARENA_ARRAY(ctx->arena, int64_t, text_count);
    size_t count = 0;
    for (size_t i = 0; i < text_count; i++) {
        int64_t choice = -1;
        bool is_known = false;
        if (!sv_to_i64_in(texts[i], 0, POLL_RECEIVED_OPTIONS_MAX, &choice))
            choice = -1;
        for (size_t j = 0; j < count; j++)
            is_known = is_known || choices[j] == choice;
        if (!is_known)
            choices[count++] = choice;
    }
    *out = choices;
    return count;
}

static struct sv fault_text(enum vote_fault fault)
{
    static const struct sv texts[] = {
        [VOTE_FAULT_NONE] = SV_INIT(""),
        [VOTE_FAULT_OVER] = SV_INIT("The poll has already ended"),
        [VOTE_FAULT_OWN] = SV_INIT("You cannot vote in your own poll"),
        [VOTE_FAULT_OPTION] = SV_INIT("The chosen option does not exist, or several were chosen"),
        [VOTE_FAULT_ALREADY] = SV_INIT("You have already voted in this poll"),
    };
    return texts[fault];
}

enum err mastodon_poll_vote(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    int64_t id = 0;
    int64_t *choices = NULL;
    enum vote_fault fault = VOTE_FAULT_NONE;
    TRY(mastodon_path_id(req, &id));
    size_t count = choices_read(ctx, req, &choices);
    enum err err = service_vote_poll(ctx, status_id(id), choices, count, &fault);
    if (err == ERR_VALIDATION && fault != VOTE_FAULT_NONE) {
        mastodon_validation_answer(ctx, req, res, fault_text(fault));
        return ERR_OK;
    }
    TRY(err);
    return poll_answer(ctx, res, status_id(id));
}
