/* service/begin_erasure: a server that restarts while something is being erased serves nothing of it; on both engines. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "cache/cache.h"
#include "db/db.h"
#include "feed/feed.h"
#include "service/begin_erasure.h"
#include "service/post_status.h"
#include "service/feed_follow.h"
#include "service/run_erasure.h"
#include "service/serve_media.h"
#include "service/start_feed.h"
#include "store/account.h"
#include "store/keyring.h"

static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };

/* A commit after which the process ended at once: nothing followed it. */
struct cut {
    struct begun begun;
    struct status_id status;
    struct account_id account;
};

static enum err status_cut(struct ctx *ctx, void *arg)
{
    struct cut *cut = arg;
    struct erase_step step = { .erasure = cut->begun.erasure.id,
                               .rows_left = 1,
                               .end_us = INT64_MAX };
    bool is_done = false;
    TRY(store_erase_status(ctx, &step, cut->status, &is_done));
    assert_false(is_done);
    return begin_insert(ctx, &cut->begun, &step, is_done);
}

static enum err account_cut(struct ctx *ctx, void *arg)
{
    struct cut *cut = arg;
    const struct erase_step nothing = { 0 };
    TRY(store_account_begin_erasure(ctx, cut->account));
    return begin_insert(ctx, &cut->begun, &nothing, false);
}

/* Memory as a new process has it. */
static void restart(struct service_fixture *f)
{
    struct ctx *ctx = service_console(f);
    cache_free(f->engine.cache);
    feed_free(f->engine.feed);
    f->engine.cache =
        cache_new(&(struct cache_settings){ .cap_bytes = 1 << 20, .tombstone_max = 64 });
    f->engine.feed = feed_new(&(struct feed_settings){
        .ring_capacity = 4096, .sets_cap_bytes = 1 << 20, .load = service_feed_load });
    assert_ctx_ok(ctx, service_start_feed(ctx));
}

static struct status picture_post(struct service_fixture *f, const struct user *who,
                                  struct media *out)
{
    struct ctx *ctx = service_as(f, who);
    *out = service_picture(f, who->account, SV("alt"), SV("original"), SV("small"));
    const struct post_draft draft = { .text = SV("words"), .media = &out->id, .media_count = 1 };
    struct status status;
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &status));
    return status;
}

static enum err media_ask(struct service_fixture *f, const struct media *media)
{
    struct ctx *ctx = service_anonymous(f);
    struct media_opened opened;
    enum err err =
        service_open_media(ctx, media->id, MEDIA_VERSION_ORIGINAL, media->token, &opened);
    if (err == ERR_OK)
        service_close_media(opened.file);
    return err;
}

/* Its row is gone with the first commit; its picture's is still there, and whole. */
static void a_post(struct service_fixture *f, const struct user *ann)
{
    struct media picture;
    struct status status = picture_post(f, ann, &picture);
    struct cut cut = { .status = status.id };
    struct ctx *ctx = service_console(f);
    begin_init(ctx, &cut.begun, ERASURE_STATUS, status.id.v, ann->account);
    assert_ctx_ok(ctx, db_write(ctx, status_cut, &cut));
    restart(f);
    assert_err(media_ask(f, &picture), ERR_OK);
    assert_ctx_ok(ctx, service_recall_erasures(service_console(f)));
    assert_err(media_ask(f, &picture), ERR_GONE);
    assert_ctx_ok(ctx, service_finish_open_erasures(service_console(f)));
    assert_err(media_ask(f, &picture), ERR_GONE);
}

static size_t feed_count(struct service_fixture *f)
{
    struct feed_stats stats;
    feed_stats_get(f->engine.feed, &stats);
    return (size_t)stats.post_count;
}

static void an_account(struct service_fixture *f, const struct user *ann, const struct user *bob)
{
    struct media picture;
    struct crypto_key key;
    (void)picture_post(f, bob, &picture);
    (void)picture_post(f, ann, &picture);
    struct cut cut = { .account = ann->account };
    struct ctx *ctx = service_console(f);
    begin_init(ctx, &cut.begun, ERASURE_ACCOUNT, ann->account.v, ann->account);
    assert_ctx_ok(ctx, db_write(ctx, account_cut, &cut));
    restart(f);
    assert_int_equal(feed_count(f), 2);
    assert_ctx_ok(ctx, service_recall_erasures(service_console(f)));
    assert_int_equal(feed_count(f), 1);
    assert_true(cache_is_tombstoned(f->engine.cache, cache_ref_account(ann->account)));
    assert_false(cache_is_tombstoned(f->engine.cache, cache_ref_account(bob->account)));
    assert_err(keyring_account_key(ctx, ann->account, &key), ERR_KEY_GONE);
    assert_err(media_ask(f, &picture), ERR_GONE);
    assert_ctx_ok(ctx, service_finish_open_erasures(service_console(f)));
    assert_int_equal(service_rows_left(f, ann->account), 0);
}

static void restarts(void **state)
{
    UNUSED(state);
    for (size_t i = 0; i < ARRAY_COUNT(engines); i++) {
        if (!fixture_has(engines[i]))
            continue;
        struct service_fixture f;
        service_open(&f, engines[i]);
        struct user ann = service_person(&f, "ann");
        struct user bob = service_person(&f, "bob");
        a_post(&f, &ann);
        an_account(&f, &ann, &bob);
        service_close(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(restarts),
    };
    return cmocka_run_group_tests_name("begin_erasure", tests, NULL, NULL);
}
