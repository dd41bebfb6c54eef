/* Import plan: every post of an archive with its id and its place in a thread, before the first is written.
 *
 * Posts may stand in any order and reply to later ones, so ids are given to all first: known posts keep theirs, new ones get
 * one of their publication time. A parent is always an older id, so no ring of replies can be made.
 * On the heap, at most 160 bytes a post, at most IMPORT_POSTS_MAX; used by one import's thread.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "crypto/hash.h"

#define IMPORT_POSTS_MAX 1000000

struct import_post {
    struct hash16 hash;   /* of its address */
    struct hash16 parent; /* of the address it replies to; all zero = none */
    int64_t published_ms;
    struct status_id id;
    struct status_id in_reply_to; /* a post of this archive, or none */
    struct status_id thread;
    bool is_known;  /* it is here from an earlier run */
    bool is_erased; /* it was, and was erased: it is not brought back */
    bool is_begun;  /* import_plan_begin was called */
};

struct import_plan;

struct import_plan *import_plan_new(void);
/** NULL is accepted. */
void import_plan_free(struct import_plan *p);

/**
 * One post more.
 *
 * out_is_new  false when the archive has it twice: it stays once
 *
 * Returns  ERR_LIMIT  too many
 */
MUST_USE enum err import_plan_add(struct import_plan *p, const struct import_post *post,
                                  bool *out_is_new);

/**
 * Give ids and threads; once, when all are added. Ends the read transaction from time to time.
 *
 * Returns  ERR_DB …
 */
MUST_USE enum err import_plan_resolve(struct ctx *ctx, struct account_id owner,
                                      struct import_plan *p);

/** The post of an address; NULL when there is none. */
const struct import_post *import_plan_find(const struct import_plan *p, const struct hash16 *hash);

/** Take a post in hand: false when it was before, since an archive may have it twice. */
bool import_plan_begin(struct import_plan *p, const struct import_post *post);

/** All of them. */
size_t import_plan_count(const struct import_plan *p);
/** Those that are here already; after import_plan_resolve. */
size_t import_plan_count_known(const struct import_plan *p);
/** Those that were here and were erased; likewise. */
size_t import_plan_count_erased(const struct import_plan *p);
