/* service/find_status: addresses of this server and of others, asked for only when one may. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "model/site.h"
#include "service/erase_status.h"
#include "service/find_status.h"
#include "service/post_status.h"

static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };

#define FETCHED status_id(77)

static int asked_count;

static enum err resolve(struct ctx *ctx, struct sv uri, struct status_id *out)
{
    UNUSED(ctx);
    asked_count++;
    if (sv_eq(uri, SV("https://far.example/broken")))
        return ERR_DB;
    if (!sv_eq(uri, SV("https://far.example/n")))
        return ERR_UPSTREAM;
    *out = FETCHED;
    return ERR_OK;
}

static enum err find(struct service_fixture *f, const struct user *who, struct sv text,
                     bool may_resolve, int64_t *out)
{
    struct status_id id = { 0 };
    struct ctx *ctx = who == NULL ? service_anonymous(f) : service_as(f, who);
    enum err err = service_find_status(ctx, text, may_resolve, &id);
    *out = id.v;
    return err;
}

static void story(enum fixture_engine engine)
{
    struct service_fixture f;
    struct status status;
    int64_t id = 0;
    service_open(&f, engine);
    struct user ann = service_person(&f, "ann");
    struct ctx *ctx = service_as(&f, &ann);
    struct post_draft draft = { .text = SV("here") };
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &status));
    const struct site *site = &f.engine.site;
    struct sv object = site_object_uri(ctx->arena, site, status.id);
    struct sv page = site_status_url(ctx->arena, site, SV("ann"), status.id);
    assert_ok(find(&f, NULL, object, false, &id));
    assert_int_equal(id, status.id.v);
    assert_ok(find(&f, NULL, page, false, &id));
    assert_int_equal(id, status.id.v);

    f.engine.resolve_status = resolve;
    asked_count = 0;
    assert_err(find(&f, NULL, SV("https://far.example/n"), true, &id), ERR_LOGIN_REQUIRED);
    assert_err(find(&f, &ann, SV("https://far.example/n"), false, &id), ERR_NOT_FOUND);
    assert_err(find(&f, &ann, SV("words"), true, &id), ERR_NOT_FOUND);
    assert_err(find(&f, &ann, SV("https://local.example/objects/9"), true, &id), ERR_NOT_FOUND);
    assert_err(find(&f, &ann, SV("https://far.example/\xff"), true, &id), ERR_NOT_FOUND);
    assert_int_equal(asked_count, 0);
    assert_ok(find(&f, &ann, SV(" https://far.example/n "), true, &id));
    assert_int_equal(id, FETCHED.v);
    assert_err(find(&f, &ann, SV("https://far.example/other"), true, &id), ERR_NOT_FOUND);
    assert_err(find(&f, &ann, SV("https://far.example/broken"), true, &id), ERR_DB);

    ctx = service_as(&f, &ann);
    assert_ctx_ok(ctx, service_erase_status(ctx, status.id, NULL));
    assert_err(find(&f, &ann, object, true, &id), ERR_NOT_FOUND);
    service_close(&f);
}

static void on_both_engines(void **state)
{
    UNUSED(state);
    for (size_t i = 0; i < ARRAY_COUNT(engines); i++)
        if (fixture_has(engines[i]))
            story(engines[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(on_both_engines) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
