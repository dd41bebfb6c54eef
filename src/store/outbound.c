/* Outbound: what leaves this server, and who got it. */
#include "store/outbound.h"

#include "store/queries.h"

/* What an activity makes pointless when it still waits: kinds low to high. */
struct undone {
    enum activity_kind by;
    enum activity_kind low;
    enum activity_kind high;
};

static const struct undone undone_kinds[] = {
    { ACTIVITY_DELETE, ACTIVITY_CREATE, ACTIVITY_UPDATE },
    { ACTIVITY_UNDO_ANNOUNCE, ACTIVITY_ANNOUNCE, ACTIVITY_ANNOUNCE },
    { ACTIVITY_UNDO_LIKE, ACTIVITY_LIKE, ACTIVITY_LIKE },
    { ACTIVITY_UNDO_FOLLOW, ACTIVITY_FOLLOW, ACTIVITY_FOLLOW },
    { ACTIVITY_REJECT_FOLLOW, ACTIVITY_ACCEPT_FOLLOW, ACTIVITY_ACCEPT_FOLLOW },
    { ACTIVITY_UNDO_BLOCK, ACTIVITY_BLOCK, ACTIVITY_BLOCK },
};

static enum err cancel(struct ctx *ctx, struct account_id owner, int64_t object,
                       enum activity_kind low, enum activity_kind high)
{
    TRY(q_fanout_cancel(ctx, owner, object, low, high, NULL));
    return q_delivery_cancel(ctx, owner, object, low, high, NULL);
}

static enum err undone_cancel(struct ctx *ctx, struct account_id owner, enum activity_kind kind,
                              int64_t object)
{
    for (size_t i = 0; i < ARRAY_COUNT(undone_kinds); i++)
        if (undone_kinds[i].by == kind)
            TRY(cancel(ctx, owner, object, undone_kinds[i].low, undone_kinds[i].high));
    return ERR_OK;
}

enum err store_outbound_cancel(struct ctx *ctx, struct account_id owner, int64_t object)
{
    return cancel(ctx, owner, object, ACTIVITY_CREATE, ACTIVITY_KIND_COUNT - 1);
}

enum err store_fanout_insert(struct ctx *ctx, struct account_id owner, enum activity_kind kind,
                             int64_t object, int64_t reach, struct fanout_made *out)
{
    assert(kind < ACTIVITY_KIND_COUNT);
    assert(object != 0 && reach >= 0);
    TRY(undone_cancel(ctx, owner, kind, object));
    struct q_account_next_seq_row next;
    struct q_fanout_reaches_row reached;
    bool has_readers = false;
    TRY(q_account_next_seq(ctx, owner, &next));
    int64_t seq = next.fanout_seq;
    int64_t from = reach == FANOUT_FOLLOWERS ? seq : reach;
    TRY(q_fanout_reaches(ctx, owner, object, seq, from, &has_readers, &reached));
    if (has_readers)
        TRY(q_fanout_insert(ctx, owner, seq, kind, object, from, ctx->now_ms, NULL));
    if (out != NULL)
        *out = (struct fanout_made){ .seq = seq, .is_waiting = has_readers };
    return ERR_OK;
}

static struct sv or_null(struct sv text)
{
    return text.len > 0 ? text : (struct sv){ NULL, 0 };
}

enum err store_delivery_insert(struct ctx *ctx, struct account_id owner, struct inbox_id inbox,
                               enum activity_kind kind, int64_t object, struct account_id target,
                               struct sv uri)
{
    assert(kind < ACTIVITY_KIND_COUNT);
    assert(object != 0 && !inbox_id_is_none(inbox));
    TRY(undone_cancel(ctx, owner, kind, object));
    return q_delivery_upsert(ctx, owner, object, kind, inbox, target, or_null(uri), 0, ctx->now_ms,
                             ctx->now_ms, NULL);
}

enum err store_inbox_of_account(struct ctx *ctx, struct account_id account, struct inbox_id *out)
{
    struct q_inbox_of_account_row row;
    bool is_found = false;
    TRY(q_inbox_of_account(ctx, account, &is_found, &row));
    if (!is_found)
        return ERR_NOT_FOUND;
    *out = row.inbox_id;
    return ERR_OK;
}

enum err store_membership_add(struct ctx *ctx, struct account_id owner, struct account_id follower)
{
    struct inbox_id inbox;
    TRY(store_inbox_of_account(ctx, follower, &inbox));
    int64_t changed = 0;
    TRY(q_membership_join(ctx, owner, inbox, &changed));
    return changed > 0 ? ERR_OK : q_membership_open(ctx, owner, inbox, NULL);
}

enum err store_membership_remove(struct ctx *ctx, struct account_id owner,
                                 struct account_id follower)
{
    struct inbox_id inbox;
    TRY(store_inbox_of_account(ctx, follower, &inbox));
    int64_t changed = 0;
    TRY(q_membership_part(ctx, owner, inbox, &changed));
    if (changed == 0)
        TRY(q_membership_drop_empty(ctx, owner, inbox, &changed));
    return changed > 0 ? ERR_OK : q_membership_close(ctx, owner, inbox, NULL);
}

enum err store_recipient_insert(struct ctx *ctx, struct account_id owner, int64_t object,
                                struct inbox_id inbox)
{
    return q_recipient_insert(ctx, owner, object, inbox, NULL);
}

static struct fanout fanout_of_row(const struct fanout_row *row)
{
    return (struct fanout){
        .owner = row->owner_id,
        .seq = row->seq,
        .kind = (enum activity_kind)row->kind,
        .object = row->object_id,
        .reach = row->reach,
        .cursor = row->cursor_inbox,
        .created_ms = row->created_ms,
    };
}

enum err store_fanout_list(struct ctx *ctx, int64_t count, struct fanout **out, size_t *out_count)
{
    struct fanout_row *rows = NULL;
    size_t row_count = 0;
    TRY(q_fanout_pending(ctx, count, &rows, &row_count));
    *out = ARENA_ARRAY(ctx->arena, struct fanout, row_count);
    for (size_t i = 0; i < row_count; i++)
        (*out)[i] = fanout_of_row(&rows[i]);
    *out_count = row_count;
    return ERR_OK;
}

enum err store_fanout_inboxes(struct ctx *ctx, const struct fanout *fanout, int64_t count,
                              struct outbound_inbox **out, size_t *out_count)
{
    struct outbound_inbox_row *rows = NULL;
    size_t row_count = 0;
    TRY(q_fanout_inboxes(ctx, fanout->owner, fanout->object, fanout->seq, fanout->reach,
                         fanout->kind, fanout->cursor, count, &rows, &row_count));
    *out = ARENA_ARRAY(ctx->arena, struct outbound_inbox, row_count);
    for (size_t i = 0; i < row_count; i++)
        (*out)[i] = (struct outbound_inbox){
            rows[i].id,       rows[i].host_id,         rows[i].url,
            rows[i].name,     rows[i].parked_until_ms, rows[i].failing_since_ms,
            rows[i].is_behind
        };
    *out_count = row_count;
    return ERR_OK;
}

enum err store_fanout_advance(struct ctx *ctx, const struct fanout *fanout, struct inbox_id cursor)
{
    return q_fanout_advance(ctx, fanout->owner, fanout->seq, cursor, NULL);
}

enum err store_fanout_delete(struct ctx *ctx, const struct fanout *fanout)
{
    return q_fanout_delete(ctx, fanout->owner, fanout->seq, NULL);
}

static struct delivery delivery_of_row(const struct q_delivery_due_row *row)
{
    return (struct delivery){
        .owner = row->owner_id,
        .object = row->object_id,
        .kind = (enum activity_kind)row->kind,
        .inbox = { row->inbox_id, row->host_id, row->url, row->name, row->parked_until_ms,
                   row->failing_since_ms, false },
        .target = row->target_id,
        .uri = row->uri,
        .attempts = row->attempts,
        .next_ms = row->next_ms,
        .created_ms = row->created_ms,
    };
}

enum err store_delivery_due(struct ctx *ctx, int64_t now_ms, const struct host_id *passed,
                            size_t passed_count, int64_t count, struct delivery **out,
                            size_t *out_count)
{
    struct q_delivery_due_row *rows = NULL;
    size_t row_count = 0;
    TRY(q_delivery_due(ctx, now_ms, passed, passed_count, count, &rows, &row_count));
    *out = ARENA_ARRAY(ctx->arena, struct delivery, row_count);
    for (size_t i = 0; i < row_count; i++)
        (*out)[i] = delivery_of_row(&rows[i]);
    *out_count = row_count;
    return ERR_OK;
}

enum err store_delivery_keep(struct ctx *ctx, const struct delivery *d)
{
    return q_delivery_keep(ctx, d->owner, d->object, d->kind, d->inbox.id, d->target,
                           or_null(d->uri), d->attempts, d->next_ms, d->created_ms, NULL);
}

enum err store_delivery_delete(struct ctx *ctx, const struct delivery *d)
{
    return q_delivery_delete(ctx, d->owner, d->object, d->kind, d->inbox.id, d->created_ms, NULL);
}

enum err store_delivery_next(struct ctx *ctx, int64_t after_ms, int64_t *out_next_ms)
{
    struct q_delivery_next_row row;
    bool is_found = false;
    TRY(q_delivery_next(ctx, after_ms, &is_found, &row));
    *out_next_ms = is_found ? row.next_ms : INT64_MAX;
    return ERR_OK;
}
