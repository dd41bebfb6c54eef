/* service/permit, and what asks again inside its write: a request let in before an erasure writes nothing after it, also
 * when it runs at the same time; on both engines. */
#include "harness/harness.h"
#include "harness/png.h"
#include "harness/service_fixture.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/clock.h"
#include "db/db.h"
#include "media/helper.h"
#include "media/media.h"
#include "model/scope.h"
#include "service/authorize_application.h"
#include "service/block_account.h"
#include "service/block_domain.h"
#include "service/bookmark_status.h"
#include "service/erase_account.h"
#include "service/favourite_status.h"
#include "service/follow_account.h"
#include "service/manage_page.h"
#include "service/manage_user.h"
#include "service/mark_read.h"
#include "service/post_status.h"
#include "service/reblog_status.h"
#include "service/receive_status.h"
#include "service/remember_recipient.h"
#include "service/report_account.h"
#include "service/run_erasure.h"
#include "service/sign_in.h"
#include "service/upload_media.h"
#include "store/keyring.h"

static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };

static char helper[HELPER_PATH_BYTES];

struct cast {
    struct service_fixture *f;
    struct user ann; /* is erased while she acts */
    struct user bob;
    struct account_id far;
    struct status status; /* bob's */
    struct application application;
    struct sv session;
    struct media picture;
};

static struct status post(struct service_fixture *f, const struct user *who, const char *text)
{
    struct ctx *ctx = service_as(f, who);
    struct status status;
    const struct post_draft draft = { .text = sv_from(text) };
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &status));
    return status;
}

static void cast_open(struct cast *c, struct service_fixture *f)
{
    *c = (struct cast){ .f = f };
    c->ann = service_person(f, "ann");
    c->bob = service_person(f, "bob");
    c->far = service_remote(f, "far", "far.example", 7);
    c->status = post(f, &c->bob, "words");
    c->picture = service_picture(f, c->ann.account, SV("alt"), SV("original"), SV("small"));
    struct sv redirect = SV("https://app.example/back");
    const struct application_draft draft = {
        .name = SV("App"), .redirect_uris = &redirect, .redirect_uri_count = 1, .scopes = SCOPE_ALL
    };
    struct sv secret;
    struct ctx *ctx = service_anonymous(f);
    assert_ctx_ok(ctx, service_register_application(ctx, &draft, NULL, &c->application, &secret));
}

/* Everything ann may do that leaves a row, as one who was let in before. */

static enum err does_post(struct cast *c, struct ctx *ctx)
{
    UNUSED(c);
    struct status status;
    const struct post_draft draft = { .text = SV("late words") };
    return service_post_status(ctx, &draft, &status);
}

static enum err does_favourite(struct cast *c, struct ctx *ctx)
{
    return service_favourite_status(ctx, c->status.id);
}

static enum err does_bookmark(struct cast *c, struct ctx *ctx)
{
    return service_bookmark_status(ctx, c->status.id);
}

static enum err does_reblog(struct cast *c, struct ctx *ctx)
{
    struct status status;
    return service_reblog_status(ctx, c->status.id, VISIBILITY_PUBLIC, &status);
}

static enum err does_follow(struct cast *c, struct ctx *ctx)
{
    const struct follow_options options = { .shows_reblogs = true };
    struct relationship now;
    return service_follow_account(ctx, c->bob.account, &options, &now);
}

static enum err does_block(struct cast *c, struct ctx *ctx)
{
    struct relationship now;
    return service_block_account(ctx, c->bob.account, &now);
}

static enum err does_mute(struct cast *c, struct ctx *ctx)
{
    struct relationship now;
    return service_mute_account(ctx, c->bob.account, true, 0, &now);
}

static enum err does_block_domain(struct cast *c, struct ctx *ctx)
{
    UNUSED(c);
    return service_block_domain(ctx, SV("elsewhere.example"));
}

static enum err does_mark(struct cast *c, struct ctx *ctx)
{
    UNUSED(c);
    const int64_t last_read[MARKER_COUNT] = { 1, 1 };
    struct marker markers[MARKER_COUNT];
    return service_set_markers(ctx, last_read, markers);
}

static enum err does_report(struct cast *c, struct ctx *ctx)
{
    const struct report_draft draft = { .target = c->bob.account, .comment = SV("late words") };
    struct report report;
    return service_report_account(ctx, &draft, &report);
}

static enum err does_upload(struct cast *c, struct ctx *ctx)
{
    UNUSED(c);
    const struct media_source source = { .bytes = harness_png(ctx->arena, 40, 30) };
    struct media media;
    return service_upload_media(ctx, &source, &media);
}

static enum err does_describe(struct cast *c, struct ctx *ctx)
{
    const struct media_edit edit = { .has_alt = true, .alt = SV("late words") };
    struct media media;
    return service_edit_media(ctx, c->picture.id, &edit, &media);
}

static enum err does_make_page(struct cast *c, struct ctx *ctx)
{
    struct account page;
    return service_new_page(ctx, SV("late"), SV("Late"), c->ann.id, NULL, &page);
}

static enum err does_sign_in(struct cast *c, struct ctx *ctx)
{
    struct sv cookie;
    return service_begin_session(ctx, &c->ann, SV("late words"), &cookie);
}

static enum err does_authorize(struct cast *c, struct ctx *ctx)
{
    const struct authorization authorization = { .application = &c->application,
                                                 .account = c->ann.account,
                                                 .scopes = SCOPE_ALL,
                                                 .redirect_uri = SV("https://app.example/back") };
    struct sv code;
    return service_authorize_application(ctx, &authorization, &code);
}

static enum err does_remember(struct cast *c, struct ctx *ctx)
{
    struct status gone = { .id = c->status.id, .account = c->ann.account };
    return service_remember_recipient(ctx, &gone, c->far);
}

/* And what others do about her. */

static enum err is_followed(struct cast *c, struct ctx *ctx)
{
    return service_receive_follow(ctx, c->far, c->ann.account, SV("https://far.example/f/1"));
}

static enum err is_blocked(struct cast *c, struct ctx *ctx)
{
    return service_receive_block(ctx, c->far, c->ann.account, SV("https://far.example/b/1"));
}

static enum err is_reported(struct cast *c, struct ctx *ctx)
{
    const struct report_draft draft = { .target = c->ann.account, .comment = SV("far words") };
    return service_receive_report(ctx, c->far, &draft);
}

static enum err is_given_a_role(struct cast *c, struct ctx *ctx)
{
    struct account page;
    struct ctx *console = service_console(c->f);
    enum err err = service_new_page(console, SV("bobs"), SV("Bob's"), c->bob.id, NULL, &page);
    if (err == ERR_OK)
        err = service_set_page_role(console, page.id, c->ann.account, PAGE_ROLE_EDITOR);
    UNUSED(ctx);
    return err;
}

static enum err (*const acts[])(struct cast *c, struct ctx *ctx) = {
    does_post,     does_favourite, does_bookmark,     does_reblog,  does_follow,
    does_block,    does_mute,      does_block_domain, does_mark,    does_report,
    does_upload,   does_describe,  does_make_page,    does_sign_in, does_authorize,
    does_remember, is_followed,    is_blocked,        is_reported,  is_given_a_role,
};

static void the_erased_leave_nothing(struct service_fixture *f)
{
    struct cast c;
    struct account_erasure erasure;
    cast_open(&c, f);
    struct ctx *ctx = service_as(f, &c.ann);
    assert_ctx_ok(ctx, service_erase_account(ctx, c.ann.account, false, &erasure));
    for (size_t i = 0; i < ARRAY_COUNT(acts); i++)
        if (acts[i](&c, service_as(f, &c.ann)) == ERR_OK)
            fail_msg("act %zu was let through while she was being erased", i);
    assert_ctx_ok(ctx, service_finish_open_erasures(service_console(f)));
    assert_int_equal(service_rows_left(f, c.ann.account), 0);
    for (size_t i = 0; i < ARRAY_COUNT(acts); i++)
        if (acts[i](&c, service_as(f, &c.ann)) == ERR_OK)
            fail_msg("act %zu was let through after she was erased", i);
    assert_int_equal(service_rows_left(f, c.ann.account), 0);
}

static void the_suspended_write_nothing(struct service_fixture *f)
{
    struct user eve = service_person(f, "eve");
    struct user joe = service_person(f, "joe");
    struct status status = post(f, &joe, "words");
    struct ctx *ctx = service_console(f);
    assert_ctx_ok(ctx, service_suspend_user(ctx, eve.id));
    assert_err(service_favourite_status(service_as(f, &eve), status.id), ERR_LOGIN_DISABLED);
}

/* One who goes on and on, on a thread. */
struct racer {
    struct service_fixture *f;
    struct user who;
    enum err (*act)(struct cast *c, struct ctx *ctx);
    atomic_int done; /* acts that were answered with success */
    pthread_t thread;
};

static void *race(void *arg)
{
    struct racer *r = arg;
    struct cast c = { .f = r->f };
    enum err err = ERR_OK;
    struct arena arena;
    const struct ctx fresh = service_thread_as(r->f, &r->who, &arena);
    while (err == ERR_OK || err == ERR_BUSY || err == ERR_DB_CONFLICT) {
        struct ctx ctx = fresh;
        ctx.now_ms = clock_now_ms();
        err = r->act(&c, &ctx);
        atomic_fetch_add(&r->done, err == ERR_OK);
        db_release(&ctx);
        arena_reset(&arena);
        (void)usleep(2000);
    }
    arena_done(&arena);
    return NULL;
}

static size_t keys_of(struct service_fixture *f, struct account_id account)
{
    struct ctx *ctx = service_console(f);
    struct keyring_entry *entries = NULL;
    size_t count = 0;
    size_t own = 0;
    assert_ctx_ok(
        ctx, keyring_list(ctx, (struct keyring_entry){ 0 }, INT64_MAX, 5000, &entries, &count));
    for (size_t i = 0; i < count; i++)
        own += account_id_eq(entries[i].account, account);
    return own;
}

/* Posting and uploading never stop; the erasure comes in between. */
static void racing(struct service_fixture *f)
{
    struct user who = service_person(f, "racer");
    struct racer racers[] = {
        { .f = f, .who = who, .act = does_post },
        { .f = f, .who = who, .act = does_upload },
        { .f = f, .who = who, .act = does_upload },
    };
    for (size_t i = 0; i < ARRAY_COUNT(racers); i++)
        assert_int_equal(pthread_create(&racers[i].thread, NULL, race, &racers[i]), 0);
    for (size_t i = 0; i < ARRAY_COUNT(racers); i++)
        while (atomic_load(&racers[i].done) < 2)
            (void)usleep(1000);
    struct account_erasure erasure;
    struct ctx *ctx = service_as(f, &who);
    assert_ctx_ok(ctx, service_erase_account(ctx, who.account, false, &erasure));
    assert_ctx_ok(ctx, service_finish_erasure(ctx, erasure.id, NULL, NULL));
    for (size_t i = 0; i < ARRAY_COUNT(racers); i++)
        assert_int_equal(pthread_join(racers[i].thread, NULL), 0);
    assert_int_equal(service_rows_left(f, who.account), 0);
    assert_int_equal(keys_of(f, who.account), 0);
    service_counters_check(f);
    assert_int_equal(service_files_count(f), 0);
}

static void both_engines(void **state)
{
    UNUSED(state);
    for (size_t i = 0; i < ARRAY_COUNT(engines); i++) {
        if (!fixture_has(engines[i]))
            continue;
        struct service_fixture f;
        service_open(&f, engines[i]);
        f.engine.media = media_pool_new(&(struct media_options){ .helper_path = helper });
        the_erased_leave_nothing(&f);
        the_suspended_write_nothing(&f);
        racing(&f);
        media_pool_free(f.engine.media);
        service_close(&f);
    }
}

int main(void)
{
    helper_path(helper);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_engines),
    };
    return cmocka_run_group_tests_name("permit", tests, NULL, NULL);
}
