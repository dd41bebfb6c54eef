/* Description and focus of media. */
#include "api/mastodon/media_words.h"

#include "api/mastodon/request.h"
#include "service/make_media.h"
#include "text/json.h"
#include "text/utf8.h"

/* "x,y", each −1 … 1, which the service checks. */
static enum err focus_read(struct ctx *ctx, struct sv text, struct media_edit *out)
{
    struct sv parts[] = { SV("["), text, SV("]") };
    struct json pair = { 0 };
    if (text.len == 0)
        return ERR_OK;
    struct sv array = sv_concat(ctx->arena, parts, ARRAY_COUNT(parts));
    if (json_parse(ctx->arena, array, &json_limits_default, &pair, NULL) != ERR_OK ||
        json_count(pair) != 2 || !json_f64(json_at(pair, 0), &out->focus_x) ||
        !json_f64(json_at(pair, 1), &out->focus_y))
        return fail(ctx, ERR_VALIDATION, "focus");
    out->has_focus = true;
    return ERR_OK;
}

enum err mastodon_media_words_read(struct ctx *ctx, struct sv alt, struct sv focus,
                                   struct media_edit *out)
{
    *out = (struct media_edit){ .has_alt = alt.ptr != NULL, .alt = alt };
    TRY(focus_read(ctx, focus, out));
    return service_check_media_words(ctx, out->alt, out->has_focus, out->focus_x, out->focus_y);
}

void mastodon_media_words_refused(struct ctx *ctx, const struct http_request *req,
                                  struct http_response *res, struct sv alt)
{
    bool is_alt = utf8_count_chars(alt) > MEDIA_ALT_CHARS_MAX;
    mastodon_validation_answer(ctx, req, res,
                               is_alt ? SV("Description is too long") : SV("Focus is invalid"));
}
