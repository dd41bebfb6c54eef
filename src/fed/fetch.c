/* Fetch: documents of other servers. */
#include "fed/fetch.h"

#include "ap/value.h"
#include "ap/vocab.h"
#include "fed/fed.h"
#include "service/domain_rule.h"
#include "service/engine.h"
#include "text/header.h"
#include "text/url.h"

#define ACCEPT                                                                                     \
    "application/activity+json, application/ld+json; "                                             \
    "profile=\"https://www.w3.org/ns/activitystreams\""

static const struct sv types[] = { SV_INIT("application/activity+json"),
                                   SV_INIT("application/ld+json") };

struct sv fed_without_fragment(struct sv uri)
{
    size_t hash = sv_find_char(uri, '#', 0);
    return hash == SIZE_MAX ? uri : sv_sub(uri, 0, hash);
}

struct sv fed_host_of(struct arena *a, struct sv uri)
{
    struct url url;
    if (url_parse(a, uri, &url) != ERR_OK)
        return (struct sv){ NULL, 0 };
    size_t scheme = sv_find(url.origin, SV("://"), 0);
    return sv_from_offset(url.origin, scheme + 3);
}

struct hop_signer {
    struct fed_signer signer;
    int64_t now_ms;
};

static enum err hop_sign(void *arg, struct arena *a, const struct net_hop *hop,
                         struct net_headers *headers)
{
    const struct hop_signer *s = arg;
    return fed_signature_add(a, &s->signer, hop, SV(""), s->now_ms, headers);
}

static enum err admit(struct ctx *ctx, struct sv uri)
{
    bool is_blocked = false;
    if (site_is_local(&ctx->engine->site, uri))
        return fail(ctx, ERR_FORBIDDEN, "fetch of an address of our own");
    TRY(service_domain_is_blocked(ctx, fed_host_of(ctx->arena, uri), &is_blocked));
    return is_blocked ? fail(ctx, ERR_FORBIDDEN, "fetch from a blocked server") : ERR_OK;
}

/* "application/ld+json" alone could be anything; with the profile it is ActivityStreams. */
static bool is_activity_type(struct sv content_type)
{
    struct sv activity = types[0];
    if (content_type.len >= activity.len &&
        sv_eq_nocase(sv_sub(content_type, 0, activity.len), activity))
        return true;
    return sv_find(content_type, SV(AP_CONTEXT), 0) != SIZE_MAX;
}

static enum err get(struct ctx *ctx, struct sv uri, struct net_response *out)
{
    const struct fed *fed = ctx->engine->fed;
    TRY(admit(ctx, uri));
    engine_end_reading(ctx);
    struct hop_signer signer = { fed_instance_signer(fed), ctx->now_ms };
    struct net_header accept = { SV("Accept"), SV(ACCEPT) };
    struct net_request req = { .method = NET_GET,
                               .url = uri,
                               .headers = &accept,
                               .header_count = 1,
                               .body_bytes_max = FED_DOCUMENT_BYTES_MAX,
                               .types = types,
                               .type_count = ARRAY_COUNT(types),
                               .sign = hop_sign,
                               .sign_arg = &signer };
    enum err err = fed->transport.fetch(fed->transport.arg, ctx->arena, &req, out);
    if (err != ERR_OK)
        return fail(ctx, err, "fetch answered %lld", (long long)(err == ERR_OK ? out->status : 0));
    return ERR_OK;
}

static enum err document_get(struct ctx *ctx, struct sv uri, struct net_response *response,
                             struct fed_document *out)
{
    TRY(get(ctx, uri, response));
    if (!is_activity_type(response->content_type))
        return fail(ctx, ERR_UPSTREAM_REFUSED, "not the media type of ActivityStreams");
    struct fed_document document = { 0 };
    if (json_parse(ctx->arena, response->body, &json_limits_strict, &document.root, NULL) !=
            ERR_OK ||
        json_kind(document.root) != JSON_OBJECT)
        return fail(ctx, ERR_UPSTREAM_REFUSED, "not a document");
    document.id = ap_id(document.root);
    /* A redirect may have left the server we asked. */
    TRY(admit(ctx, response->url));
    if (!ap_is_address(ctx->arena, document.id))
        return fail(ctx, ERR_UPSTREAM_REFUSED, "document without id");
    *out = document;
    return ERR_OK;
}

static bool is_where_it_says(const struct net_response *response, const struct fed_document *d)
{
    return sv_eq(fed_without_fragment(response->url), fed_without_fragment(d->id));
}

enum err fed_fetch_document(struct ctx *ctx, struct sv uri, struct fed_document *out)
{
    struct net_response response = { 0 };
    struct fed_document document;
    TRY(document_get(ctx, fed_without_fragment(uri), &response, &document));
    if (!is_where_it_says(&response, &document)) {
        struct sv id = fed_without_fragment(document.id);
        response = (struct net_response){ 0 };
        TRY(document_get(ctx, id, &response, &document));
        if (!is_where_it_says(&response, &document))
            return fail(ctx, ERR_UPSTREAM_REFUSED, "document is not where it says");
    }
    if (ap_type_of(document.root) == AP_TOMBSTONE)
        return fail(ctx, ERR_UPSTREAM_GONE, "a tombstone");
    *out = document;
    return ERR_OK;
}

enum err fed_fetch_key_document(struct ctx *ctx, struct sv uri, struct fed_document *out)
{
    struct net_response response = { 0 };
    struct fed_document document;
    TRY(document_get(ctx, fed_without_fragment(uri), &response, &document));
    if (!ap_same_origin(ctx->arena, response.url, document.id))
        return fail(ctx, ERR_UPSTREAM_REFUSED, "key document of another server");
    *out = document;
    return ERR_OK;
}

enum err fed_fetch_page(struct ctx *ctx, struct sv url, struct fed_page *out)
{
    static const struct sv html[] = { SV_INIT("text/html"), SV_INIT("application/xhtml+xml") };
    const struct fed *fed = ctx->engine->fed;
    struct net_header accept = { SV("Accept"), SV("text/html, application/xhtml+xml") };
    struct net_response response = { 0 };
    struct header_content_type type = { 0 };
    struct net_request req = { .method = NET_GET,
                               .url = url,
                               .headers = &accept,
                               .header_count = 1,
                               .body_bytes_max = FED_PAGE_BYTES_MAX,
                               .types = html,
                               .type_count = ARRAY_COUNT(html) };
    TRY(admit(ctx, url));
    engine_end_reading(ctx);
    enum err err = fed->transport.fetch(fed->transport.arg, ctx->arena, &req, &response);
    if (err != ERR_OK)
        return fail(ctx, err, "a page could not be read");
    TRY(admit(ctx, response.url));
    if (header_parse_content_type(ctx->arena, response.content_type, &type) != ERR_OK)
        type.charset = SV("");
    *out = (struct fed_page){ response.url, type.charset, response.body };
    return ERR_OK;
}
