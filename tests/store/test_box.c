/* store/box: a box opens in its place and nowhere else. */
#include "harness/harness.h"

#include "crypto/secret.h"
#include "store/box.h"

static void opens_only_in_its_place(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, 1 << 20);
    assert_ok(crypto_init());
    struct ctx ctx = { .arena = &a };
    struct crypto_key key;
    struct crypto_key other;
    crypto_key_init(&key);
    crypto_key_init(&other);
    struct box_place place = { COLUMN_STATUS_CONTENT_BOX, 77, account_id(5) };
    struct sv box = box_seal(&a, &key, place, SV("hello"));
    struct sv out;
    assert_ok(box_open(&ctx, &key, place, box, &out));
    assert_sv_lit(out, "hello");
    assert_true(sv_find(box, SV("hello"), 0) == SIZE_MAX);
    assert_err(box_open(&ctx, &other, place, box, &out), ERR_CORRUPT);
    assert_err(box_open(&ctx, NULL, place, box, &out), ERR_KEY_GONE);
    struct box_place places[] = { place, place, place };
    places[0].row++;
    places[1].owner.v++;
    places[2].column = COLUMN_STATUS_SOURCE_BOX;
    for (size_t i = 0; i < ARRAY_COUNT(places); i++)
        assert_err(box_open(&ctx, &key, places[i], box, &out), ERR_CORRUPT);
    for (size_t i = 0; i < box.len; i++) {
        char *spoilt = arena_copy(&a, box.ptr, box.len);
        spoilt[i] ^= 0x40;
        assert_int_not_equal(box_open(&ctx, &key, place, sv_make(spoilt, box.len), &out), ERR_OK);
        assert_int_not_equal(box_open(&ctx, &key, place, sv_sub(box, 0, i), &out), ERR_OK);
    }
    arena_done(&a);
}

static void plain_and_absent(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, 1 << 20);
    struct ctx ctx = { .arena = &a };
    struct box_place place = { COLUMN_STATUS_CONTENT_BOX, 77, account_id(5) };
    struct sv out = SV("untouched");
    assert_ok(box_open(&ctx, NULL, place, (struct sv){ NULL, 0 }, &out));
    assert_null(out.ptr);
    struct sv box = box_plain(&a, SV("public"));
    assert_false(box_is_sealed(box));
    assert_ok(box_open(&ctx, NULL, place, box, &out));
    assert_sv_lit(out, "public");
    assert_err(box_open(&ctx, NULL, place, SV(""), &out), ERR_CORRUPT);
    assert_err(box_open(&ctx, NULL, place, SV("\x07x"), &out), ERR_CORRUPT);
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opens_only_in_its_place),
        cmocka_unit_test(plain_and_absent),
    };
    return cmocka_run_group_tests_name("store/box", tests, NULL, NULL);
}
