/* Poll: the question a status asks, with the answers to choose from.
 *
 * A poll has no life of its own: it is found, shown and erased by its status, whose id is its own.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/id.h"
#include "base/sv.h"

/* Of polls that are made here. */
#define POLL_OPTIONS_MIN 2
#define POLL_OPTIONS_MAX 4
#define POLL_OPTION_CHARS_MAX 50
#define POLL_SECONDS_MIN 300
#define POLL_SECONDS_MAX 2629746

/* Of those that come from other servers. */
#define POLL_RECEIVED_OPTIONS_MAX 500

struct poll_option {
    struct poll_option_id id;
    struct sv title; /* plain text */
    int64_t votes;
};

struct poll {
    const struct poll_option *options; /* in order */
    size_t option_count;
    bool is_multiple;   /* more than one may be chosen */
    bool hides_totals;  /* until it is over */
    int64_t voters;     /* negative: its server does not say */
    int64_t expires_ms; /* 0 = it never ends */
    int64_t updated_ms; /* when its results were last sent to other servers; 0 = never */
};

/* What a person asks for. */
struct poll_draft {
    const struct sv *options; /* trimmed, none is empty */
    size_t option_count;
    int64_t seconds; /* how long it runs */
    bool is_multiple;
    bool hides_totals;
};

enum poll_fault {
    POLL_FAULT_NONE,
    POLL_FAULT_FEW_OPTIONS,
    POLL_FAULT_MANY_OPTIONS,
    POLL_FAULT_LONG_OPTION,
    POLL_FAULT_SAME_OPTIONS,
    POLL_FAULT_SHORT, /* it would end too soon */
    POLL_FAULT_LONG,  /* or too late */
};

/** Take the options as they were typed: white space around them is dropped, and those that are blank. Into the arena. */
void poll_draft_options(struct arena *a, const struct sv *typed, size_t count,
                        struct poll_draft *out);

/** The first thing that is wrong with it. */
enum poll_fault poll_draft_check(const struct poll_draft *draft);

/** Is it over at that time? */
bool poll_is_over(const struct poll *poll, int64_t now_ms);

/** May its results be seen at that time? */
bool poll_shows_totals(const struct poll *poll, int64_t now_ms);

/** The votes of all options. */
int64_t poll_votes(const struct poll *poll);

/** Do two polls ask the same: the same options in the same order, one or several to choose? */
bool poll_asks_same(const struct poll *a, const struct poll *b);
