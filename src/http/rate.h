/* Rate limits: counters in fixed windows, keyed by who asks, in a table that never grows.
 *
 * Windows are aligned to the epoch, so a counter is (rule, who, window) and needs no timer. Who
 * asks is kept as a keyed hash only: the table holds no address and no id. When a set of the table
 * is full, the emptiest counter makes room, so a flood of new clients cannot wash out the one that
 * has reached its limit.
 *
 * Memory: about 24 bytes a slot, given at creation, freed by rate_table_free. Rules and clock are
 * arguments, so tests need no time.
 *
 * Spec: Mastodon API, rate limits.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/sv.h"

/* Named in a route's column. Every bucket from API on also counts under the rules of API. */
enum rate_bucket {
    RATE_NONE,       /* not limited, no X-RateLimit headers */
    RATE_FEDERATION, /* what other servers ask for */
    RATE_INBOX,      /* what they send */
    RATE_API,
    RATE_MEDIA_UPLOAD,
    RATE_SIGN_UP,
    RATE_APP,
    RATE_DELETE,
    RATE_CONFIRM,
    RATE_LOGIN,
    RATE_POST,
    RATE_FOLLOW,
    RATE_REPORT,
    RATE_MEDIA_PROXY,
    RATE_PAGING, /* added by the request itself when it asks for a further page */
    RATE_BUCKET_COUNT
};

/* Whom a rule counts. */
enum rate_who {
    RATE_WHO_USER,            /* a logged-in user, all tokens together; skipped without one */
    RATE_WHO_TOKEN,           /* one token; skipped without one */
    RATE_WHO_ANONYMOUS,       /* the client's network, when nobody is logged in */
    RATE_WHO_NETWORK,         /* the client's network, always */
    RATE_WHO_USER_OR_NETWORK, /* the user, else the network */
};

struct rate_rule {
    enum rate_bucket bucket;
    enum rate_who who;
    uint32_t limit;    /* requests a window */
    int64_t window_ms; /* at least 1 */
};

/* The rules of the Mastodon API, and far wider ones for other servers: a post that spreads makes each of them ask at once. */
extern const struct rate_rule rate_rules_default[];
extern const size_t rate_rules_default_count;

/* Who asks. */
struct rate_client {
    struct sv network; /* http_address_limit_key() */
    int64_t user;      /* user id; 0 = nobody logged in */
    int64_t token;     /* token id; 0 = none */
};

/* The tightest of the rules that counted. */
struct rate_state {
    uint32_t limit; /* 0: no rule counted */
    uint32_t remaining;
    int64_t reset_ms; /* wall clock */
    bool is_over;
};

struct rate_table;

/**
 * A table.
 *
 * slot_count   rounded up to a power of two, at least 64
 * seed         random, keys the hashes
 *
 * Returns  to be freed with rate_table_free; never NULL
 */
struct rate_table *rate_table_new(size_t slot_count, uint64_t seed);

/** NULL is accepted. */
void rate_table_free(struct rate_table *table);

/**
 * Count one happening under one limit.
 *
 * kind     number of the rule or of the caller's own kind of limit; keys of different kinds never
 * meet key      bytes that stand for who is counted (an address, an e-mail); kept as a hash only
 *
 * Returns  the state after counting; is_over when the limit was already reached
 * Thread   any
 */
struct rate_state rate_take(struct rate_table *table, uint64_t kind, struct sv key, uint32_t limit,
                            int64_t window_ms, int64_t now_ms);

/**
 * Count a request under every rule that applies.
 *
 * bucket   the route's; RATE_NONE counts nothing
 * is_paging  the request asks for a further page
 * out      the tightest rule
 *
 * Thread   any
 */
void rate_count(struct rate_table *table, const struct rate_rule *rules, size_t rule_count,
                enum rate_bucket bucket, bool is_paging, const struct rate_client *client,
                int64_t now_ms, struct rate_state *out);
