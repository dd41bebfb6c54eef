/* api/mastodon/routes: sorted, none twice or in another's shadow, columns that fit each other. */
#include "harness/harness.h"

#include "api/mastodon/handlers.h"
#include "api/mastodon/routes.h"
#include "api/oauth/routes.h"
#include "http/router.h"

static void is_sorted_by_path(void **state)
{
    UNUSED(state);
    for (size_t i = 1; i < mastodon_routes.count; i++) {
        const struct route *a = &mastodon_routes.rows[i - 1];
        const struct route *b = &mastodon_routes.rows[i];
        int order = strcmp(a->path, b->path);
        if (order > 0 || (order == 0 && a->method >= b->method))
            print_error("%s stands before %s\n", a->path, b->path);
        assert_true(order < 0 || (order == 0 && a->method < b->method));
    }
}

static void has_no_shadow(void **state)
{
    UNUSED(state);
    const struct route_table tables[] = { mastodon_routes, oauth_routes };
    struct router *router = NULL;
    assert_ok(router_new(tables, ARRAY_COUNT(tables), &router));
    struct arena a;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < mastodon_routes.count; i++) {
        const struct route *row = &mastodon_routes.rows[i];
        struct http_target target;
        struct route_match match;
        assert_ok(http_target_parse(&a, sv_from(row->path), &target));
        assert_ok(router_find(router, row->method, &target, &match));
        assert_ptr_equal(match.route, row);
    }
    arena_done(&a);
    router_free(router);
}

static void columns_fit(void **state)
{
    UNUSED(state);
    for (size_t i = 0; i < mastodon_routes.count; i++) {
        const struct route *row = &mastodon_routes.rows[i];
        bool is_built = row->handler != mastodon_not_built;
        bool has_body = row->body != ROUTE_BODY_NONE;
        assert_non_null(row->handler);
        assert_true(row->cors == ROUTE_CORS_ANY);
        assert_true(has_body == (row->max_bytes > 0));
        assert_true(!has_body || row->run == ROUTE_RUN_WORKER);
        assert_true(is_built || row->run == ROUTE_RUN_LOOP);
        /* A token that reads nobody's data writes nothing: who changes something needs a scope. */
        bool changes = row->method != HTTP_GET && row->auth == ROUTE_AUTH_USER;
        bool is_confirmation = sv_starts_with(sv_from(row->path), SV("/api/v1/emails/"));
        assert_true(!changes || row->scope != 0 || is_confirmation);
        assert_true(row->method == HTTP_GET || row->auth >= ROUTE_AUTH_APP);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_sorted_by_path),
        cmocka_unit_test(has_no_shadow),
        cmocka_unit_test(columns_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
