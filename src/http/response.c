/* One answer. Spec: RFC 9110. */
#include "http/response.h"

#include "base/buf.h"
#include "http/cached.h"
#include "http/sse.h"
#include "http/websocket.h"
#include "text/header.h"

void http_response_init(struct http_response *res)
{
    res->status = 200;
    res->err = ERR_OK;
    res->is_bad = false;
    res->header_count = 0;
    res->content = HTTP_CONTENT_BYTES;
    res->bytes = SV("");
    res->body = NULL;
    res->cached = NULL;
    res->pull = (struct http_pull){ 0 };
    res->stream = NULL;
    res->websocket = NULL;
}

void http_response_reset(struct http_response *res)
{
    http_body_unref(res->body);
    http_cached_unref(res->cached);
    if (res->content == HTTP_CONTENT_PULL && res->pull.done != NULL)
        res->pull.done(res->pull.arg);
    if (res->stream != NULL)
        sse_connection_over(res->stream);
    if (res->websocket != NULL)
        websocket_never_was(res->websocket);
    http_response_init(res);
}

static bool has_control_byte(struct sv s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c < ' ' || c == 0x7f)
            return true;
    }
    return false;
}

void http_response_header(struct http_response *res, const char *name, struct sv value)
{
    assert(res->header_count < HTTP_RESPONSE_HEADERS_MAX);
    if (has_control_byte(value))
        res->is_bad = true;
    else
        res->headers[res->header_count++] = (struct http_header){ sv_from(name), value };
}

bool http_response_has_header(const struct http_response *res, struct sv name)
{
    for (size_t i = 0; i < res->header_count; i++) {
        if (sv_eq_nocase(res->headers[i].name, name))
            return true;
    }
    return false;
}

void http_response_bytes(struct http_response *res, const char *content_type, struct sv bytes)
{
    http_response_header(res, "Content-Type", sv_from(content_type));
    res->content = HTTP_CONTENT_BYTES;
    res->bytes = bytes;
}

void http_response_body(struct http_response *res, const char *content_type, struct http_body *body)
{
    http_response_header(res, "Content-Type", sv_from(content_type));
    res->content = HTTP_CONTENT_BODY;
    res->body = body;
}

void http_response_json(struct http_response *res, struct sv json)
{
    http_response_bytes(res, "application/json; charset=utf-8", json);
}

void http_response_html(struct http_response *res, struct sv html)
{
    http_response_bytes(res, "text/html; charset=utf-8", html);
}

void http_response_redirect(struct http_response *res, int status, struct sv location)
{
    assert(status >= 301 && status <= 308);
    res->status = status;
    http_response_header(res, "Location", location);
}

void http_response_cached(const struct http_request *req, struct http_response *res,
                          struct http_cached *cached)
{
    struct sv known = http_request_header(req, SV("If-None-Match"));
    struct sv etag = http_cached_etag(cached);
    res->content = HTTP_CONTENT_CACHED;
    res->cached = cached;
    res->status = known.len > 0 && etag.len > 0 && http_etag_matches(known, etag)
                      ? 304
                      : http_cached_status(cached);
}

/* The public texts hold nothing that JSON would have to escape; a test sees to it. */
void http_response_error(struct http_response *res, enum err err)
{
    static const char *const bodies[ERR_COUNT] = {
#define ERR(name, status, retry, text) [ERR_##name] = "{\"error\":\"" text "\"}",
#include "base/err.def"
#undef ERR
    };
    assert(err != ERR_OK && err < ERR_COUNT);
    res->status = err_row(err)->http_status;
    res->err = err;
    http_response_json(res, sv_from(bodies[err]));
}

void http_response_error_text(const struct http_request *req, struct http_response *res,
                              enum err err, struct sv text)
{
    struct buf json;
    buf_init(&json, req->ctx->arena, 4096);
    buf_lit(&json, "{\"error\":\"");
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c < ' ')
            buf_char(&json, ' ');
        else if (c == '"' || c == '\\')
            buf_char(&json, '\\');
        if (c >= ' ')
            buf_char(&json, text.ptr[i]);
    }
    buf_lit(&json, "\"}");
    if (json.is_overflown) {
        http_response_error(res, err);
        return;
    }
    res->status = err_row(err)->http_status;
    res->err = err;
    http_response_json(res, buf_view(&json));
}

static struct sv strong_part(struct sv etag)
{
    return sv_starts_with(etag, SV("W/")) ? sv_from_offset(etag, 2) : etag;
}

bool http_etag_matches(struct sv if_none_match, struct sv etag)
{
    struct sv wanted = strong_part(etag);
    struct sv rest = sv_trim(if_none_match);
    if (sv_eq(rest, SV("*")))
        return true;
    struct sv entry;
    while (rest.len > 0 && sv_split(&rest, ',', &entry)) {
        if (sv_eq(strong_part(sv_trim(entry)), wanted))
            return true;
    }
    return false;
}

bool http_response_etag(const struct http_request *req, struct http_response *res, struct sv etag)
{
    http_response_header(res, "ETag", etag);
    struct sv known = http_request_header(req, SV("If-None-Match"));
    if (known.len == 0 || !http_etag_matches(known, etag))
        return false;
    res->status = 304;
    return true;
}

bool http_response_range(const struct http_request *req, struct http_response *res, uint64_t total,
                         struct sv etag, uint64_t *out_offset, uint64_t *out_len)
{
    struct arena *a = req->ctx->arena;
    struct sv range = http_request_header(req, SV("Range"));
    struct sv if_range = http_request_header(req, SV("If-Range"));
    /* Only a strong tag proves that the parts belong together; a date never does here. */
    bool is_stale = if_range.len > 0 && !sv_eq(if_range, etag);
    if (is_stale || (if_range.len > 0 && sv_starts_with(etag, SV("W/"))))
        range = sv_make(NULL, 0);
    http_response_header(res, "Accept-Ranges", SV("bytes"));
    struct header_range part = header_parse_range(range, total);
    *out_offset = 0;
    *out_len = total;
    if (part.kind == HEADER_RANGE_WHOLE)
        return true;
    if (part.kind == HEADER_RANGE_UNSATISFIABLE) {
        res->status = 416;
        http_response_header(res, "Content-Range",
                             sv_printf(a, "bytes */%llu", (unsigned long long)total));
        return false;
    }
    *out_offset = part.first;
    *out_len = part.last - part.first + 1;
    res->status = 206;
    http_response_header(res, "Content-Range",
                         sv_printf(a, "bytes %llu-%llu/%llu", (unsigned long long)part.first,
                                   (unsigned long long)part.last, (unsigned long long)total));
    return true;
}

void http_response_pull(struct http_response *res, const char *content_type, struct http_pull pull)
{
    http_response_header(res, "Content-Type", sv_from(content_type));
    res->content = HTTP_CONTENT_PULL;
    res->pull = pull;
}
