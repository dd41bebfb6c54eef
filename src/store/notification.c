/* Notifications in the store. */
#include "store/notification.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/vec.h"
#include "store/queries.h"

/* From its first to its last member. */
#define GROUP_SPAN_MS (MS_PER_DAY / 2)
/* Members are counted so far; beyond it stands how many were ever told. */
#define GROUP_COUNT_MAX 100

static struct notification notification_of(const struct notification_row *row)
{
    return (struct notification){
        .id = row->id,
        .kind = (enum notification_kind)row->kind,
        .owner = row->owner_id,
        .from = row->from_id,
        .status = row->status_id,
        .report = row->report_id,
        .group = row->group_id,
        .act = row->act_id,
        .is_filtered = row->is_filtered,
    };
}

/* A group as one notification. */
static struct notification head_of(const struct notification_group_row *row)
{
    return (struct notification){
        .id = row->newest_id,
        .kind = (enum notification_kind)row->kind,
        .owner = row->owner_id,
        .status = row->status_id,
        .group = row->id,
    };
}

static bool has_kind(int64_t kinds, enum notification_kind kind)
{
    return (kinds >> kind & 1) != 0;
}

static struct notification_policy policy_of(const struct q_notification_refused_row *row)
{
    if (!row->has_policy)
        return notification_policy_default();
    return (struct notification_policy){
        .verdicts = { [NOTIFICATION_NOT_FOLLOWING] = (enum notification_verdict)row->not_following,
                      [NOTIFICATION_NOT_FOLLOWERS] = (enum notification_verdict)row->not_followers,
                      [NOTIFICATION_NEW_ACCOUNTS] = (enum notification_verdict)row->new_accounts,
                      [NOTIFICATION_PRIVATE_MENTIONS] =
                          (enum notification_verdict)row->private_mentions,
                      [NOTIFICATION_LIMITED_ACCOUNTS] =
                          (enum notification_verdict)row->limited_accounts },
    };
}

enum err store_notification_doubt(struct ctx *ctx, const struct notification *what,
                                  struct notification_doubt *out)
{
    struct q_notification_refused_row row;
    TRY(q_notification_refused(ctx, what->owner, what->from, what->kind, what->status.v,
                               what->report.v, what->act.v, ctx->now_ms, &row));
    *out = (struct notification_doubt){
        .is_refused = row.is_refused,
        .is_followed = row.is_followed,
        .is_private = row.is_private,
        .is_silenced = row.from_silenced,
        .domain = row.from_domain,
        .policy = policy_of(&row),
    };
    return ERR_OK;
}

/* The group it belongs to, which counts it from now on. What was kept aside comes late: a group that began within half a day
 * behind it will do as well. */
static enum err group_join(struct ctx *ctx, const struct notification *what,
                           struct notification_id *out)
{
    struct notification_group_row row;
    bool is_found = false;
    int64_t time_ms = id_time_ms(what->id.v);
    struct notification_id upto = notification_id(id_floor(time_ms + GROUP_SPAN_MS));
    if (status_id_is_none(what->status))
        TRY(q_notification_group_of_kind(ctx, what->owner, what->kind, upto, &is_found, &row));
    else
        TRY(q_notification_group_of_status(ctx, what->owner, what->kind, what->status, upto,
                                           &is_found, &row));
    bool is_near = is_found && time_ms - id_time_ms(row.id.v) < GROUP_SPAN_MS;
    *out = is_near ? row.id : what->id;
    if (is_near)
        return q_notification_group_add(ctx, what->owner, row.id, what->id, NULL);
    return q_notification_group_insert(ctx, what->owner, what->id, what->kind, what->status, NULL);
}

enum err store_notification_insert(struct ctx *ctx, const struct notification *what)
{
    struct notification_id group = notification_id(0);
    if (what->is_filtered)
        TRY(q_notification_request_insert(ctx, what->owner, what->from,
                                          notification_request_id(what->id.v), NULL));
    else if (has_kind(NOTIFICATION_KINDS_GROUPED, what->kind))
        TRY(group_join(ctx, what, &group));
    return q_notification_insert(ctx, what->owner, what->id, what->kind, what->from, what->status,
                                 what->report, group, what->act, what->is_filtered, NULL);
}

enum err store_notification_get(struct ctx *ctx, struct account_id owner, struct notification_id id,
                                struct notification *out)
{
    struct notification_row row;
    bool is_found = false;
    TRY(q_notification_get(ctx, owner, id, &is_found, &row));
    if (!is_found)
        return ERR_NOT_FOUND;
    *out = notification_of(&row);
    return ERR_OK;
}

typedef VEC(struct notification) notifications;

static void rows_take(struct ctx *ctx, const struct notification_row *rows, size_t count,
                      notifications *out)
{
    for (size_t i = 0; i < count; i++)
        *VEC_PUSH(ctx->arena, out) = notification_of(&rows[i]);
}

/* One kind, as it is: told, or kept aside. */
static enum err rows_page(struct ctx *ctx, struct account_id owner, enum notification_kind kind,
                          bool is_filtered, const struct paging *paging, notifications *out)
{
    struct notification_row *rows = NULL;
    size_t count = 0;
    TRY(q_notification_page_kind(ctx, owner, kind, is_filtered, paging, &rows, &count));
    rows_take(ctx, rows, count, out);
    return ERR_OK;
}

static enum err kind_take(struct ctx *ctx, struct account_id owner, enum notification_kind kind,
                          const struct notification_filter *filter, const struct paging *paging,
                          notifications *out)
{
    struct notification_group_row *groups = NULL;
    size_t count = 0;
    if (filter->includes_filtered)
        TRY(rows_page(ctx, owner, kind, true, paging, out));
    if (!has_kind(filter->grouped, kind))
        return rows_page(ctx, owner, kind, false, paging, out);
    TRY(q_notification_group_page(ctx, owner, kind, paging, &groups, &count));
    for (size_t i = 0; i < count; i++)
        *VEC_PUSH(ctx->arena, out) = head_of(&groups[i]);
    return ERR_OK;
}

static int newest_first(const void *a, const void *b)
{
    const struct notification *x = a;
    const struct notification *y = b;
    return (x->id.v < y->id.v) - (x->id.v > y->id.v);
}

/* A page of each kind, and of these the page of all. */
static enum err kinds_take(struct ctx *ctx, struct account_id owner,
                           const struct notification_filter *filter, const struct paging *paging,
                           notifications *out)
{
    for (int kind = 0; kind < NOTIFICATION_KIND_COUNT; kind++) {
        enum notification_kind k = (enum notification_kind)kind;
        if (has_kind(filter->kinds, k))
            TRY(kind_take(ctx, owner, k, filter, paging, out));
    }
    if (out->count > 1)
        qsort(out->items, out->count, sizeof *out->items, newest_first);
    if (out->count <= paging->count)
        return ERR_OK;
    if (paging->is_from_oldest)
        out->items += out->count - paging->count;
    out->count = paging->count;
    return ERR_OK;
}

enum err store_notification_page(struct ctx *ctx, struct account_id owner,
                                 const struct notification_filter *filter,
                                 const struct paging *paging, struct notification **out,
                                 size_t *out_count)
{
    struct notification_row *rows = NULL;
    size_t count = 0;
    notifications list = { 0 };
    if (!account_id_is_none(filter->from)) {
        TRY(q_notification_page_from(ctx, owner, filter->from, filter->kinds, paging, &rows,
                                     &count));
        rows_take(ctx, rows, count, &list);
    } else if (filter->kinds == NOTIFICATION_KINDS_ALL && filter->grouped == 0) {
        if (filter->includes_filtered)
            TRY(q_notification_page_all(ctx, owner, paging, &rows, &count));
        else
            TRY(q_notification_page(ctx, owner, paging, &rows, &count));
        rows_take(ctx, rows, count, &list);
    } else {
        TRY(kinds_take(ctx, owner, filter, paging, &list));
    }
    *out = list.items;
    *out_count = list.count;
    return ERR_OK;
}

static enum err kinds_count(struct ctx *ctx, struct account_id owner,
                            const struct notification_filter *filter, int64_t above, int64_t max,
                            int64_t *out)
{
    int64_t all = 0;
    for (int kind = 0; kind < NOTIFICATION_KIND_COUNT && all < max; kind++) {
        enum notification_kind k = (enum notification_kind)kind;
        int64_t some = 0;
        if (!has_kind(filter->kinds, k))
            continue;
        if (has_kind(filter->grouped, k))
            TRY(q_notification_group_unread(ctx, owner, k, above, max - all, &some));
        else
            TRY(q_notification_count_kind(ctx, owner, k, above, max - all, &some));
        all += some;
    }
    *out = all;
    return ERR_OK;
}

enum err store_notification_count_above(struct ctx *ctx, struct account_id owner,
                                        const struct notification_filter *filter, int64_t above,
                                        int64_t max, int64_t *out)
{
    if (!account_id_is_none(filter->from))
        return q_notification_count_from(ctx, owner, filter->from, filter->kinds, above, max, out);
    if (filter->kinds == NOTIFICATION_KINDS_ALL && filter->grouped == 0)
        return q_notification_count_above(ctx, owner, above, max, out);
    return kinds_count(ctx, owner, filter, above, max, out);
}

/* One that stands alone is a group of itself. */
static struct notification_group alone(const struct notification *n)
{
    return (struct notification_group){
        .position = n->id,
        .newest = n->id,
        .oldest = n->id,
        .kind = n->kind,
        .status = n->status,
        .act = n->act,
        .report = n->report,
        .count = 1,
        .from = { n->from },
        .from_count = 1,
    };
}

/* Members come newest first. */
static void member_add(struct notification_group *groups, size_t count,
                       const struct q_notification_group_members_row *row)
{
    for (size_t i = 0; i < count; i++) {
        struct notification_group *g = &groups[i];
        if (!notification_id_eq(g->id, row->group_id) || g->from_count == NOTIFICATION_SAMPLE_COUNT)
            continue;
        g->newest = g->from_count == 0 ? row->id : g->newest;
        g->oldest = row->id;
        g->from[g->from_count++] = row->from_id;
        g->count++;
    }
}

/* Of those with more members than were sampled. */
static enum err members_count(struct ctx *ctx, struct account_id owner,
                              struct notification_group *groups, size_t count)
{
    struct notification_id ids[PAGING_COUNT_MAX];
    struct q_notification_group_counts_row *rows = NULL;
    size_t id_count = 0;
    size_t row_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (groups[i].from_count == NOTIFICATION_SAMPLE_COUNT)
            ids[id_count++] = groups[i].id;
    }
    if (id_count == 0)
        return ERR_OK;
    TRY(q_notification_group_counts(ctx, owner, ids, id_count, GROUP_COUNT_MAX, &rows, &row_count));
    for (size_t i = 0; i < row_count; i++) {
        for (size_t j = 0; j < count; j++) {
            if (notification_id_eq(groups[j].id, rows[i].id))
                groups[j].count =
                    rows[i].count < GROUP_COUNT_MAX ? rows[i].count : rows[i].told_count;
        }
    }
    return ERR_OK;
}

enum err store_notification_group_list(struct ctx *ctx, struct account_id owner,
                                       const struct notification *heads, size_t count,
                                       struct notification_group *out)
{
    struct notification_id ids[PAGING_COUNT_MAX];
    struct q_notification_group_members_row *rows = NULL;
    size_t id_count = 0;
    size_t row_count = 0;
    assert(count <= PAGING_COUNT_MAX);
    for (size_t i = 0; i < count; i++) {
        const struct notification *head = &heads[i];
        out[i] = alone(head);
        if (notification_id_is_none(head->group))
            continue;
        out[i] = (struct notification_group){
            .id = head->group, .position = head->id, .kind = head->kind, .status = head->status
        };
        ids[id_count++] = head->group;
    }
    if (id_count > 0)
        TRY(q_notification_group_members(ctx, owner, ids, id_count, &rows, &row_count));
    for (size_t i = 0; i < row_count; i++)
        member_add(out, count, &rows[i]);
    return members_count(ctx, owner, out, count);
}

enum err store_notification_group_get(struct ctx *ctx, struct account_id owner,
                                      struct notification_id group, struct notification *out)
{
    struct notification_group_row row;
    bool is_found = false;
    TRY(q_notification_group_get(ctx, owner, group, &is_found, &row));
    if (!is_found)
        return ERR_NOT_FOUND;
    *out = head_of(&row);
    return ERR_OK;
}

enum err store_notification_group_members(struct ctx *ctx, struct account_id owner,
                                          struct notification_id group, const struct paging *paging,
                                          struct notification **out, size_t *out_count)
{
    struct notification_row *rows = NULL;
    size_t count = 0;
    notifications list = { 0 };
    TRY(q_notification_member_page(ctx, owner, group, paging, &rows, &count));
    rows_take(ctx, rows, count, &list);
    *out = list.items;
    *out_count = list.count;
    return ERR_OK;
}

enum err store_notification_delete(struct ctx *ctx, struct account_id owner,
                                   struct notification_id id)
{
    struct notification_row row;
    bool is_found = false;
    TRY(q_notification_get(ctx, owner, id, &is_found, &row));
    if (!is_found)
        return ERR_OK;
    TRY(q_notification_delete(ctx, owner, id, NULL));
    return row.is_filtered ? q_notification_request_trim(ctx, owner, row.from_id, NULL) : ERR_OK;
}

enum err store_notification_delete_kind(struct ctx *ctx, struct account_id owner,
                                        struct account_id from, enum notification_kind kind)
{
    TRY(q_notification_delete_kind(ctx, owner, from, kind, NULL));
    return q_notification_request_trim(ctx, owner, from, NULL);
}

enum err store_notification_delete_from(struct ctx *ctx, struct account_id owner,
                                        struct account_id from)
{
    TRY(q_notification_delete_from(ctx, owner, from, NULL));
    return q_notification_request_trim(ctx, owner, from, NULL);
}

/* Requests that lost their last notification, once all of these are gone. */
static enum err requests_trim(struct ctx *ctx, struct account_id owner, int64_t upto, int64_t count,
                              int64_t deleted, int64_t *out)
{
    *out = 0;
    return deleted == count ? ERR_OK
                            : q_notification_request_trim_some(ctx, owner, upto, count, out);
}

enum err store_notification_delete_domain(struct ctx *ctx, struct account_id owner,
                                          struct sv domain, int64_t count, int64_t *out_deleted)
{
    int64_t rows = 0;
    int64_t requests = 0;
    TRY(q_notification_delete_domain(ctx, owner, domain, count, &rows));
    TRY(requests_trim(ctx, owner, INT64_MAX, count, rows, &requests));
    *out_deleted = rows > requests ? rows : requests;
    return ERR_OK;
}

enum err store_notification_delete_upto(struct ctx *ctx, struct account_id owner, int64_t upto,
                                        int64_t count, int64_t *out_deleted)
{
    int64_t rows = 0;
    int64_t groups = 0;
    int64_t requests = 0;
    TRY(q_notification_delete_upto(ctx, owner, upto, count, &rows));
    TRY(q_notification_group_delete_upto(ctx, owner, upto, count, &groups));
    TRY(requests_trim(ctx, owner, upto, count, rows, &requests));
    *out_deleted = rows > groups ? rows : groups;
    *out_deleted = requests > *out_deleted ? requests : *out_deleted;
    return ERR_OK;
}

enum err store_notification_group_delete(struct ctx *ctx, struct account_id owner,
                                         struct notification_id group, int64_t upto, int64_t count,
                                         int64_t *out_deleted)
{
    return q_notification_member_delete(ctx, owner, group, upto, count, out_deleted);
}

enum err store_notification_let_through(struct ctx *ctx, struct account_id owner,
                                        struct account_id from, int64_t count, int64_t *out_count)
{
    struct notification_row *rows = NULL;
    size_t row_count = 0;
    TRY(q_notification_kept(ctx, owner, from, count, &rows, &row_count));
    for (size_t i = 0; i < row_count; i++) {
        struct notification what = notification_of(&rows[i]);
        struct notification_id group = notification_id(0);
        if (has_kind(NOTIFICATION_KINDS_GROUPED, what.kind))
            TRY(group_join(ctx, &what, &group));
        TRY(q_notification_let_through(ctx, owner, what.id, group, NULL));
    }
    *out_count = (int64_t)row_count;
    return ERR_OK;
}

enum err store_notification_delete_kept(struct ctx *ctx, struct account_id owner,
                                        struct account_id from, int64_t upto, int64_t count,
                                        int64_t *out_deleted)
{
    int64_t deleted = 0;
    TRY(q_notification_kept_delete(ctx, owner, from, upto, count, &deleted));
    *out_deleted = deleted;
    return deleted == count ? ERR_OK : q_notification_request_trim(ctx, owner, from, NULL);
}
