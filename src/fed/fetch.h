/* Fetch: documents of other servers, signed for, and checked to be what they say they are.
 *
 * Spec: ActivityPub 3; FEP-fe34; the section on fetching and trust in FEDERATION
 */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "text/json.h"

#define FED_DOCUMENT_BYTES_MAX ((size_t)1 << 20)

struct fed_document {
    struct sv id; /* the document's, which is where it was found */
    struct json root;
};

/**
 * Fetch an object by its id, signed by the instance.
 *
 * uri      untrusted; a fragment is left out of the request
 * out      in ctx->arena. Its id is the address finally fetched; a document that names another is fetched there once
 *
 * Returns  ERR_FORBIDDEN         our own address, or a blocked server
 *          ERR_UPSTREAM_GONE     404 or 410, or a Tombstone
 *          ERR_UPSTREAM_REFUSED  not ActivityStreams, or not what it says it is
 *          as net_fetch otherwise
 * Thread   any; waits for the network: gives up the reading connection first
 */
MUST_USE enum err fed_fetch_document(struct ctx *ctx, struct sv uri, struct fed_document *out);

/**
 * Fetch whatever an address gives, for a key: its id need not be the address, but has its origin.
 */
MUST_USE enum err fed_fetch_key_document(struct ctx *ctx, struct sv uri, struct fed_document *out);

#define FED_PAGE_BYTES_MAX ((size_t)1 << 20)

struct fed_page {
    struct sv url;     /* where it was found in the end */
    struct sv charset; /* as its server says; may be empty */
    struct sv body;    /* untrusted */
};

/**
 * Fetch a page of the web; nobody signs for it.
 *
 * out      in ctx->arena
 *
 * Returns  as fed_fetch_document; ERR_UPSTREAM_REFUSED when it is no HTML, ERR_TOO_LARGE above FED_PAGE_BYTES_MAX
 */
MUST_USE enum err fed_fetch_page(struct ctx *ctx, struct sv url, struct fed_page *out);

/** Host of an address, with its port unless it is the scheme's own; empty when it is no address. */
struct sv fed_host_of(struct arena *a, struct sv uri);

/** The address without its fragment. */
struct sv fed_without_fragment(struct sv uri);
