/* fed/push_letter: the standard's own example, and what stands around a message. */
#include "harness/harness.h"

#include "base/clock.h"
#include "crypto/random.h"
#include "fed/push_letter.h"
#include "text/base64.h"
#include "text/json.h"

#define NOW_MS INT64_C(1700000000000)

static struct sv decoded(struct arena *a, const char *text)
{
    struct sv out;
    assert_ok(base64_decode(a, sv_from(text), BASE64_URL, &out));
    return out;
}

/* RFC 8291, appendix A. */
static struct push_address address_of(struct arena *a, bool is_standard)
{
    return (struct push_address){
        .endpoint = SV("https://push.example/x"),
        .origin = SV("https://push.example"),
        .key = decoded(a, "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZ"
                          "GH6SRpkNtoIAiw4"),
        .auth = decoded(a, "BTBZMqHH6r4Tts7J_aSIgg"),
        .is_standard = is_standard,
    };
}

static void encrypts_as_published(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, 1 << 20);
    struct fed_push_seed seed;
    struct sv scalar = decoded(&a, "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw");
    struct sv salt = decoded(&a, "DGv6ra1nlYgDCS1FRnbzlw");
    assert_ok(p256_from_scalar((const unsigned char *)scalar.ptr, &seed.key));
    assert_int_equal(salt.len, sizeof seed.salt);
    for (size_t i = 0; i < salt.len; i++)
        seed.salt[i] = (unsigned char)salt.ptr[i];
    struct push_address to = address_of(&a, true);
    struct sv body;
    assert_ok(
        fed_push_encrypt(&a, &to, &seed, SV("When I grow up, I want to be a watermelon"), &body));
    assert_sv_lit(base64_encode(&a, body, BASE64_URL),
                  "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vC"
                  "YLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXL"
                  "WyouBWLVWGNWQexSgSxsj_Qulcy4a-fN");
    to.key = SV("no key");
    assert_err(fed_push_encrypt(&a, &to, &seed, SV("x"), &body), ERR_PARSE);
    arena_done(&a);
}

static struct sv header(const struct fed_push_letter *letter, const char *name)
{
    for (size_t i = 0; i < letter->header_count; i++)
        if (sv_eq(letter->headers[i].name, sv_from(name)))
            return letter->headers[i].value;
    return SV("");
}

/* head.claims.signature, signed by this key. */
static void token_check(struct arena *a, struct sv token, const struct p256_public *key)
{
    size_t first = sv_find(token, SV("."), 0);
    size_t second = sv_find(token, SV("."), first + 1);
    struct sv signature;
    struct sv text;
    struct json claims;
    int64_t exp = 0;
    assert_ok(base64_decode(a, sv_from_offset(token, second + 1), BASE64_URL, &signature));
    assert_true(p256_verify(key, sv_sub(token, 0, second), signature));
    assert_ok(base64_decode(a, sv_sub(token, first + 1, second - first - 1), BASE64_URL, &text));
    assert_ok(json_parse(a, text, &json_limits_default, &claims, NULL));
    assert_sv_lit(json_get_str(claims, SV("aud")), "https://push.example");
    assert_sv_lit(json_get_str(claims, SV("sub")), "https://here.example");
    assert_true(json_i64(json_get(claims, SV("exp")), &exp));
    assert_true(exp > NOW_MS / 1000 && exp <= NOW_MS / 1000 + 24 * 3600);
}

static void letters_say_who_sends_them(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, 1 << 20);
    struct p256_private key;
    p256_generate(&key);
    struct sv own = crypto_base64url(&a, sv_make(key.public.bytes, sizeof key.public.bytes));
    struct push_address to = address_of(&a, true);
    struct fed_push_letter letter;
    assert_ok(fed_push_letter_write(&a, &to, &key, SV("https://here.example"), NOW_MS, 7200,
                                    SV("text"), &letter));
    assert_sv_lit(header(&letter, "TTL"), "7200");
    assert_sv_lit(header(&letter, "Content-Encoding"), "aes128gcm");
    struct sv authorization = header(&letter, "Authorization");
    size_t comma = sv_find(authorization, SV(", k="), 0);
    assert_sv(sv_from_offset(authorization, comma + 4), own);
    token_check(&a, sv_sub(authorization, 8, comma - 8), &key.public);
    struct sv former = letter.body;

    to.is_standard = false;
    assert_ok(fed_push_letter_write(&a, &to, &key, SV("https://here.example"), NOW_MS, 7200,
                                    SV("text"), &letter));
    assert_sv_lit(header(&letter, "Content-Encoding"), "aesgcm");
    assert_true(sv_starts_with(header(&letter, "Encryption"), SV("salt=")));
    struct sv keys = header(&letter, "Crypto-Key");
    size_t at = sv_find(keys, SV(";p256ecdsa="), 0);
    assert_true(sv_starts_with(keys, SV("dh=")));
    assert_sv(sv_from_offset(keys, at + 11), own);
    token_check(&a, sv_from_offset(header(&letter, "Authorization"), 8), &key.public);
    assert_int_equal(letter.body.len, 2 + 4 + 16);

    /* Nothing is used twice. */
    to.is_standard = true;
    assert_ok(fed_push_letter_write(&a, &to, &key, SV("https://here.example"), NOW_MS, 7200,
                                    SV("text"), &letter));
    assert_int_equal(letter.body.len, former.len);
    assert_false(sv_eq(sv_sub(letter.body, 0, 16), sv_sub(former, 0, 16)));
    assert_false(sv_eq(sv_sub(letter.body, 21, 65), sv_sub(former, 21, 65)));
    arena_done(&a);
}

static void the_longest_fits(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, 1 << 20);
    struct p256_private key;
    p256_generate(&key);
    struct push_address to = address_of(&a, true);
    struct sv longest = { arena_alloc(&a, FED_PUSH_MESSAGE_BYTES_MAX), FED_PUSH_MESSAGE_BYTES_MAX };
    struct fed_push_letter letter;
    for (int i = 0; i < 2; i++) {
        to.is_standard = i == 0;
        assert_ok(fed_push_letter_write(&a, &to, &key, SV("https://here.example"), NOW_MS, 7200,
                                        longest, &letter));
        assert_true(letter.body.len <= 4096);
    }
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(encrypts_as_published),
        cmocka_unit_test(letters_say_who_sends_them),
        cmocka_unit_test(the_longest_fits),
    };
    return cmocka_run_group_tests_name("fed/push_letter", tests, NULL, NULL);
}
