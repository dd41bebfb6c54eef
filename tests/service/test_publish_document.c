/* service/publish_document: one text of a kind, and terms that follow each other by their days. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "base/clock.h"
#include "service/publish_document.h"

static void publish(struct service_fixture *f, enum instance_document_kind kind, int64_t day,
                    const char *text)
{
    struct ctx *ctx = service_console(f);
    assert_ctx_ok(ctx, service_publish_document(ctx, kind, day, sv_from(text)));
}

static void texts_are_replaced(struct service_fixture *f)
{
    struct instance_document document;
    bool is_found = true;
    struct ctx *ctx = service_anonymous(f);
    assert_ctx_ok(ctx, service_find_document(ctx, INSTANCE_DOCUMENT_PRIVACY, &is_found, &document));
    assert_false(is_found);
    publish(f, INSTANCE_DOCUMENT_PRIVACY, 0, " first \n");
    publish(f, INSTANCE_DOCUMENT_PRIVACY, 0, "second");
    publish(f, INSTANCE_DOCUMENT_DESCRIPTION, 0, "other");
    ctx = service_anonymous(f);
    assert_ctx_ok(ctx, service_find_document(ctx, INSTANCE_DOCUMENT_PRIVACY, &is_found, &document));
    assert_true(is_found);
    assert_sv_lit(document.text, "second");
    assert_true(document.updated_ms > 0);
    ctx = service_console(f);
    assert_ctx_ok(ctx, service_withdraw_document(ctx, INSTANCE_DOCUMENT_PRIVACY, 0));
    assert_err(service_withdraw_document(ctx, INSTANCE_DOCUMENT_PRIVACY, 0), ERR_NOT_FOUND);
    ctx = service_anonymous(f);
    assert_ctx_ok(ctx, service_find_document(ctx, INSTANCE_DOCUMENT_PRIVACY, &is_found, &document));
    assert_false(is_found);
}

static struct terms terms_now(struct service_fixture *f)
{
    struct terms terms;
    struct ctx *ctx = service_anonymous(f);
    assert_ctx_ok(ctx, service_get_terms(ctx, &terms));
    return terms;
}

/* What holds is the last whose day has come; before the first, that one is shown as not holding yet. */
static void terms_follow_each_other(struct service_fixture *f)
{
    struct terms terms;
    struct ctx *ctx = service_anonymous(f);
    int64_t today = ctx->now_ms / MS_PER_DAY;
    assert_err(service_get_terms(ctx, &terms), ERR_NOT_FOUND);
    publish(f, INSTANCE_DOCUMENT_TERMS, today + 20, "later");
    publish(f, INSTANCE_DOCUMENT_TERMS, today + 10, "soon");
    terms = terms_now(f);
    assert_sv_lit(terms.document.text, "soon");
    assert_false(terms.is_effective);
    assert_int_equal(terms.next_day, today + 20);
    publish(f, INSTANCE_DOCUMENT_TERMS, today, "now");
    publish(f, INSTANCE_DOCUMENT_TERMS, today - 5, "once");
    terms = terms_now(f);
    assert_sv_lit(terms.document.text, "now");
    assert_true(terms.is_effective);
    assert_int_equal(terms.next_day, today + 10);
    ctx = service_anonymous(f);
    assert_ctx_ok(ctx, service_get_terms_of(ctx, today + 20, &terms));
    assert_sv_lit(terms.document.text, "later");
    assert_int_equal(terms.next_day, 0);
    assert_err(service_get_terms_of(ctx, today + 1, &terms), ERR_NOT_FOUND);
}

static void the_wrong_is_refused(struct service_fixture *f)
{
    static char text[INSTANCE_DOCUMENT_MAX_BYTES + 1];
    memset(text, 'x', sizeof text);
    struct ctx *ctx = service_console(f);
    assert_err(service_publish_document(ctx, INSTANCE_DOCUMENT_PRIVACY, 0, SV("  ")),
               ERR_VALIDATION);
    assert_err(service_publish_document(ctx, INSTANCE_DOCUMENT_PRIVACY, 0, SV("\xff")),
               ERR_VALIDATION);
    assert_err(
        service_publish_document(ctx, INSTANCE_DOCUMENT_PRIVACY, 0, sv_make(text, sizeof text)),
        ERR_VALIDATION);
    assert_err(service_publish_document(ctx, INSTANCE_DOCUMENT_PRIVACY, 1, SV("x")),
               ERR_VALIDATION);
    assert_err(service_publish_document(ctx, INSTANCE_DOCUMENT_TERMS, 0, SV("x")), ERR_VALIDATION);
    assert_ctx_ok(ctx, service_publish_document(ctx, INSTANCE_DOCUMENT_PRIVACY, 0,
                                                sv_make(text, sizeof text - 1)));
    struct user ann = service_person(f, "ann");
    ctx = service_as(f, &ann);
    assert_err(service_publish_document(ctx, INSTANCE_DOCUMENT_PRIVACY, 0, SV("x")), ERR_FORBIDDEN);
    assert_err(service_withdraw_document(ctx, INSTANCE_DOCUMENT_PRIVACY, 0), ERR_FORBIDDEN);
}

static void story(enum fixture_engine engine)
{
    struct service_fixture f;
    if (!fixture_has(engine))
        skip();
    service_open(&f, engine);
    texts_are_replaced(&f);
    terms_follow_each_other(&f);
    the_wrong_is_refused(&f);
    service_close(&f);
}

static void test_on_sqlite(void **state)
{
    UNUSED(state);
    story(FIXTURE_SQLITE);
}

static void test_on_postgres(void **state)
{
    UNUSED(state);
    story(FIXTURE_POSTGRES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_on_sqlite),
        cmocka_unit_test(test_on_postgres),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
