/* One incoming request: the accessors. */
#include "http/request.h"

#include "base/buf.h"
#include "text/header.h"

static const char *const method_names[HTTP_METHOD_COUNT] = {
    [HTTP_GET] = "GET",     [HTTP_POST] = "POST",     [HTTP_PUT] = "PUT",
    [HTTP_PATCH] = "PATCH", [HTTP_DELETE] = "DELETE", [HTTP_OPTIONS] = "OPTIONS",
};

struct sv http_method_name(enum http_method method)
{
    assert(method < HTTP_METHOD_COUNT);
    return sv_from(method_names[method]);
}

struct sv http_request_header(const struct http_request *req, struct sv name)
{
    for (size_t i = 0; i < req->header_count; i++) {
        if (sv_eq_nocase(req->headers[i].name, name))
            return req->headers[i].value;
    }
    return sv_make(NULL, 0);
}

struct sv http_request_header_joined(const struct http_request *req, struct sv name)
{
    struct sv first = sv_make(NULL, 0);
    size_t count = 0;
    struct buf joined;
    buf_init(&joined, req->ctx->arena, (size_t)64 << 10);
    for (size_t i = 0; i < req->header_count; i++) {
        if (!sv_eq_nocase(req->headers[i].name, name))
            continue;
        if (count++ == 0)
            first = req->headers[i].value;
        else
            buf_lit(&joined, ", ");
        buf_sv(&joined, req->headers[i].value);
    }
    return count < 2 ? first : buf_view(&joined);
}

struct sv http_request_value(const struct http_request *req, struct sv name)
{
    for (size_t i = 0; i < req->value_count; i++) {
        if (sv_eq(req->values[i].name, name))
            return req->values[i].value;
    }
    return sv_make(NULL, 0);
}

struct sv http_request_bearer(const struct http_request *req)
{
    return header_bearer_token(http_request_header(req, SV("Authorization")));
}

struct sv http_request_cookie(const struct http_request *req, struct sv name)
{
    return header_find_cookie(http_request_header(req, SV("Cookie")), name);
}

struct sv http_request_media_type(const struct http_request *req)
{
    struct header_content_type type;
    struct sv header = http_request_header(req, SV("Content-Type"));
    if (header_parse_content_type(req->ctx->arena, header, &type) != ERR_OK)
        return SV("");
    return type.type;
}

bool http_request_query_has(const struct http_request *req, const struct sv *names, size_t count)
{
    struct sv rest = req->parsed.query;
    struct sv pair;
    while (rest.len > 0 && sv_split(&rest, '&', &pair)) {
        struct sv name = sv_sub(pair, 0, sv_find_char(pair, '=', 0));
        for (size_t i = 0; i < count; i++) {
            if (sv_eq(name, names[i]))
                return true;
        }
    }
    return false;
}
