/* Intake: a body as it arrives. */
#include "http/intake.h"

#include "base/heap.h"
#include "http/route.h"
#include "http/state.h"

#define BODY_FIRST_BYTES ((size_t)4096)

static bool is_json_type(struct sv type)
{
    return sv_eq(type, SV("application/json")) || sv_ends_with(type, SV("+json"));
}

static bool is_form_type(struct sv type)
{
    return sv_eq(type, SV("application/x-www-form-urlencoded")) ||
           sv_eq(type, SV("multipart/form-data")) || is_json_type(type);
}

enum err intake_check(const struct exchange *ex)
{
    const struct route *route = ex->request.route;
    bool is_read = route->body != ROUTE_BODY_NONE;
    if (is_read && ex->content_length > (int64_t)route->max_bytes)
        return ERR_TOO_LARGE;
    struct sv type = http_request_media_type(&ex->request);
    switch (route->body) {
    case ROUTE_BODY_JSON:
        return is_json_type(type) ? ERR_OK : ERR_MEDIA_TYPE;
    case ROUTE_BODY_PARAMS:
    case ROUTE_BODY_FILE:
        return is_form_type(type) ? ERR_OK : ERR_MEDIA_TYPE;
    case ROUTE_BODY_NONE:
    case ROUTE_BODY_RAW:
        return ERR_OK;
    }
    return ERR_MEDIA_TYPE;
}

/* Count bytes against the server's budget. */
static enum err budget_take(struct exchange *ex, size_t len)
{
    struct http_server *server = ex->loop->server;
    ex->body_counted_bytes += len;
    size_t before = atomic_fetch_add(&server->body_total_bytes, len);
    return before + len > server->config.body_total_max_bytes ? ERR_BUSY : ERR_OK;
}

/* Keep the bytes on the heap; the block grows with what came. */
static enum err body_append(struct exchange *ex, struct sv bytes)
{
    size_t need = ex->body_len + bytes.len;
    if (need > ex->request.route->max_bytes)
        return ERR_TOO_LARGE;
    if (need > ex->body_cap) {
        size_t cap = ex->body_cap == 0 ? BODY_FIRST_BYTES : ex->body_cap * 2;
        cap = cap < need ? need : cap;
        TRY(budget_take(ex, cap - ex->body_cap));
        ex->body = heap_resize(ex->body, cap);
        ex->body_cap = cap;
    }
    memcpy(ex->body + ex->body_len, bytes.ptr, bytes.len);
    ex->body_len = need;
    return ERR_OK;
}

enum err intake_take(struct exchange *ex, struct sv bytes)
{
    const struct route *route = ex->request.route;
    if (route->body == ROUTE_BODY_NONE)
        return ex->body_taken_bytes > (uint64_t)1 << 20 ? ERR_TOO_LARGE : ERR_OK;
    return body_append(ex, bytes);
}

enum err intake_finish(struct exchange *ex)
{
    ex->request.body = sv_make(ex->body, ex->body_len);
    return ERR_OK;
}

void intake_done(struct exchange *ex)
{
    heap_free(ex->body);
    ex->body = NULL;
    ex->body_cap = 0;
    ex->body_len = 0;
    atomic_fetch_sub(&ex->loop->server->body_total_bytes, ex->body_counted_bytes);
    ex->body_counted_bytes = 0;
}
