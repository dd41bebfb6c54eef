/* service/note_account: for oneself alone, as typed, gone with either account. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "service/erase_account.h"
#include "service/list_relations.h"
#include "service/note_account.h"
#include "service/run_erasure.h"

static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };

static struct sv note_of(struct service_fixture *f, const struct user *by, struct account_id about)
{
    struct relationship *relations = NULL;
    struct ctx *ctx = service_as(f, by);
    assert_ctx_ok(ctx, service_list_relationships(ctx, &about, 1, &relations));
    return relations[0].note;
}

static void note(struct service_fixture *f, const struct user *by, struct account_id about,
                 const char *text)
{
    struct relationship now;
    struct ctx *ctx = service_as(f, by);
    assert_ctx_ok(ctx, service_note_account(ctx, about, sv_from(text), &now));
    assert_int_equal(now.account.v, about.v);
    assert_true(sv_eq(now.note, sv_trim(sv_from(text))));
}

static void erase(struct service_fixture *f, struct account_id account)
{
    struct erasure_id id;
    struct ctx *ctx = service_console(f);
    assert_ctx_ok(ctx, service_begin_account_erasure(ctx, account, SV(""), &id));
    assert_ctx_ok(ctx, service_finish_erasure(ctx, id, NULL, NULL));
}

static void story(enum fixture_engine engine)
{
    if (!fixture_has(engine))
        return;
    struct service_fixture f;
    service_open(&f, engine);
    struct user ann = service_person(&f, "ann");
    struct user bob = service_person(&f, "bob");
    struct user cem = service_person(&f, "cem");
    note(&f, &ann, bob.account, " met in \xc3\x89vian \xf0\x9f\x8f\x94 ");
    note(&f, &ann, cem.account, "other");
    assert_sv_lit(note_of(&f, &ann, bob.account), "met in \xc3\x89vian \xf0\x9f\x8f\x94");
    assert_int_equal(note_of(&f, &bob, ann.account).len, 0);
    note(&f, &ann, bob.account, "later");
    assert_sv_lit(note_of(&f, &ann, bob.account), "later");
    note(&f, &ann, bob.account, "  ");
    assert_int_equal(note_of(&f, &ann, bob.account).len, 0);
    assert_sv_lit(note_of(&f, &ann, cem.account), "other");

    static char longest[ACCOUNT_NOTE_MAX_CHARS + 2];
    memset(longest, 'a', ACCOUNT_NOTE_MAX_CHARS);
    longest[ACCOUNT_NOTE_MAX_CHARS] = '\0';
    note(&f, &ann, bob.account, longest);
    longest[ACCOUNT_NOTE_MAX_CHARS] = 'a';
    struct relationship now;
    struct ctx *ctx = service_as(&f, &ann);
    assert_err(service_note_account(ctx, bob.account, sv_from(longest), &now), ERR_VALIDATION);
    assert_err(service_note_account(ctx, account_id(1), SV("a"), &now), ERR_NOT_FOUND);
    assert_err(service_note_account(service_anonymous(&f), bob.account, SV("a"), &now),
               ERR_LOGIN_REQUIRED);

    erase(&f, cem.account);
    assert_int_equal(note_of(&f, &ann, cem.account).len, 0);
    assert_int_equal(service_rows_left(&f, cem.account), 0);
    erase(&f, ann.account);
    assert_int_equal(service_rows_left(&f, ann.account), 0);
    service_close(&f);
}

static void notes(void **state)
{
    UNUSED(state);
    for (size_t i = 0; i < ARRAY_COUNT(engines); i++)
        story(engines[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(notes) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
