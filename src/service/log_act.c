/* Log acts. */
#include "service/log_act.h"

#include "db/db.h"
#include "service/engine.h"
#include "service/permit.h"
#include "service/view_account.h"
#include "store/staff_act.h"

struct staff_act service_begin_act(struct ctx *ctx, enum staff_act_kind kind,
                                   struct account_id target)
{
    return (struct staff_act){ .id = staff_act_id(engine_next_id(ctx)),
                               .target = target,
                               .by = ctx->viewer.user_account,
                               .kind = kind };
}

enum err service_log_act(struct ctx *ctx, enum staff_act_kind kind, struct account_id target,
                         int64_t object)
{
    assert(db_is_writing(ctx));
    struct staff_act act = service_begin_act(ctx, kind, target);
    act.object = object;
    return store_staff_act_insert(ctx, &act, (struct sv){ NULL, 0 });
}

struct alone {
    enum staff_act_kind kind;
    int64_t object;
};

static enum err alone_write(struct ctx *ctx, void *arg)
{
    const struct alone *alone = arg;
    return service_log_act(ctx, alone->kind, account_id(0), alone->object);
}

enum err service_log_act_alone(struct ctx *ctx, enum staff_act_kind kind, int64_t object)
{
    struct alone alone = { kind, object };
    return db_write(ctx, alone_write, &alone);
}

static const struct account *account_in(const struct account *list, size_t count,
                                        struct account_id id)
{
    for (size_t i = 0; i < count; i++)
        if (account_id_eq(list[i].id, id))
            return &list[i];
    return NULL;
}

enum err service_list_acts(struct ctx *ctx, const struct paging *paging,
                           struct staff_act_view **out, size_t *out_count,
                           struct paging_span *out_span)
{
    struct staff_act *acts = NULL;
    const struct account *accounts = NULL;
    size_t account_count = 0;
    size_t count = 0;
    TRY(service_permit_role(ctx, USER_ROLE_MODERATOR));
    TRY(store_staff_act_page(ctx, paging, &acts, &count, out_span));
    struct account_id *named = ARENA_ARRAY(ctx->arena, struct account_id, 2 * count);
    struct staff_act_view *views = ARENA_ARRAY(ctx->arena, struct staff_act_view, count);
    for (size_t i = 0; i < count; i++) {
        named[2 * i] = acts[i].by;
        named[2 * i + 1] = acts[i].target;
    }
    TRY(service_view_accounts(ctx, named, 2 * count, &accounts, &account_count));
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        struct staff_act_view view = {
            .act = acts[i],
            .by = account_in(accounts, account_count, acts[i].by),
            .target = account_in(accounts, account_count, acts[i].target),
        };
        /* Who is being erased is gone at once. */
        if (view.target != NULL || account_id_is_none(acts[i].target))
            views[kept++] = view;
    }
    *out = views;
    *out_count = kept;
    return ERR_OK;
}
