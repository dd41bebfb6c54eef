/* Router: the route tables compiled into a tree, walked segment by segment.
 *
 * Literals win over prefixed names, those over bare names, those over "*". A branch that matches
 * the path but not the method does not end the search, so "GET /x/:id" and "DELETE /x/all" live
 * together. The walk visits no node twice, so its cost is bounded by the tree.
 */
#pragma once

#include "http/route.h"

struct router;

/**
 * Compile tables. The rows are borrowed and must outlive the router.
 *
 * out      to be freed with router_free
 *
 * Returns  ERR_CONFLICT  two rows of one method match the same paths
 *          ERR_PARSE     a path is not well formed
 */
MUST_USE enum err router_new(const struct route_table *tables, size_t count, struct router **out);

/** NULL is accepted. */
void router_free(struct router *router);

struct route_match {
    const struct route *route;
    struct route_value values[HTTP_ROUTE_VALUES_MAX];
    size_t value_count;
    unsigned allowed; /* bits 1 << method of what the path knows, also on ERR_METHOD */
    bool has_cors;    /* some route of this path has CORS */
};

/**
 * Find the route of a request.
 *
 * out      filled also on ERR_METHOD (allowed, has_cors); values are views of the target
 *
 * Returns  ERR_NOT_FOUND  no such path
 *          ERR_METHOD     the path is known, the method is not
 */
MUST_USE enum err router_find(const struct router *router, enum http_method method,
                              const struct http_target *target, struct route_match *out);

/** "GET, HEAD, POST, OPTIONS" of a match's allowed bits, in the arena. */
struct sv router_allow_header(struct arena *a, unsigned allowed);

/** Walk every row in table order: call with *at = 0 first; NULL at the end. For `efface routes`. */
const struct route *router_next(const struct router *router, size_t *at);
