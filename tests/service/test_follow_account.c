/* service/follow_account: at once, by request, from and to other servers; what each leaves behind; on both engines. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "service/block_account.h"
#include "service/follow_account.h"
#include "service/sweep.h"
#include "store/account.h"
#include "store/notification.h"
#include "store/outbound.h"
#include "store/relation.h"
#include "stream/stream.h"

static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };

#define ALICE account_id(100)
#define BOB account_id(101)
#define LOCKED account_id(102)
#define REMOTE account_id(200)
#define REMOTE_TWO account_id(201)

static const struct follow_options options = { .shows_reblogs = true };

static enum err lock_account(struct ctx *ctx, void *arg)
{
    const struct account *account = arg;
    struct account_sealed sealed = { 0 };
    return store_account_update(ctx, account, &sealed);
}

static void setup(struct service_fixture *f, enum fixture_engine engine)
{
    service_open(f, engine);
    keyed_account(&f->keyed, "alice", ALICE.v);
    keyed_account(&f->keyed, "bob", BOB.v);
    keyed_account(&f->keyed, "locked", LOCKED.v);
    service_remote(f, "rae", "far.example", REMOTE.v);
    service_remote(f, "ron", "far.example", REMOTE_TWO.v);
    struct ctx *ctx = service_anonymous(f);
    struct account locked;
    assert_ctx_ok(ctx, store_account_get(ctx, LOCKED, &locked));
    locked.is_locked = true;
    assert_ctx_ok(ctx, db_write(ctx, lock_account, &locked));
}

static size_t count_notifications(struct ctx *ctx, struct account_id owner,
                                  enum notification_kind kind)
{
    struct notification_filter filter = { .kinds = INT64_C(1) << kind };
    struct paging paging = paging_of(-1, -1, -1, 40);
    struct notification *list = NULL;
    size_t count = 0;
    assert_ctx_ok(ctx, store_notification_page(ctx, owner, &filter, &paging, &list, &count));
    return count;
}

/* The one delivery that waits for an owner, taken away. */
static enum err delivery_take(struct ctx *ctx, void *arg)
{
    return store_delivery_delete(ctx, arg);
}

static void assert_sent(struct ctx *ctx, struct account_id owner, enum activity_kind kind,
                        struct sv uri)
{
    struct delivery *list = NULL;
    size_t count = 0;
    db_release(ctx);
    assert_ctx_ok(ctx, store_delivery_due(ctx, INT64_MAX, NULL, 0, 10, &list, &count));
    assert_int_equal(count, 1);
    assert_int_equal(list[0].owner.v, owner.v);
    assert_int_equal(list[0].kind, kind);
    assert_sv(list[0].uri, uri);
    assert_sv_lit(list[0].inbox.url, "https://far.example/inbox");
    assert_ctx_ok(ctx, db_write(ctx, delivery_take, &list[0]));
}

static void assert_followers(struct ctx *ctx, struct account_id id, int followers)
{
    struct account account;
    db_release(ctx);
    assert_ctx_ok(ctx, store_account_get(ctx, id, &account));
    assert_int_equal(account.counts.followers, followers);
}

static void local_follow(struct service_fixture *f)
{
    struct ctx *ctx = service_acting(f, ALICE);
    struct relationship now;
    assert_err(service_follow_account(ctx, ALICE, &options, &now), ERR_FORBIDDEN);
    assert_err(service_follow_account(ctx, account_id(9), &options, &now), ERR_NOT_FOUND);
    assert_ctx_ok(ctx, service_follow_account(ctx, BOB, &options, &now));
    assert_true(now.is_following && now.shows_reblogs && !now.notifies);
    struct follow_options other = { .notifies = true, .languages = SV("en,fr") };
    assert_ctx_ok(ctx, service_follow_account(ctx, BOB, &other, &now));
    assert_true(now.is_following && !now.shows_reblogs && now.notifies);
    assert_sv_lit(now.languages, "en,fr");
    assert_followers(ctx, BOB, 1);
    assert_int_equal(count_notifications(ctx, BOB, NOTIFICATION_FOLLOW), 1);
    assert_ctx_ok(ctx, service_unfollow_account(ctx, BOB, &now));
    assert_false(now.is_following);
    assert_followers(ctx, BOB, 0);
    assert_int_equal(count_notifications(ctx, BOB, NOTIFICATION_FOLLOW), 0);
    assert_ctx_ok(ctx, service_unfollow_account(ctx, BOB, &now));
    assert_err(service_follow_account(service_anonymous(f), BOB, &options, &now),
               ERR_LOGIN_REQUIRED);
}

/* What a follower does not say stays, of a follow and of a request; or is as usual. */
static void says_some(struct service_fixture *f, struct account_id target)
{
    struct ctx *ctx = service_acting(f, ALICE);
    struct relationship now;
    struct follow_wish wish = { .has_notify = true, .options = { .notifies = true } };
    assert_ctx_ok(ctx, service_follow_wishing(ctx, target, &wish, &now));
    assert_true(now.shows_reblogs && now.notifies && now.languages.len == 0);
    wish = (struct follow_wish){ .has_languages = true, .options = { .languages = SV("en,fr") } };
    assert_ctx_ok(ctx, service_follow_wishing(ctx, target, &wish, &now));
    assert_true(now.shows_reblogs && now.notifies);
    assert_sv_lit(now.languages, "en,fr");
    wish = (struct follow_wish){ .has_reblogs = true };
    assert_ctx_ok(ctx, service_follow_wishing(ctx, target, &wish, &now));
    assert_true(!now.shows_reblogs && now.notifies);
    wish = (struct follow_wish){ 0 };
    assert_ctx_ok(ctx, service_follow_wishing(ctx, target, &wish, &now));
    assert_true(!now.shows_reblogs && now.notifies);
    assert_sv_lit(now.languages, "en,fr");
    wish = (struct follow_wish){ .has_notify = true, .has_languages = true };
    assert_ctx_ok(ctx, service_follow_wishing(ctx, target, &wish, &now));
    assert_true(!now.shows_reblogs && !now.notifies && now.languages.len == 0);
    assert_ctx_ok(ctx, service_unfollow_account(ctx, target, &now));
    assert_ctx_ok(ctx, service_follow_wishing(ctx, target, &(struct follow_wish){ 0 }, &now));
    assert_true(now.shows_reblogs && !now.notifies);
    assert_ctx_ok(ctx, service_unfollow_account(ctx, target, &now));
}

static void locked_follow(struct service_fixture *f)
{
    struct ctx *ctx = service_acting(f, ALICE);
    struct relationship now;
    assert_ctx_ok(ctx, service_follow_account(ctx, LOCKED, &options, &now));
    assert_true(now.is_requested && !now.is_following);
    ctx = service_acting(f, LOCKED);
    assert_int_equal(count_notifications(ctx, LOCKED, NOTIFICATION_FOLLOW_REQUEST), 1);
    assert_err(service_accept_follow_request(ctx, BOB, &now), ERR_NOT_FOUND);
    assert_ctx_ok(ctx, service_accept_follow_request(ctx, ALICE, &now));
    assert_true(now.is_followed_by && !now.is_requested_by);
    assert_int_equal(count_notifications(ctx, LOCKED, NOTIFICATION_FOLLOW_REQUEST), 0);
    assert_ctx_ok(ctx, service_remove_follower(ctx, ALICE, &now));
    assert_false(now.is_followed_by);
    ctx = service_acting(f, ALICE);
    assert_ctx_ok(ctx, service_follow_account(ctx, LOCKED, &options, &now));
    ctx = service_acting(f, LOCKED);
    assert_ctx_ok(ctx, service_reject_follow_request(ctx, ALICE, &now));
    assert_false(now.is_requested_by);
    assert_followers(ctx, LOCKED, 0);
}

static void follow_remote(struct service_fixture *f)
{
    struct ctx *ctx = service_acting(f, ALICE);
    struct relationship now;
    assert_ctx_ok(ctx, service_follow_account(ctx, REMOTE, &options, &now));
    assert_true(now.is_requested);
    assert_sent(ctx, ALICE, ACTIVITY_FOLLOW, SV(""));
    assert_ctx_ok(ctx, service_receive_accept(ctx, REMOTE, BOB));
    assert_followers(ctx, REMOTE, 0);
    assert_ctx_ok(ctx, service_receive_accept(ctx, REMOTE, ALICE));
    assert_followers(ctx, REMOTE, 1);
    assert_ctx_ok(ctx, service_unfollow_account(ctx, REMOTE, &now));
    assert_sent(ctx, ALICE, ACTIVITY_UNDO_FOLLOW, SV(""));
    assert_followers(ctx, REMOTE, 0);
}

static void followed_from_remote(struct service_fixture *f)
{
    struct ctx *ctx = service_anonymous(f);
    assert_ctx_ok(ctx, service_receive_follow(ctx, REMOTE, BOB, SV("https://far.example/f/1")));
    assert_sent(ctx, BOB, ACTIVITY_ACCEPT_FOLLOW, SV("https://far.example/f/1"));
    assert_followers(ctx, BOB, 1);
    assert_ctx_ok(ctx, service_receive_follow(ctx, REMOTE, BOB, SV("https://far.example/f/2")));
    assert_sent(ctx, BOB, ACTIVITY_ACCEPT_FOLLOW, SV("https://far.example/f/2"));
    assert_followers(ctx, BOB, 1);
    assert_int_equal(count_notifications(ctx, BOB, NOTIFICATION_FOLLOW), 1);
    struct relationship now;
    ctx = service_acting(f, BOB);
    assert_ctx_ok(ctx, service_remove_follower(ctx, REMOTE, &now));
    assert_sent(ctx, BOB, ACTIVITY_REJECT_FOLLOW, SV("https://far.example/f/2"));
    assert_ctx_ok(ctx, service_receive_follow(ctx, REMOTE, LOCKED, SV("https://far.example/f/3")));
    assert_followers(ctx, LOCKED, 0);
    ctx = service_acting(f, LOCKED);
    assert_ctx_ok(ctx, service_accept_follow_request(ctx, REMOTE, &now));
    assert_sent(ctx, LOCKED, ACTIVITY_ACCEPT_FOLLOW, SV("https://far.example/f/3"));
    assert_followers(ctx, LOCKED, 1);
    assert_ctx_ok(ctx, service_receive_unfollow(ctx, REMOTE, LOCKED));
    assert_followers(ctx, LOCKED, 0);
    assert_err(service_receive_follow(ctx, REMOTE, REMOTE_TWO, SV("x")), ERR_NOT_FOUND);
}

static void block_ends_all(struct service_fixture *f)
{
    struct ctx *ctx = service_acting(f, ALICE);
    struct relationship now;
    assert_ctx_ok(ctx, service_follow_account(ctx, BOB, &options, &now));
    ctx = service_acting(f, BOB);
    assert_ctx_ok(ctx, service_follow_account(ctx, ALICE, &options, &now));
    assert_int_equal(count_notifications(ctx, BOB, NOTIFICATION_FOLLOW), 1);
    assert_ctx_ok(ctx, service_block_account(ctx, ALICE, &now));
    assert_true(now.is_blocking && !now.is_following && !now.is_followed_by);
    assert_int_equal(count_notifications(ctx, BOB, NOTIFICATION_FOLLOW), 0);
    assert_followers(ctx, ALICE, 0);
    assert_followers(ctx, BOB, 0);
    ctx = service_acting(f, ALICE);
    assert_err(service_follow_account(ctx, BOB, &options, &now), ERR_FORBIDDEN);
    ctx = service_acting(f, BOB);
    assert_ctx_ok(ctx, service_unblock_account(ctx, ALICE, &now));
    assert_false(now.is_blocking);
}

static void block_tells_remote(struct service_fixture *f)
{
    struct ctx *ctx = service_acting(f, BOB);
    struct relationship now;
    assert_ctx_ok(ctx, service_block_account(ctx, REMOTE, &now));
    assert_sent(ctx, BOB, ACTIVITY_BLOCK, SV(""));
    assert_ctx_ok(ctx, service_receive_follow(ctx, REMOTE, BOB, SV("https://far.example/f/4")));
    assert_sent(ctx, BOB, ACTIVITY_REJECT_FOLLOW, SV("https://far.example/f/4"));
    assert_followers(ctx, BOB, 0);
    assert_ctx_ok(ctx, service_unblock_account(ctx, REMOTE, &now));
    assert_sent(ctx, BOB, ACTIVITY_UNDO_BLOCK, SV(""));
    assert_ctx_ok(ctx, service_receive_follow(ctx, REMOTE, BOB, SV("https://far.example/f/5")));
    assert_sent(ctx, BOB, ACTIVITY_ACCEPT_FOLLOW, SV("https://far.example/f/5"));
    assert_ctx_ok(ctx, service_receive_block(ctx, REMOTE, BOB, SV("https://far.example/b/1")));
    assert_followers(ctx, BOB, 0);
    assert_err(service_follow_account(ctx, REMOTE, &options, &now), ERR_FORBIDDEN);
    assert_ctx_ok(ctx, service_receive_unblock(ctx, REMOTE, BOB));
}

static void mute_hides(struct service_fixture *f)
{
    struct ctx *ctx = service_acting(f, BOB);
    struct relationship now;
    assert_ctx_ok(ctx, service_mute_account(ctx, ALICE, true, 60000, &now));
    assert_true(now.is_muting && now.hides_notifications);
    assert_int_equal(now.mute_expires_ms, ctx->now_ms + 60000);
    ctx = service_acting(f, ALICE);
    assert_ctx_ok(ctx, service_follow_account(ctx, BOB, &options, &now));
    assert_int_equal(count_notifications(ctx, BOB, NOTIFICATION_FOLLOW), 0);
    ctx = service_acting(f, BOB);
    assert_ctx_ok(ctx, service_unmute_account(ctx, ALICE, &now));
    assert_false(now.is_muting);
    ctx->viewer.is_page = true;
    ctx->viewer.page_role = PAGE_ROLE_ANALYST;
    assert_err(service_mute_account(ctx, ALICE, true, 0, &now), ERR_FORBIDDEN);
}

static size_t mutes_kept(struct service_fixture *f, struct account_id owner)
{
    struct ctx *ctx = service_console(f);
    struct paging paging = paging_of(-1, -1, -1, 40);
    struct relation_ref *list = NULL;
    size_t count = 0;
    assert_ctx_ok(ctx, store_relation_page(ctx, RELATION_MUTES, owner, &paging, &list, &count));
    return count;
}

static void sweep_in(struct service_fixture *f, int64_t in_ms)
{
    struct ctx *ctx = service_console(f);
    ctx->now_ms += in_ms;
    assert_ctx_ok(ctx, service_sweep_expired(ctx, NULL));
}

/* A mute for a while ends by itself, and then nothing is kept of it; said again it lasts anew, or for ever. */
static void mute_ends(struct service_fixture *f)
{
    struct ctx *ctx = service_acting(f, BOB);
    struct relationship now;
    assert_ctx_ok(ctx, service_mute_account(ctx, ALICE, true, 60000, &now));
    assert_ctx_ok(ctx, service_mute_account(ctx, LOCKED, true, 60000, &now));
    assert_ctx_ok(ctx, service_mute_account(ctx, LOCKED, false, 0, &now));
    assert_true(now.is_muting && !now.hides_notifications && now.mute_expires_ms == 0);
    ctx->now_ms += 59000;
    assert_ctx_ok(ctx, store_relationship_get(ctx, BOB, ALICE, &now));
    assert_true(now.is_muting);
    ctx->now_ms += 1000;
    assert_ctx_ok(ctx, store_relationship_get(ctx, BOB, ALICE, &now));
    assert_false(now.is_muting);
    sweep_in(f, 59000);
    assert_int_equal(mutes_kept(f, BOB), 2);
    sweep_in(f, 61000);
    assert_int_equal(mutes_kept(f, BOB), 1);
    sweep_in(f, INT64_C(1000) * 86400 * 400);
    assert_int_equal(mutes_kept(f, BOB), 1);
    ctx = service_acting(f, BOB);
    assert_ctx_ok(ctx, service_unmute_account(ctx, LOCKED, &now));
}

struct heard {
    int count;
    struct sv payload;
    char text[32];
};

static bool hear(void *arg, const struct stream_channel *channel, struct stream_event *event)
{
    struct heard *heard = arg;
    assert_int_equal(channel->kind, STREAM_CHANNEL_USER_NOTIFICATION);
    heard->count++;
    assert_true(event->payload.len < sizeof heard->text);
    memcpy(heard->text, event->payload.ptr, event->payload.len);
    heard->payload = sv_make(heard->text, event->payload.len);
    return true;
}

static void ended(void *arg, enum stream_end why)
{
    UNUSED(arg);
    UNUSED(why);
}

static void notification_is_published(struct service_fixture *f)
{
    struct heard heard = { 0 };
    struct stream_listener listener = {
        .deliver = hear, .end = ended, .arg = &heard, .account = LOCKED
    };
    struct stream_sub *sub = NULL;
    assert_ok(stream_subscribe(f->engine.stream, &listener, &sub));
    struct stream_channel channel = { .kind = STREAM_CHANNEL_USER_NOTIFICATION, .id = LOCKED.v };
    assert_ok(stream_join(f->engine.stream, sub, &channel));
    struct ctx *ctx = service_acting(f, BOB);
    struct relationship now;
    assert_ctx_ok(ctx, service_follow_account(ctx, LOCKED, &options, &now));
    assert_int_equal(heard.count, 1);
    struct notification_filter filter = { .kinds = NOTIFICATION_KINDS_ALL };
    struct paging paging = paging_of(-1, -1, -1, 1);
    struct notification *list = NULL;
    size_t count = 0;
    assert_ctx_ok(ctx, store_notification_page(ctx, LOCKED, &filter, &paging, &list, &count));
    assert_int_equal(count, 1);
    assert_sv(heard.payload, sv_printf(ctx->arena, "%lld", (long long)list[0].id.v));
    stream_unsubscribe(f->engine.stream, sub);
}

static void on_both_engines(void **state)
{
    UNUSED(state);
    for (size_t i = 0; i < ARRAY_COUNT(engines); i++) {
        if (!fixture_has(engines[i]))
            continue;
        struct service_fixture f;
        setup(&f, engines[i]);
        local_follow(&f);
        says_some(&f, BOB);
        says_some(&f, LOCKED);
        locked_follow(&f);
        follow_remote(&f);
        followed_from_remote(&f);
        block_ends_all(&f);
        block_tells_remote(&f);
        mute_hides(&f);
        mute_ends(&f);
        notification_is_published(&f);
        service_close(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(on_both_engines),
    };
    return cmocka_run_group_tests_name("service/follow_account", tests, NULL, NULL);
}
