/* Count figures. */
#include "service/count_figures.h"

#include "base/clock.h"
#include "db/db.h"
#include "store/page.h"
#include "store/page_figure.h"

#define PAGES 40

static enum err followers_write(struct ctx *ctx, void *arg)
{
    const struct account_id *page = arg;
    return store_figure_followers(ctx, *page, ctx->now_ms / MS_PER_DAY);
}

static enum err pages_count(struct ctx *ctx, struct account_id *after, size_t *out_count)
{
    struct account_id *pages = NULL;
    TRY(store_figure_pages(ctx, *after, PAGES, &pages, out_count));
    db_release(ctx);
    for (size_t i = 0; i < *out_count; i++)
        TRY(db_write(ctx, followers_write, &pages[i]));
    if (*out_count > 0)
        *after = pages[*out_count - 1];
    return ERR_OK;
}

enum err service_count_figures(struct ctx *ctx, const struct job *job)
{
    UNUSED(job);
    struct account_id after = { 0 };
    size_t count = PAGES;
    enum err err = ERR_OK;
    while (count == PAGES && err == ERR_OK)
        ARENA_SCOPE (ctx->arena)
            err = pages_count(ctx, &after, &count);
    return err;
}

static struct page_figure told(size_t kind, int64_t value)
{
    bool is_few = kind != FIGURE_POSTS && value > 0 && value < FIGURE_LEAST;
    return (struct page_figure){ is_few ? 0 : value, is_few };
}

enum err service_get_figures(struct ctx *ctx, struct account_id page, size_t day_count,
                             struct page_figures *out)
{
    assert(day_count > 0 && day_count <= FIGURE_DAYS_MAX);
    if (user_id_is_none(ctx->viewer.user))
        return ERR_LOGIN_REQUIRED;
    enum page_role role = PAGE_ROLE_NONE;
    TRY(store_page_role(ctx, page, ctx->viewer.user_account, &role));
    if (role < PAGE_ROLE_ANALYST)
        return ERR_NOT_FOUND;
    int64_t *values = NULL;
    struct page_figures figures = { .day_count = day_count };
    figures.first_day = ctx->now_ms / MS_PER_DAY - (int64_t)day_count + 1;
    TRY(store_figure_days(ctx, page, figures.first_day, day_count, &values));
    TRY(store_figure_servers(ctx, page, figures.first_day, &figures.servers,
                             &figures.server_count));
    size_t count = FIGURE_BY_DAY_COUNT * day_count;
    figures.values = ARENA_ARRAY(ctx->arena, struct page_figure, count);
    for (size_t i = 0; i < count; i++)
        figures.values[i] = told(i / day_count, values[i]);
    *out = figures;
    return ERR_OK;
}
