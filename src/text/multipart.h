/* multipart/form-data as a stream: chunks of any size in, parts out, nothing of a file kept.
 *
 * Where readers could disagree about what a body means (a boundary followed by something else, a
 * part without a name, an end that is missing), it is refused.
 *
 * Spec: RFC 7578, RFC 2046 5.1; the names' escapes as browsers write them (HTML Living
 * Standard, 4.10.21.8)
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "text/params.h"

enum {
    MULTIPART_BOUNDARY_MAX_BYTES = 70,
    MULTIPART_HEAD_MAX_BYTES = 4096,
};

struct multipart_limits {
    uint64_t max_bytes; /* of the whole body */
    size_t max_parts;
};

struct multipart_part {
    struct sv name;         /* never empty */
    struct sv filename;     /* as sent; ptr NULL: a plain field. Never a path to be opened. */
    struct sv content_type; /* as sent; may be empty */
};

/* What happens to the parts. An error from any of them ends the reading and comes out of
 * multipart_feed. */
struct multipart_handler {
    void *arg;
    enum err (*on_begin)(void *arg,
                         const struct multipart_part *part); /* views live in the arena */
    enum err (*on_data)(void *arg, struct sv data);          /* never empty; borrowed */
    enum err (*on_end)(void *arg);
};

enum multipart_state {
    MULTIPART_PREAMBLE,
    MULTIPART_DATA,
    MULTIPART_DELIMITER, /* behind a boundary: CR LF, or "--" */
    MULTIPART_HEAD,
    MULTIPART_EPILOGUE,
    MULTIPART_FAILED,
};

struct multipart {
    struct arena *arena;
    struct multipart_limits limits;
    struct multipart_handler handler;
    enum multipart_state state;
    char delimiter[MULTIPART_BOUNDARY_MAX_BYTES + 4]; /* CR LF "--" boundary */
    size_t delimiter_len;
    size_t matched; /* bytes of the delimiter seen so far, held back from the data */
    bool
        is_line_implied; /* the CR LF of it was not in the body: it stands for a line's beginning */
    char tail[2];        /* first bytes behind a delimiter */
    size_t tail_len;
    char head[MULTIPART_HEAD_MAX_BYTES];
    size_t head_len;
    uint64_t total_bytes;
    size_t part_count;
};

/**
 * Begin.
 *
 * boundary  parameter of the content type, untrusted
 * handler   copied; `arg` outlives the reading
 *
 * Returns   ERR_BAD_REQUEST  no boundary, one too long, or with bytes that none may have
 */
MUST_USE enum err multipart_init(struct multipart *m, struct arena *a, struct sv boundary,
                                 const struct multipart_limits *limits,
                                 const struct multipart_handler *handler);

/**
 * The next bytes of the body, as many as there are.
 *
 * Returns  ERR_TOO_LARGE    more than limits.max_bytes
 *          ERR_LIMIT        more than limits.max_parts, or a head beyond 4 KiB
 *          ERR_BAD_REQUEST  not multipart/form-data
 *          what the handler returned
 */
MUST_USE enum err multipart_feed(struct multipart *m, struct sv chunk);

/**
 * The body is over.
 *
 * Returns  ERR_BAD_REQUEST  it stopped in the middle
 */
MUST_USE enum err multipart_end(const struct multipart *m);
