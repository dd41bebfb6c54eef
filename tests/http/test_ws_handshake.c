/* http/ws_handshake: what is a handshake, and what it is answered with. */
#include "harness/harness.h"

#include "http/ws_handshake.h"

#define KEY "dGhlIHNhbXBsZSBub25jZQ=="

struct handshake_case {
    const char *name;
    const char *connection;
    const char *upgrade;
    const char *version;
    const char *key;
    const char *protocol; /* NULL: no such header */
    enum err err;
    const char *agreed; /* NULL: no protocol */
};

static const struct handshake_case cases[] = {
    { "as browsers send it", "Upgrade", "websocket", "13", KEY, NULL, ERR_OK, NULL },
    { "among others", "keep-alive, upgrade", "h2c, WebSocket", "13", KEY, NULL, ERR_OK, NULL },
    { "a token", "Upgrade", "websocket", "13", KEY, "abc-DEF_1.2", ERR_OK, "abc-DEF_1.2" },
    { "two protocols", "Upgrade", "websocket", "13", KEY, " one , two", ERR_OK, "one" },
    { "empty protocol", "Upgrade", "websocket", "13", KEY, "", ERR_OK, NULL },
    { "a protocol in two words", "Upgrade", "websocket", "13", KEY, "a b", ERR_BAD_REQUEST, NULL },
    { "no first protocol", "Upgrade", "websocket", "13", KEY, ",b", ERR_BAD_REQUEST, NULL },
    { "no connection", "keep-alive", "websocket", "13", KEY, NULL, ERR_UPGRADE, NULL },
    { "no upgrade", "Upgrade", "", "13", KEY, NULL, ERR_UPGRADE, NULL },
    { "another upgrade", "Upgrade", "websockets", "13", KEY, NULL, ERR_UPGRADE, NULL },
    { "an old version", "Upgrade", "websocket", "8", KEY, NULL, ERR_UPGRADE, NULL },
    { "no version", "Upgrade", "websocket", "", KEY, NULL, ERR_UPGRADE, NULL },
    { "no key", "Upgrade", "websocket", "13", "", NULL, ERR_BAD_REQUEST, NULL },
    { "a short key", "Upgrade", "websocket", "13", "dGhlIHNhbXBsZSBub25j", NULL, ERR_BAD_REQUEST,
      NULL },
    { "a key of 17 bytes", "Upgrade", "websocket", "13", "dGhlIHNhbXBsZSBub25jZQQ=", NULL,
      ERR_BAD_REQUEST, NULL },
    { "no base64", "Upgrade", "websocket", "13", "dGhlIHNhbXBsZSBub25jZ===", NULL, ERR_BAD_REQUEST,
      NULL },
};

static struct http_request request_of(struct ctx *ctx, const struct handshake_case *c,
                                      struct http_header headers[5])
{
    headers[0] = (struct http_header){ SV("connection"), sv_from(c->connection) };
    headers[1] = (struct http_header){ SV("Upgrade"), sv_from(c->upgrade) };
    headers[2] = (struct http_header){ SV("sec-websocket-version"), sv_from(c->version) };
    headers[3] = (struct http_header){ SV("Sec-WebSocket-Key"), sv_from(c->key) };
    struct http_request req = { .ctx = ctx, .headers = headers, .header_count = 4 };
    if (c->protocol != NULL)
        headers[req.header_count++] =
            (struct http_header){ SV("Sec-WebSocket-Protocol"), sv_from(c->protocol) };
    return req;
}

static void checks_handshakes(void **state)
{
    UNUSED(state);
    struct arena arena;
    arena_init(&arena, 1 << 20);
    struct ctx ctx = { .arena = &arena };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        const struct handshake_case *c = &cases[i];
        struct http_header headers[5];
        struct http_request req = request_of(&ctx, c, headers);
        struct ws_handshake out = { 0 };
        enum err err = ws_handshake_check(&arena, &req, &out);
        if (err != c->err)
            print_message("%s\n", c->name);
        assert_err(err, c->err);
        if (err != ERR_OK)
            continue;
        /* The example of RFC 6455 section 1.3. */
        assert_sv_lit(out.accept, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        assert_true(c->agreed == NULL ? out.protocol.ptr == NULL
                                      : sv_eq(out.protocol, sv_from(c->agreed)));
    }
    arena_done(&arena);
}

static void asks_for_a_get(void **state)
{
    UNUSED(state);
    struct arena arena;
    arena_init(&arena, 1 << 16);
    struct ctx ctx = { .arena = &arena };
    struct http_header headers[5];
    struct http_request req = request_of(&ctx, &cases[0], headers);
    assert_true(ws_is_asked(&req));
    req.is_head = true;
    assert_false(ws_is_asked(&req));
    req.is_head = false;
    req.method = HTTP_POST;
    assert_false(ws_is_asked(&req));
    arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(checks_handshakes),
        cmocka_unit_test(asks_for_a_get),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
