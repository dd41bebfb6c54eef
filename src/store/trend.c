/* Trends in the store. */
#include "store/trend.h"

#include "store/queries.h"

/* A status that the page cuts is left to the next one; it has fewer tags than a page has rows. */
static size_t whole_statuses(const struct q_trend_tag_uses_row *rows, size_t count)
{
    size_t kept = count;
    while (kept > 0 && status_id_eq(rows[kept - 1].status_id, rows[count - 1].status_id))
        kept--;
    return kept;
}

enum err store_trend_tag_uses(struct ctx *ctx, struct trend_span *span, struct trend_use_row **out,
                              size_t *out_count)
{
    struct q_trend_tag_uses_row *rows = NULL;
    size_t count = 0;
    TRY(q_trend_tag_uses(ctx, span->above, span->below, span->known_before, STORE_TREND_USES, &rows,
                         &count));
    if (count < STORE_TREND_USES) {
        span->below = span->above;
    } else {
        count = whole_statuses(rows, count);
        assert(count > 0);
        span->below = rows[count - 1].status_id;
    }
    *out = ARENA_ARRAY(ctx->arena, struct trend_use_row, count);
    *out_count = count;
    for (size_t i = 0; i < count; i++)
        (*out)[i] = (struct trend_use_row){ .use = { .subject = rows[i].tag_id.v,
                                                     .at_ms = id_time_ms(rows[i].status_id.v),
                                                     .person = rows[i].owner_id,
                                                     .host = rows[i].host_id },
                                            .domain = rows[i].domain,
                                            .is_counted = rows[i].is_counted };
    return ERR_OK;
}

enum err store_trend_day_page(struct ctx *ctx, int64_t day, int64_t after, int64_t count,
                              struct trend_day_count **out, size_t *out_count)
{
    struct trend_day_row *rows = NULL;
    TRY(q_tag_day_page(ctx, day, after, count, &rows, out_count));
    *out = ARENA_ARRAY(ctx->arena, struct trend_day_count, *out_count);
    for (size_t i = 0; i < *out_count; i++)
        (*out)[i] = (struct trend_day_count){ rows[i].id, { rows[i].uses, rows[i].people } };
    return ERR_OK;
}

enum err store_trend_day_set(struct ctx *ctx, int64_t day, const struct trend_day_count *count)
{
    struct tag_id tag = tag_id(count->subject);
    if (count->day.uses == 0)
        return q_tag_day_delete(ctx, tag, day, NULL);
    return q_tag_day_set(ctx, tag, day, count->day.uses, count->day.people, NULL);
}

enum err store_trend_has_day_before(struct ctx *ctx, int64_t before_day, bool *out)
{
    struct q_tag_day_before_row row;
    return q_tag_day_before(ctx, before_day, out, &row);
}

enum err store_trend_day_forget(struct ctx *ctx, int64_t before_day, int64_t count,
                                int64_t *out_changed)
{
    return q_tag_day_forget(ctx, before_day, count, out_changed);
}

enum err store_trend_people(struct ctx *ctx, struct tag_id tag, int64_t since_day,
                            int64_t before_day, int64_t *out)
{
    struct q_tag_day_people_row row;
    TRY(q_tag_day_people(ctx, tag, since_day, before_day, &row));
    *out = row.people;
    return ERR_OK;
}

enum err store_trend_tags_any(struct ctx *ctx, bool *out)
{
    struct q_trend_tags_any_row row;
    return q_trend_tags_any(ctx, out, &row);
}

enum err store_trend_tags_replace(struct ctx *ctx, const struct trend_score_row *rows, size_t count)
{
    TRY(q_trend_tags_clear(ctx, NULL));
    for (size_t i = 0; i < count; i++)
        TRY(q_trend_tag_set(ctx, tag_id(rows[i].subject), rows[i].score, NULL));
    return ERR_OK;
}

enum err store_trend_history(struct ctx *ctx, struct sv name, int64_t today,
                             struct trend_day out[TREND_HISTORY])
{
    struct q_tag_days_by_name_row *rows = NULL;
    size_t count = 0;
    TRY(q_tag_days_by_name(ctx, name, today - TREND_HISTORY + 1, TREND_HISTORY, &rows, &count));
    memset(out, 0, TREND_HISTORY * sizeof out[0]);
    for (size_t i = 0; i < count; i++)
        if (rows[i].day <= today)
            out[today - rows[i].day] = (struct trend_day){ rows[i].uses, rows[i].people };
    return ERR_OK;
}
