/* Engine: everything a service may use, made once by app and shared by all requests.
 *
 * Services take ctx first; ctx->engine leads here. Nothing in it is owned by a service.
 */
#pragma once

#include <stdatomic.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/id.h"
#include "crypto/secret.h"
#include "model/site.h"

struct cache;
struct conf;
struct consent_meter;
struct domain_rules;
struct emoji_book;
struct fed;
struct feed;
struct media_pool;
struct rsa_key_cache;
struct search_index;
struct stream;
struct streaming; /* api/mastodon/streaming.h */

struct engine {
    const struct conf *conf;
    struct site site;
    struct db *db;
    struct keyring *keyring;
    struct id_source *ids;
    struct cache *cache;
    struct feed *feed;
    struct fed *fed; /* NULL where nothing federates */
    struct stream *stream;
    struct rate_table *rates;    /* what handlers count (api/rate_kind.h); NULL: not limited */
    struct streaming *streaming; /* for handlers of event streams; NULL: none are served */
    struct media_pool *media;
    struct search_index *search; /* NULL: statuses are not searched */
    struct consent_meter *consent;
    struct emoji_book *emojis;         /* the instance's own (custom_emoji.h) */
    struct domain_rules *domain_rules; /* may be NULL: then the store is asked each time */
    const char *data_dir;              /* without slash at the end */
    struct crypto_key email_key;       /* keyed hashes of addresses */
    struct crypto_key tombstone_key;   /* keyed hashes of what is gone */
    struct crypto_key token_key;       /* keyed hashes of tokens, codes and sessions */
    /* Find an account of another server, asking it when needed; waits for the network. May be NULL. */
    enum err (*resolve_account)(struct ctx *ctx, struct sv acct_or_uri, struct account_id *out);
    /* The same for a status by its address. May be NULL. */
    enum err (*resolve_status)(struct ctx *ctx, struct sv uri, struct status_id *out);
    void (*wake_jobs)(void *arg);     /* new rows in job: look now; any thread */
    void (*wake_delivery)(void *arg); /* new rows in fanout or delivery: look now; any thread */
    void (*wake_pushes)(void *arg);   /* push subscriptions are due: look now; any thread */
    void *wake_arg;
    atomic_int hashing_count; /* passwords being hashed now; begins at 0 (hash_password.h) */
};

/** A new id for something that happens now. */
int64_t engine_next_id(const struct ctx *ctx);

/** A new id for something published at a time, at the latest now. */
int64_t engine_id_at(const struct ctx *ctx, int64_t time_ms);

/** Inside db_write: look for new fan-outs and deliveries once this is committed. */
void engine_wake_delivery(struct ctx *ctx);

/** Inside db_write: look for new jobs once this is committed. */
void engine_wake_jobs(struct ctx *ctx);

/** Inside db_write: look for pushes that are due once this is committed. */
void engine_wake_pushes(struct ctx *ctx);

/**
 * Begin to read what will be rendered and kept: gives the ctx's read transaction back, so that the next query sees every
 * commit that the cache has heard of.
 *
 * Returns  the epoch for cache_put()
 */
uint64_t engine_begin_read(struct ctx *ctx);

/** Before anything that waits for the network: give the reading connection back. Harmless without one. */
void engine_end_reading(struct ctx *ctx);
