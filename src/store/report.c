/* Reports in the store. */
#include "store/report.h"

#include "store/box.h"
#include "store/keyring.h"
#include "store/queries.h"

static struct box_place place_of(struct report_id id, struct account_id owner)
{
    return (struct box_place){ .column = COLUMN_REPORT_COMMENT_BOX, .row = id.v, .owner = owner };
}

static enum err statuses_load(struct ctx *ctx, struct report *report)
{
    struct q_report_statuses_row *rows = NULL;
    size_t count = 0;
    TRY(q_report_statuses(ctx, report->id, &rows, &count));
    struct status_id *ids = ARENA_ARRAY(ctx->arena, struct status_id, count);
    for (size_t i = 0; i < count; i++)
        ids[i] = rows[i].status_id;
    report->statuses = ids;
    report->status_count = count;
    return ERR_OK;
}

static enum err rules_load(struct ctx *ctx, struct report *report)
{
    struct q_report_rules_row *rows = NULL;
    size_t count = 0;
    TRY(q_report_rules(ctx, report->reporter, report->id, &rows, &count));
    int64_t *ids = ARENA_ARRAY(ctx->arena, int64_t, count);
    for (size_t i = 0; i < count; i++)
        ids[i] = rows[i].rule_id;
    report->rules = ids;
    report->rule_count = count;
    return ERR_OK;
}

static enum err row_open(struct ctx *ctx, const struct report_row *row, struct report *out)
{
    *out = (struct report){
        .id = row->id,
        .reporter = row->owner_id,
        .target = row->target_id,
        .category = (enum report_category)row->category,
        .is_forwarded = row->is_forwarded,
        .handled_ms = row->handled_ms,
        .handled_by = row->handled_by_id,
        .assigned_to = row->assigned_to_id,
        .created_ms = row->created_ms,
        .updated_ms = row->updated_ms == 0 ? row->created_ms : row->updated_ms,
    };
    CLEANUP(crypto_key_wipe) struct crypto_key key = { 0 };
    bool is_sealed = box_is_sealed(row->comment_box);
    if (is_sealed)
        TRY(keyring_account_key(ctx, row->owner_id, &key));
    TRY(box_open(ctx, is_sealed ? &key : NULL, place_of(row->id, row->owner_id), row->comment_box,
                 &out->comment));
    TRY(rules_load(ctx, out));
    return statuses_load(ctx, out);
}

enum err store_report_get(struct ctx *ctx, struct report_id id, struct report *out)
{
    struct report_row row;
    bool is_found = false;
    TRY(q_report_by_id(ctx, id, &is_found, &row));
    return is_found ? row_open(ctx, &row, out) : ERR_NOT_FOUND;
}

static enum err rows_page(struct ctx *ctx, const struct report_filter *filter,
                          const struct paging *paging, struct report_row **rows, size_t *count)
{
    if (!account_id_is_none(filter->target))
        return q_report_page_target(ctx, filter->target, filter->reporter.v, filter->is_handled,
                                    paging, rows, count);
    if (!account_id_is_none(filter->reporter))
        return q_report_page_owner(ctx, filter->reporter, filter->is_handled, paging, rows, count);
    return (filter->is_handled ? q_report_page_handled : q_report_page_open)(ctx, paging, rows,
                                                                             count);
}

enum err store_report_page(struct ctx *ctx, const struct report_filter *filter,
                           const struct paging *paging, struct report **out, size_t *out_count,
                           struct paging_span *out_span)
{
    struct report_row *rows = NULL;
    size_t count = 0;
    TRY(rows_page(ctx, filter, paging, &rows, &count));
    struct paging_span span = { 0 };
    struct report *list = ARENA_ARRAY(ctx->arena, struct report, count);
    size_t filled = 0;
    for (size_t i = 0; i < count; i++) {
        paging_span_add(&span, rows[i].id.v);
        enum err err = row_open(ctx, &rows[i], &list[filled]);
        if (err != ERR_OK && err != ERR_KEY_GONE)
            return err;
        filled += err == ERR_OK;
    }
    *out = list;
    *out_count = filled;
    if (out_span != NULL)
        *out_span = span;
    return ERR_OK;
}

struct sv store_report_seal(struct ctx *ctx, const struct report *report,
                            const struct crypto_key *key)
{
    struct sv comment = report->comment.len > 0 ? report->comment : (struct sv){ NULL, 0 };
    if (key == NULL)
        return box_plain(ctx->arena, comment);
    return box_seal(ctx->arena, key, place_of(report->id, report->reporter), comment);
}

static enum err rules_insert(struct ctx *ctx, const struct report *report)
{
    for (size_t i = 0; i < report->rule_count; i++)
        TRY(q_report_rule_insert(ctx, report->reporter, report->id, report->rules[i], NULL));
    return ERR_OK;
}

enum err store_report_insert(struct ctx *ctx, const struct report *report, struct sv comment_box)
{
    TRY(q_report_insert(ctx, report->id, report->reporter, report->target, report->category,
                        comment_box, report->is_forwarded, report->created_ms, NULL));
    for (size_t i = 0; i < report->status_count; i++)
        TRY(q_report_status_insert(ctx, report->reporter, report->id, report->statuses[i], NULL));
    return rules_insert(ctx, report);
}

enum err store_report_set_assigned(struct ctx *ctx, struct report_id id, struct account_id to)
{
    return q_report_set_assigned(ctx, id, to, ctx->now_ms, NULL);
}

enum err store_report_set_category(struct ctx *ctx, const struct report *report)
{
    TRY(q_report_set_category(ctx, report->id, report->category, ctx->now_ms, NULL));
    TRY(q_report_rules_delete(ctx, report->reporter, report->id, NULL));
    return rules_insert(ctx, report);
}

enum err store_report_set_handled(struct ctx *ctx, struct report_id id, int64_t handled_ms,
                                  struct account_id by)
{
    return q_report_set_handled(ctx, id, handled_ms, by, ctx->now_ms, NULL);
}

enum err store_report_close_target(struct ctx *ctx, struct account_id target, struct account_id by)
{
    return q_report_close_target(ctx, target, ctx->now_ms, by, NULL);
}

enum err store_report_staff(struct ctx *ctx, enum user_role least, struct account_id **out,
                            size_t *out_count)
{
    struct account_id_row *rows = NULL;
    size_t count = 0;
    TRY(q_staff_accounts(ctx, least, &rows, &count));
    struct account_id *ids = ARENA_ARRAY(ctx->arena, struct account_id, count);
    for (size_t i = 0; i < count; i++)
        ids[i] = rows[i].account_id;
    *out = ids;
    *out_count = count;
    return ERR_OK;
}
