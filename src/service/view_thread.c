/* View a conversation. */
#include "service/view_thread.h"

#include <stdlib.h>

#include "base/map.h"
#include "base/vec.h"
#include "service/engine.h"
#include "store/account.h"
#include "store/timeline.h"

#define NO_NODE SIZE_MAX

/* The answers as a tree in two arrays; node 0 is the status itself. */
struct tree {
    struct status_id *ids;
    size_t *parent;
    size_t *first_child;
    size_t *next_sibling;
    size_t count;
};

static int reply_cmp_down(const void *left, const void *right)
{
    int64_t a = ((const struct thread_reply *)left)->id.v;
    int64_t b = ((const struct thread_reply *)right)->id.v;
    return (a < b) - (a > b);
}

static void map_end(struct map *map)
{
    map_done(map);
}

/* What other servers sent may answer itself in a ring: each status is taken once. */
static void nodes_make(struct tree *tree, const struct thread_reply *replies, size_t count,
                       struct map *nodes)
{
    map_put(nodes, (uint64_t)tree->ids[0].v, 0);
    for (size_t i = 0; i < count; i++) {
        uint64_t key = (uint64_t)replies[i].id.v;
        if (map_find(nodes, key, NULL))
            continue;
        map_put(nodes, key, tree->count);
        tree->ids[tree->count++] = replies[i].id;
    }
}

static void edges_make(struct tree *tree, const struct thread_reply *replies, size_t count,
                       const struct map *nodes)
{
    for (size_t i = 0; i < tree->count; i++)
        tree->parent[i] = tree->first_child[i] = tree->next_sibling[i] = NO_NODE;
    /* From the latest on, each put before its siblings: the earliest ends up first. */
    for (size_t i = 0; i < count; i++) {
        uint64_t node = 0;
        uint64_t parent = 0;
        bool is_known = map_find(nodes, (uint64_t)replies[i].id.v, &node) &&
                        map_find(nodes, (uint64_t)replies[i].parent.v, &parent);
        if (!is_known || node == 0 || tree->parent[node] != NO_NODE)
            continue;
        tree->parent[node] = (size_t)parent;
        tree->next_sibling[node] = tree->first_child[parent];
        tree->first_child[parent] = (size_t)node;
    }
}

static size_t node_after(const struct tree *tree, size_t at)
{
    if (tree->first_child[at] != NO_NODE)
        return tree->first_child[at];
    while (at != 0 && tree->next_sibling[at] == NO_NODE)
        at = tree->parent[at];
    return at == 0 ? NO_NODE : tree->next_sibling[at];
}

/* Depth first, siblings by id. */
static struct status_id *replies_order(struct arena *a, struct status_id root,
                                       struct thread_reply *replies, size_t count,
                                       size_t *out_count)
{
    qsort(replies, count, sizeof *replies, reply_cmp_down);
    struct tree tree = {
        .ids = ARENA_ARRAY(a, struct status_id, count + 1),
        .parent = ARENA_ARRAY(a, size_t, count + 1),
        .first_child = ARENA_ARRAY(a, size_t, count + 1),
        .next_sibling = ARENA_ARRAY(a, size_t, count + 1),
        .count = 1,
    };
    tree.ids[0] = root;
    CLEANUP(map_end) struct map nodes = { 0 };
    nodes_make(&tree, replies, count, &nodes);
    edges_make(&tree, replies, count, &nodes);
    struct status_id *order = ARENA_ARRAY(a, struct status_id, count);
    *out_count = 0;
    for (size_t at = node_after(&tree, 0); at != NO_NODE; at = node_after(&tree, at))
        order[(*out_count)++] = tree.ids[at];
    return order;
}

/* Load until half of the memory is used; what one does not want to see is left out. */
static enum err views_load(struct ctx *ctx, const struct status_id *ids, size_t count,
                           struct status_view *out, size_t *out_count)
{
    *out_count = 0;
    for (size_t at = 0; at < count && ctx->arena->used_bytes < ctx->arena->cap_bytes / 2;
         at += STORE_LIST_MAX) {
        size_t left = count - at;
        const struct status_view *views = NULL;
        size_t view_count = 0;
        TRY(service_view_statuses(ctx, &ids[at], left < STORE_LIST_MAX ? left : STORE_LIST_MAX,
                                  &views, &view_count));
        for (size_t i = 0; i < view_count; i++)
            if (!views[i].is_unwanted)
                out[(*out_count)++] = views[i];
    }
    return ERR_OK;
}

static enum err ancestors_load(struct ctx *ctx, struct status_id id, int64_t max,
                               struct thread_view *out)
{
    struct status_id *ids = NULL;
    size_t count = 0;
    TRY(store_thread_ancestors(ctx, id, max, &ids, &count));
    struct status_id *order = ARENA_ARRAY(ctx->arena, struct status_id, count);
    size_t kept = 0;
    for (size_t i = count; i-- > 0;) {
        bool is_known = status_id_eq(ids[i], id);
        for (size_t j = 0; j < kept && !is_known; j++)
            is_known = status_id_eq(order[j], ids[i]);
        if (!is_known)
            order[kept++] = ids[i];
    }
    struct status_view *views = ARENA_ARRAY(ctx->arena, struct status_view, kept);
    out->ancestors = views;
    return views_load(ctx, order, kept, views, &out->ancestor_count);
}

static bool is_self_reply(const struct status_view *view)
{
    return account_id_eq(view->status->in_reply_to_account, view->status->account);
}

static enum err descendants_load(struct ctx *ctx, struct status_id id, int64_t depth, int64_t max,
                                 struct thread_view *out)
{
    struct thread_reply *replies = NULL;
    size_t count = 0;
    TRY(store_thread_descendants(ctx, id, depth, max, &replies, &count));
    size_t order_count = 0;
    struct status_id *order = replies_order(ctx->arena, id, replies, count, &order_count);
    struct status_view *views = ARENA_ARRAY(ctx->arena, struct status_view, order_count);
    size_t view_count = 0;
    TRY(views_load(ctx, order, order_count, views, &view_count));
    /* Mastodon shows people's answers to themselves first: the rest of a long story. */
    struct status_view *sorted = ARENA_ARRAY(ctx->arena, struct status_view, view_count);
    size_t at = 0;
    for (size_t i = 0; i < view_count; i++)
        if (is_self_reply(&views[i]))
            sorted[at++] = views[i];
    for (size_t i = 0; i < view_count; i++)
        if (!is_self_reply(&views[i]))
            sorted[at++] = views[i];
    out->descendants = sorted;
    out->descendant_count = view_count;
    return ERR_OK;
}

enum err service_view_thread(struct ctx *ctx, struct status_id id, struct thread_view *out)
{
    struct status_view view;
    TRY(service_view_status(ctx, id, &view));
    bool is_anonymous = account_id_is_none(ctx->viewer.account);
    struct thread_view thread = { 0 };
    TRY(ancestors_load(ctx, id, is_anonymous ? THREAD_ANCESTORS_ANONYMOUS : THREAD_MAX, &thread));
    TRY(descendants_load(ctx, id, is_anonymous ? THREAD_DEPTH_ANONYMOUS : THREAD_MAX,
                         is_anonymous ? THREAD_DESCENDANTS_ANONYMOUS : THREAD_MAX, &thread));
    *out = thread;
    return ERR_OK;
}

enum err service_list_replies(struct ctx *ctx, const struct status *status, bool by_others,
                              int64_t above, struct replies_view *out)
{
    struct status_id *ids = NULL;
    size_t count = 0;
    struct replies_view page = { 0 };
    TRY(store_thread_replies(ctx, status, by_others, above, REPLIES_PAGE_COUNT, &ids, &count));
    TRY(service_view_statuses(ctx, ids, count, &page.views, &page.count));
    if (count == (size_t)REPLIES_PAGE_COUNT)
        page.last_id = ids[count - 1].v;
    *out = page;
    return ERR_OK;
}
