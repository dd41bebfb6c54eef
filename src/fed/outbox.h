/* Outbox: what is due is handed over as room allows, and what became of it is recorded.
 *
 * Waiting rows and fan-outs share the window (fed/window.h). A step looks at the results that came in, records them when they
 * are many or some time old, and fills the places that are free; it never waits for the network. So a place is given away
 * again as soon as its delivery is on disk, and a host that does not answer keeps its own share of places and nobody else's.
 *
 * Thread: one; results come from any.
 */
#pragma once

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "fed/post.h"
#include "fed/window.h"

struct fed_outbox {
    struct fed_post_transport transport;
    struct fed_window window;
    bool is_stale;       /* there may be more to hand over than was seen */
    int64_t next_due_ms; /* when a row is due that was not yet */
    int64_t round;       /* in which each fan-out has its part */
    bool is_ending;      /* nothing is handed over any more */
    size_t news;         /* outcomes, and ends of fan-outs, since the last record */
    int64_t news_ms;     /* monotonic, of the first of them */
    int64_t sent;        /* posts handed over */

    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t changed;
    struct fed_sending *results; /* that nobody looked at */
    size_t result_count;
    size_t result_goal; /* so many end a wait */
    bool is_woken;
    bool is_stopping;
};

/** Ready for its first step. Ended with fed_outbox_done. */
void fed_outbox_init(struct fed_outbox *o, const struct fed_post_transport *transport);

/** Nothing may be under way: every post had its result. */
void fed_outbox_done(struct fed_outbox *o);

/**
 * Look at results, record, hand over.
 *
 * ctx        for this step; its reading connection may be left open
 * is_eager   record whatever there is to record
 *
 * Returns  ERR_DB …; what is in the window stays there, and the next step goes on
 * Cost     at most 128 signatures, 40 ms
 */
MUST_USE enum err fed_outbox_step(struct ctx *ctx, struct fed_outbox *o, bool is_eager);

/** Is there anything under way, to record, or to look for? */
bool fed_outbox_is_busy(const struct fed_outbox *o);

/** How long until the next step, if no result comes. */
int64_t fed_outbox_rest_ms(const struct fed_outbox *o);

/** Wait for results, a wake or the end, at most so long. False when it shall end. */
bool fed_outbox_wait(struct fed_outbox *o, int64_t wait_ms);

/** After fed_outbox_stop: wait until everything that is under way has its result, for a last step to record it. */
void fed_outbox_drain(struct fed_outbox *o);

/** There is something new to hand over. Thread: any. */
void fed_outbox_wake(struct fed_outbox *o);

/** Hand nothing over any more. Thread: any. */
void fed_outbox_stop(struct fed_outbox *o);
