/* Inspect reports. */
#include "service/inspect_report.h"

#include "base/map.h"
#include "service/manage_rules.h"
#include "service/permit.h"

/* Everybody the reports of a page name, each loaded once. */
struct people {
    struct inspected_account *list;
    size_t count;
};

static void id_add(struct map *seen, struct account_id *ids, size_t *count, struct account_id id)
{
    if (account_id_is_none(id) || map_find(seen, (uint64_t)id.v, NULL))
        return;
    map_put(seen, (uint64_t)id.v, 0);
    ids[(*count)++] = id;
}

static enum err people_load(struct ctx *ctx, const struct report *reports, size_t count,
                            struct people *out)
{
    CLEANUP(map_done) struct map seen = { 0 };
    struct account_id *ids = ARENA_ARRAY(ctx->arena, struct account_id, 4 * count);
    size_t id_count = 0;
    for (size_t i = 0; i < count; i++) {
        id_add(&seen, ids, &id_count, reports[i].reporter);
        id_add(&seen, ids, &id_count, reports[i].target);
        id_add(&seen, ids, &id_count, reports[i].assigned_to);
        id_add(&seen, ids, &id_count, reports[i].handled_by);
    }
    out->list = ARENA_ARRAY(ctx->arena, struct inspected_account, id_count);
    return service_load_inspected(ctx, ids, id_count, out->list, &out->count);
}

static const struct inspected_account *person_of(const struct people *people, struct account_id id)
{
    for (size_t i = 0; i < people->count; i++)
        if (account_id_eq(people->list[i].account.id, id))
            return &people->list[i];
    return NULL;
}

static void rules_take(struct ctx *ctx, const struct instance_rule *all, size_t all_count,
                       struct inspected_report *out)
{
    const struct report *report = &out->report;
    struct instance_rule *rules = ARENA_ARRAY(ctx->arena, struct instance_rule, report->rule_count);
    for (size_t i = 0; i < report->rule_count; i++) {
        for (size_t j = 0; j < all_count; j++) {
            if (all[j].id == report->rules[i])
                rules[out->rule_count++] = all[j];
        }
    }
    out->rules = rules;
}

enum err service_inspect_reports(struct ctx *ctx, const struct report *reports, size_t count,
                                 struct inspected_report **out, size_t *out_count)
{
    struct people people = { 0 };
    struct instance_rule *rules = NULL;
    size_t rule_count = 0;
    size_t kept = 0;
    TRY(service_permit_role(ctx, USER_ROLE_MODERATOR));
    TRY(people_load(ctx, reports, count, &people));
    TRY(service_list_rules(ctx, &rules, &rule_count));
    struct inspected_report *list = ARENA_ARRAY(ctx->arena, struct inspected_report, count);
    for (size_t i = 0; i < count; i++) {
        struct inspected_report it = {
            .report = reports[i],
            .reporter = person_of(&people, reports[i].reporter),
            .target = person_of(&people, reports[i].target),
            .assigned = person_of(&people, reports[i].assigned_to),
            .handler = person_of(&people, reports[i].handled_by),
        };
        if (it.reporter == NULL || it.target == NULL)
            continue;
        rules_take(ctx, rules, rule_count, &it);
        TRY(service_view_statuses(ctx, reports[i].statuses, reports[i].status_count, &it.statuses,
                                  &it.status_count));
        list[kept++] = it;
    }
    *out = list;
    *out_count = kept;
    return ERR_OK;
}
