/* api/files: pictures and static files over a real connection: ranges, ETags, headers, tokens, erasure. */
#include "http/fixture.h"

#include "harness/png.h"
#include "harness/service_fixture.h"

#include "api/asset.h"
#include "api/files/routes.h"
#include "cache/cache.h"
#include "db/db.h"
#include "media/helper.h"
#include "media/media.h"
#include "service/serve_media.h"
#include "service/upload_media.h"

static char helper[HELPER_PATH_BYTES];
static struct service_fixture f;
static struct http_server *server;
static struct reply reply;

static void part_setup(void *arg, struct ctx *ctx)
{
    UNUSED(arg);
    const struct ctx *from = &f.keyed.store.ctx;
    ctx->db = from->db;
    ctx->keyring = from->keyring;
    ctx->engine = from->engine;
}

static void part_finish(void *arg, struct ctx *ctx)
{
    UNUSED(arg);
    db_release(ctx);
}

static int setup(void **state)
{
    UNUSED(state);
    service_open(&f, FIXTURE_SQLITE);
    f.engine.media = media_pool_new(&(struct media_options){ .helper_path = helper });
    struct http_config config;
    http_config_init(&config);
    config.tables = &files_routes;
    config.table_count = 1;
    config.hooks = (struct http_hooks){ .setup = part_setup, .finish = part_finish };
    server = server_start(&config);
    return 0;
}

static int teardown(void **state)
{
    UNUSED(state);
    server_end(server);
    media_pool_free(f.engine.media);
    service_close(&f);
    return 0;
}

static int ask(struct sv path, const char *headers)
{
    char request[2048];
    (void)snprintf(request, sizeof request, "GET %.*s HTTP/1.1\r\nHost: local.example\r\n%s\r\n",
                   SV_ARG(path), headers);
    return client_ask(http_server_port(server), request, &reply);
}

static struct sv body_of(void)
{
    const char *body = reply_body(&reply);
    return sv_make(body, reply.len - (size_t)(body - reply.text));
}

/* The path behind the site's base. */
static struct sv path_of(struct ctx *ctx, const struct media *media, enum media_version version)
{
    return sv_from_offset(service_media_url(ctx, media, version), f.engine.site.base.len);
}

static struct media upload(struct ctx *ctx)
{
    struct media_source source = { .bytes = harness_png(ctx->arena, 300, 260) };
    struct media media;
    assert_ctx_ok(ctx, service_upload_media(ctx, &source, &media));
    return media;
}

static void pictures_are_served(void **state)
{
    UNUSED(state);
    struct user alice = service_person(&f, "alice");
    struct ctx *ctx = service_as(&f, &alice);
    struct media media = upload(ctx);
    struct sv path = path_of(ctx, &media, MEDIA_VERSION_ORIGINAL);
    assert_int_equal(ask(path, ""), 200);
    assert_true(reply_has(&reply, "Content-Type: image/png\r\n"));
    assert_true(reply_has(&reply, "Cache-Control: no-cache\r\n"));
    assert_true(reply_has(&reply, "X-Content-Type-Options: nosniff\r\n"));
    assert_true(reply_has(&reply, "Content-Security-Policy: default-src 'none'; sandbox\r\n"));
    assert_true(reply_has(&reply, "Content-Disposition: inline\r\n"));
    assert_true(reply_has(&reply, "Access-Control-Allow-Origin: *\r\n"));
    assert_true(reply_has(&reply, "Accept-Ranges: bytes\r\n"));
    struct sv whole = sv_copy(ctx->arena, body_of());
    assert_int_equal(whole.len, media.versions[MEDIA_VERSION_ORIGINAL].size_bytes);
    assert_true(sv_starts_with(whole, SV("\x89PNG")));

    /* Ranges, also over the border of two chunks. */
    assert_true(whole.len > 65600);
    assert_int_equal(ask(path, "Range: bytes=65530-65545\r\n"), 206);
    assert_sv(body_of(), sv_sub(whole, 65530, 16));
    assert_int_equal(ask(path, "Range: bytes=-5\r\n"), 206);
    assert_sv(body_of(), sv_from_offset(whole, whole.len - 5));
    assert_int_equal(ask(path, "Range: bytes=9000000-\r\n"), 416);
    assert_int_equal(ask(path, "Range: bytes=0-3\r\nIf-Range: \"other\"\r\n"), 200);

    const char *tag = strstr(reply.text, "ETag: ");
    assert_non_null(tag);
    char conditional[128];
    (void)snprintf(conditional, sizeof conditional, "If-None-Match: %.*s\r\n",
                   (int)strcspn(tag + 6, "\r"), tag + 6);
    assert_int_equal(ask(path, conditional), 304);
    assert_int_equal(ask(path_of(ctx, &media, MEDIA_VERSION_SMALL), conditional), 200);
    assert_true(reply_has(&reply, "Content-Type: image/jpeg\r\n"));
}

static void only_with_the_address(void **state)
{
    UNUSED(state);
    struct user bob = service_person(&f, "bob");
    struct ctx *ctx = service_as(&f, &bob);
    struct media media = upload(ctx);
    struct sv path = path_of(ctx, &media, MEDIA_VERSION_ORIGINAL);
    struct sv bare = sv_sub(path, 0, sv_find_char(path, '?', 0));
    assert_int_equal(ask(bare, ""), 404);
    static const char *const others[] = { "/media/1/original?k=x", "/media/x/original",
                                          "/media/-1/original", "/media/1/large",
                                          "/media/99999999999999999999/small" };
    for (size_t i = 0; i < ARRAY_COUNT(others); i++)
        assert_int_equal(ask(sv_from(others[i]), ""), 404);
    cache_tombstone(f.engine.cache, cache_ref_media(media.id));
    assert_int_equal(ask(path, ""), 410);
}

static void static_files_are_kept(void **state)
{
    UNUSED(state);
    struct arena *a = f.keyed.store.ctx.arena;
    struct sv path = asset_path(ASSET_AVATAR);
    assert_int_equal(ask(path, ""), 200);
    assert_true(reply_has(&reply, "Cache-Control: public, max-age=31536000, immutable\r\n"));
    assert_true(reply_has(&reply, "Content-Type: image/png\r\n"));
    assert_sv(body_of(), asset_find(ASSET_AVATAR)->bytes);
    struct sv header = asset_path(ASSET_HEADER);
    assert_int_equal(ask(header, ""), 200);
    /* An address of an earlier build still shows something, but is not kept. */
    assert_int_equal(ask(SV("/assets/0000000000000000/headers/missing.png"), ""), 200);
    assert_true(reply_has(&reply, "Cache-Control: no-cache\r\n"));
    struct sv tag = asset_find(ASSET_AVATAR)->etag;
    struct sv conditional = sv_printf(a, "If-None-Match: %" SV_FMT "\r\n", SV_ARG(tag));
    assert_int_equal(ask(path, sv_cstr(a, conditional)), 304);
    assert_int_equal(ask(SV("/assets/0/../../etc/passwd"), ""), 404);
    assert_int_equal(ask(SV("/assets/0/nothing"), ""), 404);
    assert_int_equal(ask(SV("/favicon.ico"), ""), 200);
    assert_true(reply_has(&reply, "Content-Type: image/svg+xml"));
    assert_int_equal(ask(SV("/robots.txt"), ""), 200);
    assert_true(reply_has(&reply, "Content-Type: text/plain"));
    assert_sv(body_of(), asset_find(ASSET_ROBOTS)->bytes);
    for (size_t i = 1; i < asset_count; i++)
        assert_true(sv_cmp(assets[i - 1].name, assets[i].name) < 0);
}

int main(void)
{
    helper_path(helper);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pictures_are_served),
        cmocka_unit_test(only_with_the_address),
        cmocka_unit_test(static_files_are_kept),
    };
    return cmocka_run_group_tests_name("api/files", tests, setup, teardown);
}
