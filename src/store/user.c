/* Users in the store. */
#include "store/user.h"

#include "store/account.h"
#include "store/box.h"
#include "store/instance.h"
#include "store/queries.h"

static struct box_place email_place(struct user_id id, struct account_id owner)
{
    return (struct box_place){ .column = COLUMN_LOCAL_USER_EMAIL_BOX, .row = id.v, .owner = owner };
}

static struct box_place reason_place(struct user_id id, struct account_id owner)
{
    return (
        struct box_place){ .column = COLUMN_LOCAL_USER_REASON_BOX, .row = id.v, .owner = owner };
}

static enum err row_open(struct ctx *ctx, const struct user_row *row, struct user *out)
{
    CLEANUP(crypto_key_wipe) struct crypto_key key = { 0 };
    TRY(keyring_account_key(ctx, row->owner_id, &key));
    struct sv email;
    struct sv reason = SV("");
    TRY(box_open(ctx, &key, email_place(row->id, row->owner_id), row->email_box, &email));
    if (row->reason_box.ptr != NULL)
        TRY(box_open(ctx, &key, reason_place(row->id, row->owner_id), row->reason_box, &reason));
    *out = (struct user){
        .id = row->id,
        .account = row->owner_id,
        .email = email,
        .role = (enum user_role)row->role,
        .state = (enum user_state)row->state,
        .locale = row->locale,
        .created_ms = row->created_ms,
        .seen_day = row->seen_day,
        .reason = reason,
    };
    return ERR_OK;
}

static void usernames_apply(const struct account_row *rows, size_t row_count, struct user *users,
                            size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < row_count; j++) {
            if (account_id_eq(rows[j].id, users[i].account))
                users[i].username = rows[j].username;
        }
    }
}

static enum err usernames_load(struct ctx *ctx, struct user *users, size_t count)
{
    if (count == 0)
        return ERR_OK;
    struct account_id *ids = ARENA_ARRAY(ctx->arena, struct account_id, count);
    for (size_t i = 0; i < count; i++)
        ids[i] = users[i].account;
    struct account_row *rows = NULL;
    size_t row_count = 0;
    TRY(q_accounts_by_ids(ctx, ids, count, &rows, &row_count));
    usernames_apply(rows, row_count, users, count);
    return ERR_OK;
}

static enum err row_load(struct ctx *ctx, const struct user_row *row, struct user *out)
{
    struct user user;
    TRY(row_open(ctx, row, &user));
    TRY(usernames_load(ctx, &user, 1));
    *out = user;
    return ERR_OK;
}

static enum err row_get(struct ctx *ctx, struct user_id id, struct user_row *out)
{
    bool is_found = false;
    TRY(q_user_by_id(ctx, id, &is_found, out));
    return is_found ? ERR_OK : ERR_NOT_FOUND;
}

enum err store_user_get(struct ctx *ctx, struct user_id id, struct user *out)
{
    struct user_row row;
    TRY(row_get(ctx, id, &row));
    return row_load(ctx, &row, out);
}

enum err store_user_find_account(struct ctx *ctx, struct account_id account, bool *out_found,
                                 struct user *out)
{
    struct user_row row;
    bool is_found = false;
    TRY(q_user_by_account(ctx, account, &is_found, &row));
    if (is_found)
        TRY(row_load(ctx, &row, out));
    *out_found = is_found;
    return ERR_OK;
}

enum err store_user_find_email(struct ctx *ctx, struct sv email_hash, bool *out_found,
                               struct user *out)
{
    struct user_row row;
    bool is_found = false;
    TRY(q_user_by_email(ctx, email_hash, &is_found, &row));
    if (is_found)
        TRY(row_load(ctx, &row, out));
    *out_found = is_found;
    return ERR_OK;
}

/* Those being erased are left out. */
static enum err rows_open(struct ctx *ctx, const struct user_row *rows, size_t row_count,
                          struct user **out, size_t *out_count)
{
    struct user *users = ARENA_ARRAY(ctx->arena, struct user, row_count);
    size_t filled = 0;
    for (size_t i = 0; i < row_count; i++) {
        enum err err = row_open(ctx, &rows[i], &users[filled]);
        if (err != ERR_OK && err != ERR_KEY_GONE)
            return err;
        filled += err == ERR_OK;
    }
    TRY(usernames_load(ctx, users, filled));
    *out = users;
    *out_count = filled;
    return ERR_OK;
}

typedef enum err users_query(struct ctx *ctx, struct user_id after, int64_t count,
                             struct user_row **out, size_t *out_count);

static enum err users_list(struct ctx *ctx, users_query *query, struct user_id after, int64_t count,
                           struct user **out, size_t *out_count, struct user_id *out_last)
{
    assert(count >= 1 && count <= STORE_USERS_MAX);
    struct user_row *rows = NULL;
    size_t row_count = 0;
    TRY(query(ctx, after, count, &rows, &row_count));
    TRY(rows_open(ctx, rows, row_count, out, out_count));
    *out_last = row_count == (size_t)count ? rows[row_count - 1].id : user_id(0);
    return ERR_OK;
}

enum err store_user_list(struct ctx *ctx, struct user_id after, int64_t count, struct user **out,
                         size_t *out_count, struct user_id *out_last)
{
    return users_list(ctx, q_users_after, after, count, out, out_count, out_last);
}

enum err store_user_list_pending(struct ctx *ctx, struct user_id after, int64_t count,
                                 struct user **out, size_t *out_count, struct user_id *out_last)
{
    return users_list(ctx, q_users_pending, after, count, out, out_count, out_last);
}

enum err store_user_password(struct ctx *ctx, struct user_id id, struct sv *out)
{
    struct q_user_password_row row;
    TRY(q_user_password(ctx, id, &row));
    *out = row.password_hash;
    return ERR_OK;
}

struct sv store_user_seal(struct ctx *ctx, const struct user *user, const struct crypto_key *key)
{
    return box_seal(ctx->arena, key, email_place(user->id, user->account), user->email);
}

struct sv store_user_seal_reason(struct ctx *ctx, const struct user *user,
                                 const struct crypto_key *key)
{
    return box_seal(ctx->arena, key, reason_place(user->id, user->account), user->reason);
}

enum err store_user_insert(struct ctx *ctx, const struct user *user,
                           const struct user_sealed *sealed)
{
    TRY(q_user_insert(ctx, user->id, user->account, sealed->email_hash, sealed->email_box,
                      sealed->password_hash, user->role, user->state, user->locale,
                      user->created_ms, sealed->reason_box, NULL));
    TRY(store_instance_add_registration(ctx, user->account));
    return user->state == USER_ACTIVE ? store_instance_add_user(ctx, user->account, 0, 1) : ERR_OK;
}

enum err store_user_set_password(struct ctx *ctx, struct user_id id, struct sv password_hash)
{
    return q_user_set_password(ctx, id, password_hash, NULL);
}

enum err store_user_set_role(struct ctx *ctx, struct user_id id, enum user_role role)
{
    return q_user_set_role(ctx, id, role, NULL);
}

enum err store_user_set_locale(struct ctx *ctx, struct user_id id, struct sv locale)
{
    return q_user_set_locale(ctx, id, locale, NULL);
}

enum err store_user_set_state(struct ctx *ctx, struct user_id id, enum user_state state)
{
    struct user_row row;
    TRY(row_get(ctx, id, &row));
    if (row.state == (int64_t)state)
        return ERR_OK;
    TRY(q_user_set_state(ctx, id, state, NULL));
    int64_t change = (state == USER_ACTIVE) - (row.state == USER_ACTIVE);
    if (change == 0)
        return ERR_OK;
    return store_instance_add_user(ctx, row.owner_id, row.seen_day, change);
}

enum err store_user_set_seen(struct ctx *ctx, struct user_id id, int64_t day)
{
    struct user_row row;
    bool is_found = false;
    TRY(q_user_by_id(ctx, id, &is_found, &row));
    if (!is_found || row.seen_day >= day)
        return ERR_OK;
    TRY(q_user_seen(ctx, id, day, NULL));
    if (row.state != USER_ACTIVE)
        return ERR_OK;
    TRY(store_instance_add_visit(ctx, row.owner_id, row.seen_day, day));
    TRY(store_instance_add_user(ctx, row.owner_id, row.seen_day, -1));
    return store_instance_add_user(ctx, row.owner_id, day, 1);
}

enum err store_user_count_role(struct ctx *ctx, enum user_role role, int64_t *out)
{
    return q_user_count_role(ctx, role, out);
}
