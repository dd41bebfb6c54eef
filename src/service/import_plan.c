/* Import plan. */
#include "service/import_plan.h"

#include <stdlib.h>

#include "base/heap.h"
#include "base/map.h"
#include "db/db.h"
#include "service/engine.h"
#include "store/import.h"

#define ID_TRIES 4
#define SAME_TIME_MAX 999

struct import_plan {
    struct import_post *posts;
    size_t count;
    size_t cap;
    size_t known_count;
    size_t erased_count;
    struct map by_hash; /* first eight bytes of a hash → index */
    struct map by_time; /* time of publication → posts of it so far */
};

static uint64_t hash_key(const struct hash16 *hash)
{
    uint64_t key;
    memcpy(&key, hash->bytes, sizeof key);
    return key;
}

struct import_plan *import_plan_new(void)
{
    return heap_new(sizeof(struct import_plan));
}

void import_plan_free(struct import_plan *p)
{
    if (p == NULL)
        return;
    map_done(&p->by_hash);
    map_done(&p->by_time);
    heap_free(p->posts);
    heap_free(p);
}

/* Archives tell seconds. What is of one second keeps its order by milliseconds that are added, and not by chance: a run
 * after a crash gives the same order. */
static int64_t time_spread(struct import_plan *p, int64_t published_ms)
{
    uint64_t before = 0;
    (void)map_find(&p->by_time, (uint64_t)published_ms, &before);
    map_put(&p->by_time, (uint64_t)published_ms, before + 1);
    return published_ms + (int64_t)(before < SAME_TIME_MAX ? before : SAME_TIME_MAX);
}

enum err import_plan_add(struct import_plan *p, const struct import_post *post, bool *out_is_new)
{
    *out_is_new = !map_find(&p->by_hash, hash_key(&post->hash), NULL);
    if (!*out_is_new)
        return ERR_OK;
    if (p->count == IMPORT_POSTS_MAX)
        return ERR_LIMIT;
    if (p->count == p->cap) {
        p->cap = p->cap == 0 ? 256 : p->cap * 2;
        p->posts = heap_resize(p->posts, p->cap * sizeof *p->posts);
    }
    map_put(&p->by_hash, hash_key(&post->hash), p->count);
    p->posts[p->count] = *post;
    p->posts[p->count++].published_ms = time_spread(p, post->published_ms);
    return ERR_OK;
}

static struct import_post *post_find(const struct import_plan *p, const struct hash16 *hash)
{
    uint64_t at = 0;
    bool is_there = map_find(&p->by_hash, hash_key(hash), &at) &&
                    memcmp(p->posts[at].hash.bytes, hash->bytes, sizeof hash->bytes) == 0;
    return is_there ? &p->posts[at] : NULL;
}

const struct import_post *import_plan_find(const struct import_plan *p, const struct hash16 *hash)
{
    return post_find(p, hash);
}

bool import_plan_begin(struct import_plan *p, const struct import_post *post)
{
    struct import_post *own = &p->posts[post - p->posts];
    bool is_first = !own->is_begun;
    own->is_begun = true;
    return is_first;
}

size_t import_plan_count(const struct import_plan *p)
{
    return p->count;
}

size_t import_plan_count_known(const struct import_plan *p)
{
    return p->known_count;
}

size_t import_plan_count_erased(const struct import_plan *p)
{
    return p->erased_count;
}

static enum err known_mark(struct ctx *ctx, struct account_id owner, struct import_plan *p,
                           size_t from, size_t count)
{
    struct hash16 hashes[STORE_LIST_MAX];
    for (size_t i = 0; i < count; i++)
        hashes[i] = p->posts[from + i].hash;
    struct import_known *known = NULL;
    size_t known_count = 0;
    TRY(store_import_list(ctx, owner, hashes, count, &known, &known_count));
    for (size_t i = 0; i < known_count; i++) {
        struct import_post *post = post_find(p, &known[i].hash);
        if (post == NULL)
            continue;
        post->is_known = true;
        post->id = known[i].status;
        p->known_count++;
    }
    return ERR_OK;
}

static enum err erased_mark(struct ctx *ctx, struct account_id owner, struct import_plan *p,
                            size_t from, size_t count)
{
    struct hash16 hashes[STORE_LIST_MAX];
    bool is_erased[STORE_LIST_MAX] = { false };
    for (size_t i = 0; i < count; i++)
        hashes[i] = p->posts[from + i].hash;
    TRY(store_import_erased(ctx, owner, hashes, count, is_erased));
    for (size_t i = 0; i < count; i++) {
        p->posts[from + i].is_erased = is_erased[i];
        p->erased_count += is_erased[i];
    }
    return ERR_OK;
}

static void ids_give(const struct ctx *ctx, struct import_post *posts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (status_id_is_none(posts[i].id))
            posts[i].id = status_id(engine_id_at(ctx, posts[i].published_ms));
}

/* New ids that some status has already are given up; how many. */
static enum err ids_check(struct ctx *ctx, struct import_post *posts, size_t count,
                          size_t *out_taken)
{
    struct status_id ids[STORE_LIST_MAX];
    for (size_t i = 0; i < count; i++)
        ids[i] = posts[i].id;
    struct status_id *taken = NULL;
    size_t taken_count = 0;
    *out_taken = 0;
    TRY(store_import_ids_taken(ctx, ids, count, &taken, &taken_count));
    for (size_t i = 0; i < taken_count; i++) {
        for (size_t j = 0; j < count; j++) {
            if (posts[j].is_known || !status_id_eq(posts[j].id, taken[i]))
                continue;
            posts[j].id = status_id(0);
            *out_taken += 1;
        }
    }
    return ERR_OK;
}

static enum err ids_resolve(struct ctx *ctx, struct import_post *posts, size_t count)
{
    size_t taken = 1;
    for (int i = 0; i < ID_TRIES && taken > 0; i++) {
        ids_give(ctx, posts, count);
        TRY(ids_check(ctx, posts, count, &taken));
    }
    return taken > 0 ? fail(ctx, ERR_CONFLICT, "no free ids for an import") : ERR_OK;
}

static int by_id(const void *a, const void *b)
{
    const struct import_post *const *one = a;
    const struct import_post *const *other = b;
    return ((*one)->id.v > (*other)->id.v) - ((*one)->id.v < (*other)->id.v);
}

/* Oldest first, so that a parent's thread is known before its replies'. */
static void threads_resolve(struct import_plan *p)
{
    static const struct hash16 none;
    struct import_post **order = heap_new((p->count + 1) * sizeof *order);
    for (size_t i = 0; i < p->count; i++)
        order[i] = &p->posts[i];
    qsort(order, p->count, sizeof *order, by_id);
    for (size_t i = 0; i < p->count; i++) {
        struct import_post *post = order[i];
        post->thread = post->id;
        if (memcmp(post->parent.bytes, none.bytes, sizeof none.bytes) == 0)
            continue;
        const struct import_post *parent = post_find(p, &post->parent);
        if (parent == NULL || parent->is_erased || parent->id.v >= post->id.v)
            continue;
        post->in_reply_to = parent->id;
        post->thread = parent->thread;
    }
    heap_free(order);
}

enum err import_plan_resolve(struct ctx *ctx, struct account_id owner, struct import_plan *p)
{
    for (size_t from = 0; from < p->count; from += STORE_LIST_MAX) {
        size_t left = p->count - from;
        size_t count = left < STORE_LIST_MAX ? left : STORE_LIST_MAX;
        enum err err = ERR_OK;
        ARENA_SCOPE (ctx->arena) {
            err = known_mark(ctx, owner, p, from, count);
            if (err == ERR_OK)
                err = erased_mark(ctx, owner, p, from, count);
            if (err == ERR_OK)
                err = ids_resolve(ctx, p->posts + from, count);
        }
        db_release(ctx);
        TRY(err);
    }
    threads_resolve(p);
    return ERR_OK;
}
