/* service/home, start_feed: what stands in a home timeline, whatever the index holds; races; paging against a model. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include <stdlib.h>

#include "cache/cache.h"
#include "cache/value.h"
#include "feed/feed.h"
#include "service/block_account.h"
#include "service/edit_status.h"
#include "service/feed_follow.h"
#include "service/follow_account.h"
#include "service/follow_tag.h"
#include "service/home.h"
#include "service/post_status.h"
#include "service/reblog_status.h"
#include "service/start_feed.h"
#include "store/relation.h"

static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };
static const struct follow_options options = { .shows_reblogs = true };

#define ALICE account_id(100)
#define BOB account_id(101)
#define CAROL account_id(102)
#define DAN account_id(103)

static void setup(struct service_fixture *f, enum fixture_engine engine)
{
    service_open(f, engine);
    keyed_account(&f->keyed, "alice", ALICE.v);
    keyed_account(&f->keyed, "bob", BOB.v);
    keyed_account(&f->keyed, "carol", CAROL.v);
    keyed_account(&f->keyed, "dan", DAN.v);
    assert_ctx_ok(service_anonymous(f), service_start_feed(service_anonymous(f)));
}

static void follow(struct service_fixture *f, struct account_id who, struct account_id whom)
{
    struct relationship now;
    struct ctx *ctx = service_acting(f, who);
    assert_ctx_ok(ctx, service_follow_account(ctx, whom, &options, &now));
}

static struct status_id post(struct service_fixture *f, struct account_id by, const char *text,
                             enum visibility visibility, struct status_id parent)
{
    struct ctx *ctx = service_acting(f, by);
    struct post_draft draft = { .text = sv_from(text),
                                .has_visibility = true,
                                .visibility = visibility,
                                .in_reply_to = parent };
    struct status out;
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &out));
    return out.id;
}

static struct status_page home(struct service_fixture *f, struct account_id who,
                               struct paging paging)
{
    struct ctx *ctx = service_acting(f, who);
    struct status_page page;
    assert_ctx_ok(ctx, service_list_home(ctx, &paging, &page));
    return page;
}

static bool is_in_home(struct service_fixture *f, struct account_id who, struct status_id id)
{
    struct status_page page = home(f, who, paging_of(-1, -1, -1, 40));
    for (size_t i = 0; i < page.count; i++)
        if (status_id_eq(page.views[i].status->id, id))
            return true;
    return false;
}

static void selection(struct service_fixture *f)
{
    struct status_id before = post(f, BOB, "before", VISIBILITY_PUBLIC, status_id(0));
    follow(f, ALICE, BOB);
    struct status_id own = post(f, ALICE, "own", VISIBILITY_PUBLIC, status_id(0));
    struct status_id private = post(f, BOB, "private", VISIBILITY_PRIVATE, status_id(0));
    struct status_id direct = post(f, BOB, "direct @carol", VISIBILITY_DIRECT, status_id(0));
    struct status_id carols = post(f, CAROL, "carols", VISIBILITY_PUBLIC, status_id(0));
    struct status_id reply = post(f, BOB, "to carol", VISIBILITY_PUBLIC, carols);
    struct status_id self_reply = post(f, BOB, "to me", VISIBILITY_PUBLIC, before);
    struct status_id to_alice = post(f, BOB, "to alice", VISIBILITY_PUBLIC, own);
    struct status reblog;
    struct ctx *ctx = service_acting(f, BOB);
    assert_ctx_ok(ctx, service_reblog_status(ctx, carols, VISIBILITY_PUBLIC, &reblog));

    assert_true(is_in_home(f, ALICE, before) && is_in_home(f, ALICE, own));
    assert_true(is_in_home(f, ALICE, private) && is_in_home(f, ALICE, self_reply));
    assert_true(is_in_home(f, ALICE, to_alice) && is_in_home(f, ALICE, reblog.id));
    assert_false(is_in_home(f, ALICE, direct) || is_in_home(f, ALICE, carols));
    assert_false(is_in_home(f, ALICE, reply));
    struct status_view view;
    ctx = service_acting(f, ALICE);
    assert_ctx_ok(ctx, service_view_home_status(ctx, reblog.id, &view));
    assert_int_equal(view.reblog->status->id.v, carols.v);
    assert_err(service_view_home_status(ctx, reply, &view), ERR_NOT_FOUND);

    /* From the next read on, a mute, an unfollow, an unreblog holds. */
    struct relationship now;
    assert_ctx_ok(ctx, service_mute_account(ctx, CAROL, true, 0, &now));
    assert_false(is_in_home(f, ALICE, reblog.id));
    ctx = service_acting(f, ALICE);
    assert_ctx_ok(ctx, service_unmute_account(ctx, CAROL, &now));
    assert_true(is_in_home(f, ALICE, reblog.id));
    ctx = service_acting(f, BOB);
    assert_ctx_ok(ctx, service_unreblog_status(ctx, reblog.id));
    assert_false(is_in_home(f, ALICE, reblog.id));
    ctx = service_acting(f, ALICE);
    assert_ctx_ok(ctx, service_unfollow_account(ctx, BOB, &now));
    assert_false(is_in_home(f, ALICE, before));
    assert_true(is_in_home(f, ALICE, own));
}

/* After a restart the index is loaded from the store and shows the same. */
static void restart(struct service_fixture *f)
{
    follow(f, ALICE, BOB);
    struct status_id bobs = post(f, BOB, "one", VISIBILITY_PUBLIC, status_id(0));
    struct status_id own = post(f, ALICE, "two", VISIBILITY_PUBLIC, status_id(0));
    feed_free(f->engine.feed);
    f->engine.feed = feed_new(&(struct feed_settings){
        .ring_capacity = 4096, .sets_cap_bytes = 1 << 20, .load = service_feed_load });
    struct ctx *ctx = service_anonymous(f);
    assert_ctx_ok(ctx, service_start_feed(ctx));
    assert_true(is_in_home(f, ALICE, bobs) && is_in_home(f, ALICE, own));
}

/* A page of the model: ids newest first, all of them wanted. */
static size_t model_page(const struct status_id *all, size_t count, const struct paging *p,
                         int64_t *out)
{
    size_t found = 0;
    if (p->is_from_oldest) {
        for (size_t i = 0; i < count && found < p->count; i++)
            if (all[i].v > p->above && all[i].v < p->below)
                out[found++] = all[i].v;
        for (size_t i = 0; i < found / 2; i++) {
            int64_t id = out[i];
            out[i] = out[found - 1 - i];
            out[found - 1 - i] = id;
        }
        return found;
    }
    for (size_t i = count; i-- > 0 && found < p->count;)
        if (all[i].v > p->above && all[i].v < p->below)
            out[found++] = all[i].v;
    return found;
}

#define POSTS 60

/* Any page, wherever the ring's floor lies: what is older comes from the merge. */
static void paging_as_model(struct service_fixture *f, const struct status_id all[POSTS])
{
    unsigned seed = 1;
    for (int round = 0; round < 60; round++) {
        if (round % 20 == 19)
            feed_raise_floor(f->engine.feed, all[round / 20 * 25].v);
        int64_t low = rand_r(&seed) % 3 == 0 ? -1 : all[(size_t)rand_r(&seed) % POSTS].v;
        int64_t high = rand_r(&seed) % 2 == 0 ? -1 : all[(size_t)rand_r(&seed) % POSTS].v;
        bool is_up = rand_r(&seed) % 2 == 0;
        size_t limit = 1 + (size_t)rand_r(&seed) % 30;
        struct paging p = paging_of(high, is_up ? -1 : low, is_up ? low : -1, limit);
        int64_t expected[POSTS];
        size_t count = model_page(all, POSTS, &p, expected);
        struct status_page page = home(f, ALICE, p);
        assert_int_equal(page.count, count);
        for (size_t i = 0; i < count; i++)
            assert_int_equal(page.views[i].status->id.v, expected[i]);
        assert_int_equal(page.min_id, count > 0 ? expected[0] : 0);
    }
}

static void paging(struct service_fixture *f)
{
    struct status_id all[POSTS];
    follow(f, ALICE, BOB);
    follow(f, ALICE, CAROL);
    const struct account_id authors[] = { ALICE, BOB, CAROL };
    for (size_t i = 0; i < POSTS; i++) {
        all[i] = post(f, authors[i * 7 % 3], "word", VISIBILITY_PUBLIC, status_id(0));
        post(f, DAN, "noise", VISIBILITY_PUBLIC, status_id(0));
    }
    paging_as_model(f, all);
}

/* With hashtags: of strangers, of who is followed, of both tags at once; each post stands there once. */
static void paging_with_tags(struct service_fixture *f)
{
    static const char *const texts[] = { "word", "#walks", "#walks and #Birds", "#birds" };
    struct status_id all[POSTS];
    follow(f, ALICE, BOB);
    struct ctx *ctx = service_acting(f, ALICE);
    assert_ctx_ok(ctx, service_follow_tag(ctx, SV("walks")));
    assert_ctx_ok(ctx, service_follow_tag(ctx, SV("BIRDS")));
    for (size_t i = 0; i < POSTS; i++) {
        bool is_followed = i % 3 != 0;
        all[i] = post(f, is_followed ? BOB : DAN, texts[is_followed ? i % 4 : 1 + i / 3 % 3],
                      VISIBILITY_PUBLIC, status_id(0));
        post(f, DAN, "noise #other", VISIBILITY_PUBLIC, status_id(0));
        post(f, DAN, "not for all #walks", VISIBILITY_UNLISTED, status_id(0));
    }
    paging_as_model(f, all);
}

static enum err follow_write(struct ctx *ctx, void *arg)
{
    struct follow follow = {
        .id = follow_id(engine_next_id(ctx)), .follower = ALICE, .target = BOB, .options = options
    };
    bool is_new = false;
    bool *fills = arg;
    service_feed_followed(ctx, ALICE, BOB, fills);
    return store_follow_insert(ctx, &follow, &is_new);
}

/* A follow commits while an older snapshot loads the set: that set is used once, and not kept. */
static void follow_races_load(struct service_fixture *f)
{
    struct status_id bobs = post(f, BOB, "word", VISIBILITY_PUBLIC, status_id(0));
    struct arena arena;
    struct ctx reader = fixture_ctx(&f->keyed.store, &arena);
    reader.keyring = f->keyed.store.ctx.keyring;
    reader.engine = &f->engine;
    uint64_t epoch = feed_epoch(f->engine.feed);
    bool follows = false;
    assert_ctx_ok(&reader, store_is_following(&reader, ALICE, BOB, &follows));
    assert_false(follows);

    bool fills = false;
    struct ctx *ctx = service_acting(f, ALICE);
    assert_ctx_ok(ctx, db_write(ctx, follow_write, &fills));
    if (fills)
        assert_ctx_ok(ctx, service_feed_fill(ctx, BOB));

    bool is_member = false;
    struct feed_set_key key = { FEED_SET_HOME, ALICE.v };
    assert_ctx_ok(&reader, feed_has_member(f->engine.feed, &reader, key, epoch, BOB, &is_member));
    db_release(&reader);
    arena_done(&arena);
    /* Whatever the late reader saw, the next one sees the follow. */
    assert_true(is_in_home(f, ALICE, bobs));
}

/* A block hides at once though the index, and a set loaded before, still hold the posts. */
static void block_hides(struct service_fixture *f)
{
    follow(f, ALICE, BOB);
    struct status_id bobs = post(f, BOB, "word", VISIBILITY_PUBLIC, status_id(0));
    assert_true(is_in_home(f, ALICE, bobs));
    struct relationship now;
    struct ctx *ctx = service_acting(f, BOB);
    assert_ctx_ok(ctx, service_block_account(ctx, ALICE, &now));
    assert_false(is_in_home(f, ALICE, bobs));
}

/* Erased between the reader's snapshot and its answer: the tombstone is asked when it decides. */
static void erasure_races_read(struct service_fixture *f)
{
    follow(f, ALICE, BOB);
    struct status_id bobs = post(f, BOB, "word", VISIBILITY_PUBLIC, status_id(0));
    assert_true(is_in_home(f, ALICE, bobs));
    cache_tombstone(f->engine.cache, cache_ref_status(bobs));
    assert_false(is_in_home(f, ALICE, bobs));
}

/* Edited between a render's read and its put: the old rendering is refused. */
static void edit_races_cache(struct service_fixture *f)
{
    struct status_id id = post(f, BOB, "old", VISIBILITY_PUBLIC, status_id(0));
    struct cache *cache = f->engine.cache;
    uint64_t epoch = cache_epoch(cache);
    struct ctx *ctx = service_anonymous(f);
    struct status_view view;
    assert_ctx_ok(ctx, service_view_status(ctx, id, &view));
    struct edit_draft draft = { .text = SV("new") };
    struct status out;
    ctx = service_acting(f, BOB);
    assert_ctx_ok(ctx, service_edit_status(ctx, id, &draft, &out));
    struct cache_key key = { .kind = CACHE_KIND_STATUS_API, .id = id.v };
    struct cache_value *value = cache_value_new(SV("old"), SV(""));
    assert_false(cache_put(cache, &key, BOB, NULL, 0, value, epoch));
    assert_true(cache_put(cache, &key, BOB, NULL, 0, value, cache_epoch(cache)));
    cache_value_unref(value);
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

static void shows_what_belongs(void **state)
{
    UNUSED(state);
    run(selection);
}

static void starts_from_the_store(void **state)
{
    UNUSED(state);
    run(restart);
}

static void pages_as_the_model(void **state)
{
    UNUSED(state);
    run(paging);
    run(paging_with_tags);
}

static void holds_its_races(void **state)
{
    UNUSED(state);
    run(follow_races_load);
    run(block_hides);
    run(erasure_races_read);
    run(edit_races_cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shows_what_belongs),
        cmocka_unit_test(starts_from_the_store),
        cmocka_unit_test(pages_as_the_model),
        cmocka_unit_test(holds_its_races),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
