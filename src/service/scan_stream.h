/* Scan stream: one source of bytes searched for patterns, raw and behind compression.
 *
 * Memory does not grow with the source. Wherever gzip, zlib or a zip entry begins, what it unpacks to is searched as well,
 * up to a bound, and once more inside that.
 */
#pragma once

#include <stdint.h>
#include <sys/types.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "service/scan_pattern.h"

/* Bytes at any offset, as pread: fewer only at the end; -1 on failure. */
struct scan_source {
    ssize_t (*read_at)(void *arg, int64_t offset, void *out, size_t max);
    void *arg;
};

struct scan_stream {
    const struct scan_patterns *patterns;
    void (*found)(void *arg, size_t pattern, int64_t offset, bool is_unpacked);
    void *arg;
};

/**
 * Search one source.
 *
 * Returns  ERR_IO  it cannot be read
 */
MUST_USE enum err scan_stream_run(struct ctx *ctx, const struct scan_stream *stream,
                                  const struct scan_source *source);

/** The same for bytes in memory. */
MUST_USE enum err scan_stream_bytes(struct ctx *ctx, const struct scan_stream *stream,
                                    struct sv bytes);
