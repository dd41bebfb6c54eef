/* Uploads: the files of a multipart form, received chunk by chunk into a sink.
 *
 * The default sink is anonymous memory (memfd), sealed when the file is whole, so no plaintext reaches a disk and the
 * descriptor can be given to a caged helper. It counts against the server's budget of bodies and goes with the
 * request, unless the handler takes the descriptor.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/sv.h"
#include "http/request.h"

#define HTTP_UPLOADS_MAX 16

struct http_upload {
    struct http_upload *next;
    struct ctx *ctx;
    struct sv field;        /* name of the form's field: "file" */
    struct sv filename;     /* as sent; for show only, never a path */
    struct sv content_type; /* as sent; a claim, not a fact */
    uint64_t size_bytes;
    const struct http_sink *sink;
    int fd;      /* default sink: the memory, read-only; -1 once taken */
    void *map;   /* of http_upload_view */
    void *state; /* of a route's own sink */
};

/* Where a file goes. Runs in a loop: must not wait. */
struct http_sink {
    enum err (*begin)(struct http_upload *upload);
    enum err (*data)(struct http_upload *upload, struct sv bytes); /* never empty */
    enum err (*end)(struct http_upload *upload);
    void (*done)(struct http_upload *upload); /* once, when the request is over or has failed */
};

extern const struct http_sink http_sink_memory;

/** The first file sent in this field; NULL when there is none. An empty, nameless file counts as none. */
struct http_upload *http_upload_find(const struct http_request *req, struct sv field);

/**
 * All bytes of a file in memory, mapped until the request is over.
 *
 * Returns  ERR_IO  the mapping could not be had
 */
MUST_USE enum err http_upload_view(struct http_upload *upload, struct sv *out);

/** Take the descriptor, to be closed by the caller; -1 when it was taken before. */
int http_upload_take(struct http_upload *upload);
