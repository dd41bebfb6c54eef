/* net/fetch: answers, redirects, signatures a hop, hostile peers, refused addresses. */
#include "harness/harness.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/clock.h"
#include "net/fetch.h"
#include "peer.h"

static struct peer peer;
static struct net *net;      /* loopback policy, one second in all */
static struct net *internet; /* internet policy */
static struct arena arena;

static int start(void **state)
{
    UNUSED(state);
    (void)signal(SIGPIPE, SIG_IGN);
    arena_init(&arena, (size_t)64 << 20);
    peer_start(&peer);
    struct net_limits near = { { NET_PEERS_LOOPBACK, false }, 500, 1000 };
    struct net_limits far = { { NET_PEERS_INTERNET, true }, 500, 1000 };
    return net_new(&near, SV("here.example"), &net) == ERR_OK &&
                   net_new(&far, SV("here.example"), &internet) == ERR_OK
               ? 0
               : 1;
}

static int stop(void **state)
{
    UNUSED(state);
    net_free(net);
    net_free(internet);
    peer_stop(&peer);
    arena_done(&arena);
    return 0;
}

/* Address at the peer. */
static struct sv at(const char *path)
{
    return sv_printf(&arena, "http://127.0.0.1:%d%s", peer.port, path);
}

static enum err get_with(struct net *n, struct sv url, struct net_response *out)
{
    struct net_request req = { .url = url, .body_bytes_max = 100000 };
    return net_fetch(n, &arena, &req, out);
}

static enum err get(const char *path, struct net_response *out)
{
    *out = (struct net_response){ 0 };
    return get_with(net, at(path), out);
}

static void gets(void **state)
{
    UNUSED(state);
    struct net_response r;
    assert_ok(get("/ok", &r));
    assert_int_equal(r.status, 200);
    assert_sv_lit(r.body, "{\"ok\":true}");
    assert_sv_lit(r.content_type, "application/activity+json; charset=utf-8");
    assert_sv(r.url, at("/ok"));
    assert_int_equal(r.hop_count, 0);
    assert_null(r.location.ptr);
}

static void says_who_it_is(void **state)
{
    UNUSED(state);
    struct net_response r;
    struct net_header accept = { SV("Accept"), SV("application/activity+json") };
    struct net_request req = { .url = at("/echo?a=b%20c#fragment"),
                               .headers = &accept,
                               .header_count = 1,
                               .body_bytes_max = 10000 };
    assert_ok(net_fetch(net, &arena, &req, &r));
    assert_true(sv_starts_with(r.body, SV("GET /echo?a=b%20c HTTP/1.1\r\n")));
    assert_true(sv_find(r.body,
                        SV("\r\nUser-Agent: efface/" EFFACE_VERSION " (+http://here.example/)\r\n"),
                        0) != SIZE_MAX);
    assert_true(sv_find(r.body, SV("\r\nAccept: application/activity+json\r\n"), 0) != SIZE_MAX);
    assert_true(sv_find(r.body, SV("Cookie"), 0) == SIZE_MAX);
    assert_sv_lit(r.date, "Thu, 01 Jan 1970");
}

static void posts(void **state)
{
    UNUSED(state);
    struct net_response r;
    struct net_header type = { SV("Content-Type"), SV("application/activity+json") };
    size_t before = atomic_load(&peer.body_bytes);
    struct net_request req = { .method = NET_POST,
                               .url = at("/echo"),
                               .headers = &type,
                               .header_count = 1,
                               .body = SV("{\"type\":\"Follow\"}"),
                               .body_bytes_max = 10000 };
    assert_ok(net_fetch(net, &arena, &req, &r));
    assert_true(sv_starts_with(r.body, SV("POST /echo HTTP/1.1\r\n")));
    assert_true(sv_find(r.body, SV("Expect"), 0) == SIZE_MAX);
    assert_int_equal(atomic_load(&peer.body_bytes) - before, 17);
}

static void statuses_have_their_errors(void **state)
{
    UNUSED(state);

    static const struct {
        const char *path;
        int64_t status;
        enum err err;
    } cases[] = {
        { "/status/404", 404, ERR_UPSTREAM_GONE },    { "/status/410", 410, ERR_UPSTREAM_GONE },
        { "/status/401", 401, ERR_UPSTREAM_REFUSED }, { "/status/403", 403, ERR_UPSTREAM_REFUSED },
        { "/status/408", 408, ERR_UPSTREAM },         { "/status/429", 429, ERR_UPSTREAM },
        { "/status/500", 500, ERR_UPSTREAM },         { "/status/503", 503, ERR_UPSTREAM },
        { "/status/304", 304, ERR_UPSTREAM_REFUSED }, { "/status/300", 300, ERR_UPSTREAM_REFUSED },
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct net_response r;
        assert_err(get(cases[i].path, &r), cases[i].err);
        assert_int_equal(r.status, cases[i].status);
        assert_int_equal(r.retry_after_s, 7);
        assert_int_equal(r.body.len, 0);
    }
}

static void follows_three_redirects(void **state)
{
    UNUSED(state);
    struct net_response r;
    assert_ok(get("/hops/3", &r));
    assert_sv(r.url, at("/hops/0"));
    assert_int_equal(r.hop_count, 3);
    assert_err(get("/hops/4", &r), ERR_UPSTREAM_REFUSED);
    assert_int_equal(r.status, 302);
    int before = atomic_load(&peer.requests);
    assert_err(get("/loop", &r), ERR_UPSTREAM_REFUSED);
    assert_int_equal(atomic_load(&peer.requests) - before, 4);
}

static void follows_no_redirect_of_a_post(void **state)
{
    UNUSED(state);
    struct net_response r;
    int before = atomic_load(&peer.requests);
    struct net_request req = { .method = NET_POST, .url = at("/hops/1"), .body_bytes_max = 100 };
    assert_err(net_fetch(net, &arena, &req, &r), ERR_UPSTREAM_REFUSED);
    assert_int_equal(r.status, 302);
    assert_sv_lit(r.location, "/hops/0");
    assert_int_equal(atomic_load(&peer.requests) - before, 1);
}

static void refuses_redirects_out_of_bounds(void **state)
{
    UNUSED(state);
    static const char *bad[] = {
        "/to/http://10.0.0.1/",
        "/to/http://169.254.169.254/latest/meta-data/",
        "/to/http://[fe80::1]/",
        "/to/http://93.184.216.34/",
        "/to/file:///etc/passwd",
        "/to/gopher://127.0.0.1:70/",
        "/to/ftp://127.0.0.1/",
        "/to/http://user:password@127.0.0.1/",
        "/to/http://",
    };
    for (size_t i = 0; i < ARRAY_COUNT(bad); i++) {
        struct net_response r;
        assert_err(get(bad[i], &r), ERR_ADDRESS_REFUSED);
    }
}

static void refuses_loopback_on_the_internet(void **state)
{
    UNUSED(state);
    static const char *bad[] = {
        "https://localhost:%d/ok",       "https://127.0.0.1:%d/ok",   "https://2130706433:%d/ok",
        "https://0x7f.1:%d/ok",          "https://0177.0.0.1:%d/ok",  "https://[::1]:%d/ok",
        "https://[::ffff:7f00:1]:%d/ok", "https://a.localhost:%d/ok", "http://127.0.0.1:%d/ok",
        "https://127.1:%d/ok",           "https://LOCALHOST:%d/ok",   "https://localhost.:%d/ok",
        "https://user@localhost:%d/ok",  "https://192.168.0.1:%d/",
    };
    int before = atomic_load(&peer.connections);
    for (size_t i = 0; i < ARRAY_COUNT(bad); i++) {
        struct net_response r = { 0 };
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        struct sv url = sv_printf(&arena, bad[i], peer.port);
#pragma GCC diagnostic pop
        enum err err = get_with(internet, url, &r);
        /* A resolver may know no such name; then nothing was connected to either. */
        if (err != ERR_ADDRESS_REFUSED && (err != ERR_UPSTREAM || i != 11))
            fail_msg("%s: %s", bad[i], err_row(err)->name);
    }
    assert_int_equal(atomic_load(&peer.connections), before);
}

static void refuses_what_is_no_address(void **state)
{
    UNUSED(state);
    char *longer = arena_alloc(&arena, 5000);
    memset(longer, 'a', 5000);
    memcpy(longer, "http://127.0.0.1/", 17);
    const struct sv bad[] = {
        SV(""),
        SV("not an address"),
        SV("//127.0.0.1/"),
        SV("http://"),
        SV("http://a\0/"),
        SV("http://a/\r\nX: y"),
        SV("http://127.0.0.1:0/"),
        SV("http://127.0.0.1:99999/"),
        sv_make(longer, 5000),
    };
    for (size_t i = 0; i < ARRAY_COUNT(bad); i++) {
        struct net_response r;
        assert_err(get_with(net, bad[i], &r), ERR_ADDRESS_REFUSED);
    }
}

static void bounds_time(void **state)
{
    UNUSED(state);
    static const char *slow[] = { "/drip", "/silent" };
    for (size_t i = 0; i < ARRAY_COUNT(slow); i++) {
        struct net_response r = { 0 };
        struct net_request req = { .url = at(slow[i]), .body_bytes_max = 100000, .total_ms = 150 };
        int64_t before = clock_monotonic_ms();
        assert_err(net_fetch(net, &arena, &req, &r), ERR_TIMEOUT);
        assert_in_range(clock_monotonic_ms() - before, 100, 900);
        assert_int_equal(r.status, 0);
    }
}

static void bounds_size(void **state)
{
    UNUSED(state);
    static const char *big[] = { "/huge", "/announced", "/bomb", "/heads" };
    for (size_t i = 0; i < ARRAY_COUNT(big); i++) {
        struct net_response r = { 0 };
        assert_err(get(big[i], &r), ERR_TOO_LARGE);
        assert_int_equal(r.body.len, 0);
    }
    struct net_response r;
    struct net_request req = { .url = at("/ok"), .body_bytes_max = 11 };
    assert_ok(net_fetch(net, &arena, &req, &r));
    req.body_bytes_max = 10;
    assert_err(net_fetch(net, &arena, &req, &r), ERR_TOO_LARGE);
}

static void unpacks_gzip(void **state)
{
    UNUSED(state);
    struct net_response r;
    assert_ok(get("/gzip", &r));
    assert_sv_lit(r.body, "{\"ok\":true}");
}

static void refuses_other_types(void **state)
{
    UNUSED(state);
    static const struct sv types[] = { SV_INIT("application/ld+json"),
                                       SV_INIT("application/activity+json") };
    struct net_response r = { 0 };
    struct net_request req = {
        .url = at("/ok"), .body_bytes_max = 10000, .types = types, .type_count = 2
    };
    assert_ok(net_fetch(net, &arena, &req, &r));
    req.url = at("/echo");
    assert_err(net_fetch(net, &arena, &req, &r), ERR_UPSTREAM_REFUSED);
    assert_int_equal(r.body.len, 0);
    req.url = at("/status/404");
    assert_err(net_fetch(net, &arena, &req, &r), ERR_UPSTREAM_GONE);
}

static void no_peer_or_no_http(void **state)
{
    UNUSED(state);
    struct net_response r = { 0 };
    assert_err(get("/junk", &r), ERR_UPSTREAM);
    assert_err(get_with(net, SV("http://127.0.0.1:1/"), &r), ERR_UPSTREAM);
    /* TLS to somebody who speaks none. */
    assert_err(get_with(net, sv_printf(&arena, "https://127.0.0.1:%d/ok", peer.port), &r),
               ERR_TIMEOUT);
    assert_int_equal(r.status, 0);
}

static void refuses_header_injection(void **state)
{
    UNUSED(state);
    struct net_response r;
    struct net_header header = { SV("X-Name"), SV("a\r\nX-Other: b") };
    struct net_request req = {
        .url = at("/echo"), .headers = &header, .header_count = 1, .body_bytes_max = 1000
    };
    assert_err(net_fetch(net, &arena, &req, &r), ERR_BAD_PARAM);
    header = (struct net_header){ SV("X-Empty"), SV("") };
    assert_ok(net_fetch(net, &arena, &req, &r));
    assert_true(sv_find(r.body, SV("\r\nX-Empty:\r\n"), 0) != SIZE_MAX);
}

struct signer {
    struct buf seen;
    enum err err;
};

static enum err sign(void *arg, struct arena *a, const struct net_hop *hop,
                     struct net_headers *headers)
{
    struct signer *signer = arg;
    buf_printf(&signer->seen, "%d %" SV_FMT " %" SV_FMT "\n", (int)hop->method,
               SV_ARG(hop->authority), SV_ARG(hop->path));
    net_headers_add(a, headers, SV("Signature"), sv_copy(a, hop->path));
    return signer->err;
}

static void signs_every_hop_afresh(void **state)
{
    UNUSED(state);
    struct signer signer = { .err = ERR_OK };
    buf_init(&signer.seen, &arena, 10000);
    struct net_header secret = { SV("Authorization"), SV("Bearer x") };
    struct net_response r;
    struct net_request req = {
        .url = sv_printf(&arena, "http://127.0.0.1:%d/to/http://127.0.0.2:%d/echo?q=1", peer.port,
                         peer.port),
        .headers = &secret,
        .header_count = 1,
        .body_bytes_max = 10000,
        .sign = sign,
        .sign_arg = &signer,
    };
    assert_ok(net_fetch(net, &arena, &req, &r));
    struct sv expected = sv_printf(&arena,
                                   "0 127.0.0.1:%d /to/http://127.0.0.2:%d/echo?q=1\n"
                                   "0 127.0.0.2:%d /echo?q=1\n",
                                   peer.port, peer.port, peer.port);
    assert_sv(buf_view(&signer.seen), expected);
    assert_true(sv_find(r.body, SV("\r\nSignature: /echo?q=1\r\n"), 0) != SIZE_MAX);
    assert_true(sv_find(r.body, SV("Bearer"), 0) == SIZE_MAX);
    signer.err = ERR_KEY_GONE;
    assert_err(net_fetch(net, &arena, &req, &r), ERR_KEY_GONE);
}

/* What the signature covers is what stands on the wire, whatever the address looked like. */
static void hop_is_what_is_sent(void **state)
{
    UNUSED(state);
    static const char *odd[] = { "/echo/../echo?x", "/echo/\xc3\xa9", "/echo?a b",
                                 "/./echo",         "/echo?",         "/echo/%7e~" };
    for (size_t i = 0; i < ARRAY_COUNT(odd); i++) {
        struct net_hop hop;
        struct net_response r;
        assert_ok(net_hop_parse(net, &arena, NET_GET, at(odd[i]), &hop));
        assert_ok(get(odd[i], &r));
        struct sv head = sv_printf(&arena, "GET %" SV_FMT " HTTP/1.1\r\nHost: %" SV_FMT "\r\n",
                                   SV_ARG(hop.path), SV_ARG(hop.authority));
        assert_sv(sv_sub(r.body, 0, head.len), head);
    }
    struct net_hop hop;
    assert_ok(
        net_hop_parse(internet, &arena, NET_GET, SV("https://xn--bcher-kva.example:443/x"), &hop));
    assert_sv_lit(hop.authority, "xn--bcher-kva.example");
    assert_sv_lit(hop.url, "https://xn--bcher-kva.example/x");
    assert_err(net_hop_parse(internet, &arena, NET_GET,
                             SV("https://b\xc3\xbc"
                                "cher.example/x"),
                             &hop),
               ERR_ADDRESS_REFUSED);
}

static void keeps_connections(void **state)
{
    UNUSED(state);
    struct net_response r;
    assert_ok(get("/ok", &r));
    int before = atomic_load(&peer.connections);
    for (int i = 0; i < 20; i++)
        assert_ok(get("/ok", &r));
    assert_int_equal(atomic_load(&peer.connections), before);
}

static void *fetch_many(void *arg)
{
    UNUSED(arg);
    struct arena a;
    arena_init(&a, 1 << 20);
    for (int i = 0; i < 25; i++) {
        struct net_response r;
        struct net_request req = { .url = sv_printf(&a, "http://127.0.0.%d:%d/ok", 1 + i % 3,
                                                    peer.port),
                                   .body_bytes_max = 1000 };
        if (net_fetch(net, &a, &req, &r) != ERR_OK || r.body.len != 11)
            abort();
        arena_reset(&a);
    }
    arena_done(&a);
    return NULL;
}

static void many_threads(void **state)
{
    UNUSED(state);
    pthread_t threads[6];
    for (size_t i = 0; i < ARRAY_COUNT(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, fetch_many, NULL), 0);
    for (size_t i = 0; i < ARRAY_COUNT(threads); i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gets),
        cmocka_unit_test(says_who_it_is),
        cmocka_unit_test(posts),
        cmocka_unit_test(statuses_have_their_errors),
        cmocka_unit_test(follows_three_redirects),
        cmocka_unit_test(follows_no_redirect_of_a_post),
        cmocka_unit_test(refuses_redirects_out_of_bounds),
        cmocka_unit_test(refuses_loopback_on_the_internet),
        cmocka_unit_test(refuses_what_is_no_address),
        cmocka_unit_test(bounds_time),
        cmocka_unit_test(bounds_size),
        cmocka_unit_test(unpacks_gzip),
        cmocka_unit_test(refuses_other_types),
        cmocka_unit_test(no_peer_or_no_http),
        cmocka_unit_test(refuses_header_injection),
        cmocka_unit_test(signs_every_hop_afresh),
        cmocka_unit_test(hop_is_what_is_sent),
        cmocka_unit_test(keeps_connections),
        cmocka_unit_test(many_threads),
    };
    return cmocka_run_group_tests_name("net/fetch", tests, start, stop);
}
