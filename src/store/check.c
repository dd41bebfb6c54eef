/* Check. */
#include "store/check.h"

#include "base/vec.h"
#include "store/account.h"
#include "store/manifest.h"
#include "store/queries.h"

static const struct manifest_table *table_find(struct sv name)
{
    for (size_t i = 0; i < manifest_main.table_count; i++)
        if (sv_eq(sv_from(manifest_main.tables[i].name), name))
            return &manifest_main.tables[i];
    return NULL;
}

static bool has_column(const struct manifest_table *table, struct sv name)
{
    for (size_t i = 0; table != NULL && i < table->column_count; i++)
        if (sv_eq(sv_from(table->columns[i].name), name))
            return true;
    return false;
}

static bool is_live(const struct q_schema_columns_row *rows, size_t count, const char *table,
                    const char *column)
{
    for (size_t i = 0; i < count; i++)
        if (sv_eq(rows[i].table_name, sv_from(table)) &&
            sv_eq(rows[i].column_name, sv_from(column)))
            return true;
    return false;
}

typedef VEC(struct schema_fault) faults;

static void missing_find(struct arena *a, const struct q_schema_columns_row *rows, size_t count,
                         faults *out)
{
    for (size_t t = 0; t < manifest_main.table_count; t++) {
        const struct manifest_table *table = &manifest_main.tables[t];
        for (size_t c = 0; c < table->column_count; c++)
            if (!is_live(rows, count, table->name, table->columns[c].name))
                *VEC_PUSH(a, out) = (struct schema_fault){ sv_from(table->name),
                                                           sv_from(table->columns[c].name), true };
    }
}

enum err store_check_schema(struct ctx *ctx, struct schema_fault **out, size_t *out_count)
{
    struct q_schema_columns_row *rows = NULL;
    size_t count = 0;
    TRY(q_schema_columns(ctx, &rows, &count));
    faults found = { 0 };
    for (size_t i = 0; i < count; i++) {
        const struct manifest_table *table = table_find(rows[i].table_name);
        if (!has_column(table, rows[i].column_name))
            *VEC_PUSH(ctx->arena, &found) =
                (struct schema_fault){ rows[i].table_name, rows[i].column_name, false };
    }
    missing_find(ctx->arena, rows, count, &found);
    *out = found.items;
    *out_count = found.count;
    return ERR_OK;
}

enum err store_check_counters(struct ctx *ctx, enum check_counter which, int64_t *after,
                              int64_t count, int64_t *out_off, bool *out_done)
{
    static enum err (*const runs[CHECK_COUNTER_COUNT])(struct ctx *, int64_t, int64_t,
                                                       struct counted_row **, size_t *) = {
        [CHECK_ACCOUNTS] = q_check_account_counts,
        [CHECK_STATUSES] = q_check_status_counts,
        [CHECK_TAGS] = q_check_tag_counts,
        [CHECK_CARDS] = q_check_card_counts,
        [CHECK_POLLS] = q_check_poll_counts,
        [CHECK_CONVERSATIONS] = q_check_conversation_counts,
        [CHECK_TOTALS] = q_check_instance_counts,
    };
    struct counted_row *page = NULL;
    size_t found = 0;
    TRY(runs[which](ctx, *after, count, &page, &found));
    for (size_t i = 0; i < found; i++)
        *out_off += page[i].is_off;
    if (found > 0)
        *after = page[found - 1].id;
    *out_done = found < (size_t)count;
    return ERR_OK;
}

enum err store_check_files(struct ctx *ctx, const struct sv *files, size_t count, bool *out_known)
{
    struct q_media_files_known_row *rows = NULL;
    size_t row_count = 0;
    assert(count <= STORE_LIST_MAX);
    TRY(q_media_files_known(ctx, files, count, &rows, &row_count));
    for (size_t i = 0; i < count; i++) {
        out_known[i] = false;
        for (size_t j = 0; j < row_count; j++)
            out_known[i] |= sv_eq(files[i], rows[j].file);
    }
    return ERR_OK;
}
