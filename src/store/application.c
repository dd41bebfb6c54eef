/* Applications in the store. */
#include "store/application.h"

#include "store/queries.h"

static struct application from_row(const struct application_row *row)
{
    return (struct application){
        .id = row->id,
        .client_id = row->client_id,
        .name = row->name,
        .website = row->website,
        .redirect_uris = row->redirect_uris,
        .scopes = (uint64_t)row->scopes,
        .created_ms = row->created_ms,
    };
}

enum err store_application_get(struct ctx *ctx, struct application_id id, struct application *out)
{
    struct application_row row;
    bool is_found = false;
    TRY(q_application_by_id(ctx, id, &is_found, &row));
    if (!is_found)
        return ERR_NOT_FOUND;
    *out = from_row(&row);
    return ERR_OK;
}

enum err store_application_list(struct ctx *ctx, const struct application_id *ids, size_t count,
                                struct application **out, size_t *out_count)
{
    assert(count <= STORE_APPLICATIONS_MAX);
    struct application_row *rows = NULL;
    TRY(q_applications_by_ids(ctx, ids, count, &rows, out_count));
    *out = ARENA_ARRAY(ctx->arena, struct application, *out_count);
    for (size_t i = 0; i < *out_count; i++)
        (*out)[i] = from_row(&rows[i]);
    return ERR_OK;
}

enum err store_application_find(struct ctx *ctx, struct sv client_id, bool *out_found,
                                struct application *out)
{
    struct application_row row;
    TRY(q_application_by_client(ctx, client_id, out_found, &row));
    if (*out_found)
        *out = from_row(&row);
    return ERR_OK;
}

enum err store_application_secret(struct ctx *ctx, struct application_id id, struct sv *out)
{
    struct q_application_secret_row row;
    TRY(q_application_secret(ctx, id, &row));
    *out = row.secret_hash;
    return ERR_OK;
}

/* An empty text is stored as NULL. */
static struct sv or_null(struct sv text)
{
    return text.len > 0 ? text : (struct sv){ NULL, 0 };
}

enum err store_application_insert(struct ctx *ctx, const struct application *application,
                                  struct sv secret_hash)
{
    return q_application_insert(ctx, application->id, application->client_id, secret_hash,
                                application->name, or_null(application->website),
                                application->redirect_uris, (int64_t)application->scopes,
                                application->created_ms, NULL);
}

enum err store_code_insert(struct ctx *ctx, struct sv hash, const struct oauth_code *code)
{
    return q_oauth_code_insert(ctx, hash, code->account, code->user, code->application,
                               (int64_t)code->scopes, code->redirect_uri, or_null(code->challenge),
                               code->expires_ms, NULL);
}

enum err store_code_take(struct ctx *ctx, struct sv hash, struct token_id token, bool *out_found,
                         struct oauth_code *out)
{
    struct q_oauth_code_take_row row;
    TRY(q_oauth_code_take(ctx, hash, token, out_found, &row));
    if (!*out_found)
        return ERR_OK;
    *out = (struct oauth_code){
        .account = row.owner_id,
        .user = row.user_id,
        .application = row.application_id,
        .scopes = (uint64_t)row.scopes,
        .redirect_uri = row.redirect_uri,
        .challenge = row.challenge,
        .expires_ms = row.expires_ms,
    };
    return ERR_OK;
}

enum err store_code_token(struct ctx *ctx, struct sv hash, struct token_id *out)
{
    bool is_found = false;
    struct q_oauth_code_token_row row = { 0 };
    TRY(q_oauth_code_token(ctx, hash, &is_found, &row));
    *out = row.token_id;
    return ERR_OK;
}

enum err store_code_delete_user(struct ctx *ctx, struct user_id user)
{
    return q_oauth_codes_delete_user(ctx, user, NULL);
}

enum err store_code_expire(struct ctx *ctx, int64_t before_ms)
{
    return q_oauth_codes_expire(ctx, before_ms, NULL);
}
