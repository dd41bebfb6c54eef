/* Window: the deliveries that are under way, with their bounds, and how far that makes each fan-out.
 *
 * A delivery enters when it is handed over and leaves when its outcome is on disk, so what a crash may repeat is at most
 * what is in the window. Its place is free again at once for whoever is next, whatever the others are doing; one host has
 * a share of the places and no more.
 *
 * A fan-out is on disk as a cursor: everything up to it is settled. Deliveries settle in any order, so the cursor
 * follows the slowest, and a host that does not answer would stop it. That one gets a delivery row of its own, as if it had
 * failed, and the cursor goes past it.
 *
 * Memory only; one thread. Bound: FED_WINDOW_MAX deliveries of a KiB or so, and FED_WALKS_MAX walks.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/map.h"
#include "fed/post.h"
#include "service/record_delivery.h"

/* Twice the requests that net sends at once (256, ten MiB): as many again are signed and wait, or wait to be recorded. */
#define FED_WINDOW_MAX 512
/* Ten times what net sends to one host at once: its connections never idle, and an eighth of it is not slow by ten hosts. */
#define FED_WINDOW_HOST_MAX 32
/* Hosts that can have their whole share at a time. */
#define FED_WINDOW_HOSTS_FULL_MAX (FED_WINDOW_MAX / FED_WINDOW_HOST_MAX)
#define FED_WALKS_MAX 128

/* A fan-out being walked. */
struct fed_walk {
    struct fanout fanout;
    struct inbox_id position; /* of the last inbox that came into the window */
    bool is_read;             /* none is behind it */
    bool is_gone;             /* cancelled in the store: nothing of it is kept any more */
    size_t count;             /* of its deliveries in the window */
    int64_t round;            /* in which it had its part last; whoever takes turns may use it */
    struct inbox_id cursor;   /* of the plan: how far it is */
    bool is_held;             /* of the plan: by one that is under way */
    struct fed_walk *next;    /* oldest first */
};

/* A delivery in the window. */
struct fed_sending {
    struct fed_post post;            /* its url is the outcome's */
    struct delivery_outcome outcome; /* its texts stand behind it */
    struct fed_walk *walk;           /* NULL: it came from a delivery row */
    int64_t start_ms;                /* monotonic */
    bool is_settled;                 /* the outcome is final */
    bool is_planned;                 /* of the plan: its outcome is in it */
    struct fed_sending *newer;       /* ring, in the order of the start */
    struct fed_sending *older;
    struct fed_sending *next_result; /* whoever collects results may use it */
};

struct fed_window {
    struct fed_sending ring; /* head */
    size_t count;            /* in the window */
    size_t unsettled;        /* of them, under way */
    size_t row_count;        /* of them, with a delivery row */
    struct map hosts;        /* host to its deliveries under way */
    struct map pairs;        /* object and inbox to their deliveries in the window */
    struct fed_walk *walks;
};

/** Empty. To be ended with fed_window_done. */
void fed_window_init(struct fed_window *w);

/** Forget everything. Nothing may be under way. */
void fed_window_done(struct fed_window *w);

/** How many places are free. */
size_t fed_window_room(const struct fed_window *w);

/** Has the host its share under way? */
bool fed_window_is_host_full(const struct fed_window *w, struct host_id host);

/** Those hosts, at most FED_WINDOW_HOSTS_FULL_MAX; in the arena. */
const struct host_id *fed_window_full_hosts(const struct fed_window *w, struct arena *a,
                                            size_t *out_count);

/** Is something about this object and for this inbox in the window? Then the next has to wait, or would overtake it. */
bool fed_window_has(const struct fed_window *w, struct account_id owner, int64_t object,
                    struct inbox_id inbox);

/**
 * Take a place; there must be room.
 *
 * outcome  copied with its texts
 * walk     whose inbox this is, in the order of inbox ids; NULL for a delivery row
 *
 * Returns  the delivery, under way, with url and nothing else of post set
 */
struct fed_sending *fed_window_add(struct fed_window *w, const struct delivery_outcome *outcome,
                                   struct fed_walk *walk, int64_t monotonic_ms);

/** Its outcome is final. */
void fed_window_settle(struct fed_window *w, struct fed_sending *s);

/**
 * The fan-outs that are not finished, as the store has them: new ones begin at their cursor, those that are not listed any more
 * are gone.
 */
void fed_window_list(struct fed_window *w, const struct fanout *fanouts, size_t count);

/**
 * Up to which inbox may a walk go, so as not to overtake an older one about the same object?
 *
 * Cost     the window once for each older walk about it
 */
struct inbox_id fed_window_limit(const struct fed_window *w, const struct fed_walk *walk);

/**
 * What is to be written now: settled outcomes up to where each fan-out's cursor gets, and rows for those that have been
 * under way since before `late_ms`, or that keep too many others from being written.
 *
 * out      in the arena; outcomes and fan-outs are borrowed until fed_window_recorded. Nothing in it: nothing to write
 */
void fed_window_plan(struct fed_window *w, struct arena *a, int64_t now_ms, int64_t late_ms,
                     struct delivery_batch *out);

/** The plan is on disk. What it settled leaves the window. */
void fed_window_recorded(struct fed_window *w);

/** When the oldest delivery of a fan-out that has no row yet began (monotonic); INT64_MAX without one. */
int64_t fed_window_oldest_ms(const struct fed_window *w);
