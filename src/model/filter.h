/* Filter: words and statuses that somebody does not wish to meet, or only behind a warning.
 *
 * A filter says where it holds; an app asks it there. Matching is pure: statuses are compared as folded text.
 *
 * Spec: Mastodon API, entities Filter, FilterResult; how keywords match in CustomFilterKeyword
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/id.h"
#include "base/sv.h"

#define FILTERS_MAX 100 /* of one account */
#define FILTER_KEYWORDS_MAX 200
#define FILTER_STATUSES_MAX 200
#define FILTER_TITLE_MAX_CHARS 256
#define FILTER_KEYWORD_MAX_CHARS 512

/* Where it holds; bits, stored. */
enum filter_context {
    FILTER_HOME = 1,
    FILTER_NOTIFICATIONS = 2,
    FILTER_PUBLIC = 4,
    FILTER_THREAD = 8,
    FILTER_ACCOUNT = 16,
};

#define FILTER_CONTEXT_COUNT 5

/* What is done with what matches; stored. */
enum filter_action {
    FILTER_WARN,
    FILTER_HIDE,
    FILTER_BLUR, /* its pictures */
    FILTER_ACTION_COUNT
};

struct filter_keyword {
    struct filter_keyword_id id;
    struct filter_id filter;
    struct sv keyword; /* as typed */
    bool is_whole_word;
};

struct filter_status {
    struct filter_status_id id;
    struct filter_id filter;
    struct status_id status;
};

struct filter {
    struct filter_id id;
    struct account_id owner;
    struct sv title;
    unsigned contexts; /* enum filter_context */
    enum filter_action action;
    int64_t expires_ms; /* 0 = never */
    const struct filter_keyword *keywords;
    size_t keyword_count;
    const struct filter_status *statuses;
    size_t status_count;
};

/* Why a status matches a filter. */
struct filter_match {
    const struct filter *filter;
    const struct sv *keywords; /* that stand in it */
    size_t keyword_count;
    bool is_named; /* the filter names the status itself */
};

/**
 * What is done with what matches, in one place.
 *
 * context  enum filter_context; 0 = a place where no filter holds
 * out      the strictest of those that hold there: hide, then warn, then blur; unset without one
 *
 * Returns  whether any holds there
 */
bool filter_matches_in(const struct filter_match *matches, size_t count, unsigned context,
                       enum filter_action *out);

/** "home", "notifications" …: bit number `index` below FILTER_CONTEXT_COUNT. */
struct sv filter_context_name(size_t index);

/** The bit of a name; false when there is none. */
bool filter_context_parse(struct sv name, unsigned *out);

/** "warn", "hide", "blur". */
struct sv filter_action_name(enum filter_action action);

/** The action of a name; false when there is none. */
bool filter_action_parse(struct sv name, enum filter_action *out);

/**
 * Which filters a status matches.
 *
 * text     all of it that may be read, any UTF-8
 * now_ms   filters that are over by then match nothing
 * out      in the arena
 *
 * Returns  their number
 * Cost     linear in the text for each keyword
 */
size_t filters_match(struct arena *a, const struct filter *filters, size_t count,
                     struct status_id status, struct sv text, int64_t now_ms,
                     struct filter_match **out);
