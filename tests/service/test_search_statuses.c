/* service/search_statuses and index_status: who is found by whom, what an index that is behind shows, and what goes out of it. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include <unistd.h>

#include "service/block_account.h"
#include "service/bookmark_status.h"
#include "service/edit_profile.h"
#include "service/edit_status.h"
#include "service/erase_account.h"
#include "service/erase_status.h"
#include "service/index_status.h"
#include "service/post_status.h"
#include "service/run_erasure.h"
#include "service/search_post.h"
#include "service/search_statuses.h"
#include "store/job.h"

static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };

static enum err claim(struct ctx *ctx, void *arg)
{
    struct job *out = arg;
    struct job *jobs = NULL;
    size_t count = 0;
    out->kind = JOB_KIND_COUNT;
    TRY(store_job_claim(ctx, 1, &jobs, &count));
    if (count == 0)
        return ERR_OK;
    *out = jobs[0];
    return store_job_delete(ctx, out);
}

/* Everything that waits, but what is not about the index. */
static void settle(struct service_fixture *f)
{
    struct ctx *ctx = service_console(f);
    struct job job = { .kind = JOB_INDEX_STATUS };
    while (job.kind != JOB_KIND_COUNT) {
        assert_ctx_ok(ctx, db_write(ctx, claim, &job));
        if (job.kind == JOB_INDEX_STATUS)
            assert_ctx_ok(ctx, service_index_status(ctx, &job));
        else if (job.kind == JOB_INDEX_ACCOUNT)
            assert_ctx_ok(ctx, service_index_account(ctx, &job));
        else if (job.kind == JOB_FILL_SEARCH)
            assert_ctx_ok(ctx, service_fill_search(ctx, &job));
        db_release(ctx);
    }
}

static void lets(struct service_fixture *f, const struct user *who, bool is_indexable)
{
    struct account account;
    const struct profile_edit edit = { .given = PROFILE_INDEXABLE, .is_indexable = is_indexable };
    struct ctx *ctx = service_as(f, who);
    assert_ctx_ok(ctx, service_edit_profile(ctx, &edit, NULL, &account));
}

static struct status_id post(struct service_fixture *f, const struct user *who,
                             struct post_draft draft)
{
    struct status status;
    struct ctx *ctx = service_as(f, who);
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &status));
    return status.id;
}

static struct status_id say(struct service_fixture *f, const struct user *who, const char *text)
{
    return post(f, who, (struct post_draft){ .text = sv_from(text), .language = SV("en") });
}

/* How many a search finds as somebody; NULL: as nobody. The newest's id is in `newest`. */
static struct status_id newest;

static size_t search(struct service_fixture *f, const struct user *who, struct status_search what)
{
    struct ctx *ctx = who == NULL ? service_anonymous(f) : service_as(f, who);
    struct status_page page;
    enum search_fault fault = SEARCH_FAULT_NONE;
    what.below = what.below == 0 ? INT64_MAX : what.below;
    what.count = what.count == 0 ? 20 : what.count;
    assert_ctx_ok(ctx, service_search_statuses(ctx, &what, &fault, &page));
    assert_int_equal(fault, SEARCH_FAULT_NONE);
    newest = page.count > 0 ? page.views[0].status->id : status_id(0);
    return page.count;
}

static size_t count(struct service_fixture *f, const struct user *who, const char *text)
{
    return search(f, who, (struct status_search){ .text = sv_from(text) });
}

/* Does the index itself still have anything of an account? */
static bool is_indexed(struct service_fixture *f, struct account_id owner)
{
    struct ctx *ctx = service_console(f);
    const struct search_term term = { .words = search_facet_of_account(ctx->arena, owner),
                                      .is_facet = true };
    struct status_id *ids = NULL;
    size_t id_count = 0;
    assert_ctx_ok(ctx, search_index_find(ctx, f->engine.search, search_index_shard(owner), &term, 1,
                                         0, INT64_MAX, 1, &ids, &id_count));
    return id_count > 0;
}

struct cast {
    struct user ann; /* lets herself be searched */
    struct user bob; /* does not */
    struct user cid; /* searches */
    struct status_id cat;
};

static void only_who_lets_is_found(struct service_fixture *f, struct cast *c)
{
    struct status_id cat = say(f, &c->ann, "The quick cat sleeps");
    (void)say(f, &c->bob, "A cat of bob's");

    static const enum visibility hidden[] = { VISIBILITY_UNLISTED, VISIBILITY_PRIVATE,
                                              VISIBILITY_DIRECT };

    for (size_t i = 0; i < ARRAY_COUNT(hidden); i++)
        (void)post(f, &c->ann,
                   (struct post_draft){ .text = SV("another cat"),
                                        .has_visibility = true,
                                        .visibility = hidden[i] });
    assert_int_equal(count(f, &c->cid, "cat"), 0);
    settle(f);
    assert_int_equal(count(f, &c->cid, "cat"), 1);
    assert_int_equal(newest.v, cat.v);
    assert_int_equal(count(f, &c->ann, "cat"), 1);
    assert_int_equal(count(f, NULL, "cat"), 0);
    assert_int_equal(count(f, &c->cid, ""), 0);
    assert_int_equal(count(f, &c->cid, "!!"), 0);
    assert_false(is_indexed(f, c->bob.account));
    c->cat = cat;
}

static void every_key_narrows(struct service_fixture *f, struct cast *c)
{
    struct status_id answer =
        post(f, &c->ann,
             (struct post_draft){ .text = SV("Die Katze #Tiere https://far.example/x"),
                                  .spoiler = SV("Haustier"),
                                  .language = SV("de-CH"),
                                  .in_reply_to = c->cat });
    settle(f);

    static const struct {
        const char *text;
        size_t found;
    } cases[] = {
        { "katze", 1 },
        { "haustier", 1 },
        { "katz", 0 },
        { "\"quick cat\"", 1 },
        { "\"cat quick\"", 0 },
        { "cat quick", 1 },
        { "cat -sleeps", 0 },
        { "-cat from:ann", 1 },
        { "#tiere", 1 },
        { "#tier", 0 },
        { "from:ann", 2 },
        { "from:@ann@local.example -katze", 1 },
        { "-from:ann", 0 },
        { "from:nobody", 0 },
        { "from:me", 0 },
        { "language:de", 1 },
        { "language:DE-AT", 1 },
        { "is:reply", 1 },
        { "-is:reply", 1 },
        { "is:sensitive", 1 },
        { "has:link", 1 },
        { "has:media", 0 },
        { "-has:image", 2 },
        { "has:nonsense", 0 },
        { "has:\"two words\"", 0 },
        { "after:2001", 2 },
        { "before:2001", 0 },
        { "before:9999", 2 },
        { "-before:2001", 2 },
        { "during:2001", 0 },
        { "in:public cat", 1 },
        { "in:library cat", 0 },
        { "-in:library", 2 },
        { "in:elsewhere", 0 },
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        if (count(f, &c->cid, cases[i].text) != cases[i].found)
            fail_msg("%s finds not %zu", cases[i].text, cases[i].found);
    assert_int_equal(count(f, &c->ann, "from:me"), 2);
    assert_int_equal(count(f, &c->ann, "in:library"), 2);
    struct ctx *ctx = service_as(f, &c->cid);
    assert_ctx_ok(ctx, service_bookmark_status(ctx, answer));
    assert_int_equal(count(f, &c->cid, "in:library"), 1);
    assert_int_equal(newest.v, answer.v);
}

static void pages_and_bounds(struct service_fixture *f, struct cast *c)
{
    struct status_search all = { .text = SV("from:ann"), .count = 1 };
    assert_int_equal(search(f, &c->cid, all), 1);
    struct status_id first = newest;
    all.offset = 1;
    assert_int_equal(search(f, &c->cid, all), 1);
    struct status_id second = newest;
    assert_true(second.v < first.v);
    all.offset = 2;
    assert_int_equal(search(f, &c->cid, all), 0);
    all = (struct status_search){ .text = SV("-nothing"), .below = first.v };
    assert_int_equal(search(f, &c->cid, all), 1);
    assert_int_equal(newest.v, second.v);
    all = (struct status_search){ .text = SV("-nothing"), .above = second.v };
    assert_int_equal(search(f, &c->cid, all), 1);
    assert_int_equal(newest.v, first.v);
    all = (struct status_search){ .text = SV("-nothing"), .account = c->bob.account };
    assert_int_equal(search(f, &c->cid, all), 0);
    all.account = c->ann.account;
    assert_int_equal(search(f, &c->cid, all), 2);
    struct ctx *ctx = service_as(f, &c->cid);
    enum search_fault fault = SEARCH_FAULT_NONE;
    struct status_page page;
    all = (struct status_search){ .text = SV("before:soon"), .below = 1, .count = 20 };
    assert_err(service_search_statuses(ctx, &all, &fault, &page), ERR_VALIDATION);
    assert_int_equal(fault, SEARCH_FAULT_DATE);
    all.count = PAGING_COUNT_MAX + 1;
    assert_err(service_search_statuses(ctx, &all, &fault, &page), ERR_BAD_PARAM);
}

static void relations_are_kept(struct service_fixture *f, struct cast *c)
{
    struct relationship relation;
    struct ctx *ctx = service_as(f, &c->ann);
    assert_ctx_ok(ctx, service_block_account(ctx, c->cid.account, &relation));
    assert_int_equal(count(f, &c->cid, "cat"), 0);
    assert_int_equal(count(f, &c->bob, "cat"), 1);
    ctx = service_as(f, &c->ann);
    assert_ctx_ok(ctx, service_unblock_account(ctx, c->cid.account, &relation));
    ctx = service_as(f, &c->cid);
    assert_ctx_ok(ctx, service_block_account(ctx, c->ann.account, &relation));
    assert_int_equal(count(f, &c->cid, "cat"), 0);
    ctx = service_as(f, &c->cid);
    assert_ctx_ok(ctx, service_unblock_account(ctx, c->ann.account, &relation));
    assert_int_equal(count(f, &c->cid, "cat"), 1);
}

/* What changes is not found by its old words, also before the index heard of it. */
static void an_index_behind_shows_nothing_old(struct service_fixture *f, struct cast *c)
{
    struct status status;
    assert_int_equal(count(f, &c->cid, "cat"), 1);
    struct status_id cat = newest;
    struct ctx *ctx = service_as(f, &c->ann);
    const struct edit_draft edit = { .text = SV("The quick dog sleeps") };
    assert_ctx_ok(ctx, service_edit_status(ctx, cat, &edit, &status));
    assert_int_equal(count(f, &c->cid, "cat"), 0);
    assert_int_equal(count(f, &c->cid, "dog"), 0);
    settle(f);
    assert_int_equal(count(f, &c->cid, "dog"), 1);

    lets(f, &c->ann, false);
    assert_int_equal(count(f, &c->cid, "dog"), 0);
    assert_true(is_indexed(f, c->ann.account));
    settle(f);
    assert_false(is_indexed(f, c->ann.account));
    lets(f, &c->ann, true);
    settle(f);
    assert_int_equal(count(f, &c->cid, "dog"), 1);
    assert_int_equal(count(f, &c->cid, "from:ann"), 2);
}

/* A new index is filled with what is there; an old job brings nothing back. */
static void it_is_filled_anew(struct service_fixture *f, struct cast *c)
{
    struct ctx *ctx = service_console(f);
    bool is_filled = true;
    lets(f, &c->bob, true);
    settle(f);
    search_index_free(f->engine.search);
    for (size_t i = 0; i < SEARCH_SHARD_COUNT; i++)
        for (int j = 0; j < 3; j++)
            (void)unlink(sv_printf(ctx->arena, "%s/search-%02zu.db%s", f->engine.data_dir, i,
                                   (const char *[]){ "", "-wal", "-shm" }[j])
                             .ptr);
    search_index_new(f->engine.data_dir, &f->engine.search);
    assert_int_equal(count(f, &c->cid, "dog"), 0);
    ctx = service_console(f);
    assert_ctx_ok(ctx, service_begin_search_fill(ctx));
    settle(f);
    assert_int_equal(count(f, &c->cid, "dog"), 1);
    assert_int_equal(count(f, &c->cid, "from:bob"), 1);
    ctx = service_console(f);
    assert_ctx_ok(ctx, search_index_is_filled(ctx, f->engine.search, &is_filled));
    assert_true(is_filled);
}

static void erased_is_gone(struct service_fixture *f, struct cast *c)
{
    struct erasure_id erasure;
    struct account_erasure of_account;
    assert_int_equal(count(f, &c->cid, "dog"), 1);
    struct status_id dog = newest;
    const struct job late = { .kind = JOB_INDEX_STATUS, .subject = dog.v };
    struct ctx *ctx = service_as(f, &c->ann);
    assert_ctx_ok(ctx, service_erase_status(ctx, dog, &erasure));
    assert_int_equal(count(f, &c->cid, "dog"), 0);
    ctx = service_console(f);
    assert_ctx_ok(ctx, service_finish_erasure(ctx, erasure, NULL, NULL));
    assert_ctx_ok(ctx, service_index_status(ctx, &late));
    assert_int_equal(count(f, &c->cid, "from:ann"), 1);
    ctx = service_as(f, &c->ann);
    assert_ctx_ok(ctx, service_erase_account(ctx, c->ann.account, false, &of_account));
    assert_int_equal(count(f, &c->cid, "from:ann"), 0);
    /* A job of before, between the hiding and the end. */
    const struct job account = { .kind = JOB_INDEX_ACCOUNT, .subject = c->ann.account.v };
    ctx = service_console(f);
    assert_ctx_ok(ctx, service_index_account(ctx, &account));
    assert_ctx_ok(ctx, service_finish_erasure(ctx, of_account.id, NULL, NULL));
    assert_ctx_ok(ctx, service_index_account(ctx, &account));
    assert_false(is_indexed(f, c->ann.account));
    assert_int_equal(count(f, &c->cid, "from:bob"), 1);
}

static void story(enum fixture_engine engine)
{
    struct service_fixture f;
    struct cast c;
    service_open(&f, engine);
    c = (struct cast){
        service_person(&f, "ann"), service_person(&f, "bob"), service_person(&f, "cid"), { 0 }
    };
    lets(&f, &c.ann, true);
    settle(&f);
    only_who_lets_is_found(&f, &c);
    every_key_narrows(&f, &c);
    pages_and_bounds(&f, &c);
    relations_are_kept(&f, &c);
    an_index_behind_shows_nothing_old(&f, &c);
    it_is_filled_anew(&f, &c);
    erased_is_gone(&f, &c);
    service_close(&f);
}

static void on_both_engines(void **state)
{
    UNUSED(state);
    for (size_t i = 0; i < ARRAY_COUNT(engines); i++)
        if (fixture_has(engines[i]))
            story(engines[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(on_both_engines) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
