/* Page figures: how much happened around a page on a day. Counts; nobody is in them. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/sv.h"

#define FIGURE_LEAST 5 /* fewer people than that are not counted out: one could be told by it */
#define FIGURE_SERVERS_MAX 50 /* of a day */
#define FIGURE_DAYS_MAX 366   /* that one look shows */
#define FIGURE_LIFE_DAYS 800  /* older ones are deleted */

/* Stored; never renumbered. */
enum page_figure_kind {
    FIGURE_FOLLOWERS = 0, /* how many there were as the day was counted last */
    FIGURE_POSTS = 1,     /* of the page; direct ones are not counted */
    FIGURE_REPLIES = 2,   /* to it, by others; likewise */
    FIGURE_REBLOGS = 3,
    FIGURE_FAVOURITES = 4,
    FIGURE_BY_DAY_COUNT = 5, /* those above have a number for each day */
    FIGURE_SERVER = 5        /* followers on one server, where there are enough of them */
};

struct page_figure {
    int64_t value; /* 0 where there are few */
    bool is_few;   /* some, but fewer than FIGURE_LEAST */
};

struct page_figure_server {
    int64_t day;    /* days since the epoch, UTC */
    struct sv name; /* empty: this server */
    int64_t value;
};
