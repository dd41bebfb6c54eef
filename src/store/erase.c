/* Erase: the walk along the manifest's edges, and the steps by hand.
 *
 * Nothing here rewinds the arena: tombstones travel with the write as attachments that live in it. A step is bounded, and
 * its caller rewinds after the write.
 */
#include "store/erase.h"

#include "base/clock.h"
#include "model/job_kind.h"
#include "model/visibility.h"
#include "store/import.h"
#include "store/outbound.h"
#include "store/instance.h"
#include "store/queries.h"
#include "store/tombstone.h"

/* Rows of one statement: a few milliseconds of a transaction, so that the clock is looked at in between. */
#define BATCH_ROWS 500
#define EACH_ROWS 50
#define FOLLOWS_ROWS 500

/* The clock counts from the first row on: a walk in which looking alone takes all of the time would begin for ever anew. */
static bool is_over(const struct erase_step *step)
{
    return step->rows_left <= 0 || (step->rows_erased > 0 && clock_monotonic_us() >= step->end_us);
}

static int64_t batch_of(const struct erase_step *step, int64_t most)
{
    return step->rows_left < most ? step->rows_left : most;
}

static void note_rows(struct erase_step *step, int64_t rows)
{
    step->rows_erased += rows;
    step->rows_left -= rows;
}

/* Delete or null what points at `id`. */
static enum err edge_run(struct ctx *ctx, struct erase_step *step,
                         const struct manifest_column_row *edge, int64_t id, bool *out_done)
{
    int64_t changed = 1;
    while (changed > 0 && !is_over(step)) {
        int64_t count = batch_of(step, BATCH_ROWS);
        if (edge->recount != NULL)
            TRY(edge->recount(ctx, id, count, NULL));
        TRY(edge->run(ctx, id, count, &changed));
        note_rows(step, changed);
        if (changed < count)
            changed = 0;
    }
    *out_done = changed == 0;
    return ERR_OK;
}

/* What is noted so that the finisher destroys it; of an account erased as a whole all keys go at once. */
static enum err note_key(struct ctx *ctx, const struct erase_step *step, struct account_id owner,
                         int64_t object)
{
    if (account_id_eq(owner, step->whole_account))
        return ERR_OK;
    return q_erased_key_insert(ctx, owner, object, step->erasure, NULL);
}

static enum err media_row_erase(struct ctx *ctx, struct erase_step *step, struct media_id id)
{
    struct q_erase_media_subject_row row;
    bool is_found = false;
    TRY(q_erase_media_subject(ctx, id, &is_found, &row));
    if (!is_found)
        return ERR_OK;
    TRY(store_tombstone_insert_id(ctx, TOMBSTONE_MEDIA, id.v));
    if (row.file.ptr != NULL) {
        TRY(q_erased_file_insert(ctx, row.file, step->erasure, NULL));
        TRY(note_key(ctx, step, row.owner_id, id.v));
    }
    note_rows(step, 1);
    return q_erase_media_row(ctx, id, NULL);
}

static enum err uri_bury(struct ctx *ctx, struct sv uri)
{
    return uri.ptr == NULL ? ERR_OK : store_tombstone_insert(ctx, TOMBSTONE_URI, uri);
}

/* Who may have the object is told; what still waits to be sent never is. */
static enum err status_outbound(struct ctx *ctx, struct status_id id,
                                const struct q_erase_status_subject_row *row)
{
    struct q_erase_object_recipient_row recipient;
    bool has_recipient = false;
    TRY(store_outbound_cancel(ctx, row->owner_id, id.v));
    TRY(q_erase_object_recipient(ctx, row->owner_id, id.v, &has_recipient, &recipient));
    if (row->fanout_seq == 0 && !has_recipient)
        return ERR_OK;
    bool is_reblog = !status_id_is_none(row->reblog_of_id);
    bool has_followers = row->fanout_seq > 0 && row->visibility != VISIBILITY_DIRECT;
    return store_fanout_insert(ctx, row->owner_id,
                               is_reblog ? ACTIVITY_UNDO_ANNOUNCE : ACTIVITY_DELETE, id.v,
                               has_followers ? row->fanout_seq : FANOUT_NOBODY, NULL);
}

/* The row, and the counters it stood in. */
static enum err status_row_erase(struct ctx *ctx, struct erase_step *step, struct status_id id)
{
    struct q_erase_status_subject_row row;
    bool is_found = false;
    TRY(q_erase_status_subject(ctx, id, &is_found, &row));
    if (!is_found)
        return ERR_OK;
    TRY(store_tombstone_insert_id(ctx, TOMBSTONE_STATUS, id.v));
    TRY(uri_bury(ctx, row.uri));
    bool has_key = row.is_local || row.visibility >= VISIBILITY_PRIVATE;
    if (has_key && status_id_is_none(row.reblog_of_id))
        TRY(note_key(ctx, step, row.owner_id, id.v));
    if (!status_id_is_none(row.in_reply_to_id))
        TRY(q_status_count_add(ctx, row.in_reply_to_id, -1, 0, 0, NULL));
    if (!status_id_is_none(row.reblog_of_id))
        TRY(q_status_count_add(ctx, row.reblog_of_id, 0, -1, 0, NULL));
    note_rows(step, 1);
    TRY(q_erase_status_row(ctx, id, NULL));
    if (account_id_eq(row.owner_id, step->whole_account))
        return ERR_OK; /* its own counters go with it, and one Delete speaks for all */
    TRY(store_import_bury(ctx, id));
    if (row.is_local)
        TRY(status_outbound(ctx, id, &row));
    TRY(store_uncount_status(ctx, row.owner_id));
    return q_erase_last_status(ctx, row.owner_id, NULL);
}

typedef enum err erase_one(struct ctx *ctx, struct erase_step *step, int64_t id, bool *out_done);

static enum err edges_walk(struct ctx *ctx, struct erase_step *step, enum manifest_target target,
                           int64_t id, bool *out_done);

/* What was kept aside about a status: a request goes with the last of what it stands for. */
static enum err filtered_erase(struct ctx *ctx, struct erase_step *step, int64_t id, bool *out_done)
{
    struct q_erase_filtered_page_row *rows = NULL;
    size_t count = 1;
    while (count > 0 && !is_over(step)) {
        TRY(q_erase_filtered_page(ctx, status_id(id), batch_of(step, EACH_ROWS), &rows, &count));
        for (size_t i = 0; i < count; i++) {
            TRY(q_notification_delete(ctx, rows[i].owner_id, rows[i].id, NULL));
            TRY(q_notification_request_trim(ctx, rows[i].owner_id, rows[i].from_id, NULL));
        }
        note_rows(step, (int64_t)count);
    }
    *out_done = count == 0;
    return ERR_OK;
}

static enum err status_walk(struct ctx *ctx, struct erase_step *step, int64_t id, bool *out_done)
{
    TRY(filtered_erase(ctx, step, id, out_done));
    return *out_done ? edges_walk(ctx, step, MANIFEST_TARGET_STATUS, id, out_done) : ERR_OK;
}

/* As one of many: found by its own row, so the row goes last. */
static enum err each_status(struct ctx *ctx, struct erase_step *step, int64_t id, bool *out_done)
{
    TRY(status_walk(ctx, step, id, out_done));
    return *out_done ? status_row_erase(ctx, step, status_id(id)) : ERR_OK;
}

static enum err each_media(struct ctx *ctx, struct erase_step *step, int64_t id, bool *out_done)
{
    TRY(edges_walk(ctx, step, MANIFEST_TARGET_MEDIA, id, out_done));
    return *out_done ? media_row_erase(ctx, step, media_id(id)) : ERR_OK;
}

static enum err each_scheduled(struct ctx *ctx, struct erase_step *step, int64_t id, bool *out_done)
{
    return store_erase_scheduled(ctx, step, scheduled_status_id(id), out_done);
}

/* Tables whose rows are erased as objects of their own. */
static const struct {
    const char *table;
    erase_one *run;
} objects[] = {
    { "status", each_status },
    { "media", each_media },
    { "scheduled_status", each_scheduled },
};

static erase_one *object_of(const struct manifest_table *table)
{
    for (size_t i = 0; i < ARRAY_COUNT(objects); i++)
        if (strcmp(objects[i].table, table->name) == 0)
            return objects[i].run;
    return NULL;
}

/* Some rows that point at `id`, each erased; out_done: nothing points any more. */
static enum err edge_each_page(struct ctx *ctx, struct erase_step *step, erase_one *run,
                               const struct manifest_column_row *edge, int64_t id, bool *out_done)
{
    int64_t *ids = NULL;
    size_t count = 0;
    TRY(edge->each(ctx, id, EACH_ROWS, &ids, &count));
    for (size_t i = 0; i < count && !is_over(step); i++) {
        bool is_one_done = false;
        TRY(run(ctx, step, ids[i], &is_one_done));
        if (!is_one_done)
            break;
    }
    *out_done = count == 0;
    return ERR_OK;
}

static enum err edge_each(struct ctx *ctx, struct erase_step *step,
                          const struct manifest_table *table,
                          const struct manifest_column_row *edge, int64_t id, bool *out_done)
{
    erase_one *run = object_of(table);
    assert(run != NULL);
    *out_done = false;
    while (!*out_done && !is_over(step)) {
        TRY(edge_each_page(ctx, step, run, edge, id, out_done));
    }
    return ERR_OK;
}

/* A follower whose actor was never read has no inbox to leave with. */
static enum err membership_leave(struct ctx *ctx, struct account_id owner,
                                 struct account_id follower)
{
    enum err err = store_membership_remove(ctx, owner, follower);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Whom the account follows: one by one, since each has its other side and, for a remote follower, its inbox. */
static enum err following_erase(struct ctx *ctx, struct erase_step *step, struct account_id id,
                                bool is_local, bool *out_done)
{
    struct q_erase_following_page_row *rows = NULL;
    size_t count = 0;
    TRY(q_erase_following_page(ctx, id, batch_of(step, FOLLOWS_ROWS), &rows, &count));
    for (size_t i = 0; i < count; i++) {
        if (!is_local && host_id_is_none(rows[i].host_id))
            TRY(membership_leave(ctx, rows[i].target_id, id));
        TRY(q_erase_follower_row(ctx, rows[i].target_id, rows[i].id, NULL));
        TRY(q_account_count_add(ctx, rows[i].target_id, -1, 0, 0, NULL));
        TRY(q_erase_following_row(ctx, id, rows[i].target_id, NULL));
        note_rows(step, 2);
    }
    *out_done = count == 0;
    return ERR_OK;
}

/* Who follows the account: by sets, since they may be millions. Its memberships stay until they were told. */
static enum err followers_erase(struct ctx *ctx, struct erase_step *step, struct account_id id,
                                bool *out_done)
{
    int64_t count = batch_of(step, FOLLOWS_ROWS);
    int64_t changed = 0;
    TRY(q_erase_followers_following(ctx, id, count, NULL));
    TRY(q_erase_followers_count(ctx, id, count, NULL));
    TRY(q_erase_followers(ctx, id, count, &changed));
    note_rows(step, 2 * changed);
    *out_done = changed == 0;
    return ERR_OK;
}

static enum err follows_erase(struct ctx *ctx, struct erase_step *step, struct account_id id,
                              bool is_local, bool *out_done)
{
    bool is_done = false;
    *out_done = false;
    while (!is_done && !is_over(step))
        TRY(following_erase(ctx, step, id, is_local, &is_done));
    while (is_done && !*out_done && !is_over(step))
        TRY(followers_erase(ctx, step, id, out_done));
    return ERR_OK;
}

enum err store_erase_orphan_inbox(struct ctx *ctx, struct inbox_id inbox, struct host_id host)
{
    if (!inbox_id_is_none(inbox))
        TRY(q_erase_orphan_inbox(ctx, inbox, NULL));
    int64_t forgotten = 0;
    if (!host_id_is_none(host))
        TRY(q_erase_orphan_host(ctx, host, &forgotten));
    return forgotten == 0 ? ERR_OK : store_instance_add_host(ctx, host, -forgotten);
}

/* The row and what stands beside it under the same id. */
static enum err account_row_erase(struct ctx *ctx, struct erase_step *step, struct account_id id)
{
    struct q_erase_remote_actor_inboxes_row actor = { 0 };
    bool is_remote = false;
    TRY(q_erase_remote_actor_inboxes(ctx, id, &is_remote, &actor));
    TRY(q_erase_remote_actor(ctx, id, NULL));
    TRY(q_erase_account_key(ctx, id, NULL));
    TRY(q_erase_account_count(ctx, id, NULL));
    TRY(q_erase_account_row(ctx, id, NULL));
    note_rows(step, 3);
    if (!is_remote)
        return ERR_OK;
    TRY(store_erase_orphan_inbox(ctx, actor.inbox_id, host_id(0)));
    return store_erase_orphan_inbox(ctx, actor.shared_inbox_id, actor.host_id);
}

/* Columns whose rows the steps above take. */
static const struct {
    const char *table;
    const char *column;
} steps[] = {
    { "account", "owner_id" },      { "account_count", "owner_id" }, { "account_key", "owner_id" },
    { "remote_actor", "owner_id" }, { "following", "owner_id" },     { "following", "target_id" },
    { "follower", "owner_id" },     { "follower", "follower_id" },
};

static bool is_step_here(const struct manifest_table *table,
                         const struct manifest_column_row *column)
{
    for (size_t i = 0; i < ARRAY_COUNT(steps); i++)
        if (strcmp(steps[i].table, table->name) == 0 && strcmp(steps[i].column, column->name) == 0)
            return true;
    return false;
}

bool store_erase_handles(const struct manifest_table *table,
                         const struct manifest_column_row *column)
{
    switch (column->action) {
    case MANIFEST_KEEP:
        return true;
    case MANIFEST_DELETE:
    case MANIFEST_NULL:
        return column->run != NULL;
    case MANIFEST_EACH:
        return column->each != NULL && object_of(table) != NULL;
    case MANIFEST_STEP:
        return column->target == MANIFEST_TARGET_ACCOUNT && is_step_here(table, column);
    }
    return false;
}

static enum err edge_walk(struct ctx *ctx, struct erase_step *step,
                          const struct manifest_table *table,
                          const struct manifest_column_row *edge, int64_t id, bool *out_done)
{
    *out_done = true;
    switch (edge->action) {
    case MANIFEST_DELETE:
    case MANIFEST_NULL:
        return edge_run(ctx, step, edge, id, out_done);
    case MANIFEST_EACH:
        return edge_each(ctx, step, table, edge, id, out_done);
    case MANIFEST_STEP:
    case MANIFEST_KEEP:
        return ERR_OK;
    }
    return ERR_INTERNAL;
}

/* Edges whose rows are objects go first: what is erased with its own edges is no longer there for the others. */
static enum err edges_pass(struct ctx *ctx, struct erase_step *step, enum manifest_target target,
                           bool is_each, int64_t id, bool *out_done)
{
    *out_done = true;
    for (size_t t = 0; t < manifest_main.table_count; t++) {
        const struct manifest_table *table = &manifest_main.tables[t];
        for (size_t c = 0; c < table->column_count && *out_done; c++) {
            const struct manifest_column_row *edge = &table->columns[c];
            if (edge->target == target && (edge->action == MANIFEST_EACH) == is_each)
                TRY(edge_walk(ctx, step, table, edge, id, out_done));
        }
    }
    return ERR_OK;
}

static enum err edges_walk(struct ctx *ctx, struct erase_step *step, enum manifest_target target,
                           int64_t id, bool *out_done)
{
    TRY(edges_pass(ctx, step, target, true, id, out_done));
    return *out_done ? edges_pass(ctx, step, target, false, id, out_done) : ERR_OK;
}

/* Shared rows nobody holds any more, and conversations that lost their last message. */
static enum err unused_erase(struct ctx *ctx, struct erase_step *step)
{
    int64_t changed = 0;
    TRY(q_erase_unused_tags(ctx, BATCH_ROWS, &changed));
    note_rows(step, changed);
    TRY(q_erase_unused_cards(ctx, BATCH_ROWS, &changed));
    note_rows(step, changed);
    TRY(q_erase_empty_conversations(ctx, BATCH_ROWS, &changed));
    note_rows(step, changed);
    return ERR_OK;
}

enum err store_erase_status(struct ctx *ctx, struct erase_step *step, struct status_id id,
                            bool *out_done)
{
    TRY(status_row_erase(ctx, step, id));
    TRY(status_walk(ctx, step, id.v, out_done));
    return unused_erase(ctx, step);
}

enum err store_erase_scheduled(struct ctx *ctx, struct erase_step *step,
                               struct scheduled_status_id id, bool *out_done)
{
    struct q_erase_scheduled_owner_row row;
    bool is_found = false;
    *out_done = true;
    TRY(q_erase_scheduled_owner(ctx, id, &is_found, &row));
    if (!is_found)
        return ERR_OK;
    TRY(note_key(ctx, step, row.owner_id, id.v));
    TRY(q_media_release(ctx, id, NULL));
    TRY(q_job_delete_subject(ctx, JOB_PUBLISH_SCHEDULED, id.v, NULL));
    note_rows(step, 1);
    return q_scheduled_status_delete(ctx, id, NULL);
}

enum err store_erase_media(struct ctx *ctx, struct erase_step *step, struct media_id id,
                           bool *out_done)
{
    TRY(media_row_erase(ctx, step, id));
    return edges_walk(ctx, step, MANIFEST_TARGET_MEDIA, id.v, out_done);
}

/* One message in one go: it was found by a row that goes with it, so another step would not find it again; little hangs on
 * a direct message. */
static enum err direct_erase(struct ctx *ctx, struct erase_step *step, struct status_id id)
{
    struct erase_step whole = *step;
    whole.rows_left = INT64_MAX / 2;
    whole.end_us = INT64_MAX;
    bool is_done = false;
    TRY(each_status(ctx, &whole, id.v, &is_done));
    assert(is_done);
    note_rows(step, whole.rows_erased - step->rows_erased);
    return ERR_OK;
}

/* Direct messages from elsewhere go with the last person here who got them. */
static enum err lonely_erase(struct ctx *ctx, struct erase_step *step, struct account_id id,
                             bool *out_done)
{
    struct q_erase_lonely_directs_row *rows = NULL;
    size_t count = 0;
    TRY(q_erase_lonely_directs(ctx, id, EACH_ROWS, &rows, &count));
    for (size_t i = 0; i < count && !is_over(step); i++)
        TRY(direct_erase(ctx, step, rows[i].id));
    *out_done = count == 0;
    return ERR_OK;
}

/* What waits to be posted never is. */
static enum err waiting_erase(struct ctx *ctx, struct erase_step *step, struct account_id id,
                              bool *out_done)
{
    int64_t changed = 1;
    while (changed > 0 && !is_over(step)) {
        TRY(q_erase_jobs_of_kind(ctx, id, JOB_PUBLISH_SCHEDULED, batch_of(step, BATCH_ROWS),
                                 &changed));
        note_rows(step, changed);
    }
    *out_done = changed == 0;
    return ERR_OK;
}

static enum err logins_erase(struct ctx *ctx, struct erase_step *step, struct account_id id,
                             bool *out_done)
{
    struct q_erase_user_of_account_row user;
    bool is_found = false;
    *out_done = true;
    TRY(q_erase_user_of_account(ctx, id, &is_found, &user));
    if (!is_found)
        return ERR_OK;
    return edges_walk(ctx, step, MANIFEST_TARGET_USER, user.id.v, out_done);
}

static enum err account_walk(struct ctx *ctx, struct erase_step *step, struct account_id id,
                             bool is_local, bool *out_done)
{
    TRY(edges_pass(ctx, step, MANIFEST_TARGET_ACCOUNT, true, id.v, out_done));
    if (*out_done && is_local)
        TRY(lonely_erase(ctx, step, id, out_done));
    if (*out_done)
        TRY(waiting_erase(ctx, step, id, out_done));
    if (*out_done)
        TRY(logins_erase(ctx, step, id, out_done));
    if (*out_done)
        TRY(follows_erase(ctx, step, id, is_local, out_done));
    if (*out_done)
        TRY(edges_pass(ctx, step, MANIFEST_TARGET_ACCOUNT, false, id.v, out_done));
    return ERR_OK;
}

enum err store_erase_account(struct ctx *ctx, struct erase_step *step, struct account_id id,
                             bool *out_done)
{
    struct q_erase_account_subject_row row = { 0 };
    bool is_found = false;
    TRY(q_erase_account_subject(ctx, id, &is_found, &row));
    bool is_local = is_found && host_id_is_none(row.host_id);
    TRY(account_walk(ctx, step, id, is_local, out_done));
    if (*out_done && is_found)
        TRY(account_row_erase(ctx, step, id));
    return unused_erase(ctx, step);
}
