/* HTTP signatures, draft-cavage-12. */
#include "fed/signature.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/num.h"
#include "crypto/hash.h"
#include "text/base64.h"
#include "text/date.h"
#include "text/header.h"

#define WINDOW_MS MS_PER_HOUR
#define SIGNED_NAMES_MAX 64
#define TEXT_MAX_BYTES ((size_t)64 << 10)

struct sv fed_request_header(struct arena *a, const struct fed_request *req, struct sv name)
{
    struct sv joined = { NULL, 0 };
    for (size_t i = 0; i < req->header_count; i++) {
        if (!sv_eq_nocase(req->headers[i].name, name))
            continue;
        struct sv value = sv_trim(req->headers[i].value);
        if (value.ptr == NULL)
            value = SV("");
        joined = joined.ptr == NULL
                     ? value
                     : sv_printf(a, "%" SV_FMT ", %" SV_FMT, SV_ARG(joined), SV_ARG(value));
    }
    return joined;
}

static bool algorithm_parse(struct sv name, struct fed_signature *out)
{
    out->is_hs2019 = name.ptr == NULL || sv_eq_nocase(name, SV("hs2019"));
    return out->is_hs2019 || sv_eq_nocase(name, SV("rsa-sha256"));
}

enum err fed_signature_parse(struct arena *a, const struct fed_request *req,
                             struct fed_signature *out)
{
    struct header_params params = { 0 };
    struct fed_signature signature = { 0 };
    struct sv header = fed_request_header(a, req, SV("signature"));
    if (header.len == 0 || header_parse_signature(a, header, &params) != ERR_OK)
        return ERR_SIGNATURE;
    struct sv text = header_params_find(&params, SV("signature"));
    signature.key_id = header_params_find(&params, SV("keyId"));
    if (signature.key_id.len == 0 ||
        !algorithm_parse(header_params_find(&params, SV("algorithm")), &signature))
        return ERR_SIGNATURE;
    if (text.len == 0 || base64_decode(a, text, BASE64_STANDARD, &signature.bytes) != ERR_OK)
        return ERR_SIGNATURE;
    signature.headers = header_params_find(&params, SV("headers"));
    if (signature.headers.ptr == NULL)
        signature.headers = signature.is_hs2019 ? SV("(created)") : SV("date");
    signature.headers = sv_lower(a, signature.headers);
    signature.created = header_params_find(&params, SV("created"));
    signature.expires = header_params_find(&params, SV("expires"));
    *out = signature;
    return ERR_OK;
}

static bool is_signed(const struct fed_signature *signature, struct sv name)
{
    struct sv rest = signature->headers;
    struct sv part;
    while (sv_split(&rest, ' ', &part))
        if (sv_eq(part, name))
            return true;
    return false;
}

/* The digest named SHA-256 among those of the header; absent when there is none, or two. */
static struct sv sha256_of(struct sv header)
{
    struct sv found = { NULL, 0 };
    struct sv rest = header;
    struct sv part;
    while (sv_split(&rest, ',', &part)) {
        struct sv entry = sv_trim(part);
        if (entry.len < 8 || !sv_eq_nocase(sv_sub(entry, 0, 8), SV("SHA-256=")))
            continue;
        if (found.ptr != NULL)
            return (struct sv){ NULL, 0 };
        found = sv_from_offset(entry, 8);
    }
    return found;
}

static struct sv digest_text(struct arena *a, struct sv body)
{
    struct sha256 hash = crypto_sha256(body);
    return base64_encode(a, sv_make(hash.bytes, sizeof hash.bytes), BASE64_STANDARD);
}

static bool seconds_parse(struct sv text, int64_t *out_ms)
{
    int64_t seconds = 0;
    if (!sv_to_i64_in(text, 0, DATE_MAX_MS / MS_PER_SECOND, &seconds))
        return false;
    *out_ms = seconds * MS_PER_SECOND;
    return true;
}

/* When it was signed: (created) or Date, whichever is signed; false when neither can be read. */
static bool signed_at(struct arena *a, const struct fed_signature *signature,
                      const struct fed_request *req, int64_t *out_ms)
{
    if (is_signed(signature, SV("(created)")))
        return signature->is_hs2019 && seconds_parse(signature->created, out_ms);
    return is_signed(signature, SV("date")) &&
           date_parse_http(fed_request_header(a, req, SV("date")), out_ms);
}

static bool is_expired(const struct fed_signature *signature, int64_t now_ms)
{
    int64_t expires_ms = 0;
    if (signature->expires.ptr == NULL)
        return false;
    return !seconds_parse(signature->expires, &expires_ms) || expires_ms < now_ms;
}

static enum err body_check(struct ctx *ctx, const struct fed_signature *signature,
                           const struct fed_request *req)
{
    if (!is_signed(signature, SV("digest")))
        return fail(ctx, ERR_SIGNATURE, "digest is not signed");
    struct sv digest = sha256_of(fed_request_header(ctx->arena, req, SV("digest")));
    if (!crypto_is_equal(digest, digest_text(ctx->arena, req->body)))
        return fail(ctx, ERR_SIGNATURE, "digest is not that of the body");
    return ERR_OK;
}

enum err fed_signature_check(struct ctx *ctx, const struct fed_signature *signature,
                             const struct fed_request *req, struct sv host)
{
    int64_t at_ms = 0;
    if (!is_signed(signature, SV("(request-target)")) || !is_signed(signature, SV("host")))
        return fail(ctx, ERR_SIGNATURE, "target or host is not signed");
    if (!signed_at(ctx->arena, signature, req, &at_ms))
        return fail(ctx, ERR_SIGNATURE, "no signed time");
    if (at_ms < ctx->now_ms - WINDOW_MS || at_ms > ctx->now_ms + WINDOW_MS ||
        is_expired(signature, ctx->now_ms))
        return fail(ctx, ERR_SIGNATURE, "outside the window of time");
    if (host.len > 0 && !sv_eq_nocase(fed_request_header(ctx->arena, req, SV("host")), host))
        return fail(ctx, ERR_SIGNATURE, "signed for another host");
    return sv_eq(req->method, SV("GET")) ? ERR_OK : body_check(ctx, signature, req);
}

/* One line of what is signed; false when it names something that is not there. */
static bool line_write(struct buf *b, struct arena *a, const struct fed_signature *signature,
                       const struct fed_request *req, struct sv target, struct sv name)
{
    struct sv value;
    if (sv_eq(name, SV("(request-target)")))
        value =
            sv_printf(a, "%" SV_FMT " %" SV_FMT, SV_ARG(sv_lower(a, req->method)), SV_ARG(target));
    else if (sv_eq(name, SV("(created)")))
        value = signature->created;
    else if (sv_eq(name, SV("(expires)")))
        value = signature->expires;
    else
        value = fed_request_header(a, req, name);
    if (value.ptr == NULL)
        return false;
    if (b->len > 0)
        buf_char(b, '\n');
    buf_sv(b, name);
    buf_lit(b, ": ");
    buf_sv(b, value);
    return true;
}

static bool text_of(struct arena *a, const struct fed_signature *signature,
                    const struct fed_request *req, struct sv target, struct sv *out)
{
    struct buf b;
    buf_init(&b, a, TEXT_MAX_BYTES);
    struct sv rest = signature->headers;
    struct sv name;
    for (size_t i = 0; sv_split(&rest, ' ', &name); i++) {
        if (name.len == 0)
            continue;
        if (i == SIGNED_NAMES_MAX || !line_write(&b, a, signature, req, target, name))
            return false;
    }
    *out = buf_view(&b);
    return !b.is_overflown;
}

bool fed_signature_is_by(struct arena *a, const struct fed_signature *signature,
                         const struct fed_request *req, const struct rsa_key *key)
{
    struct sv text;
    if (text_of(a, signature, req, req->target, &text) && rsa_verify(key, text, signature->bytes))
        return true;
    size_t query = sv_find_char(req->target, '?', 0);
    if (query == SIZE_MAX)
        return false;
    return text_of(a, signature, req, sv_sub(req->target, 0, query), &text) &&
           rsa_verify(key, text, signature->bytes);
}

struct sv fed_digest(struct arena *a, struct sv body)
{
    return sv_printf(a, "SHA-256=%" SV_FMT, SV_ARG(digest_text(a, body)));
}

/* Text that is signed for a request of ours. */
static struct sv own_text(struct arena *a, const struct net_hop *hop, struct sv date,
                          struct sv digest)
{
    struct sv head =
        sv_printf(a, "(request-target): %s %" SV_FMT "\nhost: %" SV_FMT "\ndate: %" SV_FMT,
                  hop->method == NET_POST ? "post" : "get", SV_ARG(hop->path),
                  SV_ARG(hop->authority), SV_ARG(date));
    if (hop->method != NET_POST)
        return head;
    return sv_printf(a, "%" SV_FMT "\ndigest: %" SV_FMT "\ncontent-type: " FED_CONTENT_TYPE,
                     SV_ARG(head), SV_ARG(digest));
}

enum err fed_signature_add(struct arena *a, const struct fed_signer *signer,
                           const struct net_hop *hop, struct sv digest, int64_t now_ms,
                           struct net_headers *headers)
{
    bool is_post = hop->method == NET_POST;
    struct sv date = date_render_http(a, now_ms);
    struct sv bytes;
    TRY(rsa_sign(a, signer->key, own_text(a, hop, date, digest), &bytes));
    const char *names =
        is_post ? "(request-target) host date digest content-type" : "(request-target) host date";
    struct sv value = sv_printf(
        a,
        "keyId=\"%" SV_FMT "\",algorithm=\"rsa-sha256\",headers=\"%s\",signature=\"%" SV_FMT "\"",
        SV_ARG(signer->key_id), names, SV_ARG(base64_encode(a, bytes, BASE64_STANDARD)));
    net_headers_add(a, headers, SV("Date"), date);
    if (is_post) {
        net_headers_add(a, headers, SV("Digest"), digest);
        net_headers_add(a, headers, SV("Content-Type"), SV(FED_CONTENT_TYPE));
    }
    net_headers_add(a, headers, SV("Signature"), value);
    return ERR_OK;
}
