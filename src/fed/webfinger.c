/* WebFinger as a client. */
#include "fed/webfinger.h"

#include "ap/value.h"
#include "fed/fed.h"
#include "fed/fetch.h"
#include "service/domain_rule.h"
#include "service/engine.h"
#include "text/acct.h"
#include "text/url.h"
#include "text/xrd.h"

static const struct sv finger_types[] = { SV_INIT("application/jrd+json"),
                                          SV_INIT("application/json") };

static const struct sv meta_types[] = { SV_INIT("application/xrd+xml"), SV_INIT("application/xml"),
                                        SV_INIT("text/xml") };

static bool is_usable_type(struct sv type)
{
    return sv_eq(type, SV("application/activity+json")) ||
           (sv_starts_with(type, SV("application/ld+json")) &&
            sv_find(type, SV(AP_CONTEXT), 0) != SIZE_MAX);
}

/* The first self link that leads to an actor. */
static struct sv self_link(struct json answer)
{
    struct json_iter it = json_each(json_get(answer, SV("links")));
    while (json_next(&it)) {
        struct sv href = json_get_str(it.value, SV("href"));
        if (sv_eq(json_get_str(it.value, SV("rel")), SV("self")) && href.len > 0 &&
            is_usable_type(json_get_str(it.value, SV("type"))))
            return href;
    }
    return (struct sv){ NULL, 0 };
}

enum err fed_webfinger_parse(struct ctx *ctx, struct sv body, struct fed_finger *out)
{
    struct json answer;
    struct acct subject;
    struct url_host host;
    if (json_parse(ctx->arena, body, &json_limits_strict, &answer, NULL) != ERR_OK ||
        acct_parse(json_get_str(answer, SV("subject")), &subject) != ERR_OK ||
        url_host_parse(ctx->arena, subject.host, &host) != ERR_OK)
        return fail(ctx, ERR_UPSTREAM_REFUSED, "webfinger without subject");
    struct sv self = self_link(answer);
    if (!ap_is_address(ctx->arena, self))
        return fail(ctx, ERR_UPSTREAM_REFUSED, "webfinger without actor");
    *out = (struct fed_finger){ subject.username, host.text, self };
    return ERR_OK;
}

static enum err admit(struct ctx *ctx, struct sv host)
{
    bool is_blocked = false;
    if (sv_eq_nocase(host, ctx->engine->site.host))
        return fail(ctx, ERR_FORBIDDEN, "webfinger of this server");
    TRY(service_domain_is_blocked(ctx, host, &is_blocked));
    return is_blocked ? fail(ctx, ERR_FORBIDDEN, "webfinger of a blocked server") : ERR_OK;
}

/* One GET of the well-known kind; a redirect must not end at a server that is blocked. */
static enum err get(struct ctx *ctx, struct sv url, const struct sv *types, size_t type_count,
                    struct sv accept, struct net_response *out)
{
    const struct fed *fed = ctx->engine->fed;
    struct net_header header = { SV("Accept"), accept };
    struct net_request req = { .method = NET_GET,
                               .url = url,
                               .headers = &header,
                               .header_count = 1,
                               .body_bytes_max = FED_DOCUMENT_BYTES_MAX,
                               .types = types,
                               .type_count = type_count };
    TRY(admit(ctx, fed_host_of(ctx->arena, url)));
    engine_end_reading(ctx);
    *out = (struct net_response){ 0 };
    TRY(fed->transport.fetch(fed->transport.arg, ctx->arena, &req, out));
    return admit(ctx, fed_host_of(ctx->arena, out->url));
}

static enum err finger_get(struct ctx *ctx, struct sv url, struct net_response *out)
{
    return get(ctx, url, finger_types, ARRAY_COUNT(finger_types),
               SV("application/jrd+json, application/json"), out);
}

static struct sv well_known(struct ctx *ctx, struct sv host, struct sv rest)
{
    return sv_printf(ctx->arena, "%s://%" SV_FMT "/.well-known/%" SV_FMT,
                     ctx->engine->site.is_loopback ? "http" : "https", SV_ARG(host), SV_ARG(rest));
}

/* Where a server whose handles live elsewhere says that they are asked for; empty when it says nothing usable. */
static enum err template_get(struct ctx *ctx, struct sv host, struct sv *out)
{
    struct net_response response;
    struct sv template;
    *out = SV("");
    enum err err =
        get(ctx, well_known(ctx, host, SV("host-meta")), meta_types, ARRAY_COUNT(meta_types),
            SV("application/xrd+xml, application/xml, text/xml"), &response);
    if (err == ERR_UPSTREAM_GONE || err == ERR_UPSTREAM_REFUSED)
        return ERR_OK;
    TRY(err);
    if (xrd_find_template(ctx->arena, response.body, SV("lrdd"), &template) == ERR_OK)
        *out = template;
    return ERR_OK;
}

/* Ask where host-meta says; ERR_UPSTREAM_GONE when it does not. */
static enum err fallback_get(struct ctx *ctx, struct sv host, struct sv resource,
                             struct net_response *out)
{
    struct sv template;
    TRY(template_get(ctx, host, &template));
    size_t hole = sv_find(template, SV("{uri}"), 0);
    if (hole == SIZE_MAX)
        return ERR_UPSTREAM_GONE;
    struct sv url =
        sv_printf(ctx->arena, "%" SV_FMT "%" SV_FMT "%" SV_FMT, SV_ARG(sv_sub(template, 0, hole)),
                  SV_ARG(url_percent_encode(ctx->arena, resource)),
                  SV_ARG(sv_from_offset(template, hole + 5)));
    return ap_is_address(ctx->arena, url) ? finger_get(ctx, url, out) : ERR_UPSTREAM_GONE;
}

enum err fed_webfinger(struct ctx *ctx, struct sv username, struct sv host, struct fed_finger *out)
{
    struct url_host parsed;
    struct net_response response;
    if (!acct_is_username(username) || url_host_parse(ctx->arena, host, &parsed) != ERR_OK)
        return fail(ctx, ERR_UPSTREAM_REFUSED, "no handle");
    struct sv resource =
        sv_printf(ctx->arena, "acct:%" SV_FMT "@%" SV_FMT, SV_ARG(username), SV_ARG(parsed.text));
    struct sv query = sv_printf(ctx->arena, "webfinger?resource=%" SV_FMT, SV_ARG(resource));
    enum err err = finger_get(ctx, well_known(ctx, parsed.text, query), &response);
    if (err == ERR_UPSTREAM_GONE && response.status == 404)
        err = fallback_get(ctx, parsed.text, resource, &response);
    return err != ERR_OK ? fail(ctx, err, "webfinger failed")
                         : fed_webfinger_parse(ctx, response.body, out);
}

static bool names(const struct fed_finger *finger, struct sv username, struct sv host)
{
    return sv_eq_nocase(finger->username, username) && sv_eq_nocase(finger->host, host);
}

enum err fed_webfinger_verify(struct ctx *ctx, struct sv actor, struct sv username,
                              struct fed_finger *out)
{
    struct fed_finger finger;
    struct sv host = fed_host_of(ctx->arena, actor);
    TRY(fed_webfinger(ctx, username, host, &finger));
    if (!names(&finger, username, host)) {
        /* The handle lives on another domain, which must say so itself. */
        struct fed_finger second;
        TRY(fed_webfinger(ctx, finger.username, finger.host, &second));
        if (!names(&second, finger.username, finger.host))
            return fail(ctx, ERR_UPSTREAM_REFUSED, "webfinger subject is not confirmed");
        finger = second;
    }
    if (!sv_eq(finger.self, actor))
        return fail(ctx, ERR_UPSTREAM_REFUSED, "handle belongs to another actor");
    *out = finger;
    return ERR_OK;
}
