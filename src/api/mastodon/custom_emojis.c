/* The instance's custom emoji, as pickers offer them. */
#include "api/answer.h"
#include "api/keep.h"
#include "api/mastodon/entity/custom_emoji.h"
#include "api/mastodon/handlers.h"
#include "service/custom_emoji.h"

enum err mastodon_custom_emojis(struct ctx *ctx, struct http_request *req,
                                struct http_response *res)
{
    struct keep keep;
    struct json_writer w;
    api_keep_begin(ctx, req, SV(""), &keep);
    struct custom_emojis all = service_list_emojis(ctx);
    api_answer_begin(ctx, &w);
    json_w_array_begin(&w);
    for (size_t i = 0; i < all.count; i++)
        if (all.items[i].is_listed)
            entity_custom_emoji_render(ctx, &w, SUBJECT_NONE, &all.items[i]);
    json_w_array_end(&w);
    TRY(api_answer_end(ctx, res, &w));
    api_keep_end(ctx, req, res, &keep, NULL);
    return ERR_OK;
}
