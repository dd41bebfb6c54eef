/* http/router: which row answers a path. */
#include "harness/harness.h"

#include "http/router.h"

static struct arena a;

static enum err nothing(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    UNUSED(ctx);
    UNUSED(req);
    UNUSED(res);
    return ERR_OK;
}

#define ROW(method, path, cors)                                                                    \
    ROUTE(method, path, nothing, NONE, 0, NONE, NONE, 0, cors, LOOP, "0.1", path)

static const struct route rows[] = {
    ROW(GET, "/", NONE),
    ROW(GET, "/@:acct", NONE),
    ROW(GET, "/@:acct.rss", NONE),
    ROW(GET, "/@:acct/:id", NONE),
    ROW(GET, "/api/v1/accounts/:id", ANY),
    ROW(GET, "/api/v1/accounts/relationships", ANY),
    ROW(DELETE, "/api/v1/accounts/:id", ANY),
    ROW(POST, "/api/v1/accounts", ANY),
    ROW(GET, "/api/v1/accounts/:id/statuses", ANY),
    ROW(GET, "/media/*path", NONE),
    ROW(GET, "/tags/:tag", NONE),
};

static struct router *router;

static enum err find(enum http_method method, const char *target, struct route_match *out)
{
    static struct http_target t;
    assert_ok(http_target_parse(&a, sv_from(target), &t));
    return router_find(router, method, &t, out);
}

static void finds_rows_and_values(void **state)
{
    UNUSED(state);

    static const struct {
        enum http_method method;
        const char *target;
        const char *pattern;
        const char *first_value;
    } cases[] = {
        { HTTP_GET, "/", "/", NULL },
        { HTTP_GET, "/@anna", "/@:acct", "anna" },
        { HTTP_GET, "/@anna@x.test/", "/@:acct", "anna@x.test" },
        { HTTP_GET, "/@anna.rss", "/@:acct.rss", "anna" },
        { HTTP_GET, "/@anna/17", "/@:acct/:id", "anna" },
        { HTTP_GET, "/api/v1/accounts/12", "/api/v1/accounts/:id", "12" },
        { HTTP_GET, "/api/v1/accounts/relationships", "/api/v1/accounts/relationships", NULL },
        { HTTP_DELETE, "/api/v1/accounts/relationships", "/api/v1/accounts/:id", "relationships" },
        { HTTP_POST, "/api/v1/accounts/", "/api/v1/accounts", NULL },
        { HTTP_GET, "/api/v1/accounts/relationships/statuses", "/api/v1/accounts/:id/statuses",
          "relationships" },
        { HTTP_GET, "/media/a/b/c%2Fd", "/media/*path", "a/b/c%2Fd" },
        { HTTP_GET, "/tags/%C3%A9t%C3%A9", "/tags/:tag", "\xc3\xa9t\xc3\xa9" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct route_match m;
        assert_ok(find(cases[i].method, cases[i].target, &m));
        assert_string_equal(m.route->path, cases[i].pattern);
        if (cases[i].first_value != NULL)
            assert_sv(m.values[0].value, sv_from(cases[i].first_value));
        else
            assert_int_equal(m.value_count, 0);
    }
}

static void tells_unknown_path_from_unknown_method(void **state)
{
    UNUSED(state);
    struct route_match m;
    assert_err(find(HTTP_GET, "/nothing", &m), ERR_NOT_FOUND);
    assert_err(find(HTTP_GET, "/api/v1", &m), ERR_NOT_FOUND);
    assert_err(find(HTTP_GET, "/media", &m), ERR_NOT_FOUND);
    assert_err(find(HTTP_GET, "/@", &m), ERR_NOT_FOUND);
    assert_err(find(HTTP_PUT, "/api/v1/accounts/relationships", &m), ERR_METHOD);
    assert_true(m.has_cors);
    assert_sv_lit(router_allow_header(&a, m.allowed), "GET, HEAD, DELETE, OPTIONS");
    assert_err(find(HTTP_OPTIONS, "/", &m), ERR_METHOD);
}

static enum err compile(const struct route *table, size_t count)
{
    struct route_table t = { table, count };
    struct router *r = NULL;
    enum err err = router_new(&t, 1, &r);
    router_free(r);
    return err;
}

static void refuses_contradicting_tables(void **state)
{
    UNUSED(state);
    const struct route twice[] = { ROW(GET, "/a/:x", NONE), ROW(GET, "/a/:x", NONE) };
    const struct route shadowed[] = { ROW(GET, "/a/:x", NONE), ROW(GET, "/a/:y", NONE) };
    const struct route apart[] = { ROW(GET, "/a/:x", NONE), ROW(POST, "/a/:y", NONE) };
    const struct route relative[] = { ROW(GET, "a", NONE) };
    const struct route unnamed[] = { ROW(GET, "/a/:", NONE) };
    const struct route inner[] = { ROW(GET, "/*x/y", NONE) };
    assert_err(compile(twice, 2), ERR_CONFLICT);
    assert_err(compile(shadowed, 2), ERR_CONFLICT);
    assert_err(compile(apart, 2), ERR_OK);
    assert_err(compile(relative, 1), ERR_PARSE);
    assert_err(compile(unnamed, 1), ERR_PARSE);
    assert_err(compile(inner, 1), ERR_PARSE);
}

static void walks_all_rows(void **state)
{
    UNUSED(state);
    size_t at = 0;
    size_t count = 0;
    while (router_next(router, &at) != NULL)
        count++;
    assert_int_equal(count, ARRAY_COUNT(rows));
}

static void admits_by_columns(void **state)
{
    UNUSED(state);
    struct route route = rows[0];
    struct viewer nobody = { 0 };
    struct viewer app = { .token = token_id(1), .scopes = 6 };
    struct viewer user = {
        .token = token_id(2), .user = user_id(3), .scopes = 4, .role = USER_ROLE_USER
    };
    struct viewer session = { .user = user_id(3), .role = USER_ROLE_ADMIN };
    route.auth = ROUTE_AUTH_USER;
    assert_err(route_admits(&route, &nobody), ERR_LOGIN_REQUIRED);
    assert_err(route_admits(&route, &app), ERR_USER_REQUIRED);
    assert_err(route_admits(&route, &user), ERR_OK);
    route.scope = 3;
    assert_err(route_admits(&route, &user), ERR_SCOPE);
    assert_err(route_admits(&route, &session), ERR_OK);
    route.auth = ROUTE_AUTH_APP;
    assert_err(route_admits(&route, &app), ERR_OK);
    assert_err(route_admits(&route, &nobody), ERR_NO_TOKEN);
    route.auth = ROUTE_AUTH_OPTIONAL;
    assert_err(route_admits(&route, &nobody), ERR_OK);
    assert_err(route_admits(&route, &user), ERR_SCOPE);
    route.auth = ROUTE_AUTH_MODERATOR;
    route.scope = 0;
    assert_err(route_admits(&route, &user), ERR_FORBIDDEN);
    assert_err(route_admits(&route, &session), ERR_OK);
}

int main(void)
{
    arena_init(&a, 1 << 20);
    struct route_table table = { rows, ARRAY_COUNT(rows) };
    if (router_new(&table, 1, &router) != ERR_OK)
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_rows_and_values),
        cmocka_unit_test(tells_unknown_path_from_unknown_method),
        cmocka_unit_test(refuses_contradicting_tables),
        cmocka_unit_test(walks_all_rows),
        cmocka_unit_test(admits_by_columns),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    router_free(router);
    arena_done(&a);
    return failed;
}
