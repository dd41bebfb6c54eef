/* service/receive_status: statuses and reactions of other servers, once, edited, linked; on both engines. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "service/edit_status.h"
#include "service/erase_status.h"
#include "service/post_status.h"
#include "service/receive_status.h"
#include "service/view_status.h"
#include "store/job.h"
#include "store/media.h"
#include "store/notification.h"
#include "store/status.h"
#include "store/tombstone.h"

static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };

#define ALICE account_id(100)
#define REMOTE account_id(200)
#define OTHER account_id(201)

static void setup(struct service_fixture *f, enum fixture_engine engine)
{
    service_open(f, engine);
    keyed_account(&f->keyed, "alice", ALICE.v);
    service_remote(f, "rae", "far.example", REMOTE.v);
    service_remote(f, "ron", "far.example", OTHER.v);
}

static struct received_status note(struct ctx *ctx, const char *uri)
{
    return (struct received_status){ .author = REMOTE,
                                     .uri = sv_from(uri),
                                     .url = sv_from(uri),
                                     .content = HTML_LIT("<p>farword</p>"),
                                     .language = SV("de"),
                                     .published_ms = ctx->now_ms - 5000 };
}

static size_t told(struct ctx *ctx, enum notification_kind kind)
{
    struct notification_filter filter = { .kinds = INT64_C(1) << kind };
    struct paging paging = paging_of(-1, -1, -1, 40);
    struct notification *list = NULL;
    size_t count = 0;
    db_release(ctx);
    assert_ctx_ok(ctx, store_notification_page(ctx, ALICE, &filter, &paging, &list, &count));
    return count;
}

/* A Create that comes after its Delete brings nothing back; only the author's own Delete counts. */
static void deleted_before_it_came(struct service_fixture *f)
{
    struct ctx *ctx = service_anonymous(f);
    struct status_id id = { 0 };
    struct received_status in = note(ctx, "https://far.example/early");
    assert_ctx_ok(ctx, service_receive_delete(ctx, OTHER, in.uri));
    struct received_status by_another = note(ctx, "https://far.example/other");
    assert_ctx_ok(ctx, service_receive_delete(ctx, OTHER, by_another.uri));
    assert_ctx_ok(ctx, service_receive_status(ctx, &by_another, &id));
    ctx = service_anonymous(f);
    assert_ctx_ok(ctx, service_receive_delete(ctx, REMOTE, in.uri));
    assert_err(service_receive_status(ctx, &in, &id), ERR_GONE);
}

static enum err tombstone_write(struct ctx *ctx, void *arg)
{
    UNUSED(arg);
    return store_tombstone_insert(ctx, TOMBSTONE_URI, SV("https://far.example/gone"));
}

static void once(struct service_fixture *f)
{
    struct ctx *ctx = service_anonymous(f);
    struct received_mention mentions[] = { { .account = ALICE }, { .account = ALICE } };
    struct sv tags[] = { SV("Été"), SV("ete"), SV("b") };
    struct received_media media = { .kind = MEDIA_IMAGE,
                                    .mime = SV("image/png"),
                                    .url = SV("https://far.example/a.png"),
                                    .alt = SV("a cat"),
                                    .width = 3,
                                    .height = 2 };
    struct received_status in = note(ctx, "https://far.example/1");
    in.mentions = mentions;
    in.mention_count = 2;
    in.tags = tags;
    in.tag_count = 3;
    in.media = &media;
    in.media_count = 1;
    struct status_id id;
    struct status_id again;
    assert_ctx_ok(ctx, service_receive_status(ctx, &in, &id));
    assert_ctx_ok(ctx, service_receive_status(ctx, &in, &again));
    assert_int_equal(id.v, again.v);
    assert_true(id_time_ms(id.v) <= ctx->now_ms - 4999);
    struct status_view view;
    assert_ctx_ok(ctx, service_view_status(ctx, id, &view));
    assert_sv_lit(view.status->content.bytes, "<p>farword</p>");
    assert_int_equal(view.status->mention_count, 1);
    assert_int_equal(view.status->tag_count, 2);
    assert_int_equal(view.status->media_count, 1);
    assert_sv_lit(view.status->media[0].alt, "a cat");
    assert_int_equal(told(ctx, NOTIFICATION_MENTION), 1);

    assert_ctx_ok(ctx, db_write(ctx, tombstone_write, NULL));
    in = note(ctx, "https://far.example/gone");
    assert_err(service_receive_status(ctx, &in, &again), ERR_GONE);
    in.author = account_id(999);
    in.uri = SV("https://far.example/nobody");
    assert_err(service_receive_status(ctx, &in, &again), ERR_NOT_FOUND);
}

/* What is not public is sealed, with its pictures, and seen by whom it names. */
static void sealed(struct service_fixture *f)
{
    struct ctx *ctx = service_anonymous(f);
    struct received_mention mention = { .account = ALICE, .is_silent = true };
    struct received_media media = { .kind = MEDIA_IMAGE,
                                    .url = SV("https://far.example/s.png"),
                                    .alt = SV("secretalt") };
    struct received_status in = note(ctx, "https://far.example/direct");
    in.visibility = VISIBILITY_DIRECT;
    in.mentions = &mention;
    in.mention_count = 1;
    in.media = &media;
    in.media_count = 1;
    struct status_id id;
    assert_ctx_ok(ctx, service_receive_status(ctx, &in, &id));
    in.uri = SV("https://far.example/direct2");
    struct status_id second;
    assert_ctx_ok(ctx, service_receive_status(ctx, &in, &second));
    struct status_view view;
    assert_err(service_view_status(ctx, id, &view), ERR_NOT_FOUND);
    ctx = service_acting(f, ALICE);
    assert_ctx_ok(ctx, service_view_status(ctx, id, &view));
    assert_sv_lit(view.status->content.bytes, "<p>farword</p>");
    assert_sv_lit(view.status->media[0].alt, "secretalt");
    assert_int_equal(told(ctx, NOTIFICATION_MENTION), 0);
}

static void edits(struct service_fixture *f)
{
    struct ctx *ctx = service_anonymous(f);
    struct received_status in = note(ctx, "https://far.example/1");
    struct status_id id;
    assert_err(service_receive_edit(ctx, &in, &id), ERR_NOT_FOUND);
    assert_ctx_ok(ctx, service_receive_status(ctx, &in, &id));
    in.content = HTML_LIT("<p>second</p>");
    in.edited_ms = ctx->now_ms - 1000;
    assert_ctx_ok(ctx, service_receive_edit(ctx, &in, &id));
    assert_ctx_ok(ctx, service_receive_edit(ctx, &in, &id));
    in.content = HTML_LIT("<p>late</p>");
    in.edited_ms = ctx->now_ms - 2000;
    assert_ctx_ok(ctx, service_receive_edit(ctx, &in, &id));
    in.author = OTHER;
    assert_err(service_receive_edit(ctx, &in, &id), ERR_FORBIDDEN);
    ctx = service_anonymous(f);
    struct status_version *versions = NULL;
    size_t count = 0;
    assert_ctx_ok(ctx, service_list_versions(ctx, id, &versions, &count));
    assert_int_equal(count, 2);
    assert_sv_lit(versions[0].content.bytes, "<p>farword</p>");
    assert_sv_lit(versions[1].content.bytes, "<p>second</p>");
}

static void parents(struct service_fixture *f)
{
    struct ctx *ctx = service_anonymous(f);
    struct received_status child = note(ctx, "https://far.example/child");
    child.in_reply_to = SV("https://far.example/parent");
    struct status_id child_id;
    assert_ctx_ok(ctx, service_receive_status(ctx, &child, &child_id));
    int64_t due = 0;
    assert_ctx_ok(ctx, store_job_next(ctx, &due));
    assert_true(due < INT64_MAX);
    struct received_status parent = note(ctx, "https://far.example/parent");
    struct status_id parent_id;
    assert_ctx_ok(ctx, service_receive_status(ctx, &parent, &parent_id));
    assert_ctx_ok(ctx, service_receive_parent(ctx, child_id, parent_id));
    assert_ctx_ok(ctx, service_receive_parent(ctx, child_id, parent_id));
    assert_ctx_ok(ctx, service_receive_parent(ctx, parent_id, child_id));
    struct status_view view;
    ctx = service_anonymous(f);
    assert_ctx_ok(ctx, service_view_status(ctx, child_id, &view));
    assert_int_equal(view.status->in_reply_to.v, parent_id.v);
    assert_ctx_ok(ctx, service_view_status(ctx, parent_id, &view));
    assert_int_equal(view.status->counts.replies, 1);
    assert_true(status_id_is_none(view.status->in_reply_to));
}

static void reactions(struct service_fixture *f)
{
    struct ctx *ctx = service_acting(f, ALICE);
    struct post_draft draft = { .text = SV("mine") };
    struct status mine;
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &mine));
    draft.has_visibility = true;
    draft.visibility = VISIBILITY_PRIVATE;
    struct status private;
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &private));
    ctx = service_anonymous(f);
    for (int i = 0; i < 2; i++) {
        assert_ctx_ok(
            ctx, service_receive_favourite(ctx, REMOTE, mine.id, SV("https://far.example/like")));
        assert_ctx_ok(ctx, service_receive_reblog(ctx, REMOTE, SV("https://far.example/boost"),
                                                  mine.id, ctx->now_ms));
    }
    assert_err(service_receive_favourite(ctx, REMOTE, private.id, SV("")), ERR_NOT_FOUND);
    assert_err(service_receive_reblog(ctx, REMOTE, SV(""), private.id, 0), ERR_NOT_FOUND);
    assert_int_equal(told(ctx, NOTIFICATION_FAVOURITE), 1);
    assert_int_equal(told(ctx, NOTIFICATION_REBLOG), 1);
    struct status_view view;
    assert_ctx_ok(ctx, service_view_status(ctx, mine.id, &view));
    assert_int_equal(view.status->counts.favourites, 1);
    assert_int_equal(view.status->counts.reblogs, 1);
    for (int i = 0; i < 2; i++) {
        assert_ctx_ok(ctx, service_receive_unfavourite(ctx, REMOTE, mine.id));
        assert_ctx_ok(ctx, service_receive_unreblog(ctx, REMOTE, mine.id));
    }
    assert_int_equal(told(ctx, NOTIFICATION_FAVOURITE) + told(ctx, NOTIFICATION_REBLOG), 0);
    assert_ctx_ok(ctx, service_view_status(ctx, mine.id, &view));
    assert_int_equal(view.status->counts.favourites + view.status->counts.reblogs, 0);
}

static void run(void (*test)(struct service_fixture *f))
{
    for (size_t i = 0; i < ARRAY_COUNT(engines); i++) {
        if (!fixture_has(engines[i]))
            continue;
        struct service_fixture f;
        setup(&f, engines[i]);
        test(&f);
        service_counters_check(&f);
        service_close(&f);
    }
}

static void stores_once(void **state)
{
    UNUSED(state);
    run(once);
}

static void seals_what_is_not_public(void **state)
{
    UNUSED(state);
    run(sealed);
}

static void keeps_history(void **state)
{
    UNUSED(state);
    run(edits);
}

static void links_parents(void **state)
{
    UNUSED(state);
    run(parents);
}

static void counts_reactions(void **state)
{
    UNUSED(state);
    run(reactions);
}

static void stays_deleted(void **state)
{
    UNUSED(state);
    run(deleted_before_it_came);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stores_once),      cmocka_unit_test(seals_what_is_not_public),
        cmocka_unit_test(keeps_history),    cmocka_unit_test(links_parents),
        cmocka_unit_test(counts_reactions), cmocka_unit_test(stays_deleted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
