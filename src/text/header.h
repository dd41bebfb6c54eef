/* Values of HTTP header fields: read the ones a server gets, write the ones it sends.
 *
 * Input is what stands behind the colon; the HTTP room has refused control bytes and long heads
 * already, and these readers do not rely on it.
 *
 * Spec: RFC 9110 (Accept, Content-Type, Range, quoted strings), RFC 6265, RFC 6750, RFC 7617, RFC
 * 8288, draft-cavage-12
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "base/vec.h"

enum {
    HEADER_PARAM_MAX = 32, /* parameters of one field */
};

/* What a client wants to read. */
enum header_accept {
    HEADER_ACCEPT_HTML,     /* pages; also when nothing known is named */
    HEADER_ACCEPT_ACTIVITY, /* application/activity+json, application/ld+json */
    HEADER_ACCEPT_JSON,     /* application/json */
};

struct header_param {
    struct sv name;  /* as written; names compare without case */
    struct sv value; /* unquoted; empty for a name alone */
};

struct header_params {
    VEC(struct header_param) list;
};

struct header_content_type {
    struct sv type;     /* lower case: "multipart/form-data"; empty when there is none */
    struct sv charset;  /* as written; empty when not given */
    struct sv boundary; /* as written; empty when not given */
};

enum header_range_kind {
    HEADER_RANGE_WHOLE,         /* none, several, or not understood: send everything */
    HEADER_RANGE_PART,          /* 206 */
    HEADER_RANGE_UNSATISFIABLE, /* 416 */
};

struct header_range {
    enum header_range_kind kind;
    uint64_t first; /* of a part */
    uint64_t last;  /* of a part, included; below the size */
};

/** The kind with the greatest quality; among equals, the first named. */
enum header_accept header_parse_accept(struct sv untrusted);

/**
 * Parameters `name=value`, value a token or a quoted string, between `separator`s.
 *
 * out      replaced; views into the text, or in the arena where a value had escapes
 *
 * Returns  ERR_PARSE  a quote that is not closed, something behind a quote, more than
 * HEADER_PARAM_MAX
 */
MUST_USE enum err header_parse_params(struct arena *a, struct sv untrusted, char separator,
                                      struct header_params *out);

/** Value of the first parameter of this name; ptr NULL when there is none. */
struct sv header_params_find(const struct header_params *params, struct sv name);

/**
 * The Signature field: header_parse_params with ',', a leading `Signature ` passed over.
 *
 * Returns  ERR_PARSE  also for a name that comes twice, or none at all
 */
MUST_USE enum err header_parse_signature(struct arena *a, struct sv untrusted,
                                         struct header_params *out);

/**
 * Content-Type.
 *
 * Returns  ERR_PARSE  not `type/subtype` with parameters; an empty field is fine
 */
MUST_USE enum err header_parse_content_type(struct arena *a, struct sv untrusted,
                                            struct header_content_type *out);

/** Range, for a representation of `size` bytes. */
struct header_range header_parse_range(struct sv untrusted, uint64_t size);

/** Value of a cookie; ptr NULL when it was not sent. */
struct sv header_find_cookie(struct sv untrusted, struct sv name);

/** Token of `Authorization: Bearer TOKEN`; ptr NULL when it is something else. */
struct sv header_bearer_token(struct sv untrusted);

/**
 * Name and password of `Authorization: Basic …`, in the arena.
 *
 * Returns  ERR_PARSE  another scheme, not base64, no colon
 */
MUST_USE enum err header_parse_basic(struct arena *a, struct sv untrusted, struct sv *out_name,
                                     struct sv *out_password);

/** Append `<url>; rel="rel"` to a Link field, behind a comma where needed. Bytes an URL cannot have
 * become %XX. */
void header_link_to(struct buf *b, struct sv url, struct sv rel);
