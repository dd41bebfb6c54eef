/* Receive emoji. */
#include "service/receive_emoji.h"

#include "service/domain_rule.h"
#include "service/engine.h"
#include "text/shortcode.h"
#include "text/url.h"

static enum err may_keep(struct ctx *ctx, const struct received_emoji *emoji, bool *out)
{
    struct url url;
    bool is_blocked = false;
    bool may_be_http = ctx->engine->site.is_loopback;
    *out = false;
    if (!shortcode_is_valid(emoji->shortcode) || emoji->url.len > CUSTOM_EMOJI_URL_MAX_BYTES ||
        url_parse(ctx->arena, emoji->url, &url) != ERR_OK ||
        !(may_be_http || sv_eq(url.scheme, SV("https"))))
        return ERR_OK;
    TRY(service_domain_is_blocked(ctx, url.host, &is_blocked));
    *out = !is_blocked;
    return ERR_OK;
}

enum err service_take_emojis(struct ctx *ctx, const struct received_emoji *received, size_t count,
                             struct custom_emoji **out, size_t *out_count)
{
    size_t taken = 0;
    *out = ARENA_ARRAY(ctx->arena, struct custom_emoji, CUSTOM_EMOJIS_RECEIVED_MAX);
    for (size_t i = 0; i < count && taken < CUSTOM_EMOJIS_RECEIVED_MAX; i++) {
        bool is_kept = false;
        TRY(may_keep(ctx, &received[i], &is_kept));
        if (is_kept)
            (*out)[taken++] = (struct custom_emoji){ .id = custom_emoji_id(engine_next_id(ctx)),
                                                     .shortcode = received[i].shortcode,
                                                     .url = received[i].url,
                                                     .updated_ms = received[i].updated_ms };
    }
    *out_count = taken;
    return ERR_OK;
}
