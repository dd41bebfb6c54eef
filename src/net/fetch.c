/* Blocking fetch, for workers. */
#include "net/fetch.h"

#include <assert.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "net/easy.h"

/* What we read of a body that nobody wants: enough to keep the connection, not more. */
#define UNWANTED_BYTES_MAX 16384
#define HEADER_VALUE_BYTES_MAX 4096

/* One hop under way. */
struct transfer {
    struct net *net;
    struct arena *arena;
    const struct net_request *req;
    struct net_target target;
    struct net_watch watch;
    CURL *easy;
    struct curl_slist *headers;
    struct net_response response;
    struct buf body;
    size_t unwanted_bytes;
    bool is_too_large;
    bool is_wrong_type;
};

static void transfer_done(struct transfer *t)
{
    net_pool_give(t->net, t->target.authority, t->easy);
    curl_slist_free_all(t->headers);
    net_target_done(&t->target);
}

static int64_t status_of(CURL *easy)
{
    long status = 0;
    (void)curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    return status;
}

/* A status line begins the headers of another answer: after 100 Continue, for one. */
static void forget_headers(struct net_response *r)
{
    r->content_type = r->location = r->link = r->date = (struct sv){ 0 };
}

static void note_header(struct transfer *t, struct sv name, struct sv value)
{
    struct net_response *r = &t->response;

    const struct {
        struct sv name;
        struct sv *field;
    } wanted[] = {
        { SV("content-type"), &r->content_type },
        { SV("location"), &r->location },
        { SV("link"), &r->link },
        { SV("date"), &r->date },
    };

    for (size_t i = 0; i < ARRAY_COUNT(wanted); i++) {
        /* The first counts: a second one must not overrule what was seen. */
        if (sv_eq_nocase(name, wanted[i].name) && wanted[i].field->ptr == NULL)
            *wanted[i].field = sv_copy(t->arena, sv_sub(value, 0, HEADER_VALUE_BYTES_MAX));
    }
}

static size_t on_header(char *bytes, size_t size, size_t count, void *arg)
{
    struct transfer *t = arg;
    struct sv line = sv_make(bytes, size * count);
    if (!net_watch_header(&t->watch, line.len))
        return 0;
    size_t colon = sv_find_char(line, ':', 0);
    if (sv_starts_with(line, SV("HTTP/")))
        forget_headers(&t->response);
    else if (colon != SIZE_MAX)
        note_header(t, sv_sub(line, 0, colon), sv_trim(sv_from_offset(line, colon + 1)));
    return line.len;
}

static bool is_type_wanted(const struct transfer *t)
{
    if (t->req->type_count == 0)
        return true;
    struct sv rest = t->response.content_type;
    struct sv type;
    if (!sv_split(&rest, ';', &type))
        return false;
    for (size_t i = 0; i < t->req->type_count; i++) {
        if (sv_eq_nocase(sv_trim(type), t->req->types[i]))
            return true;
    }
    return false;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *arg)
{
    struct transfer *t = arg;
    size_t len = size * count;
    if (net_err_of_status(status_of(t->easy)) != ERR_OK) {
        t->unwanted_bytes += len;
        return t->unwanted_bytes <= UNWANTED_BYTES_MAX ? len : 0;
    }
    t->is_wrong_type = !is_type_wanted(t);
    if (t->is_wrong_type)
        return 0;
    buf_sv(&t->body, sv_make(bytes, len));
    t->is_too_large = t->body.is_overflown;
    return t->is_too_large ? 0 : len;
}

/* Secrets meant for one host do not travel to the next. */
static bool may_travel(struct sv name)
{
    return !sv_eq_nocase(name, SV("authorization")) && !sv_eq_nocase(name, SV("cookie")) &&
           !sv_eq_nocase(name, SV("signature")) && !sv_eq_nocase(name, SV("signature-input"));
}

static enum err set_headers(struct transfer *t, bool is_same_host)
{
    struct net_headers all = { 0 };
    for (size_t i = 0; i < t->req->header_count; i++) {
        const struct net_header *h = &t->req->headers[i];
        if (is_same_host || may_travel(h->name))
            net_headers_add(t->arena, &all, h->name, h->value);
    }
    struct net_hop hop = { t->req->method, t->target.url, t->target.authority, t->target.path };
    if (t->req->sign != NULL)
        TRY(t->req->sign(t->req->sign_arg, t->arena, &hop, &all));
    TRY(net_easy_headers(t->arena, all.list.items, all.list.count, &t->headers));
    CURLcode bad = curl_easy_setopt(t->easy, CURLOPT_HTTPHEADER, t->headers);
    return bad == CURLE_OK ? ERR_OK : ERR_INTERNAL;
}

static enum err set_request(struct transfer *t, int64_t left_ms)
{
    CURLcode bad = CURLE_OK;
    bad |= curl_easy_setopt(t->easy, CURLOPT_TIMEOUT_MS, (long)left_ms);
    bad |= curl_easy_setopt(t->easy, CURLOPT_HEADERFUNCTION, on_header);
    bad |= curl_easy_setopt(t->easy, CURLOPT_HEADERDATA, t);
    bad |= curl_easy_setopt(t->easy, CURLOPT_WRITEFUNCTION, on_body);
    bad |= curl_easy_setopt(t->easy, CURLOPT_WRITEDATA, t);
    bad |= curl_easy_setopt(t->easy, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
    bad |= curl_easy_setopt(t->easy, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)t->req->body_bytes_max);
    if (t->req->method == NET_POST) {
        bad |= curl_easy_setopt(t->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)t->req->body.len);
        bad |= curl_easy_setopt(t->easy, CURLOPT_POSTFIELDS,
                                t->req->body.ptr == NULL ? "" : t->req->body.ptr);
    }
    return bad == CURLE_OK ? ERR_OK : ERR_INTERNAL;
}

/* After the transfer: what the peer said, whether or not we read it to its end. */
static enum err conclude(struct transfer *t, CURLcode code, struct net_response *out)
{
    if (t->is_too_large)
        return ERR_TOO_LARGE;
    bool is_failure = net_err_of_status(status_of(t->easy)) != ERR_OK;
    bool is_cut_by_us = t->is_wrong_type || t->unwanted_bytes > UNWANTED_BYTES_MAX ||
                        (is_failure && code == CURLE_FILESIZE_EXCEEDED);
    if (code != CURLE_OK && !is_cut_by_us)
        return net_easy_err(code, &t->watch);
    curl_off_t retry_after = 0;
    (void)curl_easy_getinfo(t->easy, CURLINFO_RETRY_AFTER, &retry_after);
    t->response.status = status_of(t->easy);
    t->response.url = t->target.url;
    t->response.retry_after_s = retry_after;
    t->response.body = buf_view(&t->body);
    *out = t->response;
    TRY(net_err_of_status(t->response.status));
    return is_type_wanted(t) ? ERR_OK : ERR_UPSTREAM_REFUSED;
}

/* Make one hop. Takes over *target. */
static enum err hop(struct net *n, struct arena *a, const struct net_request *req,
                    struct net_target *target, bool is_same_host, int64_t left_ms,
                    struct net_response *out)
{
    CLEANUP(transfer_done) struct transfer t = { .net = n, .arena = a, .req = req };
    t.target = *target;
    target->parts = NULL;
    t.easy = net_pool_take(n, t.target.authority);
    if (t.easy == NULL)
        return ERR_INTERNAL;
    buf_init(&t.body, a, req->body_bytes_max);
    TRY(net_easy_prepare(t.easy, n, &t.target, &t.watch));
    TRY(set_request(&t, left_ms));
    TRY(set_headers(&t, is_same_host));
    CURLcode code = curl_easy_perform(t.easy);
    return conclude(&t, code, out);
}

static bool is_redirect(const struct net_response *r)
{
    bool is_kind = r->status == 301 || r->status == 302 || r->status == 303 || r->status == 307 ||
                   r->status == 308;
    return is_kind && r->location.len > 0;
}

static int64_t budget_ms(const struct net *n, const struct net_request *req)
{
    bool is_less = req->total_ms > 0 && req->total_ms < n->limits.total_ms;
    return is_less ? req->total_ms : n->limits.total_ms;
}

enum err net_fetch(struct net *n, struct arena *a, const struct net_request *req,
                   struct net_response *out)
{
    assert(req->body_bytes_max > 0);
    int64_t end_ms = clock_monotonic_ms() + budget_ms(n, req);
    CLEANUP(net_target_done) struct net_target target = { 0 };
    TRY(net_target_parse(a, n->limits.policy, req->url, NULL, &target));
    struct sv first = target.authority;
    for (size_t hops = 0;; hops++) {
        int64_t left_ms = end_ms - clock_monotonic_ms();
        if (left_ms <= 0)
            return ERR_TIMEOUT;
        struct net_response answer = { .hop_count = 0 };
        enum err err = hop(n, a, req, &target, sv_eq(target.authority, first), left_ms, &answer);
        if (answer.status != 0) {
            answer.hop_count = hops;
            *out = answer;
        }
        if (req->method != NET_GET || hops == NET_HOPS_MAX || !is_redirect(&answer))
            return err;
        struct net_target base = { 0 };
        TRY(net_target_parse(a, n->limits.policy, answer.url, NULL, &base));
        err = net_target_parse(a, n->limits.policy, answer.location, &base, &target);
        net_target_done(&base);
        TRY(err);
    }
}
