/* Guard: what the library lets through and a strict parser would not.
 *
 * Two servers that read one request differently (this one and the proxy in front) can be made to
 * disagree about where it ends. Everything of that kind that can be seen above the library is
 * refused here, before a route is looked for. Four forms cannot be seen (line folding, NUL, bare
 * LF): they need the proxy.
 *
 * Spec: RFC 9112 sections 3.2, 5, 6; RFC 9110 section 5.6.2 (token).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "http/request.h"

struct guard_facts {
    struct sv host;         /* absent when there is none (HTTP/1.0) */
    int64_t content_length; /* -1: none given */
    bool is_chunked;
    bool expects_continue; /* the client waits for leave to send its body */
};

/**
 * Check a request's headers. Untrusted input.
 *
 * version  as in the request line: "HTTP/1.1"
 * count    headers seen; more than HTTP_HEADERS_MAX is refused
 * out      filled on success
 *
 * Returns  ERR_HEADERS_TOO_LARGE  too many headers
 *          ERR_BAD_REQUEST        anything ambiguous; the connection must be closed
 */
MUST_USE enum err guard_check(struct sv version, const struct http_header *headers, size_t count,
                              struct guard_facts *out);

/**
 * Read a method. HEAD gives HTTP_GET and *out_is_head.
 *
 * Returns  ERR_METHOD  a method this server does not know
 */
MUST_USE enum err guard_method(struct sv name, enum http_method *out, bool *out_is_head);
