/* Words that were searched for: in the shards' files before; after an erasure, an edit or a changed mind in none, on both engines.
 *
 * Built without the merging of segments (the mutant optimize_off) this program must fail.
 */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "base/buf.h"
#include "service/edit_profile.h"
#include "service/edit_status.h"
#include "service/erase_account.h"
#include "service/erase_status.h"
#include "service/index_status.h"
#include "service/post_status.h"
#include "service/receive_status.h"
#include "service/run_erasure.h"
#include "service/scan.h"
#include "store/account.h"
#include "store/search_index.h"
#include "store/status.h"

#define REMOTE account_id(200)
#define LONG_WORDS 2000 /* what a row of the index cannot hold on its own page */

static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };

/* Others' words, that the planted ones share pages and beginnings with. */
static void neighbours_post(struct service_fixture *f, const struct user *who)
{
    for (int i = 0; i < 60; i++) {
        struct status status;
        struct ctx *ctx = service_as(f, who);
        struct post_draft draft = { .text = sv_printf(ctx->arena, "canary %d canarya%d canaryz%d",
                                                      i, i * 7, i * 11) };
        assert_ctx_ok(ctx, service_post_status(ctx, &draft, &status));
    }
}

static void lets(struct service_fixture *f, const struct user *who, bool is_indexable)
{
    struct account account;
    const struct profile_edit edit = { .given = PROFILE_INDEXABLE, .is_indexable = is_indexable };
    struct ctx *ctx = service_as(f, who);
    assert_ctx_ok(ctx, service_edit_profile(ctx, &edit, NULL, &account));
}

static void index_account(struct service_fixture *f, struct account_id account)
{
    struct ctx *ctx = service_console(f);
    const struct job job = { .kind = JOB_INDEX_ACCOUNT, .subject = account.v };
    assert_ctx_ok(ctx, service_index_account(ctx, &job));
}

static void index_status(struct service_fixture *f, struct status_id status)
{
    struct ctx *ctx = service_console(f);
    const struct job job = { .kind = JOB_INDEX_STATUS, .subject = status.v };
    assert_ctx_ok(ctx, service_index_status(ctx, &job));
}

struct hunt {
    bool is_in_shard;
    bool is_elsewhere;
};

static void found(void *arg, const struct scan_find *find)
{
    struct hunt *hunt = arg;
    if (sv_starts_with(find->place, SV("search-")))
        hunt->is_in_shard = true;
    else
        hunt->is_elsewhere = true;
}

static struct hunt scan(struct service_fixture *f, const char *word)
{
    struct ctx *ctx = service_console(f);
    struct hunt hunt = { 0 };
    const struct sv words[] = { sv_from(word) };
    const struct scan what = { .data_dir = f->engine.data_dir,
                               .keys_dir = f->keyed.keys,
                               .words = words,
                               .word_count = 1,
                               .found = found,
                               .arg = &hunt };
    struct scan_result result;
    assert_ctx_ok(ctx, service_scan(ctx, &what, &result));
    return hunt;
}

static bool is_in_shard(struct service_fixture *f, const char *word)
{
    return scan(f, word).is_in_shard;
}

static void clean_is_due(struct service_fixture *f)
{
    struct ctx *ctx = service_console(f);
    const struct job job = { .kind = JOB_CLEAN_SEARCH };
    assert_ctx_ok(ctx, service_clean_search(ctx, &job));
}

static struct status_id post(struct service_fixture *f, const struct user *who, const char *text)
{
    struct status status;
    struct ctx *ctx = service_as(f, who);
    struct post_draft draft = { .text = sv_from(text) };
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &status));
    return status.id;
}

/* By somebody elsewhere, who may write more than people here. */
static struct status_id receive_long(struct service_fixture *f)
{
    struct ctx *ctx = service_anonymous(f);
    struct status_id id;
    struct buf b;
    buf_init(&b, ctx->arena, (size_t)1 << 20);
    buf_lit(&b, "<p>");
    for (int i = 0; i < LONG_WORDS; i++)
        buf_printf(&b, "longword%d canarylong ", i * 13 % 2500);
    buf_lit(&b, "canarylast</p>");
    const struct received_status received = {
        .author = REMOTE,
        .uri = SV("https://far.example/1"),
        .url = SV("https://far.example/1"),
        .content = { buf_view(&b) },
        .published_ms = ctx->now_ms - 5000,
    };
    assert_ctx_ok(ctx, service_receive_status(ctx, &received, &id));
    return id;
}

static enum err remote_let(struct ctx *ctx, void *arg)
{
    UNUSED(arg);
    struct account account;
    struct account_sealed sealed;
    TRY(store_account_get(ctx, REMOTE, &account));
    account.is_indexable = true;
    TRY(store_account_seal(ctx, &account, NULL, &sealed));
    return store_account_update(ctx, &account, &sealed);
}

static void a_status_leaves_no_byte(struct service_fixture *f, struct user *ann)
{
    struct erasure_id erasure;
    struct status_id id = post(f, ann, "canaryerased canaryshort");
    index_status(f, id);
    assert_true(is_in_shard(f, "canaryerased"));
    struct ctx *ctx = service_as(f, ann);
    assert_ctx_ok(ctx, service_erase_status(ctx, id, &erasure));
    ctx = service_console(f);
    assert_ctx_ok(ctx, service_finish_erasure(ctx, erasure, NULL, NULL));
    struct hunt hunt = scan(f, "canaryerased");
    assert_false(hunt.is_in_shard || hunt.is_elsewhere);
}

static void a_long_one_leaves_no_byte(struct service_fixture *f)
{
    struct ctx *ctx = service_console(f);
    struct erasure_id erasure;
    struct status status;
    service_remote(f, "rae", "far.example", REMOTE.v);
    assert_ctx_ok(ctx, db_write(ctx, remote_let, NULL));
    struct status_id id = receive_long(f);
    index_status(f, id);
    assert_true(is_in_shard(f, "canarylong"));
    assert_true(is_in_shard(f, "canarylast"));
    ctx = service_console(f);
    assert_ctx_ok(ctx, store_status_get(ctx, id, &status));
    assert_ctx_ok(ctx, service_begin_status_erasure(ctx, &status, &erasure));
    assert_ctx_ok(ctx, service_finish_erasure(ctx, erasure, NULL, NULL));
    assert_false(is_in_shard(f, "canarylong"));
    assert_false(is_in_shard(f, "canarylast"));
    assert_false(is_in_shard(f, "longword1300"));
}

/* The first clean of a shard in a process is due at once. */
static void an_edit_leaves_no_byte(struct service_fixture *f, struct user *ann)
{
    struct status status;
    struct status_id id = post(f, ann, "canarybefore stays");
    index_status(f, id);
    struct ctx *ctx = service_as(f, ann);
    const struct edit_draft edit = { .text = SV("canaryafter stays") };
    assert_ctx_ok(ctx, service_edit_status(ctx, id, &edit, &status));
    index_status(f, id);
    assert_true(is_in_shard(f, "canarybefore"));
    clean_is_due(f);
    assert_false(is_in_shard(f, "canarybefore"));
    assert_true(is_in_shard(f, "canaryafter"));
}

static void a_changed_mind_leaves_no_byte(struct service_fixture *f, struct user *ann)
{
    lets(f, ann, false);
    index_account(f, ann->account);
    clean_is_due(f); /* the edit was cleaned away just now: not yet */
    assert_true(is_in_shard(f, "canaryafter"));
    search_index_free(f->engine.search);
    search_index_new(f->engine.data_dir, &f->engine.search);
    clean_is_due(f);
    assert_false(is_in_shard(f, "canaryafter"));
    assert_true(scan(f, "canaryafter").is_elsewhere); /* sealed, and opened by its key */
    lets(f, ann, true);
    index_account(f, ann->account);
    assert_true(is_in_shard(f, "canaryafter"));
}

static void an_account_leaves_no_byte(struct service_fixture *f, struct user *ann)
{
    struct account_erasure erasure;
    struct ctx *ctx = service_as(f, ann);
    assert_ctx_ok(ctx, service_erase_account(ctx, ann->account, false, &erasure));
    ctx = service_console(f);
    assert_ctx_ok(ctx, service_finish_erasure(ctx, erasure.id, NULL, NULL));
    struct hunt hunt = scan(f, "canaryafter");
    assert_false(hunt.is_in_shard || hunt.is_elsewhere);
    assert_true(is_in_shard(f, "canaryz110"));
}

static void story(enum fixture_engine engine)
{
    struct service_fixture f;
    service_open(&f, engine);
    struct user bob = service_person(&f, "bob");
    struct user ann = service_person(&f, "ann");
    lets(&f, &bob, true);
    lets(&f, &ann, true);
    neighbours_post(&f, &bob);
    neighbours_post(&f, &ann);
    index_account(&f, ann.account);
    index_account(&f, bob.account);
    an_edit_leaves_no_byte(&f, &ann);
    a_changed_mind_leaves_no_byte(&f, &ann);
    a_status_leaves_no_byte(&f, &ann);
    a_long_one_leaves_no_byte(&f);
    an_account_leaves_no_byte(&f, &ann);
    service_close(&f);
}

static void searched_words_leave_no_byte(void **state)
{
    UNUSED(state);
    for (size_t i = 0; i < ARRAY_COUNT(engines); i++)
        if (fixture_has(engines[i]))
            story(engines[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(searched_words_leave_no_byte) };
    return cmocka_run_group_tests_name("search_canary", tests, NULL, NULL);
}
