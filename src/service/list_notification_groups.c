/* List groups of notifications. */
#include "service/list_notification_groups.h"

#include "base/map.h"
#include "service/engine.h"
#include "service/permit.h"
#include "service/view_account.h"

#define DISMISS_BATCH 1000

/* Ids, each once, in the order they were first seen. */
struct distinct {
    struct map seen;
    int64_t *ids;
    size_t count;
};

static void distinct_add(struct distinct *d, int64_t id)
{
    if (id == 0 || map_find(&d->seen, (uint64_t)id, NULL))
        return;
    map_put(&d->seen, (uint64_t)id, 0);
    d->ids[d->count++] = id;
}

static enum err accounts_load(struct ctx *ctx, const int64_t *ids, size_t count,
                              struct notification_groups *out)
{
    struct account_id *from = ARENA_ARRAY(ctx->arena, struct account_id, count);
    for (size_t i = 0; i < count; i++)
        from[i] = account_id(ids[i]);
    return service_view_accounts(ctx, from, count, &out->accounts, &out->account_count);
}

static enum err statuses_load(struct ctx *ctx, const struct notification_group *groups,
                              size_t count, struct notification_groups *out)
{
    CLEANUP(map_done) struct map seen = { 0 };
    struct status_id *about = ARENA_ARRAY(ctx->arena, struct status_id, count);
    size_t about_count = 0;
    for (size_t i = 0; i < count; i++) {
        struct status_id id = groups[i].status;
        if (status_id_is_none(id) || map_find(&seen, (uint64_t)id.v, NULL))
            continue;
        map_put(&seen, (uint64_t)id.v, 0);
        about[about_count++] = id;
    }
    return service_view_statuses(ctx, about, about_count, &out->statuses, &out->status_count);
}

/* Drop whom nobody can see from the samples. */
static void samples_filter(struct notification_group *g, const struct map *accounts)
{
    size_t kept = 0;
    for (size_t i = 0; i < g->from_count; i++) {
        if (map_find(accounts, (uint64_t)g->from[i].v, NULL))
            g->from[kept++] = g->from[i];
    }
    g->from_count = kept;
}

/* Drop what cannot be shown, so that each group names only what comes beside it. */
static void groups_filter(struct notification_group *groups, size_t count,
                          struct notification_groups *out)
{
    CLEANUP(map_done) struct map accounts = { 0 };
    CLEANUP(map_done) struct map statuses = { 0 };
    for (size_t i = 0; i < out->account_count; i++)
        map_put(&accounts, (uint64_t)out->accounts[i].id.v, i);
    for (size_t i = 0; i < out->status_count; i++)
        map_put(&statuses, (uint64_t)out->statuses[i].status->id.v, i);
    out->groups = groups;
    for (size_t i = 0; i < count; i++) {
        struct notification_group *g = &groups[i];
        samples_filter(g, &accounts);
        bool lacks_status =
            !status_id_is_none(g->status) && !map_find(&statuses, (uint64_t)g->status.v, NULL);
        bool lacks_act =
            !staff_act_id_is_none(g->act) && service_notified_act(&out->notified, g->act) == NULL;
        if (g->from_count > 0 && !lacks_status && !lacks_act)
            out->groups[out->count++] = *g;
    }
}

/* Only whom the groups that are left name, each group's newest first. */
static enum err accounts_choose(struct ctx *ctx, struct notification_groups *out)
{
    CLEANUP(map_done) struct map at = { 0 };
    struct distinct chosen = { .ids = ARENA_ARRAY(ctx->arena, int64_t,
                                                  out->count * NOTIFICATION_SAMPLE_COUNT) };
    for (size_t i = 0; i < out->count; i++)
        distinct_add(&chosen, out->groups[i].from[0].v);
    out->newest_count = chosen.count;
    for (size_t i = 0; i < out->count; i++) {
        for (size_t j = 1; j < out->groups[i].from_count; j++)
            distinct_add(&chosen, out->groups[i].from[j].v);
    }
    map_done(&chosen.seen);
    for (size_t i = 0; i < out->account_count; i++)
        map_put(&at, (uint64_t)out->accounts[i].id.v, i);
    struct account *accounts = ARENA_ARRAY(ctx->arena, struct account, chosen.count);
    for (size_t i = 0; i < chosen.count; i++) {
        uint64_t from = 0;
        if (!map_find(&at, (uint64_t)chosen.ids[i], &from))
            return fail(ctx, ERR_CORRUPT, "a group names an account that was not loaded");
        accounts[i] = out->accounts[from];
    }
    out->accounts = accounts;
    out->account_count = chosen.count;
    return ERR_OK;
}

static enum err groups_make(struct ctx *ctx, const struct notification *heads, size_t count,
                            struct notification_groups *out)
{
    struct notification_group *groups = ARENA_ARRAY(ctx->arena, struct notification_group, count);
    TRY(store_notification_group_list(ctx, ctx->viewer.account, heads, count, groups));
    struct distinct from = { .ids = ARENA_ARRAY(ctx->arena, int64_t,
                                                count * NOTIFICATION_SAMPLE_COUNT) };
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < groups[i].from_count; j++)
            distinct_add(&from, groups[i].from[j].v);
    }
    map_done(&from.seen);
    TRY(accounts_load(ctx, from.ids, from.count, out));
    TRY(statuses_load(ctx, groups, count, out));
    service_begin_notified(ctx, count, &out->notified);
    for (size_t i = 0; i < count; i++)
        service_add_notified(&out->notified, groups[i].act, groups[i].report);
    TRY(service_load_notified(ctx, &out->notified));
    groups_filter(groups, count, out);
    return accounts_choose(ctx, out);
}

/* Kinds that are not to be told together stand alone. */
static void heads_part(struct notification *heads, size_t count, int64_t grouped)
{
    for (size_t i = 0; i < count; i++) {
        if ((grouped >> heads[i].kind & 1) == 0)
            heads[i].group = notification_id(0);
    }
}

enum err service_list_notification_groups(struct ctx *ctx, const struct notification_filter *filter,
                                          const struct paging *paging,
                                          struct notification_groups *out)
{
    struct notification_groups made = { 0 };
    struct notification *heads = NULL;
    size_t count = 0;
    TRY(service_permit_acting(ctx, PAGE_ROLE_MODERATOR));
    TRY(store_notification_page(ctx, ctx->viewer.account, filter, paging, &heads, &count));
    for (size_t i = 0; i < count; i++)
        paging_span_add(&made.span, heads[i].id.v);
    heads_part(heads, count, filter->grouped);
    TRY(groups_make(ctx, heads, count, &made));
    *out = made;
    return ERR_OK;
}

/* What a key names: the head of a group, or a notification that is to stand alone. */
static enum err head_find(struct ctx *ctx, struct sv key, struct notification *out)
{
    enum notification_kind kind = NOTIFICATION_MENTION;
    struct notification_id group;
    struct notification_id id;
    struct notification head;
    if (!notification_group_key_parse(key, &kind, &group, &id))
        return ERR_NOT_FOUND;
    if (notification_id_is_none(group)) {
        TRY(store_notification_get(ctx, ctx->viewer.account, id, &head));
        head.group = notification_id(0);
    } else {
        TRY(store_notification_group_get(ctx, ctx->viewer.account, group, &head));
        if (head.kind != kind)
            return ERR_NOT_FOUND;
    }
    *out = head;
    return ERR_OK;
}

enum err service_get_notification_group(struct ctx *ctx, struct sv key,
                                        struct notification_groups *out)
{
    struct notification_groups made = { 0 };
    struct notification head;
    TRY(service_permit_acting(ctx, PAGE_ROLE_MODERATOR));
    TRY(head_find(ctx, key, &head));
    TRY(groups_make(ctx, &head, 1, &made));
    if (made.count == 0)
        return ERR_NOT_FOUND;
    *out = made;
    return ERR_OK;
}

enum err service_list_group_accounts(struct ctx *ctx, struct sv key, const struct paging *paging,
                                     struct account_page *out)
{
    struct account_page page = { 0 };
    struct notification head;
    TRY(service_permit_acting(ctx, PAGE_ROLE_MODERATOR));
    TRY(head_find(ctx, key, &head));
    struct notification *members = &head;
    size_t count = 1;
    if (!notification_id_is_none(head.group))
        TRY(store_notification_group_members(ctx, ctx->viewer.account, head.group, paging, &members,
                                             &count));
    struct account_id *from = ARENA_ARRAY(ctx->arena, struct account_id, count);
    for (size_t i = 0; i < count; i++) {
        from[i] = members[i].from;
        paging_span_add(&page.span, members[i].id.v);
    }
    TRY(service_view_accounts(ctx, from, count, &page.accounts, &page.count));
    *out = page;
    return ERR_OK;
}

struct group_removal {
    struct notification head;
    int64_t upto;
    int64_t deleted;
};

static enum err dismiss_write(struct ctx *ctx, void *arg)
{
    struct group_removal *r = arg;
    if (notification_id_is_none(r->head.group))
        return store_notification_delete(ctx, r->head.owner, r->head.id);
    return store_notification_group_delete(ctx, r->head.owner, r->head.group, r->upto,
                                           DISMISS_BATCH, &r->deleted);
}

enum err service_dismiss_notification_group(struct ctx *ctx, struct sv key)
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_MODERATOR));
    struct group_removal r = { .upto = engine_next_id(ctx) };
    enum err err = head_find(ctx, key, &r.head);
    if (err == ERR_NOT_FOUND)
        return ERR_OK;
    TRY(err);
    do {
        TRY(service_write_acting(ctx, dismiss_write, &r));
    } while (r.deleted == DISMISS_BATCH);
    return ERR_OK;
}
