/* service/post_status, view_status: what a post leaves behind, who may see it; on both engines. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "cache/cache.h"
#include "service/block_account.h"
#include "service/follow_account.h"
#include "service/post_status.h"
#include "service/view_status.h"
#include "store/account.h"
#include "store/notification.h"
#include "store/outbound.h"
#include "store/status.h"
#include "stream/stream.h"

static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };
static const struct follow_options options = { .shows_reblogs = true };

#define ALICE account_id(100)
#define BOB account_id(101)
#define CAROL account_id(102)
#define REMOTE account_id(200)

static void setup(struct service_fixture *f, enum fixture_engine engine)
{
    service_open(f, engine);
    keyed_account(&f->keyed, "alice", ALICE.v);
    keyed_account(&f->keyed, "bob", BOB.v);
    keyed_account(&f->keyed, "carol", CAROL.v);
    service_remote(f, "rae", "far.example", REMOTE.v);
}

static struct status post(struct service_fixture *f, struct account_id by, const char *text,
                          enum visibility visibility, struct status_id parent)
{
    struct ctx *ctx = service_acting(f, by);
    struct post_draft draft = { .text = sv_from(text),
                                .has_visibility = true,
                                .visibility = visibility,
                                .in_reply_to = parent };
    struct status out;
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &out));
    return out;
}

static bool sees(struct service_fixture *f, struct account_id who, struct status_id id)
{
    struct ctx *ctx = service_acting(f, who);
    struct status_view view;
    enum err err = service_view_status(ctx, id, &view);
    assert_true(err == ERR_OK || err == ERR_NOT_FOUND);
    return err == ERR_OK;
}

static size_t fanout_count(struct ctx *ctx)
{
    struct fanout *list = NULL;
    size_t count = 0;
    assert_ctx_ok(ctx, store_fanout_list(ctx, 100, &list, &count));
    return count;
}

static size_t mention_count(struct ctx *ctx, struct account_id owner)
{
    struct notification_filter filter = { .kinds = INT64_C(1) << NOTIFICATION_MENTION };
    struct paging paging = paging_of(-1, -1, -1, 40);
    struct notification *list = NULL;
    size_t count = 0;
    assert_ctx_ok(ctx, store_notification_page(ctx, owner, &filter, &paging, &list, &count));
    return count;
}

static void words_and_rows(struct service_fixture *f)
{
    struct status root = post(f, ALICE, "hello @bob and @rae@far.example, see #Été <b>",
                              VISIBILITY_PUBLIC, status_id(0));
    struct ctx *ctx = service_anonymous(f);
    assert_int_equal(root.mention_count, 2);
    assert_int_equal(root.tag_count, 1);
    assert_sv_lit(root.tags[0], "ete");
    assert_true(sv_find(root.content.bytes, SV("&lt;b&gt;"), 0) != SIZE_MAX);
    assert_true(sv_find(root.content.bytes, SV("https://local.example/@bob"), 0) != SIZE_MAX);
    assert_int_equal(root.thread.v, root.id.v);
    assert_true(root.fanout_seq > 0);
    assert_int_equal(fanout_count(ctx), 1);
    assert_int_equal(mention_count(ctx, BOB), 1);
    assert_int_equal(mention_count(ctx, ALICE), 0);
    struct account alice;
    assert_ctx_ok(ctx, store_account_get(ctx, ALICE, &alice));
    assert_int_equal(alice.counts.statuses, 1);

    struct status reply = post(f, BOB, "back", VISIBILITY_UNLISTED, root.id);
    assert_int_equal(reply.in_reply_to.v, root.id.v);
    assert_int_equal(reply.in_reply_to_account.v, ALICE.v);
    assert_int_equal(reply.thread.v, root.id.v);
    ctx = service_anonymous(f);
    struct status_view view;
    assert_ctx_ok(ctx, service_view_status(ctx, root.id, &view));
    assert_int_equal(view.status->counts.replies, 1);
    assert_sv_lit(view.account->username, "alice");
    assert_ctx_ok(ctx, service_view_status(ctx, reply.id, &view));
    assert_sv_lit(view.reply_account->username, "alice");
}

static void views_compare(const struct status_view *posted, const struct status_view *read)
{
    const struct status *a = posted->status;
    const struct status *b = read->status;
    assert_int_equal(a->id.v, b->id.v);
    assert_sv(a->content.bytes, b->content.bytes);
    assert_sv(a->source, b->source);
    assert_sv(a->spoiler, b->spoiler);
    assert_sv(a->language, b->language);
    assert_int_equal(a->is_sensitive, b->is_sensitive);
    assert_int_equal(a->visibility, b->visibility);
    assert_int_equal(a->thread.v, b->thread.v);
    assert_int_equal(a->in_reply_to_account.v, b->in_reply_to_account.v);
    assert_int_equal(a->fanout_seq, b->fanout_seq);
    assert_int_equal(a->created_ms, b->created_ms);
    assert_int_equal(a->mention_count, b->mention_count);
    for (size_t i = 0; i < a->mention_count; i++)
        assert_int_equal(a->mentions[i].account.v, b->mentions[i].account.v);
    assert_int_equal(a->tag_count, b->tag_count);
    for (size_t i = 0; i < a->tag_count; i++)
        assert_sv(a->tags[i], b->tags[i]);
    assert_int_equal(posted->account->id.v, read->account->id.v);
    assert_int_equal(posted->account->counts.statuses, read->account->counts.statuses);
    assert_int_equal(posted->account->counts.last_status_ms, read->account->counts.last_status_ms);
    assert_int_equal(posted->reply_account != NULL, read->reply_account != NULL);
    if (read->reply_account != NULL)
        assert_int_equal(posted->reply_account->id.v, read->reply_account->id.v);
    assert_int_equal(posted->reply_relation != NULL, read->reply_relation != NULL);
    assert_sv(posted->application_name, read->application_name);
}

/* The answer to a post is made from memory; it must be what a reader gets. */
static void answer_is_what_is_read(struct service_fixture *f)
{
    struct status root = post(f, BOB, "root", VISIBILITY_PUBLIC, status_id(0));
    struct status own = post(f, ALICE, "own", VISIBILITY_PUBLIC, status_id(0));
    struct post_draft drafts[] = {
        { .text = SV("hello @bob and @rae@far.example #Été #b"), .language = SV("fr") },
        { .text = SV("an answer"), .spoiler = SV("careful"), .in_reply_to = root.id },
        { .text = SV("more"), .in_reply_to = own.id },
        { .text = SV("@bob quietly"), .has_visibility = true, .visibility = VISIBILITY_DIRECT },
    };
    for (size_t i = 0; i < ARRAY_COUNT(drafts); i++) {
        struct ctx *ctx = service_acting(f, ALICE);
        struct status_view posted;
        struct status_view read;
        uint64_t epoch = 0;
        assert_ctx_ok(ctx, service_post_status_view(ctx, &drafts[i], &posted, &epoch));
        assert_ctx_ok(ctx, service_view_status(ctx, posted.status->id, &read));
        views_compare(&posted, &read);
        assert_true(epoch <= cache_epoch(f->engine.cache));
    }
}

/* A post that nobody elsewhere follows or is named in leaves nothing for the delivery to look at. */
static void reaches_nobody(struct service_fixture *f)
{
    struct status alone = post(f, BOB, "to nobody", VISIBILITY_PUBLIC, status_id(0));
    assert_true(alone.fanout_seq > 0);
    assert_int_equal(fanout_count(service_anonymous(f)), 0);
}

static void refusals(struct service_fixture *f)
{
    struct status secret = post(f, ALICE, "secret", VISIBILITY_DIRECT, status_id(0));
    struct status out;
    struct ctx *ctx = service_acting(f, BOB);
    struct post_draft draft = { .text = SV("  \n") };
    assert_err(service_post_status(ctx, &draft, &out), ERR_VALIDATION);
    char *text = arena_alloc(ctx->arena, 501);
    memset(text, 'a', 501);
    draft.text = sv_make(text, 501);
    assert_err(service_post_status(ctx, &draft, &out), ERR_VALIDATION);
    draft.text = sv_make(text, 500);
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &out));
    draft.spoiler = SV("b");
    assert_err(service_post_status(ctx, &draft, &out), ERR_VALIDATION);
    draft.spoiler = SV("");
    struct media_id foreign = media_id(77);
    draft.media = &foreign;
    draft.media_count = 1;
    assert_err(service_post_status(ctx, &draft, &out), ERR_VALIDATION);
    draft.media_count = 0;
    draft.in_reply_to = secret.id;
    assert_err(service_post_status(ctx, &draft, &out), ERR_NOT_FOUND);
    ctx->viewer = (struct viewer){ 0 };
    assert_err(service_post_status(ctx, &draft, &out), ERR_LOGIN_REQUIRED);
    ctx = service_acting(f, BOB);
    ctx->viewer.is_page = true;
    ctx->viewer.page_role = PAGE_ROLE_ANALYST;
    draft.in_reply_to = status_id(0);
    assert_err(service_post_status(ctx, &draft, &out), ERR_FORBIDDEN);
}

static void idempotency(struct service_fixture *f)
{
    struct ctx *ctx = service_acting(f, ALICE);
    struct post_draft draft = { .text = SV("once"), .idempotency_key = SV("k1") };
    struct status first;
    struct status second;
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &first));
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &second));
    assert_int_equal(first.id.v, second.id.v);
    ctx->now_ms += INT64_C(3600001);
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &second));
    assert_true(first.id.v != second.id.v);
    struct status other;
    ctx = service_acting(f, BOB);
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &other));
    assert_true(other.id.v != first.id.v && other.id.v != second.id.v);
}

static void visibility(struct service_fixture *f)
{
    struct relationship now;
    struct ctx *ctx = service_acting(f, BOB);
    assert_ctx_ok(ctx, service_follow_account(ctx, ALICE, &options, &now));
    struct status public = post(f, ALICE, "p", VISIBILITY_PUBLIC, status_id(0));
    struct status private = post(f, ALICE, "f", VISIBILITY_PRIVATE, status_id(0));
    struct status direct = post(f, ALICE, "@carol d", VISIBILITY_DIRECT, status_id(0));
    struct account_id nobody = account_id(0);
    assert_true(sees(f, nobody, public.id) && sees(f, CAROL, public.id));
    assert_true(sees(f, BOB, private.id) && sees(f, ALICE, private.id));
    assert_false(sees(f, CAROL, private.id) || sees(f, nobody, private.id));
    assert_true(sees(f, CAROL, direct.id) && sees(f, ALICE, direct.id));
    assert_false(sees(f, BOB, direct.id) || sees(f, nobody, direct.id));
    /* Who is blocked sees nothing more of the author. */
    ctx = service_acting(f, ALICE);
    assert_ctx_ok(ctx, service_block_account(ctx, BOB, &now));
    assert_false(sees(f, BOB, public.id) || sees(f, BOB, private.id));
    assert_true(sees(f, nobody, public.id));
    /* What is erased is gone for a reader that finds the row still there. */
    cache_tombstone(f->engine.cache, cache_ref_status(public.id));
    assert_false(sees(f, nobody, public.id) || sees(f, ALICE, public.id));
    cache_tombstone(f->engine.cache, cache_ref_account(ALICE));
    assert_false(sees(f, CAROL, direct.id));
}

static void batches(struct service_fixture *f)
{
    struct status_id ids[100];
    for (size_t i = 0; i < 45; i++)
        ids[i] = post(f, i % 2 == 0 ? ALICE : BOB, "word", VISIBILITY_PUBLIC, status_id(0)).id;
    for (size_t i = 45; i < 100; i++)
        ids[i] = i % 3 == 0 ? status_id(7) : ids[(i * 7) % 45];
    struct ctx *ctx = service_acting(f, CAROL);
    const struct status_view *views = NULL;
    size_t count = 0;
    assert_ctx_ok(ctx, service_view_statuses(ctx, ids, 100, &views, &count));
    size_t at = 0;
    for (size_t i = 0; i < 100; i++)
        if (ids[i].v != 7)
            assert_int_equal(views[at++].status->id.v, ids[i].v);
    assert_int_equal(count, at);
}

static void run(void (*test)(struct service_fixture *f))
{
    for (size_t i = 0; i < ARRAY_COUNT(engines); i++) {
        if (!fixture_has(engines[i]))
            continue;
        struct service_fixture f;
        setup(&f, engines[i]);
        test(&f);
        service_close(&f);
    }
}

static void leaves_words_and_rows(void **state)
{
    UNUSED(state);
    run(words_and_rows);
}

static void answers_what_a_reader_gets(void **state)
{
    UNUSED(state);
    run(answer_is_what_is_read);
}

static void leaves_no_fanout_for_nobody(void **state)
{
    UNUSED(state);
    run(reaches_nobody);
}

static void refuses(void **state)
{
    UNUSED(state);
    run(refusals);
}

static void posts_once_with_a_key(void **state)
{
    UNUSED(state);
    run(idempotency);
}

static void shows_to_whom_it_may(void **state)
{
    UNUSED(state);
    run(visibility);
}

static void views_many_in_order(void **state)
{
    UNUSED(state);
    run(batches);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(leaves_words_and_rows),      cmocka_unit_test(refuses),
        cmocka_unit_test(answers_what_a_reader_gets), cmocka_unit_test(leaves_no_fanout_for_nobody),
        cmocka_unit_test(posts_once_with_a_key),      cmocka_unit_test(shows_to_whom_it_may),
        cmocka_unit_test(views_many_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
