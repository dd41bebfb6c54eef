/* Match filters. */
#include "service/match_filters.h"

#include "base/buf.h"
#include "store/filter.h"
#include "text/html_to_text.h"

#define TEXT_BYTES_MAX ((size_t)1 << 20)

/* All that may be read in it: warning, text, descriptions. */
static struct sv text_of(struct arena *a, const struct status *status)
{
    struct buf text;
    buf_init(&text, a, TEXT_BYTES_MAX);
    buf_sv(&text, status->spoiler);
    buf_lit(&text, "\n\n");
    buf_sv(&text, html_to_text(a, status->content.bytes));
    for (size_t i = 0; i < status->media_count; i++) {
        buf_lit(&text, "\n\n");
        buf_sv(&text, status->media[i].alt);
    }
    return buf_view(&text);
}

static void view_match(struct ctx *ctx, const struct filter *filters, size_t count,
                       struct status_view *view)
{
    const struct status *status = view->reblog != NULL ? view->reblog->status : view->status;
    if (account_id_eq(status->account, ctx->viewer.account))
        return;
    struct filter_match *matches = NULL;
    view->filtered_count = filters_match(ctx->arena, filters, count, status->id,
                                         text_of(ctx->arena, status), ctx->now_ms, &matches);
    view->filtered = matches;
    if (view->reblog == NULL || view->filtered_count == 0)
        return;
    struct status_view *reblog = ARENA_NEW(ctx->arena, struct status_view);
    *reblog = *view->reblog;
    reblog->filtered = view->filtered;
    reblog->filtered_count = view->filtered_count;
    view->reblog = reblog;
}

enum err service_match_filters(struct ctx *ctx, struct status_view *views, size_t count)
{
    struct filter *filters = NULL;
    size_t filter_count = 0;
    if (account_id_is_none(ctx->viewer.account) || count == 0)
        return ERR_OK;
    TRY(store_filter_list(ctx, ctx->viewer.account, &filters, &filter_count));
    for (size_t i = 0; filter_count > 0 && i < count; i++)
        view_match(ctx, filters, filter_count, &views[i]);
    return ERR_OK;
}
