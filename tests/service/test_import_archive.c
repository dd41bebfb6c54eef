/* service/import_archive: a Mastodon archive comes in with dates, threads and pictures, once; hostile ones leave nothing;
 * on both engines. */
#include "archive/make.h"

#include "harness/png.h"
#include "harness/service_fixture.h"

#include "db/db.h"
#include "media/helper.h"
#include "media/media.h"
#include "service/erase_status.h"
#include "service/import_archive.h"
#include "service/run_erasure.h"
#include "service/upload_media.h"
#include "store/account.h"
#include "store/erasure.h"
#include "store/import.h"
#include "store/status.h"
#include "store/timeline.h"

#define OLD "https://old.example/users/ann"
#define ACTOR                                                                                      \
    "{\"id\":\"" OLD "\",\"type\":\"Person\",\"preferredUsername\":\"ann\",\"followers\":\"" OLD   \
    "/followers\"}"
#define NOTE(number, day, more)                                                                    \
    "{\"type\":\"Create\",\"actor\":\"" OLD "\",\"object\":{\"type\":\"Note\",\"id\":\"" OLD       \
    "/" number "\",\"published\":\"2019-05-" day                                                   \
    "T10:00:00Z\",\"to\":[\"as:Public\"],\"cc\":[]" more "}}"

static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };

static char helper[HELPER_PATH_BYTES];
static struct user ann;

static void fixture_begin(struct service_fixture *f, enum fixture_engine engine)
{
    service_open(f, engine);
    f->engine.media = media_pool_new(&(struct media_options){ .helper_path = helper });
    ann = service_person(f, "ann");
}

static void fixture_end(struct service_fixture *f)
{
    media_pool_free(f->engine.media);
    service_counters_check(f);
    service_close(f);
}

static enum err import(struct service_fixture *f, int fd, struct import_report *report)
{
    struct ctx *ctx = service_console(f);
    const struct import_order order = { .fd = fd, .owner = ann.account };
    return service_import_archive(ctx, &order, report);
}

/* The posts of an account, oldest first. */
static size_t posts_of(struct service_fixture *f, struct account_id owner, struct status **out)
{
    struct ctx *ctx = service_console(f);
    struct status_id *ids = NULL;
    size_t count = 0;
    const struct paging paging = { .below = INT64_MAX, .is_from_oldest = true, .count = 40 };
    assert_ctx_ok(ctx, store_timeline_owner(ctx, owner, &paging, &ids, &count));
    assert_ctx_ok(ctx, store_status_list(ctx, ids, count, out, &count));
    return count;
}

/* The reply stands before what it replies to; one post twice, and one of everything that is left out. */
/* clang-format off */
static const char whole_outbox[] =
    "{\"id\":\"outbox.json\",\"type\":\"OrderedCollection\",\"orderedItems\":["
    NOTE("2", "02", ",\"content\":\"<p>second</p>\",\"inReplyTo\":\"" OLD "/1\"") ","
    NOTE("1", "01",
         ",\"content\":\"<p>first <script>x</script><b>word</b></p>\",\"summary\":\"careful\","
         "\"contentMap\":{\"fr\":\"<p>x</p>\"},"
         "\"tag\":[{\"type\":\"Hashtag\",\"name\":\"#Caf\u00e9\"},{\"type\":\"Hashtag\",\"name\":\"#CAFE\"}],"
         "\"attachment\":[{\"url\":\"https://cdn.old.example/b/media_attachments/files/1/original/aa.png\","
                          "\"name\":\"a square\"}]") ","
    NOTE("3", "03",
         ",\"content\":\"\",\"inReplyTo\":\"" OLD "/2\","
         "\"attachment\":[{\"url\":\"/media_attachments/files/2/original/film.mp4\"},"
                         "{\"url\":\"/media_attachments/files/9/original/lost.png\"}]") ","
    NOTE("3", "03", "") ","
    "{\"type\":\"Announce\",\"object\":\"https://b.example/1\"},"
    "{\"type\":\"Create\",\"actor\":\"" OLD "\",\"object\":{\"type\":\"Note\",\"id\":\"" OLD "/4\","
        "\"published\":\"2019-05-04T10:00:00Z\",\"to\":[\"https://b.example/bob\"],\"content\":\"secretword\"}},"
    "{\"type\":\"Create\",\"actor\":\"https://b.example/bob\",\"object\":{\"type\":\"Note\"}},"
    "{\"type\":\"Create\",\"object\":{\"type\":\"Note\",\"to\":\"as:Public\"}}]}";

/* clang-format on */

static int archive_whole(enum made_kind kind, struct arena *a)
{
    struct made m = made_begin(kind);
    /* As Mastodon writes it: pictures first, the actor last. */
    made_file(&m, "media_attachments/files/1/original/aa.png", harness_png(a, 30, 20));
    made_file(&m, "media_attachments/files/2/original/film.mp4", SV("no picture at all"));
    made_file(&m, "outbox.json", sv_from(whole_outbox));
    made_file(&m, "likes.json", SV("{\"orderedItems\":[\"https://b.example/7\"]}"));
    made_file(&m, "bookmarks.json", SV("{\"orderedItems\":[\"https://b.example/7\",\"x\"]}"));
    made_file(&m, "actor.json", SV(ACTOR));
    return made_end(&m);
}

static void check_posts(struct service_fixture *f)
{
    struct status *posts = NULL;
    assert_int_equal(posts_of(f, ann.account, &posts), 3);
    const struct status *first = &posts[0];
    assert_true(first->created_ms / 1000 == 1556704800);
    assert_true(id_time_ms(first->id.v) == first->created_ms);
    assert_sv_lit(first->content.bytes, "<p>first <b>word</b></p>");
    assert_sv_lit(first->spoiler, "careful");
    assert_true(first->is_sensitive && first->is_imported && first->is_local);
    assert_int_equal(first->tag_count, 1);
    assert_int_equal(first->media_count, 1);
    assert_sv_lit(first->media[0].alt, "a square");
    assert_int_equal(first->media[0].versions[MEDIA_VERSION_ORIGINAL].width, 30);
    assert_int_equal(first->counts.replies, 1);
    assert_int_equal(posts[1].in_reply_to.v, first->id.v);
    assert_int_equal(posts[1].in_reply_to_account.v, ann.account.v);
    assert_int_equal(posts[2].in_reply_to.v, posts[1].id.v);
    assert_int_equal(posts[2].thread.v, first->id.v);
    assert_int_equal(posts[2].media_count, 0);
    struct account account;
    assert_ctx_ok(&f->keyed.store.ctx,
                  store_account_get(&f->keyed.store.ctx, ann.account, &account));
    assert_int_equal(account.counts.statuses, 3);
    assert_true(account.counts.last_status_ms == posts[2].created_ms);
}

struct progress {
    int64_t done;
    int64_t total;
};

static void progress(void *arg, int64_t done, int64_t total)
{
    struct progress *p = arg;
    assert_true(done >= p->done && done <= total);
    p->done = done;
    p->total = total;
}

static void comes_in_once(struct service_fixture *f)
{
    struct arena *a = f->keyed.store.ctx.arena;
    int fd = archive_whole(MADE_TAR_GZ, a);
    struct import_report report;
    struct ctx *ctx = service_as(f, &ann);
    struct progress p = { 0 };
    const struct import_order order = {
        .fd = fd, .owner = ann.account, .progress = progress, .progress_arg = &p
    };
    assert_ctx_ok(ctx, service_import_archive(ctx, &order, &report));
    assert_int_equal(p.total, 6);
    assert_int_equal(p.done, 6);
    assert_int_equal(report.posts_found, 3);
    assert_int_equal(report.posts_taken, 3);
    assert_int_equal(report.posts_twice, 1);
    assert_int_equal(report.posts_skipped[ARCHIVE_SKIP_BOOST], 1);
    assert_int_equal(report.posts_skipped[ARCHIVE_SKIP_DIRECT], 1);
    assert_int_equal(report.posts_skipped[ARCHIVE_SKIP_FOREIGN], 1);
    assert_int_equal(report.posts_skipped[ARCHIVE_SKIP_BROKEN], 1);
    assert_int_equal(report.media_found, 3);
    assert_int_equal(report.media_taken, 1);
    assert_int_equal(report.media_refused, 1);
    assert_int_equal(report.media_missing, 1);
    assert_int_equal(report.likes, 1);
    assert_int_equal(report.bookmarks, 2);
    check_posts(f);
    close(fd);
    /* The same again, in the other form: nothing is added. */
    fd = archive_whole(MADE_ZIP, a);
    assert_ctx_ok(&f->keyed.store.ctx, import(f, fd, &report));
    assert_int_equal(report.posts_taken, 0);
    assert_int_equal(report.posts_known, 3);
    assert_int_equal(report.media_taken, 0);
    assert_int_equal(report.media_known, 1);
    check_posts(f);
    close(fd);
}

/* What a run left behind is taken up: here a later archive with more, and a picture that was missing. */
static void goes_on(struct service_fixture *f)
{
    struct arena *a = f->keyed.store.ctx.arena;
    struct made m = made_begin(MADE_ZIP);
    made_file(&m, "wrapper/actor.json", SV(ACTOR));
    made_file(&m, "wrapper/media_attachments/files/9/original/lost.png", harness_png(a, 8, 8));
    made_file(
        &m, "wrapper/outbox.json",
        SV("{\"orderedItems\":[" NOTE(
            "3", "03",
            ",\"attachment\":[{},{\"url\":\"/media_attachments/files/9/original/"
            "lost.png\"}]") "," NOTE("5", "05",
                                     ",\"content\":\"fifth\",\"inReplyTo\":\"" OLD "/3\"") "]}"));
    int fd = made_end(&m);
    struct import_report report;
    assert_ctx_ok(&f->keyed.store.ctx, import(f, fd, &report));
    close(fd);
    assert_int_equal(report.posts_taken, 1);
    assert_int_equal(report.posts_known, 1);
    assert_int_equal(report.media_taken, 1);
    struct status *posts = NULL;
    assert_int_equal(posts_of(f, ann.account, &posts), 4);
    assert_int_equal(posts[2].media_count, 1);
    assert_int_equal(posts[3].in_reply_to.v, posts[2].id.v);
}

/* An erased post stays away from the next run, its picture too; its answer stays and hangs on nothing. */
static void erased_ones_stay_away(struct service_fixture *f)
{
    struct status *posts = NULL;
    struct import_report report;
    struct erasure_id erasure;
    size_t before = posts_of(f, ann.account, &posts);
    struct status_id gone = posts[0].id;
    struct ctx *ctx = service_as(f, &ann);
    assert_ctx_ok(ctx, service_erase_status(ctx, gone, &erasure));
    assert_ctx_ok(ctx, service_finish_erasure(ctx, erasure, NULL, NULL));
    int fd = archive_whole(MADE_ZIP, f->keyed.store.ctx.arena);
    assert_ctx_ok(&f->keyed.store.ctx, import(f, fd, &report));
    close(fd);
    assert_int_equal(report.posts_erased, 1);
    assert_int_equal(report.posts_known, 2);
    assert_int_equal(report.posts_taken, 0);
    assert_int_equal(report.media_taken, 0);
    assert_int_equal(posts_of(f, ann.account, &posts), before - 1);
    /* In another account it may come in: it is that account's archive as well. */
    struct user bob = service_person(f, "bob");
    fd = archive_whole(MADE_ZIP, f->keyed.store.ctx.arena);
    const struct import_order order = { .fd = fd, .owner = bob.account };
    ctx = service_as(f, &bob);
    assert_ctx_ok(ctx, service_import_archive(ctx, &order, &report));
    close(fd);
    assert_int_equal(report.posts_taken, 3);
}

static int one_file(const char *name, struct sv bytes)
{
    struct made m = made_begin(MADE_TAR_GZ);
    made_file(&m, "actor.json", SV(ACTOR));
    made_file(&m, name, bytes);
    return made_end(&m);
}

static void hostile_ones_leave_nothing(struct service_fixture *f)
{
    struct status *posts = NULL;
    size_t before = posts_of(f, ann.account, &posts);
    static const char good[] = "{\"orderedItems\":[" NOTE("90", "06", "") "]}";
    struct made links = made_begin(MADE_TAR_GZ);
    made_file(&links, "actor.json", SV(ACTOR));
    made_file(&links, "outbox.json", sv_from(good));
    made_entry(&links, "x", AE_IFLNK, "/etc/passwd", SV(""));
    struct made out = made_begin(MADE_ZIP);
    made_file(&out, "actor.json", SV(ACTOR));
    made_file(&out, "outbox.json", sv_from(good));
    made_file(&out, "../../x", SV("x"));
    struct made absolute = made_begin(MADE_ZIP);
    made_file(&absolute, "actor.json", SV(ACTOR));
    made_file(&absolute, "outbox.json", sv_from(good));
    made_file(&absolute, "/tmp/x", SV("x"));
    struct made no_actor = made_begin(MADE_ZIP);
    made_file(&no_actor, "outbox.json", sv_from(good));
    struct made two_actors = made_begin(MADE_ZIP);
    made_file(&two_actors, "a/actor.json", SV(ACTOR));
    made_file(&two_actors, "a/outbox.json", sv_from(good));
    made_file(&two_actors, "b/actor.json", SV(ACTOR));

    const struct {
        int fd;
        enum archive_problem problem;
    } cases[] = {
        { made_end(&links), ARCHIVE_PROBLEM_LINK },
        { made_end(&out), ARCHIVE_PROBLEM_PATH },
        { made_end(&absolute), ARCHIVE_PROBLEM_PATH },
        { made_end(&no_actor), ARCHIVE_PROBLEM_MANIFEST },
        { one_file("other.json", SV("{}")), ARCHIVE_PROBLEM_MANIFEST },
        { one_file("outbox.json", SV("{\"orderedItems\":[{\"a\":")), ARCHIVE_PROBLEM_OUTBOX },
        { one_file("outbox.json", SV("<html>")), ARCHIVE_PROBLEM_OUTBOX },
        { one_file("outbox.json", SV("{\"orderedItems\":[],\"items\":[]}")),
          ARCHIVE_PROBLEM_OUTBOX },
        { made_end(&two_actors), ARCHIVE_PROBLEM_ACTORS },
        { made_directory_only(1000000), ARCHIVE_PROBLEM_ENTRIES },
        { made_bytes(SV("\x1f\x8b no gzip")), ARCHIVE_PROBLEM_BROKEN },
        { made_bytes(SV("no archive")), ARCHIVE_PROBLEM_UNKNOWN },
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct import_report report;
        assert_err(import(f, cases[i].fd, &report), ERR_VALIDATION);
        assert_int_equal(report.problem, cases[i].problem);
        assert_int_equal(report.posts_taken, 0);
        close(cases[i].fd);
    }
    assert_int_equal(posts_of(f, ann.account, &posts), before);
}

static enum err erasing(struct ctx *ctx, void *arg)
{
    const struct account_id *id = arg;
    return store_account_begin_erasure(ctx, *id);
}

static enum err hold(struct ctx *ctx, void *arg)
{
    const struct account_id *id = arg;
    return store_account_hold(ctx, *id, NULL);
}

/* Nothing comes in behind an erasure: neither posts nor pictures. */
static void not_while_it_is_erased(struct service_fixture *f)
{
    struct user gone = service_person(f, "gone");
    struct ctx *ctx = service_console(f);
    int fd = archive_whole(MADE_ZIP, ctx->arena);
    assert_ctx_ok(ctx, db_write(ctx, erasing, &gone.account));
    struct import_report report;
    const struct import_order order = { .fd = fd, .owner = gone.account };
    assert_err(service_import_archive(ctx, &order, &report), ERR_NOT_FOUND);
    assert_err(db_write(ctx, hold, &gone.account), ERR_KEY_GONE);
    close(fd);
}

static void only_ones_own(struct service_fixture *f)
{
    struct user eve = service_person(f, "eve");
    int fd = archive_whole(MADE_ZIP, f->keyed.store.ctx.arena);
    struct import_report report;
    struct import_order order = { .fd = fd, .owner = ann.account };
    assert_err(service_import_archive(service_as(f, &eve), &order, &report), ERR_FORBIDDEN);
    assert_err(service_import_archive(service_anonymous(f), &order, &report), ERR_LOGIN_REQUIRED);
    order.owner = account_id(4711);
    assert_err(service_import_archive(service_console(f), &order, &report), ERR_NOT_FOUND);
    close(fd);
}

/* Many posts, so that batches end and thread ids go across them. */
static void many_posts(struct service_fixture *f)
{
    struct arena *a = f->keyed.store.ctx.arena;
    struct user person = service_person(f, "many");
    struct buf b;
    buf_init(&b, a, 4 << 20);
    buf_lit(&b, "{\"orderedItems\":[");
    for (int i = 1; i <= 300; i++)
        buf_printf(
            &b,
            "%s{\"type\":\"Create\",\"object\":{\"type\":\"Note\",\"id\":\"m/%d\",\"published\":"
            "\"2019-05-06T%02d:%02d:00Z\",\"to\":\"as:Public\",\"content\":\"post %d\","
            "\"inReplyTo\":\"m/%d\"}}",
            i > 1 ? "," : "", i, i / 60, i % 60, i, i - 1);
    buf_lit(&b, "]}");
    int fd = one_file("outbox.json", buf_view(&b));
    struct ctx *ctx = service_console(f);
    struct import_report report;
    const struct import_order order = { .fd = fd, .owner = person.account };
    assert_ctx_ok(ctx, service_import_archive(ctx, &order, &report));
    assert_int_equal(report.posts_taken, 300);
    assert_ctx_ok(ctx, service_import_archive(ctx, &order, &report));
    assert_int_equal(report.posts_taken, 0);
    assert_int_equal(report.posts_known, 300);
    close(fd);
    struct account account;
    assert_ctx_ok(ctx, store_account_get(ctx, person.account, &account));
    assert_int_equal(account.counts.statuses, 300);
}

/* A thread of one second, of which a run that broke off has the first half: the ids of the next run begin lower. */
static void one_second(struct service_fixture *f)
{
    struct user person = service_person(f, "quick");
    struct id_source *own = f->engine.ids;
    for (int count = 20; count <= 40; count += 20) {
        struct buf b;
        buf_init(&b, f->keyed.store.ctx.arena, 4 << 20);
        buf_lit(&b, "{\"orderedItems\":[");
        for (int i = 1; i <= count; i++)
            buf_printf(&b,
                       "%s{\"type\":\"Create\",\"object\":{\"type\":\"Note\",\"id\":\"q/%d\","
                       "\"published\":\"2019-05-07T10:00:00Z\",\"to\":\"as:Public\","
                       "\"content\":\"%d\",\"inReplyTo\":\"q/%d\"}}",
                       i > 1 ? "," : "", i, i, i - 1);
        buf_lit(&b, "]}");
        int fd = one_file("outbox.json", buf_view(&b));
        f->engine.ids =
            id_source_new(id_next(own, f->keyed.store.ctx.now_ms), count == 20 ? 999 : 1);
        struct import_report report;
        const struct import_order order = { .fd = fd, .owner = person.account };
        assert_ctx_ok(&f->keyed.store.ctx,
                      service_import_archive(service_console(f), &order, &report));
        assert_int_equal(report.posts_taken, 20);
        close(fd);
        id_source_free(f->engine.ids);
        f->engine.ids = own;
    }
    struct status *posts = NULL;
    assert_int_equal(posts_of(f, person.account, &posts), 40);
    for (size_t i = 1; i < 40; i++)
        assert_int_equal(posts[i].in_reply_to.v, posts[i - 1].id.v);
}

static void both_engines(void **state)
{
    UNUSED(state);
    for (size_t i = 0; i < ARRAY_COUNT(engines); i++) {
        if (!fixture_has(engines[i]))
            continue;
        struct service_fixture f;
        fixture_begin(&f, engines[i]);
        comes_in_once(&f);
        goes_on(&f);
        erased_ones_stay_away(&f);
        hostile_ones_leave_nothing(&f);
        only_ones_own(&f);
        not_while_it_is_erased(&f);
        many_posts(&f);
        one_second(&f);
        fixture_end(&f);
    }
}

int main(void)
{
    helper_path(helper);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_engines),
    };
    return cmocka_run_group_tests_name("service/import_archive", tests, NULL, NULL);
}
