/* Erasures: the rows of the work itself. */
#include "store/erasure.h"

#include "model/account.h"
#include "model/user.h"
#include "store/account.h"
#include "store/box.h"
#include "store/erase.h"
#include "store/keyring.h"
#include "store/instance.h"
#include "store/queries.h"

enum err store_erasure_insert(struct ctx *ctx, const struct erasure *erasure)
{
    return q_erasure_insert(ctx, erasure->id, erasure->scope, erasure->subject, erasure->owner,
                            erasure->rows_expected, erasure->requested_ms, NULL);
}

static struct erasure from_row(const struct erasure_row *row)
{
    return (struct erasure){
        .id = row->id,
        .scope = (enum erasure_scope)row->scope,
        .subject = row->subject_id,
        .owner = row->owner_id,
        .stage = (enum erasure_stage)row->stage,
        .rows_erased = row->rows_erased,
        .rows_expected = row->rows_expected,
        .files_erased = row->files_erased,
        .keys_erased = row->keys_erased,
        .requested_ms = row->requested_ms,
        .physical_ms = row->physical_ms,
        .final_ms = row->final_ms,
    };
}

enum err store_erasure_get(struct ctx *ctx, struct erasure_id id, struct erasure *out)
{
    struct erasure_row row;
    bool is_found = false;
    TRY(q_erasure_by_id(ctx, id, &is_found, &row));
    if (!is_found)
        return ERR_NOT_FOUND;
    *out = from_row(&row);
    return ERR_OK;
}

enum err store_erasure_list(struct ctx *ctx, enum erasure_stage stage, struct erasure_id after,
                            int64_t count, struct erasure **out, size_t *out_count)
{
    struct erasure_row *rows = NULL;
    TRY(q_erasures_at_stage(ctx, stage, after, count, &rows, out_count));
    *out = ARENA_ARRAY(ctx->arena, struct erasure, *out_count);
    for (size_t i = 0; i < *out_count; i++)
        (*out)[i] = from_row(&rows[i]);
    return ERR_OK;
}

enum err store_erasure_update(struct ctx *ctx, const struct erasure *e)
{
    return q_erasure_update(ctx, e->id, e->stage, e->rows_erased, e->files_erased, e->keys_erased,
                            e->rows_expected, e->physical_ms, e->final_ms, NULL);
}

enum err store_erasure_count_overdue(struct ctx *ctx, int64_t before_ms, int64_t *out)
{
    struct q_erasure_overdue_row row;
    TRY(q_erasure_overdue(ctx, before_ms, &row));
    *out = row.overdue;
    return ERR_OK;
}

enum err store_erasure_last_physical(struct ctx *ctx, int64_t since_ms, int64_t *out)
{
    struct q_erasure_last_physical_row row = { 0 };
    bool is_found = false;
    TRY(q_erasure_last_physical(ctx, since_ms, &is_found, &row));
    *out = is_found ? row.physical_ms : 0;
    return ERR_OK;
}

enum err store_erasure_forget(struct ctx *ctx, int64_t before_ms, int64_t count,
                              int64_t *out_deleted)
{
    return q_erasure_forget_old(ctx, before_ms, count, out_deleted);
}

enum err store_erased_files(struct ctx *ctx, struct erasure_id id, int64_t count, struct sv **out,
                            size_t *out_count)
{
    struct q_erased_files_row *rows = NULL;
    TRY(q_erased_files(ctx, id, count, &rows, out_count));
    *out = ARENA_ARRAY(ctx->arena, struct sv, *out_count);
    for (size_t i = 0; i < *out_count; i++)
        (*out)[i] = rows[i].file;
    return ERR_OK;
}

enum err store_erased_file_delete(struct ctx *ctx, struct sv file)
{
    return q_erased_file_delete(ctx, file, NULL);
}

enum err store_erased_keys(struct ctx *ctx, struct erasure_id id, int64_t count,
                           struct erased_key **out, size_t *out_count)
{
    struct q_erased_keys_row *rows = NULL;
    TRY(q_erased_keys(ctx, id, count, &rows, out_count));
    *out = ARENA_ARRAY(ctx->arena, struct erased_key, *out_count);
    for (size_t i = 0; i < *out_count; i++)
        (*out)[i] = (struct erased_key){ rows[i].owner_id, rows[i].object_id };
    return ERR_OK;
}

enum err store_erased_key_delete(struct ctx *ctx, struct erased_key key)
{
    return q_erased_key_delete(ctx, key.owner, key.object, NULL);
}

/* Sealed under the instance's key. */
static struct box_place place_of(struct account_id id)
{
    return (
        struct box_place){ .column = COLUMN_ERASED_ACTOR_PRIVATE_BOX, .row = id.v, .owner = id };
}

enum err store_erased_actor_seal(struct ctx *ctx, struct account_id id, struct secret private_der,
                                 struct sv *out_box)
{
    CLEANUP(crypto_key_wipe) struct crypto_key key = { 0 };
    TRY(keyring_account_key(ctx, KEYRING_INSTANCE, &key));
    *out_box = box_seal(ctx->arena, &key, place_of(id), secret_reveal(private_der));
    return ERR_OK;
}

enum err store_erased_actor_insert(struct ctx *ctx, struct account_id id, struct sv public_key,
                                   struct sv private_box)
{
    return q_erased_actor_insert(ctx, id, public_key, private_box, ctx->now_ms, NULL);
}

enum err store_erased_actor_key(struct ctx *ctx, struct account_id id, struct erased_actor *out)
{
    struct q_erased_actor_by_owner_row row;
    bool is_found = false;
    TRY(q_erased_actor_by_owner(ctx, id, &is_found, &row));
    if (!is_found)
        return ERR_NOT_FOUND;
    *out = (struct erased_actor){ .public_key = row.public_key };
    if (row.private_box.ptr == NULL)
        return ERR_OK;
    CLEANUP(crypto_key_wipe) struct crypto_key key = { 0 };
    TRY(keyring_account_key(ctx, KEYRING_INSTANCE, &key));
    struct sv opened;
    TRY(box_open(ctx, &key, place_of(id), row.private_box, &opened));
    unsigned char *der = arena_copy(ctx->arena, opened.ptr, opened.len);
    out->has_private = true;
    out->private_der = secret_make(der, opened.len);
    return ERR_OK;
}

enum err store_erased_actors_forget(struct ctx *ctx, int64_t told_before_ms, int64_t count,
                                    int64_t *out_deleted)
{
    return q_erased_actor_forget(ctx, told_before_ms, count, out_deleted);
}

enum err store_erased_actor_address(struct ctx *ctx, struct account_id id)
{
    return q_erased_actor_address(ctx, id, NULL);
}

enum err store_erased_actor_has_audience(struct ctx *ctx, struct account_id id, bool *out)
{
    struct q_erase_account_recipient_row recipient;
    struct q_erase_account_membership_row membership;
    bool has_recipient = false;
    bool has_membership = false;
    TRY(q_erase_account_recipient(ctx, id, &has_recipient, &recipient));
    TRY(q_erase_account_membership(ctx, id, &has_membership, &membership));
    *out = has_recipient || has_membership;
    return ERR_OK;
}

/* Which object's activities: an account's are all of its owner's. */
static int64_t object_of(const struct erasure *erasure)
{
    return erasure->scope == ERASURE_ACCOUNT ? 0 : erasure->subject;
}

enum err store_erasure_is_told(struct ctx *ctx, const struct erasure *erasure, bool *out)
{
    struct q_erasure_fanout_waits_row fanout;
    struct q_erasure_delivery_waits_row delivery;
    bool has_fanout = false;
    bool has_delivery = false;
    int64_t object = object_of(erasure);
    TRY(q_erasure_fanout_waits(ctx, erasure->owner, object, &has_fanout, &fanout));
    TRY(q_erasure_delivery_waits(ctx, erasure->owner, object, &has_delivery, &delivery));
    *out = !has_fanout && !has_delivery;
    return ERR_OK;
}

static enum err recipients_forget(struct ctx *ctx, const struct erasure *erasure, int64_t count,
                                  bool *out_done)
{
    struct q_erased_recipients_row *rows = NULL;
    size_t row_count = 0;
    TRY(q_erased_recipients(ctx, erasure->owner, object_of(erasure), count, &rows, &row_count));
    for (size_t i = 0; i < row_count; i++) {
        TRY(q_erased_recipient_delete(ctx, erasure->owner, rows[i].object_id, rows[i].inbox_id,
                                      NULL));
        TRY(store_erase_orphan_inbox(ctx, rows[i].inbox_id, rows[i].host_id));
    }
    *out_done = row_count < (size_t)count;
    return ERR_OK;
}

static enum err memberships_forget(struct ctx *ctx, const struct erasure *erasure, int64_t count,
                                   bool *out_done)
{
    struct q_erased_memberships_row *rows = NULL;
    size_t row_count = 0;
    TRY(q_erased_memberships(ctx, erasure->owner, count, &rows, &row_count));
    for (size_t i = 0; i < row_count; i++) {
        TRY(q_erased_membership_delete(ctx, erasure->owner, rows[i].inbox_id, NULL));
        TRY(store_erase_orphan_inbox(ctx, rows[i].inbox_id, rows[i].host_id));
    }
    *out_done = row_count < (size_t)count;
    return ERR_OK;
}

enum err store_erasure_forget_recipients(struct ctx *ctx, const struct erasure *erasure,
                                         int64_t count, bool *out_done)
{
    TRY(recipients_forget(ctx, erasure, count, out_done));
    if (erasure->scope != ERASURE_ACCOUNT || !*out_done)
        return ERR_OK;
    TRY(memberships_forget(ctx, erasure, count, out_done));
    return *out_done ? q_erased_actor_told(ctx, erasure->owner, ctx->now_ms, NULL) : ERR_OK;
}

enum err store_erasure_account(struct ctx *ctx, struct account_id id, bool *out_found,
                               struct erasure_account *out)
{
    struct q_erase_account_subject_row row;
    TRY(q_erase_account_subject(ctx, id, out_found, &row));
    if (*out_found)
        *out = (struct erasure_account){ .username_key = row.username_key,
                                         .uri = row.uri,
                                         .is_local = host_id_is_none(row.host_id),
                                         .is_erasing = row.state == ACCOUNT_ERASING };
    return ERR_OK;
}

/* The instance counts neither its login nor its statuses from here on. */
static enum err totals_leave(struct ctx *ctx, struct account_id id,
                             const struct q_erase_user_of_account_row *user)
{
    struct account_count_row *rows = NULL;
    size_t count = 0;
    TRY(q_account_counts_by_ids(ctx, &id, 1, &rows, &count));
    if (count > 0 && rows[0].statuses > 0)
        TRY(store_instance_add_statuses(ctx, id, -rows[0].statuses));
    if (user == NULL || user->state != USER_ACTIVE)
        return ERR_OK;
    return store_instance_add_user(ctx, id, user->seen_day, -1);
}

enum err store_account_begin_erasure(struct ctx *ctx, struct account_id id)
{
    struct q_erase_user_of_account_row user;
    bool has_user = false;
    TRY(q_erase_user_of_account(ctx, id, &has_user, &user));
    TRY(totals_leave(ctx, id, has_user ? &user : NULL));
    TRY(store_account_set_state(ctx, id, ACCOUNT_ERASING));
    TRY(q_erase_tokens(ctx, id, NULL));
    TRY(q_erase_codes(ctx, id, NULL));
    TRY(q_erase_sessions(ctx, id, NULL));
    TRY(q_erase_session_acting(ctx, id, NULL));
    TRY(q_erase_account_key(ctx, id, NULL));
    if (!has_user)
        return ERR_OK;
    TRY(q_erase_user_tokens(ctx, user.id, NULL));
    return q_erase_user_codes(ctx, user.id, NULL);
}

enum err store_sweep_absent(struct ctx *ctx, const struct keyring_entry *entries, size_t count,
                            bool *out_absent)
{
    int64_t ids[STORE_LIST_MAX] = { 0 };
    assert(count <= STORE_LIST_MAX);
    for (size_t i = 0; i < count; i++)
        ids[i] = entries[i].object;
    struct q_sweep_objects_known_row *rows = NULL;
    size_t row_count = 0;
    TRY(q_sweep_objects_known(ctx, ids, count, &rows, &row_count));
    for (size_t i = 0; i < count; i++) {
        out_absent[i] = true;
        for (size_t j = 0; j < row_count && out_absent[i]; j++)
            out_absent[i] = rows[j].id != ids[i];
    }
    return ERR_OK;
}

enum err store_sweep_uploads(struct ctx *ctx, int64_t before_ms, int64_t count,
                             struct sweep_upload **out, size_t *out_count)
{
    struct q_sweep_uploads_row *rows = NULL;
    TRY(q_sweep_uploads(ctx, before_ms, count, &rows, out_count));
    *out = ARENA_ARRAY(ctx->arena, struct sweep_upload, *out_count);
    for (size_t i = 0; i < *out_count; i++)
        (*out)[i] = (struct sweep_upload){ rows[i].id, rows[i].owner_id };
    return ERR_OK;
}

enum err store_sweep_idempotency(struct ctx *ctx, int64_t before_ms, int64_t count,
                                 int64_t *out_swept)
{
    return q_sweep_idempotency(ctx, before_ms, count, out_swept);
}
