/* Load notified. */
#include "service/load_notified.h"

#include "service/report_account.h"
#include "service/view_account.h"
#include "store/staff_act.h"

void service_begin_notified(struct ctx *ctx, size_t count, struct notified *out)
{
    *out = (struct notified){
        .act_ids = ARENA_ARRAY(ctx->arena, struct staff_act_id, count),
        .report_ids = ARENA_ARRAY(ctx->arena, struct report_id, count),
    };
}

void service_add_notified(struct notified *n, struct staff_act_id act, struct report_id report)
{
    if (!staff_act_id_is_none(act))
        n->act_ids[n->act_id_count++] = act;
    if (!report_id_is_none(report))
        n->report_ids[n->report_id_count++] = report;
}

enum err service_load_notified(struct ctx *ctx, struct notified *n)
{
    TRY(store_staff_act_list(ctx, n->act_ids, n->act_id_count, &n->acts, &n->act_count));
    n->reports = ARENA_ARRAY(ctx->arena, struct report, n->report_id_count);
    n->targets = ARENA_ARRAY(ctx->arena, struct account, n->report_id_count);
    /* Who is no moderator any more reads them no more. */
    for (size_t i = 0; i < n->report_id_count && ctx->viewer.role >= USER_ROLE_MODERATOR; i++) {
        struct report *report = &n->reports[n->report_count];
        enum err err = service_get_report(ctx, n->report_ids[i], report);
        if (err == ERR_OK)
            err = service_view_account(ctx, report->target, &n->targets[n->report_count]);
        if (err != ERR_OK && err != ERR_NOT_FOUND)
            return err;
        n->report_count += err == ERR_OK;
    }
    return ERR_OK;
}

const struct staff_act *service_notified_act(const struct notified *n, struct staff_act_id id)
{
    for (size_t i = 0; i < n->act_count; i++)
        if (staff_act_id_eq(n->acts[i].id, id))
            return &n->acts[i];
    return NULL;
}

const struct report *service_notified_report(const struct notified *n, struct report_id id,
                                             const struct account **out_target)
{
    for (size_t i = 0; i < n->report_count; i++) {
        if (!report_id_eq(n->reports[i].id, id))
            continue;
        *out_target = &n->targets[i];
        return &n->reports[i];
    }
    *out_target = NULL;
    return NULL;
}
