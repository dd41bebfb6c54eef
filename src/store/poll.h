/* Polls in the store: they hang on their status, and their options are sealed as its words are.
 *
 * Writing the poll of a status is store_status_insert's and store_status_update's (store/status.h); here is what hangs it
 * on, and what happens to it afterwards.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "crypto/secret.h"
#include "model/status.h"

struct q_poll_options_by_ids_row;

/* The options of several statuses' polls, as rows. */
struct poll_rows {
    struct q_poll_options_by_ids_row *rows;
    size_t count;
};

/** What several statuses ask; ids: at most STORE_LIST_MAX. Cost: 1 query. */
MUST_USE enum err store_poll_rows(struct ctx *ctx, const struct status_id *ids, size_t count,
                                  struct poll_rows *out);

/**
 * Hang its poll on a status, where the rows hold one.
 *
 * status   id, account are read; poll is set
 *
 * Returns  ERR_KEY_GONE  its key is destroyed
 *          ERR_CORRUPT  …
 */
MUST_USE enum err store_poll_hang(struct ctx *ctx, const struct poll_rows *rows,
                                  struct status *status);

/** Box the titles of a status's poll, one for each option. key: NULL leaves them plain. In the arena; NULL without a poll. */
struct sv *store_poll_seal(struct arena *a, const struct status *status,
                           const struct crypto_key *key);

/** Titles as one text, each with a zero byte behind it, which none may hold. */
struct sv store_poll_join_titles(struct arena *a, const struct sv *titles, size_t count);

/** And back: views of `joined`. */
void store_poll_split_titles(struct arena *a, struct sv joined, const struct sv **out,
                             size_t *out_count);

/** Box what a status's poll offers, for its history; absent without a poll. key as above. */
struct sv store_poll_seal_version(struct arena *a, const struct status *status,
                                  const struct crypto_key *key);

/** Open that: the titles, none for an absent box. */
MUST_USE enum err store_poll_open_version(struct ctx *ctx, const struct status *status,
                                          const struct crypto_key *key, struct sv box,
                                          const struct sv **out, size_t *out_count);

/** Inside db_write: insert the poll of a status, if it has one. titles: as store_poll_seal made them. */
MUST_USE enum err store_poll_insert(struct ctx *ctx, const struct status *status,
                                    const struct sv *titles);

/**
 * Inside db_write: a status was edited.
 *
 * The same options (by id) keep their votes, and of a poll of another server take the counts of `after`. Others begin anew,
 * without the votes of before.
 */
MUST_USE enum err store_poll_replace(struct ctx *ctx, const struct status *before,
                                     const struct status *after, const struct sv *titles);

/** Inside db_write: the counts that the poll's server says now. after: as a status was edited */
MUST_USE enum err store_poll_set_counts(struct ctx *ctx, const struct status *after);

/**
 * Inside db_write: an account votes.
 *
 * out_is_first  its first vote in this poll: it is counted as a voter
 *
 * Returns  ERR_NOT_FOUND  no such poll any more
 */
MUST_USE enum err store_poll_add_voter(struct ctx *ctx, struct status_id status,
                                       struct account_id voter, bool *out_is_first);

/**
 * Inside db_write: it chooses an option.
 *
 * out_is_new  it had not chosen it before
 *
 * Returns  ERR_NOT_FOUND  no such option any more
 */
MUST_USE enum err store_poll_add_vote(struct ctx *ctx, struct status_id status,
                                      struct account_id voter, struct poll_option_id option,
                                      bool *out_is_new);

/* An option that somebody chose. */
struct poll_choice {
    struct status_id status;
    struct poll_option_id option;
};

/** What an account chose in several polls; ids: at most STORE_LIST_MAX. Cost: 1 query. */
MUST_USE enum err store_poll_choices(struct ctx *ctx, struct account_id voter,
                                     const struct status_id *ids, size_t count,
                                     struct poll_choice **out, size_t *out_count);

/** The status in whose poll an account chose an option; ERR_NOT_FOUND: it did not, or the poll is gone. */
MUST_USE enum err store_poll_vote_status(struct ctx *ctx, struct account_id voter,
                                         struct poll_option_id option, struct status_id *out);

/** Inside db_write: its results are to be sent. out_is_new: that was not so before. */
MUST_USE enum err store_poll_want_update(struct ctx *ctx, struct status_id status,
                                         bool *out_is_new);

/** Inside db_write: they are sent now. */
MUST_USE enum err store_poll_set_updated(struct ctx *ctx, struct status_id status,
                                         int64_t updated_ms);

/** Inside db_write: it is over. out_is_new: that was not noted before. */
MUST_USE enum err store_poll_set_ended(struct ctx *ctx, struct status_id status, bool *out_is_new);

/** The accounts of this server that voted, by id behind `after`. */
MUST_USE enum err store_poll_local_voters(struct ctx *ctx, struct status_id status,
                                          struct account_id after, int64_t count,
                                          struct account_id **out, size_t *out_count);
