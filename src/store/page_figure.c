/* Figures of pages in the store. */
#include "store/page_figure.h"

#include "base/clock.h"
#include "store/queries.h"

static int64_t day_of(int64_t id)
{
    return id_time_ms(id) / MS_PER_DAY;
}

enum err store_figure_status(struct ctx *ctx, const struct status *s)
{
    int64_t day = day_of(s->id.v);
    bool is_reblog = status_is_reblog(s);
    if (s->visibility == VISIBILITY_DIRECT)
        return ERR_OK;
    if (!is_reblog)
        TRY(q_page_figure_add(ctx, s->account, day, FIGURE_POSTS, NULL));
    bool is_answer = !account_id_is_none(s->in_reply_to_account) &&
                     !account_id_eq(s->in_reply_to_account, s->account);
    if (is_answer && !is_reblog)
        TRY(q_page_figure_add(ctx, s->in_reply_to_account, day, FIGURE_REPLIES, NULL));
    return !is_reblog
               ? ERR_OK
               : q_page_figure_add_about(ctx, s->reblog_of, s->account, day, FIGURE_REBLOGS, NULL);
}

enum err store_figure_reaction(struct ctx *ctx, enum page_figure_kind kind, struct status_id status,
                               struct account_id by, int64_t id, bool is_back)
{
    return is_back ? q_page_figure_take_about(ctx, status, by, day_of(id), kind, NULL)
                   : q_page_figure_add_about(ctx, status, by, day_of(id), kind, NULL);
}

/* What is left over after naming servers is none, or enough not to be told by a subtraction. */
static bool is_telling(int64_t rest)
{
    return rest > 0 && rest < FIGURE_LEAST;
}

/* How many of the other servers are named, the most followers first, and whether this one is. */
static size_t named_count(const struct q_page_figure_followers_row *rows, size_t count,
                          int64_t remote, int64_t local, bool *out_local)
{
    size_t named = 0;
    bool is_local_named = local >= FIGURE_LEAST;
    int64_t rest = remote + (is_local_named ? 0 : local);
    while (named < count && rows[named].followers >= FIGURE_LEAST)
        rest -= rows[named++].followers;
    while (named > 0 && is_telling(rest))
        rest += rows[--named].followers;
    *out_local = is_local_named && !is_telling(rest);
    return named;
}

enum err store_figure_followers(struct ctx *ctx, struct account_id page, int64_t day)
{
    struct q_page_figure_all_row all = { 0 };
    struct q_page_figure_remote_row remote = { 0 };
    struct q_page_figure_followers_row *rows = NULL;
    size_t count = 0;
    bool is_there = false;
    bool is_local_named = false;
    TRY(q_page_figure_all(ctx, page, &is_there, &all));
    if (!is_there)
        return ERR_OK;
    TRY(q_page_figure_remote(ctx, page, &remote));
    TRY(q_page_figure_followers(ctx, page, FIGURE_SERVERS_MAX, &rows, &count));
    TRY(q_page_figure_put(ctx, page, day, FIGURE_FOLLOWERS, 0, all.followers, NULL));
    TRY(q_page_figure_clear(ctx, page, day, FIGURE_SERVER, NULL));
    int64_t local = all.followers - remote.followers;
    size_t named = named_count(rows, count, remote.followers, local, &is_local_named);
    if (is_local_named)
        TRY(q_page_figure_put(ctx, page, day, FIGURE_SERVER, 0, local, NULL));
    for (size_t i = 0; i < named; i++)
        TRY(q_page_figure_put(ctx, page, day, FIGURE_SERVER, rows[i].host_id, rows[i].followers,
                              NULL));
    return ERR_OK;
}

enum err store_figure_pages(struct ctx *ctx, struct account_id after, size_t count,
                            struct account_id **out, size_t *out_count)
{
    struct q_page_figure_pages_row *rows = NULL;
    TRY(q_page_figure_pages(ctx, after, (int64_t)count, &rows, out_count));
    *out = ARENA_ARRAY(ctx->arena, struct account_id, *out_count);
    for (size_t i = 0; i < *out_count; i++)
        (*out)[i] = rows[i].owner_id;
    return ERR_OK;
}

enum err store_figure_days(struct ctx *ctx, struct account_id page, int64_t first_day,
                           size_t day_count, int64_t **out)
{
    struct q_page_figure_days_row *rows = NULL;
    size_t count = 0;
    TRY(q_page_figure_days(ctx, page, first_day, &rows, &count));
    int64_t *values = ARENA_ARRAY(ctx->arena, int64_t, FIGURE_BY_DAY_COUNT * day_count);
    for (size_t i = 0; i < count; i++) {
        int64_t at = rows[i].day - first_day;
        if (at < (int64_t)day_count)
            values[(size_t)rows[i].kind * day_count + (size_t)at] = rows[i].value;
    }
    *out = values;
    return ERR_OK;
}

enum err store_figure_servers(struct ctx *ctx, struct account_id page, int64_t first_day,
                              struct page_figure_server **out, size_t *out_count)
{
    struct q_page_figure_servers_row *rows = NULL;
    size_t count = 0;
    size_t filled = 0;
    TRY(q_page_figure_servers(ctx, page, first_day, &rows, &count));
    struct page_figure_server *servers = ARENA_ARRAY(ctx->arena, struct page_figure_server, count);
    for (size_t i = 0; i < count; i++) {
        /* A server that is known no more is among the others. */
        if (rows[i].host_id != 0 && rows[i].name.len == 0)
            continue;
        servers[filled++] = (struct page_figure_server){ rows[i].day, rows[i].name, rows[i].value };
    }
    *out = servers;
    *out_count = filled;
    return ERR_OK;
}

enum err store_figure_sweep(struct ctx *ctx, int64_t before_day, int64_t count,
                            int64_t *out_deleted)
{
    return q_page_figure_sweep(ctx, before_day, count, out_deleted);
}
