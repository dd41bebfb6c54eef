/* Approve statuses. */
#include "service/approve_status.h"

#include "db/db.h"
#include "service/compose_status.h"
#include "service/engine.h"
#include "service/log_page.h"
#include "service/schedule_status.h"
#include "service/view_account.h"
#include "store/account.h"
#include "store/page.h"
#include "store/scheduled_status.h"

enum err service_must_wait(struct ctx *ctx, bool *out)
{
    const struct viewer *viewer = &ctx->viewer;
    *out = false;
    if (!viewer->is_page || viewer->page_role >= PAGE_ROLE_OWNER)
        return ERR_OK;
    return store_page_needs_approval(ctx, viewer->account, out);
}

static enum err role_get(struct ctx *ctx, struct account_id page, enum page_role *out)
{
    if (user_id_is_none(ctx->viewer.user))
        return ERR_LOGIN_REQUIRED;
    TRY(store_page_role(ctx, page, ctx->viewer.user_account, out));
    return *out == PAGE_ROLE_NONE ? ERR_NOT_FOUND : ERR_OK;
}

enum err service_get_approval(struct ctx *ctx, struct account_id page, bool *out)
{
    enum page_role role = PAGE_ROLE_NONE;
    TRY(role_get(ctx, page, &role));
    return store_page_needs_approval(ctx, page, out);
}

struct setting {
    struct account_id page;
    bool needs_approval;
};

static enum err setting_write(struct ctx *ctx, void *arg)
{
    const struct setting *s = arg;
    TRY(store_account_hold(ctx, s->page, NULL));
    TRY(store_page_set_approval(ctx, s->page, s->needs_approval));
    return service_log_page(ctx, s->page, PAGE_LOG_APPROVAL, account_id(0), s->needs_approval);
}

enum err service_set_approval(struct ctx *ctx, struct account_id page, bool needs_approval)
{
    enum page_role role = PAGE_ROLE_NONE;
    struct setting setting = { page, needs_approval };
    TRY(role_get(ctx, page, &role));
    if (role != PAGE_ROLE_OWNER)
        return fail(ctx, ERR_FORBIDDEN, "owners decide whether posts wait");
    return db_write(ctx, setting_write, &setting);
}

static bool is_own(const struct ctx *ctx, const struct scheduled_status *s)
{
    return account_id_eq(s->author, ctx->viewer.user_account);
}

static bool may_decide(const struct ctx *ctx, enum page_role role, const struct scheduled_status *s)
{
    return role == PAGE_ROLE_OWNER || (role == PAGE_ROLE_EDITOR && !is_own(ctx, s));
}

static enum err editor_check(struct ctx *ctx, struct account_id page, enum page_role *out)
{
    TRY(role_get(ctx, page, out));
    return *out >= PAGE_ROLE_EDITOR ? ERR_OK : fail(ctx, ERR_FORBIDDEN, "editors decide");
}

static const struct account *account_in(const struct account *list, size_t count,
                                        struct account_id id)
{
    for (size_t i = 0; i < count; i++)
        if (account_id_eq(list[i].id, id))
            return &list[i];
    return NULL;
}

static enum err waiting_get(struct ctx *ctx, struct account_id page, struct scheduled_status_id id,
                            enum page_role *out_role, struct scheduled_status *out)
{
    struct scheduled_status status;
    TRY(editor_check(ctx, page, out_role));
    TRY(store_scheduled_get(ctx, id, &status));
    if (!account_id_eq(status.owner, page) || status.stage == SCHEDULED_DUE)
        return ERR_NOT_FOUND;
    *out = status;
    return ERR_OK;
}

static enum err views_make(struct ctx *ctx, enum page_role role,
                           const struct scheduled_status *list, size_t count,
                           struct waiting_view **out)
{
    const struct account *authors = NULL;
    size_t author_count = 0;
    struct account_id *ids = ARENA_ARRAY(ctx->arena, struct account_id, count);
    for (size_t i = 0; i < count; i++)
        ids[i] = list[i].author;
    TRY(service_view_accounts(ctx, ids, count, &authors, &author_count));
    struct waiting_view *views = ARENA_ARRAY(ctx->arena, struct waiting_view, count);
    for (size_t i = 0; i < count; i++) {
        views[i] = (struct waiting_view){
            .status = list[i],
            .author = account_in(authors, author_count, list[i].author),
            .may_decide = list[i].stage == SCHEDULED_WAITS && may_decide(ctx, role, &list[i]),
        };
    }
    *out = views;
    return ERR_OK;
}

enum err service_get_waiting(struct ctx *ctx, struct account_id page, struct scheduled_status_id id,
                             struct waiting_view *out)
{
    enum page_role role = PAGE_ROLE_NONE;
    struct scheduled_status status;
    struct waiting_view *view = NULL;
    TRY(waiting_get(ctx, page, id, &role, &status));
    TRY(views_make(ctx, role, &status, 1, &view));
    *out = *view;
    return ERR_OK;
}

enum err service_list_waiting(struct ctx *ctx, struct account_id page, const struct paging *paging,
                              struct waiting_view **out, size_t *out_count,
                              struct paging_span *out_span)
{
    enum page_role role = PAGE_ROLE_NONE;
    struct scheduled_status *list = NULL;
    size_t count = 0;
    TRY(editor_check(ctx, page, &role));
    TRY(store_scheduled_waiting(ctx, page, paging, &list, &count, out_span));
    TRY(views_make(ctx, role, list, count, out));
    *out_count = count;
    return ERR_OK;
}

struct decision {
    struct scheduled_status status;
    struct scheduled_sealed sealed; /* boxes alone */
    struct job_id job;
    bool is_approved;
};

static enum err decision_write(struct ctx *ctx, void *arg)
{
    const struct decision *d = arg;
    const struct scheduled_status *s = &d->status;
    enum page_role role = PAGE_ROLE_NONE;
    TRY(store_account_hold(ctx, s->owner, NULL));
    TRY(editor_check(ctx, s->owner, &role));
    if (d->is_approved)
        TRY(store_scheduled_approve(ctx, s, &d->sealed, d->job));
    else
        TRY(store_scheduled_decline(ctx, s->id, s->owner));
    engine_wake_jobs(ctx);
    return service_log_page(ctx, s->owner, d->is_approved ? PAGE_LOG_APPROVED : PAGE_LOG_DECLINED,
                            s->author, 0);
}

static enum err decision_take(struct ctx *ctx, struct account_id page,
                              struct scheduled_status_id id, struct decision *d)
{
    enum page_role role = PAGE_ROLE_NONE;
    TRY(waiting_get(ctx, page, id, &role, &d->status));
    if (!may_decide(ctx, role, &d->status))
        return fail(ctx, ERR_FORBIDDEN, "somebody else lets one's own posts out");
    return d->status.stage == SCHEDULED_WAITS ? ERR_OK : ERR_NOT_FOUND;
}

enum err service_approve_status(struct ctx *ctx, struct account_id page,
                                struct scheduled_status_id id, struct sv text, struct sv spoiler)
{
    struct decision d = { .is_approved = true, .job = job_id(engine_next_id(ctx)) };
    TRY(decision_take(ctx, page, id, &d));
    struct scheduled_status *s = &d.status;
    s->text = text;
    s->spoiler = spoiler;
    s->due_ms = s->due_ms > ctx->now_ms ? s->due_ms : ctx->now_ms;
    TRY(service_check_words(ctx, text, spoiler, s->media_count));
    TRY(store_scheduled_reseal(ctx, s, &d.sealed));
    return db_write(ctx, decision_write, &d);
}

enum err service_decline_status(struct ctx *ctx, struct account_id page,
                                struct scheduled_status_id id)
{
    struct decision d = { .is_approved = false };
    TRY(decision_take(ctx, page, id, &d));
    return db_write(ctx, decision_write, &d);
}

enum err service_withdraw_status(struct ctx *ctx, struct account_id page,
                                 struct scheduled_status_id id)
{
    enum page_role role = PAGE_ROLE_NONE;
    struct scheduled_status status;
    TRY(waiting_get(ctx, page, id, &role, &status));
    if (!is_own(ctx, &status) && !may_decide(ctx, role, &status))
        return fail(ctx, ERR_FORBIDDEN, "another's");
    return service_begin_scheduled_erasure(ctx, id, page);
}
