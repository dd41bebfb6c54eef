/* Timelines in the store: ids of candidates only; service loads them and decides.
 *
 * All lists come in the order of their paging: newest first, or oldest first when it starts there.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "model/paging.h"
#include "model/status.h"

enum timeline_reach {
    TIMELINE_ALL,
    TIMELINE_LOCAL,
    TIMELINE_REMOTE,
};

/** Public statuses that are no reblogs, nor replies to others. */
MUST_USE enum err store_timeline_public(struct ctx *ctx, enum timeline_reach reach, bool only_media,
                                        const struct paging *paging, struct status_id **out,
                                        size_t *out_count);

/** Statuses with a tag, of any visibility. tag: as normalized. An unknown tag has none. */
MUST_USE enum err store_timeline_tag(struct ctx *ctx, struct sv tag, const struct paging *paging,
                                     struct status_id **out, size_t *out_count);

/** The same by the tag's id; for the merge of home timelines. Cost: 1 indexed query. */
MUST_USE enum err store_timeline_tag_id(struct ctx *ctx, struct tag_id tag,
                                        const struct paging *paging, struct status_id **out,
                                        size_t *out_count);

struct timeline_account {
    struct account_id owner;
    enum visibility widest; /* up to this visibility */
    bool no_replies;        /* but to oneself */
    bool no_reblogs;
    bool only_media;
};

/** Statuses of an account. */
MUST_USE enum err store_timeline_account(struct ctx *ctx, const struct timeline_account *which,
                                         const struct paging *paging, struct status_id **out,
                                         size_t *out_count);

/** Statuses of an account with a tag. */
MUST_USE enum err store_timeline_account_tag(struct ctx *ctx, struct account_id owner,
                                             struct sv tag, const struct paging *paging,
                                             struct status_id **out, size_t *out_count);

/** Everything of an account, for the merge of home timelines. Cost: 1 indexed query. */
MUST_USE enum err store_timeline_owner(struct ctx *ctx, struct account_id owner,
                                       const struct paging *paging, struct status_id **out,
                                       size_t *out_count);

/**
 * What a status answers, and what that answers, nearest first.
 *
 * count    at most this many
 */
MUST_USE enum err store_thread_ancestors(struct ctx *ctx, struct status_id id, int64_t count,
                                         struct status_id **out, size_t *out_count);

/* One answer. */
struct thread_reply {
    struct status_id id;
    struct status_id parent;
};

/**
 * Answers, and the answers to those, in no order; each one's parent is in it or is `id`.
 *
 * depth    levels at most
 * count    at most this many
 */
MUST_USE enum err store_thread_descendants(struct ctx *ctx, struct status_id id, int64_t depth,
                                           int64_t count, struct thread_reply **out,
                                           size_t *out_count);

/**
 * Public and unlisted answers to a status, oldest first.
 *
 * by_others  those of everybody but its author; false: the author's alone
 * above      behind this id; 0: from the start
 */
MUST_USE enum err store_thread_replies(struct ctx *ctx, const struct status *status, bool by_others,
                                       int64_t above, int64_t count, struct status_id **out,
                                       size_t *out_count);

/* What the feed index holds of a status. */
struct timeline_entry {
    struct status_id id;
    struct account_id author;
    enum visibility visibility;
    bool is_reply;
    bool is_reblog;
    bool is_local;
};

/** The newest statuses of all, below an id, newest first. */
MUST_USE enum err store_timeline_entries(struct ctx *ctx, struct status_id below, int64_t count,
                                         struct timeline_entry **out, size_t *out_count);

/**
 * Statuses of other servers that are not public and that nobody here may read any more: whom they name is not here, and, unless
 * they are direct, nobody here follows their author. By id, behind one; who is being erased is not here.
 *
 * author   none: of everybody
 */
MUST_USE enum err store_timeline_unread(struct ctx *ctx, struct account_id author,
                                        struct status_id after, int64_t count,
                                        struct timeline_entry **out, size_t *out_count);

/** Local accounts by id, behind one. */
MUST_USE enum err store_local_account_page(struct ctx *ctx, struct account_id after, int64_t count,
                                           struct account_id **out, size_t *out_count);
