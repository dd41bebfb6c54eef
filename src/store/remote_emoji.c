/* Custom emoji of other servers in the store. */
#include "store/remote_emoji.h"

#include "store/account.h"
#include "store/queries.h"
#include "text/shortcode.h"

#define PAGE 500

enum err store_remote_emoji_take(struct ctx *ctx, struct account_id owner,
                                 struct custom_emoji *emojis, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct q_remote_emoji_upsert_row row;
        TRY(q_remote_emoji_upsert(ctx, emojis[i].id, owner, emojis[i].shortcode, emojis[i].url,
                                  emojis[i].updated_ms, ctx->now_ms, &row));
        emojis[i].id = row.id;
    }
    return ERR_OK;
}

enum err store_status_show_emojis(struct ctx *ctx, struct status_id status, struct account_id owner,
                                  const struct custom_emoji *emojis, size_t count)
{
    int64_t shown = 0;
    if (count > 0)
        TRY(q_status_emojis_count(ctx, status, &shown));
    for (size_t i = 0; i < count && shown + (int64_t)i < CUSTOM_EMOJIS_OF_STATUS_MAX; i++)
        TRY(q_status_emoji_insert(ctx, status, emojis[i].id, owner, NULL));
    return ERR_OK;
}

enum err store_account_show_emojis(struct ctx *ctx, struct account_id owner,
                                   const struct custom_emoji *emojis, size_t count)
{
    TRY(q_account_emojis_clear(ctx, owner, NULL));
    for (size_t i = 0; i < count; i++)
        TRY(q_account_emoji_insert(ctx, owner, emojis[i].id, NULL));
    return ERR_OK;
}

static bool has_shortcode(struct sv text)
{
    struct shortcode_scan scan = { .text = text };
    struct sv name;
    return shortcode_next(&scan, &name);
}

static bool status_has_shortcode(const struct status *status)
{
    bool has = has_shortcode(status->content.bytes) || has_shortcode(status->spoiler);
    for (size_t i = 0; !has && status->poll != NULL && i < status->poll->option_count; i++)
        has = has_shortcode(status->poll->options[i].title);
    return has;
}

/* What was edited may have shown what it does not show now. */
static bool status_may_show(const struct status *status)
{
    return !status->is_local && (status->edited_ms != 0 || status_has_shortcode(status));
}

static void status_hang(struct arena *a, const struct q_status_emojis_by_ids_row *rows,
                        size_t count, struct status *status)
{
    struct custom_emoji *items = NULL;
    size_t filled = 0;
    for (size_t i = 0; i < count; i++) {
        if (!status_id_eq(rows[i].status_id, status->id))
            continue;
        if (items == NULL)
            items = ARENA_ARRAY(a, struct custom_emoji, count - i);
        items[filled++] = (struct custom_emoji){ .id = rows[i].id,
                                                 .shortcode = rows[i].shortcode,
                                                 .url = rows[i].url,
                                                 .updated_ms = rows[i].updated_ms };
    }
    status->emojis = (struct custom_emojis){ items, filled };
}

enum err store_status_hang_emojis(struct ctx *ctx, struct status *statuses, size_t count)
{
    struct status_id ids[STORE_LIST_MAX];
    struct q_status_emojis_by_ids_row *rows = NULL;
    size_t wanted = 0;
    size_t row_count = 0;
    assert(count <= STORE_LIST_MAX);
    for (size_t i = 0; i < count; i++)
        if (status_may_show(&statuses[i]))
            ids[wanted++] = statuses[i].id;
    if (wanted == 0)
        return ERR_OK;
    TRY(q_status_emojis_by_ids(ctx, ids, wanted, &rows, &row_count));
    for (size_t i = 0; i < count && row_count > 0; i++)
        status_hang(ctx->arena, rows, row_count, &statuses[i]);
    return ERR_OK;
}

static bool account_may_show(const struct account *account)
{
    bool has = has_shortcode(account->display_name) || has_shortcode(account->note_html.bytes);
    for (size_t i = 0; !has && i < account->field_count; i++)
        has = has_shortcode(account->fields[i].name) ||
              has_shortcode(account->fields[i].value_html.bytes);
    return has && !account_is_local(account);
}

static void account_hang(struct arena *a, const struct q_account_emojis_by_ids_row *rows,
                         size_t count, struct account *account)
{
    struct custom_emoji *items = NULL;
    size_t filled = 0;
    for (size_t i = 0; i < count; i++) {
        if (!account_id_eq(rows[i].owner_id, account->id))
            continue;
        if (items == NULL)
            items = ARENA_ARRAY(a, struct custom_emoji, count - i);
        items[filled++] = (struct custom_emoji){ .id = rows[i].id,
                                                 .shortcode = rows[i].shortcode,
                                                 .url = rows[i].url,
                                                 .updated_ms = rows[i].updated_ms };
    }
    account->emojis = (struct custom_emojis){ items, filled };
}

enum err store_account_hang_emojis(struct ctx *ctx, struct account *accounts, size_t count)
{
    struct account_id ids[STORE_LIST_MAX];
    struct q_account_emojis_by_ids_row *rows = NULL;
    size_t wanted = 0;
    size_t row_count = 0;
    assert(count <= STORE_LIST_MAX);
    for (size_t i = 0; i < count; i++)
        if (account_may_show(&accounts[i]))
            ids[wanted++] = accounts[i].id;
    if (wanted == 0)
        return ERR_OK;
    TRY(q_account_emojis_by_ids(ctx, ids, wanted, &rows, &row_count));
    for (size_t i = 0; i < count && row_count > 0; i++)
        account_hang(ctx->arena, rows, row_count, &accounts[i]);
    return ERR_OK;
}

enum err store_remote_emoji_of_host(struct ctx *ctx, struct host_id host,
                                    struct custom_emoji_id **out, size_t *out_count)
{
    struct q_remote_emojis_by_host_row *rows = NULL;
    TRY(q_remote_emojis_by_host(ctx, host, PAGE, &rows, out_count));
    *out = ARENA_ARRAY(ctx->arena, struct custom_emoji_id, *out_count);
    for (size_t i = 0; i < *out_count; i++)
        (*out)[i] = rows[i].id;
    return ERR_OK;
}

enum err store_remote_emoji_forget(struct ctx *ctx, struct custom_emoji_id id, int64_t count,
                                   bool *out_is_gone)
{
    int64_t statuses = 0;
    int64_t accounts = 0;
    TRY(q_status_emoji_forget(ctx, id, count, &statuses));
    TRY(q_account_emoji_forget(ctx, id, count, &accounts));
    *out_is_gone = statuses < count && accounts < count;
    return *out_is_gone ? q_remote_emoji_delete(ctx, id, NULL) : ERR_OK;
}

enum err store_remote_emoji_unshown(struct ctx *ctx, struct custom_emoji_id *after,
                                    int64_t before_ms, struct custom_emoji_id **out,
                                    size_t *out_count)
{
    struct q_remote_emojis_after_row *rows = NULL;
    size_t count = 0;
    size_t found = 0;
    TRY(q_remote_emojis_after(ctx, *after, PAGE, &rows, &count));
    struct custom_emoji_id *ids = ARENA_ARRAY(ctx->arena, struct custom_emoji_id, count);
    for (size_t i = 0; i < count; i++) {
        if (!rows[i].is_shown && rows[i].seen_ms < before_ms)
            ids[found++] = rows[i].id;
        *after = rows[i].id;
    }
    *out = ids;
    *out_count = found;
    return ERR_OK;
}

enum err store_remote_emoji_delete_unshown(struct ctx *ctx, struct custom_emoji_id id,
                                           int64_t before_ms)
{
    return q_remote_emoji_delete_unshown(ctx, id, before_ms, NULL);
}
