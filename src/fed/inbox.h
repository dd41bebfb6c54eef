/* Inbox: from a request to a kept row, cheapest refusals first; and the job that works the row.
 *
 * Steps: read it; refuse blocked servers; pass over what was received before and what was erased; pass over an unknown
 * actor's own Delete (the flood when a server closes accounts); verify the signature, fetching the key when it is not here;
 * keep the bytes as they came. The rest is the job's.
 *
 * Spec: ActivityPub 7; the sections on signatures and trust in FEDERATION
 */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "fed/signature.h"
#include "model/account.h"
#include "store/job.h"

#define FED_INBOX_BYTES_MAX (1u << 20)

/* An activity that may be kept. */
struct fed_incoming {
    bool is_wanted; /* false: passed over in silence, nothing else is set */
    struct account_id signer;
    struct account_id recipient; /* whose own inbox it came to; none: the shared one */
    struct sv host;              /* of the signer, verified */
    struct sv body;              /* as received */
    struct sv key;               /* what makes it the same as one received before */
};

/**
 * Look at what was sent, and verify who sent it. Whatever comes of it, short of an error, is answered 202; so is a Delete whose
 * signer and key are gone, which nobody can verify any more.
 *
 * recipient  whose own inbox it came to; none: the shared one
 * out      borrows from req
 *
 * Returns  ERR_PARSE      not a document
 *          ERR_SIGNATURE  not signed, or not by whom it says
 *          ERR_FORBIDDEN  its server is blocked
 *          ERR_DB, ERR_UPSTREAM …  try again
 * Cost     a digest and a verification of 25 µs; for an unknown signer up to four fetches
 */
MUST_USE enum err fed_inbox_verify(struct ctx *ctx, const struct fed_request *req,
                                   struct account_id recipient, struct fed_incoming *out);

/** Keep it for the job. Returns ERR_DB … Cost: one commit; none when it is not wanted. */
MUST_USE enum err fed_inbox_keep(struct ctx *ctx, const struct fed_incoming *incoming);

/**
 * Who signed a request.
 *
 * is_farewell  it only deletes: then the key of a known actor counts also when the actor itself answers 404 or 410, as an
 *              erased one does while its server tells everybody
 * out      the actor, here or just fetched
 *
 * Returns  as fed_inbox_verify; ERR_SIGNATURE when it is not signed; ERR_GONE for a farewell whose key is gone, too
 */
MUST_USE enum err fed_verify_request(struct ctx *ctx, const struct fed_request *req,
                                     bool is_farewell, struct account *out);

/** Job handler of JOB_INGEST_ACTIVITY. */
enum err fed_ingest_activity(struct ctx *ctx, const struct job *job);
