/* The instance as a whole in the store. */
#include "store/instance.h"

#include "base/clock.h"
#include "store/queries.h"

#define HOST_PAGE_MAX 5000
#define HOST_SEARCH_MAX 100
#define DAYS_A_WEEK 7

/* Who counts for the same account, or server, would wait for the other anyway. */
static int64_t slot_of(int64_t id)
{
    return (int64_t)((uint64_t)id * UINT64_C(0x9E3779B97F4A7C15) >> 60);
}

enum err store_instance_total(struct ctx *ctx, enum instance_total total, int64_t since_day,
                              int64_t *out)
{
    return q_instance_count_sum(ctx, total, since_day, out);
}

enum err store_instance_add_statuses(struct ctx *ctx, struct account_id account, int64_t change)
{
    return q_instance_count_add_of(ctx, account, TOTAL_STATUSES, 0, slot_of(account.v), change,
                                   NULL);
}

int64_t store_instance_week(int64_t day)
{
    return day - (day + 3) % DAYS_A_WEEK; /* day 0 was a Thursday */
}

/* What is imported may be older than what is kept. */
static enum err week_add(struct ctx *ctx, enum instance_total kind, struct account_id account,
                         int64_t day)
{
    int64_t now = store_instance_week(ctx->now_ms / MS_PER_DAY);
    int64_t week = store_instance_week(day);
    if (week > now || week <= now - INSTANCE_WEEKS * DAYS_A_WEEK)
        return ERR_OK;
    return q_instance_count_add_of(ctx, account, kind, week, slot_of(account.v), 1, NULL);
}

enum err store_instance_weeks(struct ctx *ctx, enum instance_total kind,
                              int64_t out[INSTANCE_WEEKS])
{
    struct q_instance_count_weeks_row *rows = NULL;
    size_t count = 0;
    int64_t now = store_instance_week(ctx->now_ms / MS_PER_DAY);
    TRY(q_instance_count_weeks(ctx, kind, now - (INSTANCE_WEEKS - 1) * DAYS_A_WEEK, &rows, &count));
    memset(out, 0, INSTANCE_WEEKS * sizeof out[0]);
    for (size_t i = 0; i < count; i++) {
        int64_t ago = (now - rows[i].day) / DAYS_A_WEEK;
        if (ago >= 0 && ago < INSTANCE_WEEKS)
            out[ago] = rows[i].value;
    }
    return ERR_OK;
}

enum err store_instance_add_registration(struct ctx *ctx, struct account_id account)
{
    return week_add(ctx, WEEK_REGISTRATIONS, account, ctx->now_ms / MS_PER_DAY);
}

enum err store_instance_add_visit(struct ctx *ctx, struct account_id account, int64_t last_day,
                                  int64_t day)
{
    if (last_day != 0 && store_instance_week(last_day) == store_instance_week(day))
        return ERR_OK;
    return week_add(ctx, WEEK_SEEN, account, day);
}

enum err store_instance_forget_weeks(struct ctx *ctx, int64_t count, int64_t *out_changed)
{
    int64_t now = store_instance_week(ctx->now_ms / MS_PER_DAY);
    return q_instance_count_forget(ctx, now - (INSTANCE_WEEKS - 1) * DAYS_A_WEEK, count,
                                   out_changed);
}

enum err store_count_status(struct ctx *ctx, struct account_id account, int64_t at_ms)
{
    TRY(q_account_count_posted(ctx, account, at_ms, NULL));
    TRY(week_add(ctx, WEEK_STATUSES, account, at_ms / MS_PER_DAY));
    return store_instance_add_statuses(ctx, account, 1);
}

enum err store_uncount_status(struct ctx *ctx, struct account_id account)
{
    TRY(q_account_count_add(ctx, account, 0, 0, -1, NULL));
    return store_instance_add_statuses(ctx, account, -1);
}

enum err store_instance_add_user(struct ctx *ctx, struct account_id account, int64_t seen_day,
                                 int64_t change)
{
    int64_t slot = slot_of(account.v);
    TRY(q_instance_count_add_of(ctx, account, TOTAL_USERS, 0, slot, change, NULL));
    if (seen_day == 0)
        return ERR_OK;
    return q_instance_count_add_of(ctx, account, TOTAL_SEEN, seen_day, slot, change, NULL);
}

enum err store_instance_add_host(struct ctx *ctx, struct host_id host, int64_t change)
{
    return q_instance_count_add(ctx, TOTAL_HOSTS, slot_of(host.v), change, NULL);
}

static struct sv *names_of(struct ctx *ctx, const struct host_name_row *rows, size_t count)
{
    struct sv *names = ARENA_ARRAY(ctx->arena, struct sv, count);
    for (size_t i = 0; i < count; i++)
        names[i] = rows[i].name;
    return names;
}

enum err store_instance_host_page(struct ctx *ctx, struct sv after, int64_t count, struct sv **out,
                                  size_t *out_count)
{
    assert(count >= 1 && count <= HOST_PAGE_MAX);
    struct host_name_row *rows = NULL;
    TRY(q_instance_host_names(ctx, after, count, &rows, out_count));
    *out = names_of(ctx, rows, *out_count);
    return ERR_OK;
}

enum err store_instance_host_search(struct ctx *ctx, struct sv prefix, int64_t count,
                                    struct sv **out, size_t *out_count)
{
    assert(count >= 1 && count <= HOST_SEARCH_MAX);
    struct sv parts[] = { prefix, SV("\x7f") }; /* behind every byte of a name */
    struct host_name_row *rows = NULL;
    struct sv end = sv_concat(ctx->arena, parts, ARRAY_COUNT(parts));
    TRY(q_instance_host_search(ctx, prefix, end, count, &rows, out_count));
    *out = names_of(ctx, rows, *out_count);
    return ERR_OK;
}
