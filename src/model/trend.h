/* Trend: how uses of a hashtag, a link or a status become a number, so that neither one person nor a swarm of bots makes a movement.
 *
 * A person counts once, by its newest use, and half as much with every TREND_HALF_LIFE_MS that passed since. The second person of a
 * server adds half a person's weight, the third a third, and so on: a server of a thousand bots weighs as seven people. On this
 * server, whoever has been here for TREND_SETTLED_MS counts in full. What is used every day is no news: it is weighed against the
 * usual number of its people.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/id.h"
#include "base/map.h"

#define TREND_HALF_LIFE_MS (6 * MS_PER_HOUR)
#define TREND_SETTLED_MS (7 * MS_PER_DAY)
/* The weight of a use that happens now. */
#define TREND_WHOLE 1000
/* So many people of one server count towards the least that a trend needs. */
#define TREND_HOST_PEOPLE 2
/* Of uses, this day's and the last's are counted anew each time. */
#define TREND_DAYS 2
/* So many days are remembered, this one among them. */
#define TREND_HISTORY 7

/* What may be one. */
enum trend_kind {
    TREND_TAG,    /* used by who posts it */
    TREND_STATUS, /* by who favourites or reblogs it */
    TREND_LINK,   /* a page; by who links to it */
};

struct trend_use {
    int64_t subject; /* what is used */
    int64_t at_ms;
    struct account_id person;
    struct host_id host; /* none: this server */
};

struct trend_day {
    int64_t uses;
    int64_t people;
};

struct trend_count {
    int64_t subject;
    struct trend_day days[TREND_DAYS]; /* this day's first; UTC */
    int64_t heat;                      /* in parts of TREND_WHOLE */
    int64_t people; /* distinct, at most TREND_HOST_PEOPLE of a server or of those new here */
};

/* Counts of many subjects; on the heap, some 60 bytes a use at most. */
struct trend_tally {
    int64_t now_ms;
    struct map places; /* subject → place in counts */
    struct map people; /* subject and person → the day of what was counted last */
    struct map hosts;  /* subject and host → how many people */
    struct trend_count *counts;
    size_t count;
    size_t cap;
};

/** Nothing counted yet; to be ended with trend_tally_done. */
void trend_tally_init(struct trend_tally *t, int64_t now_ms);
/** Accepts a zeroed one. */
void trend_tally_done(struct trend_tally *t);

/** Count a use. They come newest first, and none is older than the day before this. */
void trend_tally_add(struct trend_tally *t, const struct trend_use *use);

/** What was counted of a subject; NULL for nothing. */
const struct trend_count *trend_tally_find(const struct trend_tally *t, int64_t subject);

/** What a use weighs after some time. age_ms: below 0 counts as 0 */
int64_t trend_weight(int64_t age_ms);

/**
 * How much something is a trend; 0 = it is none.
 *
 * least    so many people it needs
 * usual    its people in the TREND_HISTORY - TREND_DAYS days before, together
 */
int64_t trend_score(const struct trend_count *c, int64_t least, int64_t usual);
