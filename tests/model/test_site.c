/* model/site: every address reads back as what it was made of. */
#include "harness/harness.h"

#include "model/site.h"

static const struct site site = { SV_INIT("example.org"), SV_INIT("https://example.org"), false };

static void addresses_read_back(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, 1 << 20);
    struct site_address at;
    assert_true(site_parse(&site, site_actor_uri(&a, &site, account_id(7)), &at));
    assert_int_equal(at.place, SITE_ACTOR);
    assert_int_equal(at.id, 7);
    assert_true(site_parse(&site, site_key_uri(&a, &site, account_id(7)), &at));
    assert_sv_lit(at.rest, "/main-key");
    assert_true(
        site_parse(&site, site_actor_part_uri(&a, &site, account_id(7), SV("followers")), &at));
    assert_sv_lit(at.rest, "/followers");
    assert_true(site_parse(&site, site_actor_uri(&a, &site, account_id(0)), &at));
    assert_int_equal(at.id, 0);
    assert_true(site_parse(&site, site_object_uri(&a, &site, status_id(9)), &at));
    assert_int_equal(at.place, SITE_OBJECT);
    assert_int_equal(at.id, 9);
    for (int kind = 0; kind < ACTIVITY_KIND_COUNT; kind++) {
        assert_true(
            site_parse(&site, site_activity_uri(&a, &site, (enum activity_kind)kind, 5), &at));
        assert_int_equal(at.kind, kind);
        assert_int_equal(at.id, 5);
    }
    assert_true(site_parse(&site, site_profile_url(&a, &site, SV("alice")), &at));
    assert_sv_lit(at.name, "alice");
    assert_true(site_parse(&site, site_status_url(&a, &site, SV("alice"), status_id(3)), &at));
    assert_int_equal(at.place, SITE_STATUS_PAGE);
    assert_int_equal(at.id, 3);
    assert_sv_lit(site_tag_url(&a, &site, SV("caf\xc3\xa9")), "https://example.org/tags/caf%C3%A9");
    arena_done(&a);
}

static void others_are_refused(void **state)
{
    UNUSED(state);
    static const char *const bad[] = {
        "",
        "https://example.org",
        "https://example.org.evil/actors/1",
        "http://example.org/actors/1",
        "https://example.org/actors/",
        "https://example.org/actors/x",
        "https://example.org/actors/-1",
        "https://example.org/actors/0",
        "https://example.org/objects/1/x",
        "https://example.org/objects/1?x",
        "https://example.org/activities/create/",
        "https://example.org/activities/bogus/1",
        "https://example.org/@",
        "https://example.org/@alice/x",
        "https://example.org/actorsx",
        "https://example.org@evil.example/actors/1",
    };
    for (size_t i = 0; i < ARRAY_COUNT(bad); i++) {
        struct site_address at;
        assert_false(site_parse(&site, sv_from(bad[i]), &at));
    }
    assert_true(site_is_local(&site, SV("https://example.org/x")));
    assert_false(site_is_local(&site, SV("https://example.org.evil/x")));
}

static void addresses_of_media(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, 1 << 20);
    const struct site here = { .host = SV("x.example"), .base = SV("https://x.example") };
    struct media media = { .id = media_id(7),
                           .file = SV("0123456789abcdef0123456789abcdef"),
                           .token = SV("tok"),
                           .versions = { { .mime = SV("image/png") },
                                         { .mime = SV("image/png") } } };
    assert_sv_lit(site_url_of_media(&a, &here, &media, MEDIA_VERSION_SMALL),
                  "https://x.example/media/7/small?k=tok");
    assert_sv_lit(site_url_of_media(&a, &here, &media, MEDIA_VERSION_STATIC),
                  "https://x.example/media/7/original?k=tok");
    media.token = SV("");
    assert_sv_lit(site_url_of_media(&a, &here, &media, MEDIA_VERSION_ORIGINAL),
                  "https://x.example/media/7/original");
    media = (struct media){ .remote_url = SV("https://y.example/a.png") };
    assert_sv_lit(site_url_of_media(&a, &here, &media, MEDIA_VERSION_SMALL),
                  "https://y.example/a.png");
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_read_back),
        cmocka_unit_test(others_are_refused),
        cmocka_unit_test(addresses_of_media),
    };
    return cmocka_run_group_tests_name("model/site", tests, NULL, NULL);
}
