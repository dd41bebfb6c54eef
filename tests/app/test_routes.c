/* app/routes: all tables together are sorted, free of doubles and shadows, and their columns fit each other; what the
 * Mastodon API names is there, and what apps cannot do without is built. */
#include "base/ctx.h"

#include "harness/harness.h"

#include "api/mastodon/handlers.h"
#include "app/routes.h"
#include "http/router.h"

static int rows_compare(const struct route *a, const struct route *b)
{
    int order = strcmp(a->path, b->path);
    return order != 0 ? order : (int)a->method - (int)b->method;
}

static void every_table_is_sorted(void **state)
{
    UNUSED(state);
    for (size_t t = 0; t < app_route_table_count; t++) {
        const struct route_table *table = app_route_tables[t];
        for (size_t i = 1; i < table->count; i++) {
            if (rows_compare(&table->rows[i - 1], &table->rows[i]) >= 0)
                print_error("%s does not come behind %s\n", table->rows[i].path,
                            table->rows[i - 1].path);
            assert_true(rows_compare(&table->rows[i - 1], &table->rows[i]) < 0);
        }
    }
}

static struct router *router_of_all(void)
{
    struct route_table tables[16];
    assert_true(app_route_table_count <= ARRAY_COUNT(tables));
    for (size_t t = 0; t < app_route_table_count; t++)
        tables[t] = *app_route_tables[t];
    struct router *router = NULL;
    assert_ok(router_new(tables, app_route_table_count, &router));
    return router;
}

/* The route that answers; NULL when none does. */
static const struct route *route_of(const struct router *router, struct arena *a,
                                    enum http_method method, struct sv path)
{
    struct http_target target;
    struct route_match match;
    assert_ok(http_target_parse(a, path, &target));
    return router_find(router, method, &target, &match) == ERR_OK ? match.route : NULL;
}

/* A pattern, taken for an address, finds its own row: nothing stands before it in any table. */
static void no_row_is_hidden(void **state)
{
    UNUSED(state);
    struct router *router = router_of_all();
    struct arena a;
    arena_init(&a, 4 << 20);
    for (size_t t = 0; t < app_route_table_count; t++) {
        for (size_t i = 0; i < app_route_tables[t]->count; i++) {
            const struct route *row = &app_route_tables[t]->rows[i];
            if (route_of(router, &a, row->method, sv_from(row->path)) != row)
                print_error("%s is hidden\n", row->path);
            assert_ptr_equal(route_of(router, &a, row->method, sv_from(row->path)), row);
        }
    }
    arena_done(&a);
    router_free(router);
}

static bool is_below(const struct route *row, struct sv folder)
{
    return sv_starts_with(sv_from(row->path), folder);
}

/* Mastodon.py sends the ids of this one as the body of a GET; no other may have one. */
static bool is_get_with_body(const struct route *row)
{
    return sv_eq(sv_from(row->path), SV("/api/v1/accounts/familiar_followers"));
}

/* What is wrong with a row; NULL when nothing is. */
static const char *row_fault(const struct route *row)
{
    bool has_body = row->body != ROUTE_BODY_NONE;
    bool is_api = is_below(row, SV("/api/"));
    if (row->handler == NULL || row->path[0] != '/' || row->bucket >= RATE_BUCKET_COUNT)
        return "no handler, path or bucket";
    if (row->since[0] == '\0' || row->doc[0] == '\0')
        return "not documented";
    bool is_get = row->method == HTTP_GET;
    if (has_body != (row->max_bytes > 0) || (has_body && is_get) != is_get_with_body(row))
        return "body and its bound do not fit";
    if (row->scope != 0 && row->auth == ROUTE_AUTH_NONE)
        return "a scope, and nobody is asked who he is";
    if (is_api && row->auth >= ROUTE_AUTH_MODERATOR && row->scope == 0)
        return "a token without scope moderates";
    if (is_api && row->cors != ROUTE_CORS_ANY)
        return "programs in browsers cannot call the API";
    if (!is_api && row->auth >= ROUTE_AUTH_USER && row->scope == 0 && row->cors != ROUTE_CORS_NONE)
        return "a page's form may be sent by other sites";
    if (row->bucket == RATE_NONE && row->auth != ROUTE_AUTH_NONE)
        return "not limited";
    return NULL;
}

static void columns_fit(void **state)
{
    UNUSED(state);
    size_t fault_count = 0;
    for (size_t t = 0; t < app_route_table_count; t++) {
        for (size_t i = 0; i < app_route_tables[t]->count; i++) {
            const struct route *row = &app_route_tables[t]->rows[i];
            const char *fault = row_fault(row);
            if (fault != NULL)
                print_error("%s: %s\n", row->path, fault);
            fault_count += fault != NULL;
        }
    }
    assert_int_equal(fault_count, 0);
}

static enum http_method method_of(struct sv name)
{
    enum http_method method = HTTP_GET;
    while (method < HTTP_METHOD_COUNT && !sv_eq(http_method_name(method), name))
        method++;
    assert_true(method < HTTP_METHOD_COUNT);
    return method;
}

/* Lines "METHOD /path" of a data file, each found; built: by a handler that does it. */
static void lines_check(const char *file, bool must_be_built)
{
    struct router *router = router_of_all();
    struct arena a;
    arena_init(&a, 4 << 20);
    struct sv text = harness_read_file(&a, harness_data_path(&a, file));
    size_t count = 0;
    struct sv line;
    while (sv_split(&text, '\n', &line)) {
        if (line.len == 0)
            continue;
        struct sv method_name;
        struct sv path = line;
        assert_true(sv_split(&path, ' ', &method_name));
        const struct route *row = route_of(router, &a, method_of(method_name), path);
        if (row == NULL || (must_be_built && row->handler == mastodon_not_built))
            print_error("%" SV_FMT "\n", SV_ARG(line));
        assert_non_null(row);
        assert_true(!must_be_built || row->handler != mastodon_not_built);
        count++;
    }
    assert_true(count > 60);
    arena_done(&a);
    router_free(router);
}

static void the_api_is_known(void **state)
{
    UNUSED(state);
    lines_check("app/routes/known.txt", false);
}

static void what_apps_need_is_built(void **state)
{
    UNUSED(state);
    lines_check("app/routes/built.txt", true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_table_is_sorted),
        cmocka_unit_test(no_row_is_hidden),
        cmocka_unit_test(columns_fit),
        cmocka_unit_test(the_api_is_known),
        cmocka_unit_test(what_apps_need_is_built),
    };
    return cmocka_run_group_tests_name("app/routes", tests, NULL, NULL);
}
