/* Web sessions in the store. */
#include "store/session.h"

#include "store/box.h"
#include "store/keyring.h"
#include "store/queries.h"

enum err store_session_find(struct ctx *ctx, struct sv hash, bool *out_found,
                            struct session_facts *out)
{
    struct q_session_viewer_row row;
    TRY(q_session_viewer(ctx, hash, out_found, &row));
    if (!*out_found)
        return ERR_OK;
    *out = (struct session_facts){
        .session = { .id = row.id,
                     .acting = row.acting_id,
                     .created_ms = row.created_ms,
                     .seen_ms = row.seen_ms },
        .user = row.user_id,
        .person = row.person_id,
        .role = (enum user_role)row.role,
        .user_state = (enum user_state)row.user_state,
        .locale = row.locale,
        .person_state = (enum account_state)row.person_state,
        .acting_state = (enum account_state)row.acting_state,
        .page_role = (enum page_role)row.page_role,
    };
    return ERR_OK;
}

static struct box_place agent_place(struct session_id id, struct account_id person)
{
    return (
        struct box_place){ .column = COLUMN_WEB_SESSION_AGENT_BOX, .row = id.v, .owner = person };
}

enum err store_session_list(struct ctx *ctx, struct account_id person, struct web_session **out,
                            size_t *out_count)
{
    struct q_sessions_by_owner_row *rows = NULL;
    size_t count = 0;
    TRY(q_sessions_by_owner(ctx, person, STORE_SESSIONS_MAX, &rows, &count));
    CLEANUP(crypto_key_wipe) struct crypto_key key = { 0 };
    TRY(keyring_account_key(ctx, person, &key));
    struct web_session *sessions = ARENA_ARRAY(ctx->arena, struct web_session, count);
    for (size_t i = 0; i < count; i++) {
        sessions[i] = (struct web_session){
            .id = rows[i].id,
            .acting = rows[i].acting_id,
            .created_ms = rows[i].created_ms,
            .seen_ms = rows[i].seen_ms,
        };
        TRY(box_open(ctx, &key, agent_place(rows[i].id, person), rows[i].agent_box,
                     &sessions[i].agent));
    }
    *out = sessions;
    *out_count = count;
    return ERR_OK;
}

struct sv store_session_seal(struct ctx *ctx, struct session_id id, struct account_id person,
                             const struct crypto_key *key, struct sv agent)
{
    struct sv plain = agent.len > 0 ? agent : (struct sv){ NULL, 0 };
    return box_seal(ctx->arena, key, agent_place(id, person), plain);
}

enum err store_session_insert(struct ctx *ctx, struct session_id id, struct account_id person,
                              struct user_id user, struct sv hash, struct sv agent_box)
{
    return q_session_insert(ctx, id, person, user, hash, agent_box, ctx->now_ms, NULL);
}

enum err store_session_set_acting(struct ctx *ctx, struct session_id id, struct account_id acting)
{
    return q_session_set_acting(ctx, id, acting, NULL);
}

enum err store_session_set_seen(struct ctx *ctx, struct session_id id, int64_t seen_ms)
{
    return q_session_seen(ctx, id, seen_ms, NULL);
}

enum err store_session_delete(struct ctx *ctx, struct session_id id, struct account_id person,
                              bool *out_deleted)
{
    int64_t changed = 0;
    TRY(q_session_delete(ctx, id, person, &changed));
    *out_deleted = changed > 0;
    return ERR_OK;
}

enum err store_session_delete_all(struct ctx *ctx, struct account_id person)
{
    return q_sessions_delete_owner(ctx, person, NULL);
}

enum err store_session_stop_acting(struct ctx *ctx, struct account_id person,
                                   struct account_id page)
{
    return q_sessions_stop_acting(ctx, person, page, NULL);
}

enum err store_session_expire(struct ctx *ctx, int64_t before_ms)
{
    return q_sessions_expire(ctx, before_ms, NULL);
}
