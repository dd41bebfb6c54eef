/* Request target: from the bytes of the request line to host, decoded path segments and raw query.
 *
 * The library's own decoding is switched off, because it decodes "%2F" and cuts at "%00" before a
 * router can see the difference. Here each segment is decoded by itself, so an encoded slash stays
 * inside its segment.
 *
 * Spec: RFC 9112 section 3.2, RFC 3986 section 3.3.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/sv.h"

#define HTTP_TARGET_MAX_BYTES 8192
#define HTTP_QUERY_PARAMS_MAX 100
#define HTTP_SEGMENTS_MAX 32

struct http_target {
    struct sv host;  /* authority of an absolute-form target; absent otherwise */
    struct sv path;  /* raw, starts with '/' */
    struct sv query; /* raw, without '?'; absent when there is none */
    struct sv segments[HTTP_SEGMENTS_MAX]; /* decoded, none empty, without "." and ".." */
    size_t segment_count;                  /* 0 for "/" */
    bool has_trailing_slash;
};

/**
 * Take a target apart. Untrusted input.
 *
 * raw      as sent; views in the result point into it or into the arena
 *
 * Returns  ERR_TARGET_TOO_LONG  over 8 KiB, or more than 100 query parameters
 *          ERR_BAD_REQUEST      neither "/path" nor "http://host/path", a byte that is not visible
 * ASCII, a bad percent code, an encoded NUL ERR_NOT_FOUND        an empty segment, "." or "..",
 * more than 32 segments: no such page exists
 */
MUST_USE enum err http_target_parse(struct arena *a, struct sv raw, struct http_target *out);

/**
 * Decode one path segment; '+' stays '+'.
 *
 * out      view of `raw` when nothing is encoded, otherwise in the arena; any bytes but NUL
 *
 * Returns  ERR_BAD_REQUEST  bad percent code or encoded NUL
 */
MUST_USE enum err http_segment_decode(struct arena *a, struct sv raw, struct sv *out);
