/* Seed: what its parts share. */
#pragma once

#include <stdint.h>

#include "base/ctx.h"
#include "bulk.h"

/* Ids of what is seeded lie in the past, one range for each kind of thing, so that ranges cannot meet. */
#define SEED_DAY_MS (INT64_C(24) * 3600 * 1000)

struct seed_options {
    const char *data;
    int64_t accounts;
    int64_t posts;
    double local_share;
    const char *page;       /* handle */
    const char *small_page; /* handle of one with ten followers */
    int64_t page_followers;
    int64_t page_posts;
    int64_t hosts;
    int64_t inbox_port;
    int64_t follows; /* of each reader */
};

struct seed {
    struct seed_options options;
    struct ctx ctx; /* with the keyring */
    struct bulk main;
    struct bulk keys;
    int64_t start_ms; /* everything seeded lies behind it */
    int64_t page_id;  /* 0: no page was asked for */
    int64_t small_page_id;
    int64_t local_first; /* id of the first local account; they count up */
    int64_t local_count;
    int64_t remote_first;
    int64_t remote_count;
};

/** A number below `below` that looks random and is the same each time. */
int64_t seed_pick(int64_t number, int64_t salt, int64_t below);

/** The remote accounts are dealt out to the hosts in order: the number after the last one of a host. */
int64_t seed_host_end(const struct seed *s, int64_t host);

/** The first remote accounts follow the page: how many; 0 without one. */
int64_t seed_page_followers(const struct seed *s);

/** The same of the small page. */
int64_t seed_small_page_followers(const struct seed *s);

/** Hosts, their inboxes, local accounts with keys, remote accounts. */
void seed_people(struct seed *s);

/** Followers of the page, and whom the local accounts named reader… follow. */
void seed_follows(struct seed *s);

/** Posts of everybody over a year, and of the page. */
void seed_posts(struct seed *s);
