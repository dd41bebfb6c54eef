/* Router: a tree of segments. */
#include "http/router.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/heap.h"
#include "base/vec.h"

#define ROUTER_ARENA_BYTES ((size_t)8 << 20)

struct node;

struct literal_edge {
    struct sv text;
    struct node *to;
};

/* "prefix:namesuffix" */
struct name_edge {
    struct sv prefix;
    struct sv name;
    struct sv suffix;
    struct node *to;
};

struct node {
    VEC(struct literal_edge) literals; /* sorted by sv_cmp once built */
    VEC(struct name_edge) names;       /* longest literal part first once built */
    struct node *tail;                 /* what "*name" leads to */
    struct sv tail_name;
    const struct route *routes[HTTP_METHOD_COUNT];
};

struct router {
    struct arena arena;
    struct node root;
    VEC(const struct route *) rows;
};

static struct node *literal_add(struct arena *a, struct node *node, struct sv text)
{
    for (size_t i = 0; i < node->literals.count; i++) {
        if (sv_eq(node->literals.items[i].text, text))
            return node->literals.items[i].to;
    }
    struct literal_edge *edge = VEC_PUSH(a, &node->literals);
    *edge = (struct literal_edge){ text, ARENA_NEW(a, struct node) };
    return edge->to;
}

static bool is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

/* Two names at one place may differ between methods, so the name is a part of the edge. */
static struct node *name_add(struct arena *a, struct node *node, struct sv segment, size_t colon)
{
    size_t end = colon + 1;
    while (end < segment.len && is_name_byte(segment.ptr[end]))
        end++;
    struct name_edge made = { sv_sub(segment, 0, colon),
                              sv_sub(segment, colon + 1, end - colon - 1),
                              sv_from_offset(segment, end), NULL };
    if (made.name.len == 0)
        return NULL;
    for (size_t i = 0; i < node->names.count; i++) {
        const struct name_edge *edge = &node->names.items[i];
        if (sv_eq(edge->prefix, made.prefix) && sv_eq(edge->name, made.name) &&
            sv_eq(edge->suffix, made.suffix))
            return edge->to;
    }
    made.to = ARENA_NEW(a, struct node);
    *VEC_PUSH(a, &node->names) = made;
    return made.to;
}

static struct node *tail_add(struct arena *a, struct node *node, struct sv name)
{
    if (name.len == 0 || (node->tail != NULL && !sv_eq(node->tail_name, name)))
        return NULL;
    if (node->tail == NULL)
        node->tail = ARENA_NEW(a, struct node);
    node->tail_name = name;
    return node->tail;
}

static struct node *segment_add(struct arena *a, struct node *node, struct sv segment, bool is_last)
{
    if (segment.len == 0)
        return NULL;
    if (segment.ptr[0] == '*')
        return is_last ? tail_add(a, node, sv_from_offset(segment, 1)) : NULL;
    size_t colon = sv_find_char(segment, ':', 0);
    return colon == SIZE_MAX ? literal_add(a, node, segment) : name_add(a, node, segment, colon);
}

static enum err route_add(struct router *router, const struct route *route)
{
    struct sv rest = sv_from(route->path);
    if (!sv_starts_with(rest, SV("/")) || route->method == HTTP_OPTIONS || route->handler == NULL)
        return ERR_PARSE;
    rest = sv_from_offset(rest, 1);
    struct node *node = &router->root;
    size_t value_count = 0;
    struct sv segment;
    while (rest.len > 0 && sv_split(&rest, '/', &segment)) {
        node = segment_add(&router->arena, node, segment, rest.len == 0);
        if (node == NULL)
            return ERR_PARSE;
        value_count += segment.ptr[0] == '*' || sv_find_char(segment, ':', 0) != SIZE_MAX;
    }
    if (value_count > HTTP_ROUTE_VALUES_MAX)
        return ERR_PARSE;
    if (node->routes[route->method] != NULL)
        return ERR_CONFLICT;
    node->routes[route->method] = route;
    *VEC_PUSH(&router->arena, &router->rows) = route;
    return ERR_OK;
}

static int literal_compare(const void *a, const void *b)
{
    const struct literal_edge *left = a;
    const struct literal_edge *right = b;
    return sv_cmp(left->text, right->text);
}

static int name_compare(const void *a, const void *b)
{
    const struct name_edge *left = a;
    const struct name_edge *right = b;
    size_t left_len = left->prefix.len + left->suffix.len;
    size_t right_len = right->prefix.len + right->suffix.len;
    return left_len < right_len ? 1 : left_len > right_len ? -1 : 0;
}

static bool is_same_shape(const struct name_edge *a, const struct name_edge *b)
{
    return sv_eq(a->prefix, b->prefix) && sv_eq(a->suffix, b->suffix);
}

/* A later name of the same shape would be shadowed where both have a route of one method. */
static enum err shadows_check(const struct node *node)
{
    for (size_t i = 0; i < node->names.count; i++) {
        for (size_t j = i + 1; j < node->names.count; j++) {
            const struct name_edge *a = &node->names.items[i];
            const struct name_edge *b = &node->names.items[j];
            for (int m = 0; is_same_shape(a, b) && m < HTTP_METHOD_COUNT; m++) {
                if (a->to->routes[m] != NULL && b->to->routes[m] != NULL)
                    return ERR_CONFLICT;
            }
        }
    }
    return ERR_OK;
}

/* Depth is bounded by the longest path of the tables. */
static enum err node_finish(struct node *node)
{
    if (node->literals.count > 1)
        qsort(node->literals.items, node->literals.count, sizeof *node->literals.items,
              literal_compare);
    if (node->names.count > 1)
        qsort(node->names.items, node->names.count, sizeof *node->names.items, name_compare);
    TRY(shadows_check(node));
    for (size_t i = 0; i < node->literals.count; i++)
        TRY(node_finish(node->literals.items[i].to));
    for (size_t i = 0; i < node->names.count; i++)
        TRY(node_finish(node->names.items[i].to));
    return ERR_OK;
}

enum err router_new(const struct route_table *tables, size_t count, struct router **out)
{
    struct router *router = heap_new(sizeof *router);
    arena_init(&router->arena, ROUTER_ARENA_BYTES);
    enum err err = ERR_OK;
    for (size_t t = 0; t < count; t++) {
        for (size_t i = 0; err == ERR_OK && i < tables[t].count; i++)
            err = route_add(router, &tables[t].rows[i]);
    }
    if (err == ERR_OK)
        err = node_finish(&router->root);
    if (err != ERR_OK)
        router_free(router);
    else
        *out = router;
    return err;
}

void router_free(struct router *router)
{
    if (router == NULL)
        return;
    arena_done(&router->arena);
    heap_free(router);
}

struct search {
    const struct http_target *target;
    enum http_method method;
    struct route_match *match;
};

static const struct node *literal_find(const struct node *node, struct sv text)
{
    size_t low = 0;
    size_t high = node->literals.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = sv_cmp(text, node->literals.items[middle].text);
        if (order == 0)
            return node->literals.items[middle].to;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

/* The path ends here: note what is allowed; true when the method has a route. */
static bool node_accepts(const struct node *node, struct search *s)
{
    for (unsigned m = 0; m < HTTP_METHOD_COUNT; m++) {
        if (node->routes[m] == NULL)
            continue;
        s->match->allowed |= 1u << m;
        s->match->has_cors |= node->routes[m]->cors != ROUTE_CORS_NONE;
    }
    s->match->route = node->routes[s->method];
    return s->match->route != NULL;
}

static void value_push(struct search *s, struct sv name, struct sv value)
{
    assert(s->match->value_count < HTTP_ROUTE_VALUES_MAX);
    s->match->values[s->match->value_count++] = (struct route_value){ name, value };
}

static bool node_search(const struct node *node, size_t at, struct search *s);

/* Try the branches ":name" of a node. */
static bool names_search(const struct node *node, size_t at, struct search *s)
{
    struct sv segment = s->target->segments[at];
    for (size_t i = 0; i < node->names.count; i++) {
        const struct name_edge *edge = &node->names.items[i];
        size_t fixed = edge->prefix.len + edge->suffix.len;
        if (segment.len <= fixed || !sv_starts_with(segment, edge->prefix) ||
            !sv_ends_with(segment, edge->suffix))
            continue;
        value_push(s, edge->name, sv_sub(segment, edge->prefix.len, segment.len - fixed));
        if (node_search(edge->to, at + 1, s))
            return true;
        s->match->value_count--;
    }
    return false;
}

/* The rest of the raw path from segment `at` on, for "*name". */
static struct sv path_rest(const struct http_target *target, size_t at)
{
    size_t from = 1;
    for (size_t i = 0; i < at; i++)
        from = sv_find_char(target->path, '/', from) + 1;
    return sv_from_offset(target->path, from);
}

static bool node_search(const struct node *node, size_t at, struct search *s)
{
    if (at == s->target->segment_count)
        return node_accepts(node, s);
    const struct node *next = literal_find(node, s->target->segments[at]);
    if (next != NULL && node_search(next, at + 1, s))
        return true;
    if (names_search(node, at, s))
        return true;
    if (node->tail == NULL || !node_accepts(node->tail, s))
        return false;
    value_push(s, node->tail_name, path_rest(s->target, at));
    return true;
}

enum err router_find(const struct router *router, enum http_method method,
                     const struct http_target *target, struct route_match *out)
{
    out->route = NULL;
    out->value_count = 0;
    out->allowed = 0;
    out->has_cors = false;
    struct search s = { target, method, out };
    if (node_search(&router->root, 0, &s))
        return ERR_OK;
    return out->allowed != 0 ? ERR_METHOD : ERR_NOT_FOUND;
}

struct sv router_allow_header(struct arena *a, unsigned allowed)
{
    struct buf b;
    buf_init(&b, a, 128);
    for (unsigned m = 0; m < HTTP_METHOD_COUNT; m++) {
        if ((allowed & 1u << m) == 0)
            continue;
        buf_sv(&b, http_method_name((enum http_method)m));
        buf_lit(&b, ", ");
        if (m == HTTP_GET)
            buf_lit(&b, "HEAD, ");
    }
    buf_lit(&b, "OPTIONS");
    return buf_view(&b);
}

const struct route *router_next(const struct router *router, size_t *at)
{
    return *at < router->rows.count ? router->rows.items[(*at)++] : NULL;
}
