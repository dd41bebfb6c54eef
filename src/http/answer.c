/* Answer: from our response to the library's.
 *
 * Bodies are never copied: bytes in the arena and shared bodies outlive the sending, because both
 * are given back only when the request is completed.
 */
#include "http/answer.h"

#include <microhttpd.h>
#include <stdatomic.h>

#include "base/heap.h"
#include "http/cached.h"
#include "http/route.h"
#include "http/sse.h"
#include "http/state.h"
#include "http/websocket.h"
#include "text/date.h"

/* Sealed media come in chunks of this size. */
#define PULL_BLOCK_BYTES ((size_t)64 << 10)
/* An answer must be taken in this time plus its size at this rate. */
#define SEND_MS 60000
#define SEND_MIN_PER_S_BYTES 4096

struct http_cached {
    atomic_int refs;
    struct http_body *body;
    struct MHD_Response *full;
    struct MHD_Response *not_modified; /* NULL without ETag */
    int status;
    size_t header_count;
    struct http_header headers[]; /* views of the bytes behind them */
};

static ssize_t pull_fill(void *cls, uint64_t position, char *out, size_t max)
{
    struct exchange *ex = cls;
    const struct http_pull *pull = &ex->response.pull;
    uint64_t rest = pull->len - position;
    if (max > rest)
        max = (size_t)rest;
    ssize_t len = pull->fill(pull->arg, pull->offset + position, out, max);
    return len > 0 ? len : MHD_CONTENT_READER_END_WITH_ERROR;
}

/* The library wants NUL-ended strings and copies them. */
static bool header_add(struct MHD_Response *answer, struct sv name, struct sv value)
{
    char small[256];
    char *heap = NULL;
    char *text = small;
    if (value.len >= sizeof small)
        text = heap = heap_resize(NULL, value.len + 1);
    if (value.len > 0)
        memcpy(text, value.ptr, value.len);
    text[value.len] = '\0';
    /* Names are literals, so they are NUL-ended already. The library refuses an empty value. */
    bool is_added = value.len == 0 || MHD_add_response_header(answer, name.ptr, text) == MHD_YES;
    heap_free(heap);
    return is_added;
}

static bool headers_add(struct MHD_Response *answer, const struct http_header *headers,
                        size_t count)
{
    bool is_good = true;
    for (size_t i = 0; i < count; i++)
        is_good = header_add(answer, headers[i].name, headers[i].value) && is_good;
    return is_good;
}

static void lit_add(struct MHD_Response *answer, const char *name, const char *value)
{
    (void)MHD_add_response_header(answer, name, value);
}

static void cors_add(struct MHD_Response *answer)
{
    lit_add(answer, "Access-Control-Allow-Origin", "*");
    lit_add(answer, "Access-Control-Expose-Headers",
            "Link, X-RateLimit-Reset, X-RateLimit-Limit, X-RateLimit-Remaining, X-Request-Id");
}

static struct MHD_Response *bytes_answer(struct sv bytes)
{
    union {
        const void *in;
        void *out;
    } unconst = { .in = bytes.len == 0 ? "" : bytes.ptr };

    /* PERSISTENT: the library neither copies nor frees nor writes. */
    return MHD_create_response_from_buffer(bytes.len, unconst.out, MHD_RESPMEM_PERSISTENT);
}

static struct MHD_Response *content_answer(struct exchange *ex)
{
    struct http_response *res = &ex->response;
    bool is_bodyless = res->status == 204 || res->status == 304;
    switch (res->content) {
    case HTTP_CONTENT_BYTES:
        return bytes_answer(is_bodyless ? SV("") : res->bytes);
    case HTTP_CONTENT_BODY:
        return bytes_answer(is_bodyless ? SV("") : http_body_view(res->body));
    case HTTP_CONTENT_CACHED:
        return bytes_answer(is_bodyless ? SV("") : http_body_view(res->cached->body));
    case HTTP_CONTENT_PULL:
        return MHD_create_response_from_callback(res->pull.len, PULL_BLOCK_BYTES, pull_fill, ex,
                                                 NULL);
    case HTTP_CONTENT_STREAM:
        return sse_answer_new(ex);
    case HTTP_CONTENT_WEBSOCKET:
        return websocket_answer_new(ex);
    }
    return NULL;
}

/* 2026-11-23T21:00:00.000000Z, as clients of the API expect it. */
static void reset_format(int64_t time_ms, char out[32])
{
    struct date_civil at = date_civil(time_ms);
    (void)snprintf(out, 32, "%04d-%02d-%02dT%02d:%02d:%02d.%03d000Z", at.year, at.month, at.day,
                   at.hour, at.minute, at.second, at.ms);
}

static void rate_add(struct MHD_Response *answer, const struct rate_state *rate)
{
    char text[32];
    if (rate->limit == 0)
        return;
    (void)snprintf(text, sizeof text, "%u", rate->limit);
    lit_add(answer, "X-RateLimit-Limit", text);
    (void)snprintf(text, sizeof text, "%u", rate->is_over ? 0 : rate->remaining);
    lit_add(answer, "X-RateLimit-Remaining", text);
    reset_format(rate->reset_ms, text);
    lit_add(answer, "X-RateLimit-Reset", text);
}

/* What every answer carries that is made for one request. */
static void common_add(struct MHD_Response *answer, const struct exchange *ex)
{
    const struct http_request *req = &ex->request;
    const struct viewer *viewer = &ex->ctx.viewer;
    bool is_for_viewer = !user_id_is_none(viewer->user) || !token_id_is_none(viewer->token);
    bool is_error = ex->response.status >= 400;
    lit_add(answer, "X-Request-Id", ex->id_text);
    lit_add(answer, "X-Content-Type-Options", "nosniff");
    rate_add(answer, &ex->rate);
    if (ex->has_cors)
        cors_add(answer);
    if (req->route != NULL && req->route->auth != ROUTE_AUTH_NONE)
        lit_add(answer, "Vary", "Authorization, Cookie");
    if ((is_for_viewer || is_error) &&
        !http_response_has_header(&ex->response, SV("Cache-Control")))
        lit_add(answer, "Cache-Control", "private, no-store");
    if (ex->must_close && ex->response.content != HTTP_CONTENT_WEBSOCKET)
        lit_add(answer, "Connection", "close");
}

static struct MHD_Response *answer_new(struct exchange *ex)
{
    struct http_response *res = &ex->response;
    struct MHD_Response *answer = content_answer(ex);
    if (answer == NULL)
        return NULL;
    bool is_good = headers_add(answer, res->headers, res->header_count);
    if (res->content == HTTP_CONTENT_CACHED)
        is_good = headers_add(answer, res->cached->headers, res->cached->header_count) && is_good;
    common_add(answer, ex);
    if (is_good)
        return answer;
    MHD_destroy_response(answer);
    return NULL;
}

static int64_t content_len(const struct http_response *res)
{
    switch (res->content) {
    case HTTP_CONTENT_BYTES:
        return (int64_t)res->bytes.len;
    case HTTP_CONTENT_BODY:
        return (int64_t)res->body->len;
    case HTTP_CONTENT_CACHED:
        return (int64_t)res->cached->body->len;
    case HTTP_CONTENT_PULL:
        return (int64_t)res->pull.len;
    case HTTP_CONTENT_STREAM:
    case HTTP_CONTENT_WEBSOCKET:
        return -1;
    }
    return 0;
}

/* Give the request's memory back before the request is over. */
static void request_forget(struct exchange *ex)
{
    ex->request.headers = NULL;
    ex->request.header_count = 0;
    ex->response.header_count = 0;
    arena_done(&ex->arena);
}

bool answer_queue(struct exchange *ex)
{
    struct http_response *res = &ex->response;
    struct http_cached *cached = res->content == HTTP_CONTENT_CACHED ? res->cached : NULL;
    int64_t len = content_len(res);
    ex->conn->deadline_ms =
        len < 0 ? 0 : ex->loop->now_ms + SEND_MS + len * 1000 / SEND_MIN_PER_S_BYTES;
    /* The kept answer goes out as it is, unless this request needs a header of its own. */
    bool is_plain =
        cached != NULL && res->header_count == 0 && ex->rate.limit == 0 && !ex->must_close;
    if (is_plain) {
        struct MHD_Response *kept = res->status == 304 ? cached->not_modified : cached->full;
        return MHD_queue_response(ex->mhd, (unsigned)res->status, kept) == MHD_YES;
    }
    struct MHD_Response *answer = answer_new(ex);
    if (answer == NULL)
        return false;
    bool is_queued = MHD_queue_response(ex->mhd, (unsigned)res->status, answer) == MHD_YES;
    MHD_destroy_response(answer);
    /* A stream stays for hours and needs nothing of its request. */
    if (res->content == HTTP_CONTENT_STREAM)
        request_forget(ex);
    return is_queued;
}

/* The answer's headers copied behind the struct, names and values NUL-ended. */
static struct http_cached *cached_copy(const struct http_response *res)
{
    size_t bytes = 0;
    for (size_t i = 0; i < res->header_count; i++)
        bytes += res->headers[i].name.len + res->headers[i].value.len + 2;
    struct http_cached *cached =
        heap_new(sizeof *cached + res->header_count * sizeof(struct http_header) + bytes);
    char *at = (char *)&cached->headers[res->header_count];
    for (size_t i = 0; i < res->header_count; i++) {
        struct sv parts[2] = { res->headers[i].name, res->headers[i].value };
        for (int p = 0; p < 2; p++) {
            if (parts[p].len > 0)
                memcpy(at, parts[p].ptr, parts[p].len);
            parts[p].ptr = at;
            at += parts[p].len + 1;
        }
        cached->headers[i] = (struct http_header){ parts[0], parts[1] };
    }
    cached->header_count = res->header_count;
    cached->status = res->status;
    atomic_init(&cached->refs, 1);
    return cached;
}

static struct MHD_Response *cached_answer(const struct http_cached *cached, struct sv bytes,
                                          bool has_cors, bool has_viewers)
{
    struct MHD_Response *answer = bytes_answer(bytes);
    if (answer == NULL)
        return NULL;
    bool is_good = headers_add(answer, cached->headers, cached->header_count);
    lit_add(answer, "X-Content-Type-Options", "nosniff");
    if (has_cors)
        cors_add(answer);
    if (has_viewers)
        lit_add(answer, "Vary", "Authorization, Cookie");
    if (is_good)
        return answer;
    MHD_destroy_response(answer);
    return NULL;
}

struct http_cached *http_cached_new(const struct http_request *req, const struct http_response *res)
{
    bool is_bytes = res->content == HTTP_CONTENT_BYTES;
    if (res->is_bad || (!is_bytes && res->content != HTTP_CONTENT_BODY))
        return NULL;
    struct http_cached *cached = cached_copy(res);
    cached->body = is_bytes ? http_body_new(res->bytes) : http_body_ref(res->body);
    bool has_cors = req->route != NULL && req->route->cors != ROUTE_CORS_NONE;
    bool has_viewers = req->route != NULL && req->route->auth != ROUTE_AUTH_NONE;
    cached->full = cached_answer(cached, http_body_view(cached->body), has_cors, has_viewers);
    cached->not_modified = cached_answer(cached, SV(""), has_cors, has_viewers);
    if (cached->full != NULL && cached->not_modified != NULL)
        return cached;
    http_cached_unref(cached);
    return NULL;
}

struct http_cached *http_cached_ref(struct http_cached *cached)
{
    atomic_fetch_add_explicit(&cached->refs, 1, memory_order_relaxed);
    return cached;
}

/* An answer under way holds its reference in the exchange until the request is completed, so the
 * bytes outlive the sending. */
void http_cached_unref(struct http_cached *cached)
{
    if (cached == NULL || atomic_fetch_sub_explicit(&cached->refs, 1, memory_order_acq_rel) != 1)
        return;
    if (cached->full != NULL)
        MHD_destroy_response(cached->full);
    if (cached->not_modified != NULL)
        MHD_destroy_response(cached->not_modified);
    http_body_unref(cached->body);
    heap_free(cached);
}

struct sv http_cached_etag(const struct http_cached *cached)
{
    for (size_t i = 0; i < cached->header_count; i++) {
        if (sv_eq_nocase(cached->headers[i].name, SV("ETag")))
            return cached->headers[i].value;
    }
    return sv_make(NULL, 0);
}

int http_cached_status(const struct http_cached *cached)
{
    return cached->status;
}

struct sv http_cached_view(const struct http_cached *cached)
{
    return http_body_view(cached->body);
}
