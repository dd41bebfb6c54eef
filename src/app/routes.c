/* Every route of the program. */
#include "app/routes.h"

#include "base/buf.h"

#include "api/activitypub/routes.h"
#include "api/files/routes.h"
#include "api/mastodon/routes.h"
#include "api/oauth/routes.h"
#include "api/web/routes.h"
#include "api/wellknown/routes.h"
#include "model/scope.h"

#define PRINT_MAX_BYTES ((size_t)1 << 20)

const struct route_table *const app_route_tables[] = {
    &activitypub_routes, &files_routes, &mastodon_routes,
    &oauth_routes,       &web_routes,   &wellknown_routes,
};

const size_t app_route_table_count = ARRAY_COUNT(app_route_tables);

static const char *const auth_words[] = { "none", "optional", "app", "user", "moderator", "admin" };
static const char *const body_words[] = { "none", "params", "json", "raw", "file" };
static const char *const run_words[] = { "loop", "worker" };

static void row_print(struct arena *a, struct buf *b, struct sv format, const struct route *r)
{
    struct sv method = http_method_name(r->method);
    struct sv scope = r->scope == 0 ? SV("") : scope_print(a, r->scope);
    if (sv_eq(format, SV("json")))
        buf_printf(b,
                   "{\"method\":\"%.*s\",\"path\":\"%s\",\"auth\":\"%s\",\"scope\":\"%.*s\","
                   "\"body\":\"%s\","
                   "\"run\":\"%s\",\"since\":\"%s\",\"doc\":\"%s\"}",
                   SV_ARG(method), r->path, auth_words[r->auth], SV_ARG(scope), body_words[r->body],
                   run_words[r->run], r->since, r->doc);
    else if (sv_eq(format, SV("md")))
        buf_printf(b, "| %.*s | `%s` | %s | %.*s | %s | %s | %s | %s |\n", SV_ARG(method), r->path,
                   auth_words[r->auth], SV_ARG(scope), body_words[r->body], run_words[r->run],
                   r->since, r->doc);
    else
        buf_printf(b, "%-7.*s %-50s %-10s %-7s %-7s %.*s\n", SV_ARG(method), r->path,
                   auth_words[r->auth], body_words[r->body], run_words[r->run], SV_ARG(scope));
}

struct sv app_routes_print(struct arena *a, struct sv format)
{
    bool is_json = sv_eq(format, SV("json"));
    bool is_first = true;
    struct buf b;
    buf_init(&b, a, PRINT_MAX_BYTES);
    if (is_json)
        buf_char(&b, '[');
    if (sv_eq(format, SV("md")))
        buf_lit(&b, "# Routes\n\nPrinted by the program; do not edit.\n\n"
                    "| method | path | auth | scope | body | runs on | since | what |\n"
                    "| --- | --- | --- | --- | --- | --- | --- | --- |\n");
    for (size_t t = 0; t < app_route_table_count; t++) {
        for (size_t i = 0; i < app_route_tables[t]->count; i++) {
            if (is_json && !is_first)
                buf_lit(&b, ",\n");
            row_print(a, &b, format, &app_route_tables[t]->rows[i]);
            is_first = false;
        }
    }
    if (is_json)
        buf_lit(&b, "]\n");
    return buf_view(&b);
}
