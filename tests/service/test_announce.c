/* service/announce: administrators tell, everybody reads, reacts and puts away; all of it goes with the account, or with it. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include <stdio.h>

#include "base/clock.h"
#include "service/announce.h"
#include "service/erase_account.h"
#include "service/run_erasure.h"
#include "store/announcement.h"
#include "stream/stream.h"

#define SMILE "\xf0\x9f\x99\x82"
#define HEART "\xe2\x9d\xa4\xef\xb8\x8f"

static struct announcement announce(struct service_fixture *f, const char *text, int64_t ends_ms)
{
    struct announcement what;
    struct announcement_draft draft = { .text = sv_from(text), .ends_ms = ends_ms };
    struct ctx *ctx = service_console(f);
    assert_ctx_ok(ctx, service_announce(ctx, &draft, &what));
    return what;
}

static size_t list(struct service_fixture *f, const struct user *who,
                   struct announcement_view **out)
{
    size_t count = 0;
    struct ctx *ctx = service_as(f, who);
    assert_ctx_ok(ctx, service_list_announcements(ctx, out, &count));
    return count;
}

static void react(struct service_fixture *f, const struct user *who, struct announcement_id id,
                  const char *name)
{
    struct ctx *ctx = service_as(f, who);
    assert_ctx_ok(ctx, service_react_to_announcement(ctx, id, sv_from(name)));
}

/* What a listener heard, in order. */
struct heard {
    enum stream_event_kind kinds[16];
    char last[200];
    size_t count;
};

static bool hear(void *arg, const struct stream_channel *channel, struct stream_event *event)
{
    struct heard *heard = arg;
    UNUSED(channel);
    assert_true(heard->count < ARRAY_COUNT(heard->kinds));
    heard->kinds[heard->count++] = event->kind;
    (void)snprintf(heard->last, sizeof heard->last, "%" SV_FMT, SV_ARG(event->payload));
    return true;
}

static void ended(void *arg, enum stream_end why)
{
    UNUSED(arg);
    UNUSED(why);
}

static void words_are_rendered(struct service_fixture *f, const struct user *ann)
{
    struct announcement_view *views = NULL;
    struct announcement what =
        announce(f, " Ask @ann or @nobody@far.example.\n\n#News <b> https://x.example/ ", 0);
    assert_int_equal(list(f, ann, &views), 1);
    assert_int_equal(views[0].announcement.id.v, what.id.v);
    assert_int_equal(views[0].words.mention_count, 1);
    assert_int_equal(views[0].words.mentions[0].account.v, ann->account.v);
    assert_int_equal(views[0].words.tag_count, 1);
    assert_sv_lit(views[0].words.tags[0], "news");
    struct sv html = views[0].words.content.bytes;
    assert_true(sv_find(html, SV("&lt;b&gt;"), 0) != SIZE_MAX);
    assert_true(sv_find(html, SV("href=\"https://x.example/\""), 0) != SIZE_MAX);
    struct announcement_draft draft = { .text = SV("Shorter.") };
    struct ctx *ctx = service_console(f);
    assert_ctx_ok(ctx, service_edit_announcement(ctx, what.id, &draft));
    assert_int_equal(list(f, ann, &views), 1);
    assert_sv_lit(views[0].words.content.bytes, "<p>Shorter.</p>");
    ctx = service_console(f);
    assert_ctx_ok(ctx, service_delete_announcement(ctx, what.id));
    assert_int_equal(list(f, ann, &views), 0);
}

static void ended_ones_are_not_shown(struct service_fixture *f, const struct user *ann)
{
    struct announcement_view *views = NULL;
    struct announcement_view view;
    struct announcement *all = NULL;
    size_t count = 0;
    int64_t now_ms = service_anonymous(f)->now_ms;
    struct announcement past = announce(f, "past", now_ms - 1);
    struct announcement coming = announce(f, "coming", now_ms + MS_PER_DAY);
    assert_int_equal(list(f, ann, &views), 1);
    assert_int_equal(views[0].announcement.id.v, coming.id.v);
    struct ctx *ctx = service_as(f, ann);
    assert_err(service_get_announcement(ctx, past.id, &view), ERR_NOT_FOUND);
    assert_err(service_dismiss_announcement(ctx, past.id), ERR_NOT_FOUND);
    assert_err(service_react_to_announcement(ctx, past.id, SV(SMILE)), ERR_NOT_FOUND);
    ctx = service_console(f);
    assert_ctx_ok(ctx, service_list_all_announcements(ctx, &all, &count));
    assert_int_equal(count, 2);
    assert_ctx_ok(ctx, service_delete_announcement(ctx, past.id));
    assert_ctx_ok(ctx, service_delete_announcement(ctx, coming.id));
    assert_err(service_delete_announcement(ctx, coming.id), ERR_NOT_FOUND);
}

static void each_reads_alone(struct service_fixture *f, const struct user *ann,
                             const struct user *bob)
{
    struct announcement_view *views = NULL;
    struct announcement what = announce(f, "read", 0);
    for (int i = 0; i < 2; i++) {
        struct ctx *ctx = service_as(f, ann);
        assert_ctx_ok(ctx, service_dismiss_announcement(ctx, what.id));
    }
    assert_int_equal(list(f, ann, &views), 1);
    assert_true(views[0].is_read);
    assert_int_equal(views[0].reaction_count, 0);
    assert_int_equal(list(f, bob, &views), 1);
    assert_false(views[0].is_read);
    struct ctx *ctx = service_console(f);
    assert_ctx_ok(ctx, service_delete_announcement(ctx, what.id));
}

/* Reactions stand in the order in which each came first; a ninth is refused. */
static struct announcement reactions_are_counted(struct service_fixture *f, const struct user *ann,
                                                 const struct user *bob)
{
    static const char *const more[] = { "1\xe2\x83\xa3", "2\xe2\x83\xa3", "3\xe2\x83\xa3",
                                        "4\xe2\x83\xa3", "5\xe2\x83\xa3", "6\xe2\x83\xa3" };
    struct announcement_view *views = NULL;
    struct announcement what = announce(f, "react", 0);
    react(f, ann, what.id, HEART);
    react(f, bob, what.id, SMILE);
    react(f, ann, what.id, SMILE);
    react(f, ann, what.id, SMILE);
    assert_int_equal(list(f, bob, &views), 1);
    assert_int_equal(views[0].reaction_count, 2);
    assert_sv_lit(views[0].reactions[0].name, HEART);
    assert_int_equal(views[0].reactions[0].count, 1);
    assert_false(views[0].reactions[0].is_mine);
    assert_sv_lit(views[0].reactions[1].name, SMILE);
    assert_int_equal(views[0].reactions[1].count, 2);
    assert_true(views[0].reactions[1].is_mine);
    assert_false(views[0].is_read);
    for (size_t i = 0; i < ARRAY_COUNT(more); i++)
        react(f, bob, what.id, more[i]);
    struct ctx *ctx = service_as(f, ann);
    assert_err(service_react_to_announcement(ctx, what.id, SV("7\xe2\x83\xa3")), ERR_VALIDATION);
    assert_err(service_react_to_announcement(ctx, what.id, SV("word")), ERR_VALIDATION);
    assert_err(service_react_to_announcement(ctx, what.id, SV("")), ERR_VALIDATION);
    assert_ctx_ok(ctx, service_unreact_to_announcement(ctx, what.id, SV(HEART)));
    assert_err(service_unreact_to_announcement(ctx, what.id, SV(HEART)), ERR_NOT_FOUND);
    assert_ctx_ok(ctx, service_react_to_announcement(ctx, what.id, SV("7\xe2\x83\xa3")));
    return what;
}

static int64_t marks_of(struct service_fixture *f, struct account_id account)
{
    struct announcement_mark *marks = NULL;
    size_t count = 0;
    struct ctx *ctx = service_console(f);
    assert_ctx_ok(ctx, store_announcement_marks(ctx, account, &marks, &count));
    return (int64_t)count;
}

static void others_may_not(struct service_fixture *f, const struct user *ann)
{
    struct announcement what;
    struct announcement *all = NULL;
    size_t count = 0;
    struct announcement_view *views = NULL;
    struct announcement_draft draft = { .text = SV("x") };
    struct ctx *ctx = service_as(f, ann);
    ctx->viewer.role = USER_ROLE_MODERATOR;
    assert_err(service_announce(ctx, &draft, &what), ERR_FORBIDDEN);
    assert_err(service_edit_announcement(ctx, announcement_id(1), &draft), ERR_FORBIDDEN);
    assert_err(service_delete_announcement(ctx, announcement_id(1)), ERR_FORBIDDEN);
    assert_err(service_list_all_announcements(ctx, &all, &count), ERR_FORBIDDEN);
    ctx = service_anonymous(f);
    assert_err(service_list_announcements(ctx, &views, &count), ERR_LOGIN_REQUIRED);
}

static void the_wrong_is_refused(struct service_fixture *f)
{
    static char text[ANNOUNCEMENT_MAX_CHARS + 1];
    struct announcement what;
    struct ctx *ctx = service_console(f);
    memset(text, 'x', sizeof text);
    struct announcement_draft drafts[] = {
        { .text = SV("  ") },
        { .text = SV("\xff") },
        { .text = sv_make(text, sizeof text) },
        { .text = SV("x"), .starts_ms = 2000, .ends_ms = 1000 },
    };
    for (size_t i = 0; i < ARRAY_COUNT(drafts); i++)
        assert_err(service_announce(ctx, &drafts[i], &what), ERR_VALIDATION);
    drafts[0].text = sv_make(text, sizeof text - 1);
    for (size_t i = 0; i < ANNOUNCEMENTS_MAX; i++)
        assert_ctx_ok(ctx, service_announce(ctx, &drafts[0], &what));
    assert_err(service_announce(ctx, &drafts[0], &what), ERR_VALIDATION);
}

static void story(enum fixture_engine engine)
{
    struct service_fixture f;
    struct heard heard = { 0 };
    struct stream_sub *sub = NULL;
    if (!fixture_has(engine))
        skip();
    service_open(&f, engine);
    struct user ann = service_person(&f, "ann");
    struct user bob = service_person(&f, "bob");
    words_are_rendered(&f, &ann);
    ended_ones_are_not_shown(&f, &ann);
    each_reads_alone(&f, &ann, &bob);

    struct stream_listener listener = {
        .deliver = hear, .end = ended, .arg = &heard, .account = bob.account
    };
    struct stream_channel channel = { .kind = STREAM_CHANNEL_USER, .id = bob.account.v };
    assert_ok(stream_subscribe(f.engine.stream, &listener, &sub));
    assert_ok(stream_join(f.engine.stream, sub, &channel));
    struct announcement what = reactions_are_counted(&f, &ann, &bob);
    assert_int_equal(heard.kinds[0], STREAM_EVENT_ANNOUNCEMENT);
    assert_int_equal(heard.kinds[1], STREAM_EVENT_ANNOUNCEMENT_REACTION);
    assert_true(strstr(heard.last, "\"count\":1,\"announcement_id\":\"") != NULL);
    size_t before = heard.count;

    /* The account's erasure takes what it did; the announcement's end the rest. */
    struct account_erasure erasure;
    struct ctx *ctx = service_as(&f, &ann);
    assert_true(marks_of(&f, ann.account) > 0);
    ctx = service_as(&f, &ann);
    assert_ctx_ok(ctx, service_erase_account(ctx, ann.account, false, &erasure));
    assert_ctx_ok(service_console(&f),
                  service_finish_erasure(service_console(&f), erasure.id, NULL, NULL));
    assert_int_equal(marks_of(&f, ann.account), 0);
    assert_int_equal(service_rows_left(&f, ann.account), 0);
    assert_true(marks_of(&f, bob.account) > 0);
    ctx = service_console(&f);
    assert_ctx_ok(ctx, service_delete_announcement(ctx, what.id));
    assert_int_equal(heard.kinds[before], STREAM_EVENT_ANNOUNCEMENT_DELETE);
    const struct job job = { .kind = JOB_FORGET_ANNOUNCEMENT, .subject = what.id.v };
    assert_ctx_ok(ctx, service_forget_announcement(ctx, &job));
    assert_ctx_ok(ctx, service_forget_announcement(ctx, &job));
    assert_int_equal(marks_of(&f, bob.account), 0);
    stream_unsubscribe(f.engine.stream, sub);
    others_may_not(&f, &bob);
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
