/* crypto/password: hashes verify, wrong ones do not, old parameters are noticed. */
#include "crypto_fixture.h"

#include "crypto/password.h"

static struct secret password(struct arena *a, const char *text)
{
    return secret_make(sv_cstr(a, sv_from(text)), strlen(text));
}

static void verifies(void **state)
{
    struct arena *a = *state;
    struct sv hash;
    assert_ok(crypto_password_hash(a, password(a, "correct horse"), &hash));
    assert_true(sv_starts_with(hash, SV("$argon2id$v=19$m=65536,t=2,p=1$")));
    assert_ok(crypto_password_verify(hash, password(a, "correct horse")));
    assert_err(crypto_password_verify(hash, password(a, "correct horsf")), ERR_FORBIDDEN);
    assert_false(crypto_password_needs_rehash(hash));
}

static void refuses_bad_lengths(void **state)
{
    struct arena *a = *state;
    struct sv hash = SV("untouched");
    char *big = arena_alloc(a, CRYPTO_PASSWORD_BYTES_MAX + 1);
    memset(big, 'x', CRYPTO_PASSWORD_BYTES_MAX + 1);
    struct secret longer = secret_make(big, CRYPTO_PASSWORD_BYTES_MAX + 1);
    assert_err(crypto_password_hash(a, password(a, ""), &hash), ERR_VALIDATION);
    assert_err(crypto_password_hash(a, longer, &hash), ERR_VALIDATION);
    assert_sv_lit(hash, "untouched");
    assert_err(crypto_password_verify(SV("x"), longer), ERR_FORBIDDEN);
}

static void refuses_damaged_hashes(void **state)
{
    struct arena *a = *state;
    static const struct sv damaged[] = {
        SV_INIT(""),
        SV_INIT("x"),
        SV_INIT("$argon2id$v=19$m=65536,t=2,p=1$"),
        SV_INIT("$2a$12$abcdefghijklmnopqrstuuvwxyzabcdefghijklmnopqrstuvwxyza"),
    };
    for (size_t i = 0; i < ARRAY_COUNT(damaged); i++) {
        assert_err(crypto_password_verify(damaged[i], password(a, "secret")), ERR_FORBIDDEN);
        assert_true(crypto_password_needs_rehash(damaged[i]));
    }
    char *text = arena_alloc(a, 500);
    memset(text, 'a', 500);
    assert_err(crypto_password_verify(sv_make(text, 500), password(a, "secret")), ERR_FORBIDDEN);
}

static void notices_old_parameters(void **state)
{
    UNUSED(state);
    assert_true(
        crypto_password_needs_rehash(SV("$argon2id$v=19$m=32768,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
                                        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")));
    assert_false(
        crypto_password_needs_rehash(SV("$argon2id$v=19$m=65536,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
                                        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CRYPTO_TEST(verifies),
        CRYPTO_TEST(refuses_bad_lengths),
        CRYPTO_TEST(refuses_damaged_hashes),
        CRYPTO_TEST(notices_old_parameters),
    };
    return cmocka_run_group_tests_name("crypto/password", tests, NULL, NULL);
}
