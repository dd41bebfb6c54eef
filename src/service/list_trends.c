/* List trends. */
#include "service/list_trends.h"

#include "conf/settings.h"
#include "model/paging.h"
#include "service/engine.h"
#include "service/permit.h"
#include "store/tag.h"
#include "store/trend.h"

enum err service_list_trending_tags(struct ctx *ctx, size_t offset, size_t count, struct tag **out,
                                    size_t *out_count)
{
    assert(count >= 1 && count <= PAGING_COUNT_MAX);
    const struct conf *conf = ctx->engine->conf;
    enum trend_decision least =
        conf_bool(conf, CONF_TRENDS_REVIEW) ? TREND_ALLOWED : TREND_UNDECIDED;
    *out_count = 0;
    if (!conf_bool(conf, CONF_TRENDS_SHOWN))
        return ERR_OK;
    return store_tag_trends(ctx, least, TREND_ALLOWED, (int64_t)offset, (int64_t)count, out,
                            out_count);
}

enum err service_list_all_trending_tags(struct ctx *ctx, size_t offset, size_t count,
                                        struct tag **out, size_t *out_count)
{
    assert(count >= 1 && count <= PAGING_COUNT_MAX);
    TRY(service_permit_role(ctx, USER_ROLE_MODERATOR));
    return store_tag_trends(ctx, TREND_REFUSED, TREND_ALLOWED, (int64_t)offset, (int64_t)count, out,
                            out_count);
}

enum err service_view_tag_history(struct ctx *ctx, struct sv name,
                                  struct trend_day out[TREND_HISTORY])
{
    return store_trend_history(ctx, name, ctx->now_ms / MS_PER_DAY, out);
}
