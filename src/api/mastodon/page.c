/* Page. */
#include "api/mastodon/page.h"

#include "base/buf.h"
#include "base/num.h"
#include "service/engine.h"
#include "text/params.h"

#define LINK_BYTES_MAX ((size_t)8192)
#define OFFSET_MAX INT64_C(10000)

/* An id as sent; negative when it was not. */
static enum err id_read(const struct http_request *req, struct sv name, int64_t *out)
{
    return params_i64(req->params, name, 0, INT64_MAX, -1, out);
}

/* Negative limits are meant well. */
static enum err limit_read(const struct http_request *req, size_t usual, size_t *out)
{
    int64_t most = (int64_t)usual * 2;
    if (most > PAGING_COUNT_MAX)
        most = PAGING_COUNT_MAX;
    int64_t limit = 0;
    TRY(params_i64(req->params, SV("limit"), -most, most, 0, &limit));
    if (limit == 0)
        limit = (int64_t)usual;
    *out = (size_t)(limit < 0 ? -limit : limit);
    return ERR_OK;
}

enum err mastodon_page_read(const struct http_request *req, size_t usual, struct paging *out)
{
    int64_t max_id = -1;
    int64_t since_id = -1;
    int64_t min_id = -1;
    size_t limit = 0;
    TRY(id_read(req, SV("max_id"), &max_id));
    TRY(id_read(req, SV("since_id"), &since_id));
    TRY(id_read(req, SV("min_id"), &min_id));
    TRY(limit_read(req, usual, &limit));
    *out = paging_of(max_id, since_id, min_id, limit);
    return ERR_OK;
}

enum err mastodon_offset_read(const struct http_request *req, size_t usual, size_t *out_limit,
                              size_t *out_offset)
{
    int64_t offset = 0;
    TRY(limit_read(req, usual, out_limit));
    TRY(params_i64(req->params, SV("offset"), 0, OFFSET_MAX, 0, &offset));
    *out_offset = (size_t)offset;
    return ERR_OK;
}

/* What a link names itself, and what must not be repeated to anybody. */
static bool is_dropped(struct sv pair, struct sv named)
{
    static const struct sv names[] = { SV_INIT("max_id"), SV_INIT("since_id"), SV_INIT("min_id"),
                                       SV_INIT("access_token") };
    size_t end = sv_find_char(pair, '=', 0);
    struct sv name = sv_sub(pair, 0, end);
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        if (sv_eq(name, names[i]))
            return true;
    }
    return name.len == 0 || sv_eq(name, named);
}

/* What was sent, with everything escaped that could end the address within the header. */
static void query_append(struct buf *b, struct sv text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c <= ' ' || c >= 0x7f || c == '<' || c == '>' || c == '"' || c == '\\')
            buf_printf(b, "%%%02X", c);
        else
            buf_char(b, (char)c);
    }
}

static void link_append(struct buf *b, const struct ctx *ctx, const struct http_request *req,
                        struct sv name, int64_t id, struct sv rel)
{
    struct sv query = req->parsed.query;
    struct sv pair;
    buf_char(b, '<');
    buf_sv(b, ctx->engine->site.base);
    query_append(b, req->parsed.path);
    buf_char(b, '?');
    while (sv_split(&query, '&', &pair)) {
        if (is_dropped(pair, name))
            continue;
        query_append(b, pair);
        buf_char(b, '&');
    }
    buf_sv(b, name);
    buf_char(b, '=');
    buf_i64(b, id);
    buf_lit(b, ">; rel=\"");
    buf_sv(b, rel);
    buf_char(b, '"');
}

void mastodon_page_link(struct ctx *ctx, const struct http_request *req, struct http_response *res,
                        int64_t newest, int64_t oldest)
{
    if (newest == 0 && oldest == 0)
        return;
    struct buf b;
    buf_init(&b, ctx->arena, LINK_BYTES_MAX);
    if (oldest != 0)
        link_append(&b, ctx, req, SV("max_id"), oldest, SV("next"));
    if (oldest != 0 && newest != 0)
        buf_lit(&b, ", ");
    if (newest != 0)
        link_append(&b, ctx, req, SV("min_id"), newest, SV("prev"));
    if (!b.is_overflown) /* a query so long is the client's own doing */
        http_response_header(res, "Link", buf_view(&b));
}

void mastodon_offset_link(struct ctx *ctx, const struct http_request *req,
                          struct http_response *res, size_t offset, size_t limit, size_t count)
{
    size_t before = offset > limit ? offset - limit : 0;
    bool has_next = count == limit && offset + limit <= OFFSET_MAX;
    struct buf b;
    buf_init(&b, ctx->arena, LINK_BYTES_MAX);
    if (has_next)
        link_append(&b, ctx, req, SV("offset"), (int64_t)(offset + limit), SV("next"));
    if (has_next && offset > 0)
        buf_lit(&b, ", ");
    if (offset > 0)
        link_append(&b, ctx, req, SV("offset"), (int64_t)before, SV("prev"));
    if (b.len > 0 && !b.is_overflown)
        http_response_header(res, "Link", buf_view(&b));
}
