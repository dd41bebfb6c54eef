/* Trends in the store. */
#include "store/trend.h"

#include "store/queries.h"

/* The end of a page. A status that it cuts is left to the next one; it has fewer uses than a page has rows. */
static size_t page_end(struct trend_span *span, const struct trend_use_row *rows, size_t count)
{
    size_t kept = count;
    if (count < STORE_TREND_USES) {
        span->below = span->above;
        return count;
    }
    while (kept > 0 && status_id_eq(rows[kept - 1].status, rows[count - 1].status))
        kept--;
    assert(kept > 0);
    span->below = rows[kept - 1].status;
    return kept;
}

static enum err tag_uses(struct ctx *ctx, const struct trend_span *span, struct trend_use_row **out,
                         size_t *out_count)
{
    struct q_trend_tag_uses_row *rows = NULL;
    TRY(q_trend_tag_uses(ctx, span->above, span->below, span->known_before, STORE_TREND_USES, &rows,
                         out_count));
    *out = ARENA_ARRAY(ctx->arena, struct trend_use_row, *out_count);
    for (size_t i = 0; i < *out_count; i++)
        (*out)[i] =
            (struct trend_use_row){ .use = { rows[i].tag_id.v, id_time_ms(rows[i].status_id.v),
                                             rows[i].owner_id, rows[i].host_id },
                                    .status = rows[i].status_id,
                                    .domain = rows[i].domain,
                                    .is_counted = rows[i].is_counted };
    return ERR_OK;
}

static enum err link_uses(struct ctx *ctx, const struct trend_span *span,
                          struct trend_use_row **out, size_t *out_count)
{
    struct q_trend_link_uses_row *rows = NULL;
    TRY(q_trend_link_uses(ctx, span->above, span->below, span->known_before, STORE_TREND_USES,
                          &rows, out_count));
    *out = ARENA_ARRAY(ctx->arena, struct trend_use_row, *out_count);
    for (size_t i = 0; i < *out_count; i++)
        (*out)[i] =
            (struct trend_use_row){ .use = { rows[i].card_id.v, id_time_ms(rows[i].status_id.v),
                                             rows[i].owner_id, rows[i].host_id },
                                    .status = rows[i].status_id,
                                    .domain = rows[i].domain,
                                    .is_counted = rows[i].is_counted };
    return ERR_OK;
}

enum err store_trend_uses(struct ctx *ctx, enum trend_kind kind, struct trend_span *span,
                          struct trend_use_row **out, size_t *out_count)
{
    TRY((kind == TREND_TAG ? tag_uses : link_uses)(ctx, span, out, out_count));
    *out_count = page_end(span, *out, *out_count);
    return ERR_OK;
}

enum err store_trend_candidates(struct ctx *ctx, struct trend_span *span, int64_t least,
                                struct trend_candidate **out, size_t *out_count)
{
    struct q_trend_status_candidates_row *rows = NULL;
    TRY(q_trend_status_candidates(ctx, span->above, span->below, span->known_before, least,
                                  STORE_TREND_USES, &rows, out_count));
    *out = ARENA_ARRAY(ctx->arena, struct trend_candidate, *out_count);
    for (size_t i = 0; i < *out_count; i++)
        (*out)[i] = (struct trend_candidate){ rows[i].id, rows[i].owner_id, rows[i].domain,
                                              rows[i].is_counted };
    span->below = *out_count < STORE_TREND_USES ? span->above : rows[*out_count - 1].id;
    return ERR_OK;
}

static void people_take(const struct trend_person_row *rows, size_t count, struct status_id status,
                        struct trend_use_row *out)
{
    for (size_t i = 0; i < count; i++)
        out[i] = (struct trend_use_row){ .use = { status.v, id_time_ms(rows[i].at_id),
                                                  rows[i].owner_id, rows[i].host_id },
                                         .status = status,
                                         .domain = rows[i].domain,
                                         .is_counted = true };
}

enum err store_trend_people_of(struct ctx *ctx, const struct trend_candidate *candidate,
                               struct account_id known_before, struct trend_use_row **out,
                               size_t *out_count)
{
    struct trend_person_row *favouriters = NULL;
    struct trend_person_row *rebloggers = NULL;
    size_t favouriter_count = 0;
    size_t reblogger_count = 0;
    TRY(q_trend_favouriters(ctx, candidate->status, candidate->author, known_before,
                            STORE_TREND_PEOPLE, &favouriters, &favouriter_count));
    TRY(q_trend_rebloggers(ctx, candidate->status, candidate->author, known_before,
                           STORE_TREND_PEOPLE, &rebloggers, &reblogger_count));
    *out_count = favouriter_count + reblogger_count;
    *out = ARENA_ARRAY(ctx->arena, struct trend_use_row, *out_count);
    people_take(favouriters, favouriter_count, candidate->status, *out);
    people_take(rebloggers, reblogger_count, candidate->status, *out + favouriter_count);
    return ERR_OK;
}

enum err store_trend_day_page(struct ctx *ctx, enum trend_kind kind, int64_t day, int64_t after,
                              int64_t count, struct trend_day_count **out, size_t *out_count)
{
    struct trend_day_row *rows = NULL;
    TRY((kind == TREND_TAG ? q_tag_day_page : q_card_day_page)(ctx, day, after, count, &rows,
                                                               out_count));
    *out = ARENA_ARRAY(ctx->arena, struct trend_day_count, *out_count);
    for (size_t i = 0; i < *out_count; i++)
        (*out)[i] = (struct trend_day_count){ rows[i].id, { rows[i].uses, rows[i].people } };
    return ERR_OK;
}

static enum err link_day_set(struct ctx *ctx, int64_t day, const struct trend_day_count *count)
{
    struct preview_card_id card = preview_card_id(count->subject);
    if (count->day.uses == 0)
        return q_card_day_delete(ctx, card, day, NULL);
    return q_card_day_set(ctx, card, day, count->day.uses, count->day.people, NULL);
}

enum err store_trend_day_set(struct ctx *ctx, enum trend_kind kind, int64_t day,
                             const struct trend_day_count *count)
{
    struct tag_id tag = tag_id(count->subject);
    if (kind == TREND_LINK)
        return link_day_set(ctx, day, count);
    if (count->day.uses == 0)
        return q_tag_day_delete(ctx, tag, day, NULL);
    return q_tag_day_set(ctx, tag, day, count->day.uses, count->day.people, NULL);
}

enum err store_trend_has_day_before(struct ctx *ctx, enum trend_kind kind, int64_t before_day,
                                    bool *out)
{
    struct q_tag_day_before_row tag;
    struct q_card_day_before_row card;
    return kind == TREND_TAG ? q_tag_day_before(ctx, before_day, out, &tag)
                             : q_card_day_before(ctx, before_day, out, &card);
}

enum err store_trend_day_forget(struct ctx *ctx, enum trend_kind kind, int64_t before_day,
                                int64_t count, int64_t *out_changed)
{
    return (kind == TREND_TAG ? q_tag_day_forget : q_card_day_forget)(ctx, before_day, count,
                                                                      out_changed);
}

enum err store_trend_people(struct ctx *ctx, enum trend_kind kind, int64_t subject,
                            int64_t since_day, int64_t before_day, int64_t *out)
{
    struct q_tag_day_people_row tag = { 0 };
    struct q_card_day_people_row card = { 0 };
    if (kind == TREND_TAG)
        TRY(q_tag_day_people(ctx, tag_id(subject), since_day, before_day, &tag));
    else
        TRY(q_card_day_people(ctx, preview_card_id(subject), since_day, before_day, &card));
    *out = tag.people + card.people;
    return ERR_OK;
}

enum err store_trends_any(struct ctx *ctx, enum trend_kind kind, bool *out)
{
    struct q_trend_tags_any_row tag;
    struct q_trend_links_any_row link;
    struct q_trend_statuses_any_row status;
    if (kind == TREND_TAG)
        return q_trend_tags_any(ctx, out, &tag);
    return kind == TREND_LINK ? q_trend_links_any(ctx, out, &link)
                              : q_trend_statuses_any(ctx, out, &status);
}

static enum err trend_set(struct ctx *ctx, enum trend_kind kind, const struct trend_score_row *row,
                          int64_t new_id)
{
    struct preview_card_id card = preview_card_id(row->subject);
    if (kind == TREND_TAG)
        return q_trend_tag_set(ctx, tag_id(row->subject), row->score, NULL);
    if (kind == TREND_STATUS)
        return q_trend_status_set(ctx, status_id(row->subject), row->score, NULL);
    TRY(q_publisher_insert(ctx, new_id, card, NULL));
    return q_trend_link_set(ctx, card, row->score, NULL);
}

enum err store_trends_replace(struct ctx *ctx, enum trend_kind kind,
                              const struct trend_score_row *rows, size_t count, const int64_t *ids)
{
    if (kind == TREND_TAG)
        TRY(q_trend_tags_clear(ctx, NULL));
    else if (kind == TREND_LINK)
        TRY(q_trend_links_clear(ctx, NULL));
    else
        TRY(q_trend_statuses_clear(ctx, NULL));
    for (size_t i = 0; i < count; i++)
        TRY(trend_set(ctx, kind, &rows[i], ids == NULL ? 0 : ids[i]));
    return ERR_OK;
}

enum err store_trend_statuses_idle(struct ctx *ctx, bool *out)
{
    struct q_trend_statuses_idle_row row;
    return q_trend_statuses_idle(ctx, out, &row);
}

enum err store_trend_statuses_forget(struct ctx *ctx, struct status_id before, int64_t count,
                                     int64_t *out_changed)
{
    return q_trend_statuses_forget(ctx, before, count, out_changed);
}

enum err store_trend_statuses(struct ctx *ctx, enum trend_decision least, enum trend_decision most,
                              int64_t skip, int64_t count, struct status_id **out,
                              size_t *out_count)
{
    struct q_trend_statuses_row *rows = NULL;
    TRY(q_trend_statuses(ctx, least, most, skip, count, &rows, out_count));
    *out = ARENA_ARRAY(ctx->arena, struct status_id, *out_count);
    for (size_t i = 0; i < *out_count; i++)
        (*out)[i] = rows[i].status_id;
    return ERR_OK;
}

enum err store_trend_status_decide(struct ctx *ctx, struct status_id status,
                                   enum trend_decision decision, int64_t *out_changed)
{
    return q_trend_status_decide(ctx, status, decision, out_changed);
}

enum err store_trend_links(struct ctx *ctx, enum trend_decision least, enum trend_decision most,
                           int64_t skip, int64_t count, struct trend_link **out, size_t *out_count)
{
    struct q_trend_links_row *rows = NULL;
    TRY(q_trend_links(ctx, least, most, skip, count, &rows, out_count));
    *out = ARENA_ARRAY(ctx->arena, struct trend_link, *out_count);
    for (size_t i = 0; i < *out_count; i++)
        (*out)[i] = (struct trend_link){ rows[i].id, rows[i].url,
                                         (enum trend_decision)rows[i].decision, true };
    return ERR_OK;
}

enum err store_trend_link_find(struct ctx *ctx, struct preview_card_id card, bool *out_found,
                               struct trend_link *out)
{
    struct q_trend_link_decision_row row;
    TRY(q_trend_link_decision(ctx, card, out_found, &row));
    if (*out_found)
        *out =
            (struct trend_link){ card, row.url, (enum trend_decision)row.decision, row.is_trend };
    return ERR_OK;
}

enum err store_trend_link_decide(struct ctx *ctx, struct preview_card_id card,
                                 enum trend_decision decision, int64_t *out_changed)
{
    return q_trend_link_decide(ctx, card, decision, out_changed);
}

static struct publisher publisher_of(const struct publisher_row *row)
{
    return (struct publisher){ row->id, row->host, (enum trend_decision)row->decision,
                               row->reviewed_ms };
}

enum err store_publisher_page(struct ctx *ctx, const struct paging *paging, struct publisher **out,
                              size_t *out_count)
{
    struct publisher_row *rows = NULL;
    TRY(q_publisher_page(ctx, paging, &rows, out_count));
    *out = ARENA_ARRAY(ctx->arena, struct publisher, *out_count);
    for (size_t i = 0; i < *out_count; i++)
        (*out)[i] = publisher_of(&rows[i]);
    return ERR_OK;
}

enum err store_publisher_find(struct ctx *ctx, int64_t id, bool *out_found, struct publisher *out)
{
    struct publisher_row row;
    TRY(q_publisher_by_id(ctx, id, out_found, &row));
    if (*out_found)
        *out = publisher_of(&row);
    return ERR_OK;
}

enum err store_publisher_decide(struct ctx *ctx, int64_t id, enum trend_decision decision)
{
    return q_publisher_decide(ctx, id, decision, ctx->now_ms, NULL);
}

enum err store_trend_link_history(struct ctx *ctx, struct preview_card_id card, int64_t today,
                                  struct trend_day out[TREND_HISTORY])
{
    struct q_card_days_row *rows = NULL;
    size_t count = 0;
    TRY(q_card_days(ctx, card, today - TREND_HISTORY + 1, TREND_HISTORY, &rows, &count));
    memset(out, 0, TREND_HISTORY * sizeof out[0]);
    for (size_t i = 0; i < count; i++)
        if (rows[i].day <= today)
            out[today - rows[i].day] = (struct trend_day){ rows[i].uses, rows[i].people };
    return ERR_OK;
}

enum err store_timeline_card(struct ctx *ctx, struct preview_card_id card,
                             const struct paging *paging, struct status_id **out, size_t *out_count)
{
    struct status_ref *rows = NULL;
    TRY(q_status_ids_by_card(ctx, card, paging, &rows, out_count));
    *out = ARENA_ARRAY(ctx->arena, struct status_id, *out_count);
    for (size_t i = 0; i < *out_count; i++)
        (*out)[i] = rows[i].id;
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
