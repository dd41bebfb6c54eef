/* Two servers in one process, a.example with ann and b.example with bob, on a wire of function calls: what fed tests run on.
 *
 * Every request between them is signed, verified, kept, worked and answered as on the network. Documents of third servers are
 * written by hand (world_page).
 */
#pragma once

#include "harness/service_fixture.h"

#include "fed/fed.h"
#include "fed/inbox.h"
#include "model/domain_rule.h"
#include "model/relationship.h"
#include "model/status.h"
#include "net/net.h"

#define WORLD_PAGES_MAX 16

struct world;

struct node {
    struct world *world;
    struct service_fixture f;
    struct fed *fed;
    const char *host;
    struct user user;
    bool is_down;
};

/* What a third server answers at one address. */
struct page {
    const char *url;
    const char *type; /* media type; NULL: 404 */
    struct sv body;
};

struct world {
    struct node nodes[2];
    struct page pages[WORLD_PAGES_MAX];
    size_t page_count;
    bool is_strict;   /* both answer fetches only to who signs them (authorized fetch) */
    int64_t requests; /* fetches so far, answered or not */
    int64_t posts;    /* deliveries that reached a server */
};

void world_open(struct world *w, enum fixture_engine engine);
void world_close(struct world *w);

/** Run a test on each engine that is there. */
void world_on_both(void (*test)(enum fixture_engine engine));

/** Let a third server answer at an address; again replaces. type NULL: 404. body is borrowed. */
void world_page(struct world *w, const char *url, const char *type, struct sv body);

/** Send and work everything on both, until there is nothing to do. */
void world_settle(struct world *w);

/** ann follows bob; bob's account on a. */
struct account_id world_meet(struct world *w);

/** A rule of a node's moderators. */
void world_rule(struct node *n, const char *domain, enum domain_severity severity);

/** Text with ANN and BOB replaced by their actors' ids and OBJECT by that of a status of bob's; in the arena of a. */
struct sv world_filled(struct world *w, const char *text, struct status_id of);

/** Give b an activity signed with ann's key over `body`, while `sent_body` is what arrives; then settle. */
enum err world_forge(struct world *w, struct sv body, struct sv sent_body);

/** The same to another inbox of b's, by its path. */
enum err world_forge_to(struct world *w, struct sv target, struct sv body, struct sv sent_body);

/** A POST arrives at an inbox of a node, by its path. */
enum err node_receive(struct node *n, struct sv target, const struct net_header *headers,
                      size_t count, struct sv body);

/** How a node's person stands to another account. */
struct relationship node_relation(struct node *n, struct account_id other);

/** Find an account by its handle, asking its server. */
struct account_id node_resolve(struct node *n, const char *handle);

/** The node's person posts. */
struct status node_post(struct node *n, const char *text, enum visibility visibility);

/** The copy that `here` has of a status of `there`; false when it has none. */
bool node_copy_of(struct node *there, struct node *here, struct status_id id, struct status *out);

/** Deliveries that wait at a node. */
int64_t node_waiting(struct node *n);
