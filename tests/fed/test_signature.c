/* fed/signature: what Fedify signed verifies, what was spoilt does not; what we sign verifies here. */
#include "harness/harness.h"

#include "base/clock.h"
#include "fed/signature.h"
#include "text/date.h"
#include "text/json.h"
#include "text/url.h"

static struct fed_request request_of(struct arena *a, struct json request)
{
    struct url url;
    assert_ok(url_parse(a, json_get_str(request, SV("url")), &url));
    struct json headers = json_get(request, SV("headers"));
    struct fed_header *list = ARENA_ARRAY(a, struct fed_header, json_count(headers));
    size_t count = 0;
    struct json_iter it = json_each(headers);
    while (json_next(&it))
        list[count++] = (struct fed_header){ it.key, json_str(it.value) };
    return (struct fed_request){ .method = json_get_str(request, SV("method")),
                                 .target = url.target,
                                 .headers = list,
                                 .header_count = count,
                                 .body = json_get_str(request, SV("body")) };
}

static bool verify(struct arena *a, const struct fed_request *req, int64_t now_ms, struct sv host,
                   const struct rsa_key *key)
{
    struct ctx ctx = { .arena = a, .now_ms = now_ms };
    struct fed_signature signature;
    return fed_signature_parse(a, req, &signature) == ERR_OK &&
           fed_signature_check(&ctx, &signature, req, host) == ERR_OK &&
           fed_signature_is_by(a, &signature, req, key);
}

static struct rsa_key *key_open(struct arena *a, struct sv pem)
{
    struct rsa_public numbers;
    struct rsa_key *key = NULL;
    assert_ok(rsa_public_from_pem(a, pem, &numbers));
    assert_ok(rsa_public_open(numbers, &key));
    return key;
}

static void test_vectors(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, (size_t)64 << 20);
    const char *path = harness_vector_path(&a, "http-signatures/cases.json");
    if (path == NULL)
        skip();
    struct json all;
    assert_ok(json_parse(&a, harness_read_file(&a, path), &json_limits_default, &all, NULL));
    struct json rsa = json_get(json_get(all, SV("keys")), SV("rsa"));
    CLEANUP(rsa_key_done) struct rsa_key *key = key_open(&a, json_get_str(rsa, SV("pem")));
    int count = 0;
    struct json_iter it = json_each(json_get(all, SV("cases")));
    while (json_next(&it)) {
        struct sv name = json_get_str(it.value, SV("name"));
        if (sv_find(name, SV("cavage"), 0) == SIZE_MAX)
            continue;
        int64_t now_ms = 0;
        assert_true(date_parse_iso(json_get_str(it.value, SV("at")), &now_ms));
        struct fed_request req = request_of(&a, json_get(it.value, SV("request")));
        bool expected = json_bool(json_get(it.value, SV("verify")), false);
        print_message("%.*s\n", SV_ARG(name));
        assert_int_equal(verify(&a, &req, now_ms, SV(""), key), expected);
        count++;
    }
    assert_true(count > 20);
    arena_done(&a);
}

#define NOW_MS 1761987612345

struct signed_request {
    struct fed_request req;
    struct fed_header headers[8];
};

static void sign(struct arena *a, const struct rsa_key *key, enum net_method method, struct sv body,
                 struct signed_request *out)
{
    struct net_hop hop = { .method = method,
                           .authority = SV("here.example"),
                           .path = SV("/inbox?x=1") };
    struct fed_signer signer = { SV("https://there.example/u#main-key"), key };
    struct net_headers headers = { 0 };
    assert_ok(fed_signature_add(a, &signer, &hop, fed_digest(a, body), NOW_MS, &headers));
    net_headers_add(a, &headers, SV("Host"), hop.authority);
    *out = (struct signed_request){ .req = { .method = method == NET_POST ? SV("POST") : SV("GET"),
                                             .target = hop.path,
                                             .body = body } };
    for (size_t i = 0; i < headers.list.count; i++)
        out->headers[i] =
            (struct fed_header){ headers.list.items[i].name, headers.list.items[i].value };
    out->req.headers = out->headers;
    out->req.header_count = headers.list.count;
}

static void test_own(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, (size_t)16 << 20);
    CLEANUP(rsa_key_done) struct rsa_key *key = NULL;
    assert_ok(rsa_generate(&key));
    struct signed_request s;
    struct sv host = SV("here.example");
    sign(&a, key, NET_POST, SV("{}"), &s);
    assert_true(verify(&a, &s.req, NOW_MS, host, key));
    assert_true(verify(&a, &s.req, NOW_MS + 59 * MS_PER_MINUTE, host, key));
    assert_false(verify(&a, &s.req, NOW_MS + 61 * MS_PER_MINUTE, host, key));
    assert_false(verify(&a, &s.req, NOW_MS - 61 * MS_PER_MINUTE, host, key));
    assert_false(verify(&a, &s.req, NOW_MS, SV("other.example"), key));
    struct fed_request other_query = s.req;
    other_query.target = SV("/inbox?x=2");
    assert_false(verify(&a, &other_query, NOW_MS, host, key));
    struct fed_request other_body = s.req;
    other_body.body = SV("{ }");
    assert_false(verify(&a, &other_body, NOW_MS, host, key));
    sign(&a, key, NET_GET, SV(""), &s);
    assert_true(verify(&a, &s.req, NOW_MS, host, key));
    /* A signed GET is no signature for a POST: nothing vouches for the body. */
    s.req.method = SV("POST");
    assert_false(verify(&a, &s.req, NOW_MS, host, key));
    arena_done(&a);
}

static void test_refused(void **state)
{
    (void)state;
    static const char *refused[] = {
        "",
        "keyId=\"x\"",
        "keyId=\"x\",keyId=\"y\",signature=\"AAAA\"",
        "keyId=\"x\",algorithm=\"hmac-sha256\",signature=\"AAAA\"",
        "keyId=\"x\",signature=\"not base64\"",
        "keyId=\"\",signature=\"AAAA\"",
    };
    struct arena a;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < ARRAY_COUNT(refused); i++) {
        struct fed_header header = { SV("Signature"), sv_from(refused[i]) };
        struct fed_request req = { .method = SV("GET"), .headers = &header, .header_count = 1 };
        struct fed_signature out;
        assert_err(fed_signature_parse(&a, &req, &out), ERR_SIGNATURE);
    }
    /* Nothing signed but the date: good for any request, so for none. */
    struct fed_header weak[] = { { SV("Signature"),
                                   SV("keyId=\"x\",algorithm=\"rsa-sha256\",signature=\"AAAA\"") },
                                 { SV("Date"), date_render_http(&a, NOW_MS) } };
    struct fed_request req = { .method = SV("GET"), .headers = weak, .header_count = 2 };
    struct fed_signature out;
    struct ctx ctx = { .arena = &a, .now_ms = NOW_MS };
    assert_ok(fed_signature_parse(&a, &req, &out));
    assert_err(fed_signature_check(&ctx, &out, &req, SV("")), ERR_SIGNATURE);
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors),
        cmocka_unit_test(test_own),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
