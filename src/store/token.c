/* Access tokens in the store. */
#include "store/token.h"

#include "store/queries.h"

#define TOKENS_MAX 200

enum err store_token_find(struct ctx *ctx, struct sv hash, bool *out_found, struct token_facts *out)
{
    struct q_token_viewer_row row;
    TRY(q_token_viewer(ctx, hash, out_found, &row));
    if (!*out_found)
        return ERR_OK;
    *out = (struct token_facts){
        .id = row.id,
        .application = row.application_id,
        .scopes = (uint64_t)row.scopes,
        .user = row.user_id,
        .account = row.owner_id,
        .person = row.person_id,
        .role = (enum user_role)row.role,
        .user_state = (enum user_state)row.user_state,
        .person_state = (enum account_state)row.person_state,
        .account_state = (enum account_state)row.account_state,
        .page_role = (enum page_role)row.page_role,
        .used_day = row.used_day,
    };
    return ERR_OK;
}

enum err store_token_application(struct ctx *ctx, struct sv hash, bool *out_found,
                                 struct token_id *out, struct application_id *out_application)
{
    struct q_token_by_hash_row row;
    TRY(q_token_by_hash(ctx, hash, out_found, &row));
    if (!*out_found)
        return ERR_OK;
    *out = row.id;
    *out_application = row.application_id;
    return ERR_OK;
}

enum err store_token_list(struct ctx *ctx, struct user_id user, struct token_id after,
                          int64_t count, struct token_entry **out, size_t *out_count)
{
    assert(count <= TOKENS_MAX);
    struct q_tokens_by_user_row *rows = NULL;
    TRY(q_tokens_by_user(ctx, user, after, count, &rows, out_count));
    *out = ARENA_ARRAY(ctx->arena, struct token_entry, *out_count);
    for (size_t i = 0; i < *out_count; i++) {
        (*out)[i] = (struct token_entry){
            .id = rows[i].id,
            .account = rows[i].owner_id,
            .application = rows[i].name,
            .website = rows[i].website,
            .scopes = (uint64_t)rows[i].scopes,
            .created_ms = rows[i].created_ms,
            .used_day = rows[i].used_day,
        };
    }
    return ERR_OK;
}

enum err store_token_insert(struct ctx *ctx, const struct token_new *token, struct sv hash)
{
    return q_token_insert(ctx, token->id, token->account, token->user, token->application, hash,
                          (int64_t)token->scopes, ctx->now_ms, NULL);
}

enum err store_token_set_used(struct ctx *ctx, struct token_id id, int64_t day)
{
    return q_token_used(ctx, id, day, NULL);
}

enum err store_token_delete(struct ctx *ctx, struct token_id id)
{
    TRY(q_push_delete_token(ctx, id, NULL));
    return q_token_delete(ctx, id, NULL);
}

enum err store_token_delete_own(struct ctx *ctx, struct token_id id, struct user_id user,
                                bool *out_deleted)
{
    int64_t changed = 0;
    TRY(q_token_delete_own(ctx, id, user, &changed));
    *out_deleted = changed > 0;
    return changed > 0 ? q_push_delete_token(ctx, id, NULL) : ERR_OK;
}

enum err store_token_delete_user(struct ctx *ctx, struct user_id user)
{
    TRY(q_push_delete_user(ctx, user, NULL));
    return q_tokens_delete_user(ctx, user, NULL);
}

enum err store_token_delete_acting(struct ctx *ctx, struct user_id user, struct account_id account)
{
    TRY(q_push_delete_acting(ctx, account, user, NULL));
    return q_tokens_delete_acting(ctx, account, user, NULL);
}
