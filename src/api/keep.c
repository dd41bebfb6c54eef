/* Keep. */
#include "api/keep.h"

#include "api/answer.h"
#include "api/authenticate.h"
#include "cache/cache.h"
#include "http/cached.h"
#include "service/engine.h"
#include "text/header.h"

/* What the library holds of one kept answer besides its bytes. */
#define ANSWER_OVERHEAD_BYTES 2048

/* Who asks cannot be told from the request, and so not from the answer. */
static bool is_anybodys(const struct ctx *ctx, const struct http_request *req)
{
    static const struct sv names[] = { SV_INIT("Authorization"), SV_INIT("Signature"),
                                       SV_INIT("Signature-Input") };
    for (size_t i = 0; i < ARRAY_COUNT(names); i++)
        if (http_request_header(req, names[i]).ptr != NULL)
            return false;
    return http_request_header(req, SV("Cookie")).ptr == NULL ||
           api_session_cookie(ctx, req).len == 0;
}

/* The API has neither languages nor representations. */
static struct cache_key key_of(const struct http_request *req)
{
    struct cache_key key = { .kind = CACHE_KIND_ANSWER, .name = req->target };
    if (sv_starts_with(req->target, SV("/api/")))
        return key;
    struct sv accept = http_request_header_joined(req, SV("Accept"));
    key.variant =
        (uint32_t)header_parse_accept(accept) * LANGUAGE_COUNT + (uint32_t)api_page_language(req);
    return key;
}

static bool is_one_target(const struct http_request *req, struct sv param)
{
    const struct http_target *at = &req->parsed;
    if (at->host.ptr != NULL || at->has_trailing_slash)
        return false;
    if (at->query.ptr == NULL)
        return true;
    return param.len > 0 && at->query.len > param.len && sv_starts_with(at->query, param) &&
           at->query.ptr[param.len] == '=' && sv_find_char(at->query, '&', 0) == SIZE_MAX;
}

void api_keep_begin(struct ctx *ctx, const struct http_request *req, struct sv param,
                    struct keep *out)
{
    *out = (struct keep){ 0 };
    if (req->method != HTTP_GET || !is_one_target(req, param) || !is_anybodys(ctx, req))
        return;
    out->cache = ctx->engine->cache;
    out->epoch = engine_begin_read(ctx);
    out->refs = ARENA_ARRAY(ctx->arena, struct cache_ref, CACHE_DEPS_MAX);
    out->refs[out->ref_count++] = cache_ref_site();
}

static void ref_add(struct keep *k, struct cache_ref ref)
{
    if (k->epoch == 0 || ref.id == 0)
        return;
    for (size_t i = 0; i < k->ref_count; i++)
        if (cache_ref_eq(k->refs[i], ref))
            return;
    if (k->ref_count == CACHE_DEPS_MAX) {
        k->epoch = 0;
        return;
    }
    k->refs[k->ref_count++] = ref;
}

/* What it answers is not shown once it is erased, and can change no more. */
static void context_add(struct keep *k, struct cache_ref ref)
{
    if (k->epoch != 0 && !cache_is_tombstoned(k->cache, ref))
        ref_add(k, ref);
}

void api_keep_account(struct keep *k, struct account_id account)
{
    ref_add(k, cache_ref_account(account));
}

void api_keep_public(struct keep *k)
{
    ref_add(k, cache_ref_public());
}

void api_keep_status(struct keep *k, const struct status_view *view)
{
    const struct status *status = view->status;
    ref_add(k, cache_ref_status(status->id));
    ref_add(k, cache_ref_account(status->account));
    context_add(k, cache_ref_status(status->in_reply_to));
    context_add(k, cache_ref_status(status->thread));
    context_add(k, cache_ref_account(status->in_reply_to_account));
    for (size_t i = 0; i < status->mention_count; i++)
        ref_add(k, cache_ref_account(status->mentions[i].account));
    for (size_t i = 0; i < status->media_count; i++)
        ref_add(k, cache_ref_media(status->media[i].id));
    if (view->reblog != NULL)
        api_keep_status(k, view->reblog);
}

void api_keep_statuses(struct keep *k, const struct status_view *views, size_t count)
{
    for (size_t i = 0; i < count; i++)
        api_keep_status(k, &views[i]);
}

static void cached_free(void *cached)
{
    http_cached_unref(cached);
}

void api_keep_end(struct ctx *ctx, const struct http_request *req, const struct http_response *res,
                  const struct keep *k, const struct json_fragment *fragment)
{
    bool is_plain = res->status == 200 && res->content == HTTP_CONTENT_BYTES &&
                    !http_response_has_header(res, SV("Set-Cookie"));
    /* A signature may have made somebody of nobody meanwhile. */
    if (k->epoch == 0 || !is_plain || !account_id_is_none(ctx->viewer.account))
        return;
    struct http_cached *cached = http_cached_new(req, res);
    if (cached == NULL)
        return;
    struct sv subjects = SV("");
    if (fragment != NULL)
        subjects = sv_make((const char *)fragment->subjects,
                           fragment->subject_count * sizeof(struct subject));
    struct cache_value *value = cache_value_new(SV(""), subjects);
    cache_value_attach(value, cached, res->bytes.len + ANSWER_OVERHEAD_BYTES, cached_free);
    struct cache_key key = key_of(req);
    cache_put(k->cache, &key, account_id(0), k->refs, k->ref_count, value, k->epoch);
    cache_value_unref(value);
}

enum err api_keep_page(struct page *p, const struct keep *k)
{
    TRY(api_page_end(p, 200));
    if (p->csrf.ptr == NULL)
        api_keep_end(p->ctx, p->req, p->res, k, NULL);
    return ERR_OK;
}

bool api_recall(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    if (!is_anybodys(ctx, req))
        return false;
    struct cache_key key = key_of(req);
    struct cache_value *value = cache_find(ctx->engine->cache, &key);
    if (value == NULL)
        return false;
    struct json_fragment about = {
        .subjects = (const struct subject *)(const void *)value->spans.ptr,
        .subject_count = value->spans.len / sizeof(struct subject),
    };
    bool is_fine = about.subject_count == 0 || api_consent_check(ctx, &about) == ERR_OK;
    if (is_fine)
        http_response_cached(req, res, http_cached_ref(value->object));
    cache_value_unref(value);
    return is_fine;
}
