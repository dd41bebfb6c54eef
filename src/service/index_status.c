/* Index statuses for search. */
#include "service/index_status.h"

#include "db/db.h"
#include "service/begin_erasure.h"
#include "service/engine.h"
#include "service/search_post.h"
#include "store/account.h"
#include "store/job.h"
#include "store/status.h"
#include "store/timeline.h"

#define PAGES_PER_RUN 10 /* of STORE_LIST_MAX statuses; then others have their turn */
#define ACCOUNTS_PER_RUN 200

static enum err job_enqueue(struct ctx *ctx, enum job_kind kind, int64_t subject, int64_t other)
{
    engine_wake_jobs(ctx);
    return store_job_insert(ctx, job_id(engine_next_id(ctx)), kind, account_id(0), subject, other,
                            ctx->now_ms);
}

enum err service_index_later(struct ctx *ctx, const struct account *author,
                             const struct status *status)
{
    if (ctx->engine->search == NULL || !search_post_is_open(author, status))
        return ERR_OK;
    return job_enqueue(ctx, JOB_INDEX_STATUS, status->id.v, 0);
}

enum err service_index_account_later(struct ctx *ctx, struct account_id account)
{
    return ctx->engine->search == NULL ? ERR_OK : job_enqueue(ctx, JOB_INDEX_ACCOUNT, account.v, 0);
}

static bool is_gone(enum err err)
{
    return err == ERR_NOT_FOUND || err == ERR_KEY_GONE;
}

/* With the lock: those of the statuses that may be searched go in, the others out. What is erased has its erasure. */
static enum err statuses_settle(struct ctx *ctx, struct account_id owner,
                                const struct status_id *ids, size_t count)
{
    struct account author;
    struct status *statuses = NULL;
    size_t found = 0;
    size_t open = 0;
    size_t shard = search_index_shard(owner);
    enum err err = store_account_get(ctx, owner, &author);
    if (err != ERR_OK)
        return is_gone(err) ? ERR_OK : err;
    TRY(store_status_list(ctx, ids, count, &statuses, &found));
    db_release(ctx);
    struct search_post *posts = ARENA_ARRAY(ctx->arena, struct search_post, found);
    struct status_id *closed = ARENA_ARRAY(ctx->arena, struct status_id, count);
    size_t closed_count = 0;
    for (size_t i = 0; i < found; i++) {
        if (search_post_is_open(&author, &statuses[i]))
            search_post_make(ctx->arena, &statuses[i], &posts[open++]);
        else
            closed[closed_count++] = statuses[i].id;
    }
    TRY(search_index_delete(ctx, ctx->engine->search, shard, closed, closed_count));
    return search_index_put(ctx, ctx->engine->search, shard, posts, open);
}

/* The lock first, a view of the store that is no older than it second. */
static enum err statuses_index(struct ctx *ctx, struct account_id owner,
                               const struct status_id *ids, size_t count)
{
    size_t shard = search_index_shard(owner);
    db_release(ctx);
    search_index_lock(ctx->engine->search, shard);
    enum err err = statuses_settle(ctx, owner, ids, count);
    db_release(ctx);
    search_index_unlock(ctx->engine->search, shard);
    return err;
}

enum err service_index_status(struct ctx *ctx, const struct job *job)
{
    struct status_id id = status_id(job->subject);
    struct account_id owner;
    if (ctx->engine->search == NULL)
        return ERR_OK;
    enum err err = store_status_owner(ctx, id, &owner);
    if (err != ERR_OK)
        return is_gone(err) ? ERR_OK : err;
    return statuses_index(ctx, owner, &id, 1);
}

/* Under the lock it is asked again: it may have changed its mind. */
static enum err account_unindex(struct ctx *ctx, struct account_id id)
{
    struct search_index *index = ctx->engine->search;
    size_t shard = search_index_shard(id);
    struct account account;
    db_release(ctx);
    search_index_lock(index, shard);
    enum err err = store_account_get(ctx, id, &account);
    db_release(ctx);
    bool lets = err == ERR_OK && account.is_indexable;
    if (is_gone(err))
        err = ERR_OK;
    if (err == ERR_OK && !lets)
        err = search_index_delete_facet(ctx, index, shard, search_facet_of_account(ctx->arena, id));
    search_index_unlock(index, shard);
    return err;
}

/* One page; `below` moves down, to 0 at the end. */
static enum err page_index(struct ctx *ctx, struct account_id owner, int64_t *below)
{
    const struct timeline_account which = { .owner = owner,
                                            .widest = VISIBILITY_PUBLIC,
                                            .no_reblogs = true };
    const struct paging paging = { .below = *below, .count = STORE_LIST_MAX };
    struct status_id *ids = NULL;
    size_t count = 0;
    TRY(store_timeline_account(ctx, &which, &paging, &ids, &count));
    *below = count < STORE_LIST_MAX ? 0 : ids[count - 1].v;
    return count == 0 ? ERR_OK : statuses_index(ctx, owner, ids, count);
}

struct enqueue {
    enum job_kind kind;
    int64_t subject;
    int64_t other;
};

static enum err enqueue_write(struct ctx *ctx, void *arg)
{
    const struct enqueue *e = arg;
    return job_enqueue(ctx, e->kind, e->subject, e->other);
}

enum err service_index_account(struct ctx *ctx, const struct job *job)
{
    struct account account;
    int64_t below = job->other == 0 ? INT64_MAX : job->other;
    if (ctx->engine->search == NULL)
        return ERR_OK;
    enum err err = store_account_get(ctx, account_id(job->subject), &account);
    if (err != ERR_OK)
        return is_gone(err) ? ERR_OK : err;
    if (!account.is_indexable)
        return account_unindex(ctx, account.id);
    for (int i = 0; i < PAGES_PER_RUN && below > 0 && err == ERR_OK; i++)
        ARENA_SCOPE (ctx->arena)
            err = page_index(ctx, account.id, &below);
    TRY(err);
    struct enqueue next = { JOB_INDEX_ACCOUNT, account.id.v, below };
    return below == 0 ? ERR_OK : begin_write(ctx, enqueue_write, &next);
}

enum err service_begin_search_fill(struct ctx *ctx)
{
    bool is_filled = false;
    struct enqueue fill = { .kind = JOB_FILL_SEARCH };
    if (ctx->engine->search == NULL)
        return ERR_OK;
    TRY(search_index_is_filled(ctx, ctx->engine->search, &is_filled));
    return is_filled ? ERR_OK : db_write(ctx, enqueue_write, &fill);
}

struct fill {
    const struct account_id *accounts;
    size_t count;
};

static enum err fill_write(struct ctx *ctx, void *arg)
{
    const struct fill *f = arg;
    for (size_t i = 0; i < f->count; i++)
        TRY(service_index_account_later(ctx, f->accounts[i]));
    if (f->count < ACCOUNTS_PER_RUN)
        return ERR_OK;
    return job_enqueue(ctx, JOB_FILL_SEARCH, 0, f->accounts[f->count - 1].v);
}

/* Filled is what will be filled whatever happens: the jobs are in the store. */
enum err service_fill_search(struct ctx *ctx, const struct job *job)
{
    struct account_id *accounts = NULL;
    struct fill fill = { 0 };
    if (ctx->engine->search == NULL)
        return ERR_OK;
    TRY(store_account_list_indexable(ctx, account_id(job->other), ACCOUNTS_PER_RUN, &accounts,
                                     &fill.count));
    db_release(ctx);
    fill.accounts = accounts;
    TRY(begin_write(ctx, fill_write, &fill));
    return fill.count < ACCOUNTS_PER_RUN ? search_index_set_filled(ctx, ctx->engine->search)
                                         : ERR_OK;
}

static enum err shard_clean(struct ctx *ctx, size_t shard, bool is_forced, int64_t *out_due_ms)
{
    struct search_index *index = ctx->engine->search;
    db_release(ctx);
    search_index_lock(index, shard);
    enum err err = search_index_clean(ctx, index, shard, is_forced, out_due_ms);
    search_index_unlock(index, shard);
    return err;
}

/* What edits and changed minds left. */
enum err service_clean_search(struct ctx *ctx, const struct job *job)
{
    UNUSED(job);
    for (size_t i = 0; i < SEARCH_SHARD_COUNT && ctx->engine->search != NULL; i++) {
        int64_t due_ms = 0;
        TRY(shard_clean(ctx, i, false, &due_ms));
    }
    return ERR_OK;
}

/* Whose statuses an erasure is about. */
static struct account_id owner_of(const struct erasure *e)
{
    return e->scope == ERASURE_ACCOUNT ? account_id(e->subject) : e->owner;
}

enum err service_unindex(struct ctx *ctx, const struct erasure *erasure)
{
    struct search_index *index = ctx->engine->search;
    struct account_id owner = owner_of(erasure);
    struct status_id id = status_id(erasure->subject);
    size_t shard = search_index_shard(owner);
    enum err err = ERR_OK;
    if (index == NULL || erasure->scope == ERASURE_MEDIA)
        return ERR_OK;
    db_release(ctx);
    search_index_lock(index, shard);
    if (erasure->scope == ERASURE_STATUS)
        err = search_index_delete(ctx, index, shard, &id, 1);
    else
        err = search_index_delete_facet(ctx, index, shard,
                                        search_facet_of_account(ctx->arena, owner));
    search_index_unlock(index, shard);
    return err;
}

enum err service_unindex_finish(struct ctx *ctx, const struct erasure *erasure, bool is_forced,
                                int64_t *out_due_ms)
{
    *out_due_ms = 0;
    if (ctx->engine->search == NULL || erasure->scope == ERASURE_MEDIA)
        return ERR_OK;
    return shard_clean(ctx, search_index_shard(owner_of(erasure)), is_forced, out_due_ms);
}
