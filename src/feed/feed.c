/* Feed: one lock over authors and ring, the follow sets beside it.
 *
 * Writers are preferred by the lock and readers give it back between slices, so an insert waits for
 * a slice at most.
 */
#include "feed/feed.h"

#include <assert.h>
#include <pthread.h>

#include "base/heap.h"
#include "base/vec.h"
#include "feed/author.h"

#define SCAN_SLICE ((size_t)65536)
#define INSERT_SLICE ((size_t)1024)
#define DELETE_SLICE_BLOCKS ((size_t)64)

struct feed {
    pthread_rwlock_t lock; /* over authors and ring */
    struct feed_authors authors;
    struct feed_ring ring;
    struct feed_sets sets;
    feed_load_fn *load;
};

struct feed_draft {
    struct arena *arena;
    VEC(struct account_id) members;
};

struct feed *feed_new(const struct feed_settings *settings)
{
    assert(settings->load != NULL);
    struct feed *f = heap_new(sizeof *f);
    pthread_rwlockattr_t attributes;
    int failed = pthread_rwlockattr_init(&attributes);
    failed |=
        pthread_rwlockattr_setkind_np(&attributes, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
    failed |= pthread_rwlock_init(&f->lock, &attributes);
    assert(failed == 0);
    (void)pthread_rwlockattr_destroy(&attributes);
    feed_ring_init(&f->ring, settings->ring_capacity);
    feed_sets_init(&f->sets, settings->sets_cap_bytes);
    f->load = settings->load;
    return f;
}

void feed_free(struct feed *f)
{
    if (f == NULL)
        return;
    feed_sets_done(&f->sets);
    feed_ring_done(&f->ring);
    feed_authors_done(&f->authors);
    (void)pthread_rwlock_destroy(&f->lock);
    heap_free(f);
}

uint64_t feed_epoch(const struct feed *f)
{
    return epoch_now(&f->sets.epochs);
}

void feed_draft_add(struct feed_draft *draft, struct account_id member)
{
    assert(!account_id_is_none(member));
    *VEC_PUSH(draft->arena, &draft->members) = member;
}

/* Numbers of the members; false when one has none yet and may not be given one. */
static bool number_members(struct feed *f, const struct feed_draft *draft, bool may_give,
                           uint32_t *out)
{
    for (size_t i = 0; i < draft->members.count; i++) {
        struct account_id member = draft->members.items[i];
        out[i] = may_give ? feed_author_number(&f->authors, member)
                          : feed_author_find(&f->authors, member);
        if (out[i] == FEED_AUTHOR_NONE)
            return false;
    }
    return true;
}

static struct feed_members *members_make(struct feed *f, struct feed_set_key key,
                                         const struct feed_draft *draft)
{
    uint32_t *numbers = ARENA_ARRAY(draft->arena, uint32_t, draft->members.count);
    (void)pthread_rwlock_rdlock(&f->lock);
    bool is_done = number_members(f, draft, false, numbers);
    (void)pthread_rwlock_unlock(&f->lock);
    if (!is_done) {
        (void)pthread_rwlock_wrlock(&f->lock);
        (void)number_members(f, draft, true, numbers);
        (void)pthread_rwlock_unlock(&f->lock);
    }
    return feed_members_new(key, numbers, draft->members.count);
}

/* The set, kept or loaded, with a reference. */
static enum err members_get(struct feed *f, struct ctx *ctx, struct feed_set_key key,
                            uint64_t epoch, struct feed_members **out)
{
    struct feed_members *m = feed_sets_find(&f->sets, key);
    if (m == NULL) {
        ARENA_SCOPE (ctx->arena) {
            struct feed_draft draft = { .arena = ctx->arena };
            TRY(f->load(ctx, key, &draft));
            if (arena_is_over(ctx->arena))
                return fail(ctx, ERR_LIMIT, "follow set of %zu", draft.members.count);
            m = members_make(f, key, &draft);
        }
        feed_sets_put(&f->sets, m, epoch);
    }
    *out = m;
    return ERR_OK;
}

/* Scan slice by slice; the lock is free in between. */
static enum feed_stop scan_all(struct feed *f, struct feed_scan *s)
{
    enum feed_stop stop = FEED_STOP_CAP;
    bool goes_on = true;
    while (goes_on) {
        (void)pthread_rwlock_rdlock(&f->lock);
        goes_on = feed_ring_scan(&f->ring, s, SCAN_SLICE, &stop);
        (void)pthread_rwlock_unlock(&f->lock);
    }
    return stop;
}

/* Ids of a scan, newest first. */
static void ids_take(const struct feed_scan *s, struct status_id *ids)
{
    for (size_t i = 0; i < s->count; i++) {
        size_t from = s->range.is_from_oldest ? s->count - 1 - i : i;
        ids[i] = status_id(s->ids[from]);
    }
}

enum err feed_select(struct feed *f, struct ctx *ctx, const struct feed_query *query,
                     struct status_id *ids, struct feed_page *out)
{
    assert(query->limit > 0 && query->epoch > 0);
    struct feed_members *members = NULL;
    TRY(members_get(f, ctx, query->set, query->epoch, &members));
    ARENA_SCOPE (ctx->arena) {
        struct feed_scan scan = {
            .members = members,
            .skip_flags = query->skip_flags,
            .range = query->range,
            .budget = query->scan_cap,
            .limit = query->limit,
            .ids = ARENA_ARRAY(ctx->arena, int64_t, query->limit),
        };
        enum feed_stop stop = scan_all(f, &scan);
        ids_take(&scan, ids);
        *out = (struct feed_page){ .count = scan.count, .rest = scan.range, .stop = stop };
    }
    feed_members_unref(members);
    return ERR_OK;
}

/* A bound on the author's newest post: what is known here is all there is once it was filled and
 * kept up. */
static int64_t newest_bound(const struct feed_author *author)
{
    return author->is_filled ? author->newest_id : INT64_MAX;
}

enum err feed_list_sources(struct feed *f, struct ctx *ctx, struct feed_set_key set, uint64_t epoch,
                           struct feed_source **out, size_t *out_count)
{
    struct feed_members *members = NULL;
    TRY(members_get(f, ctx, set, epoch, &members));
    size_t room = (size_t)roaring_bitmap_get_cardinality(members->numbers);
    struct feed_source *sources = ARENA_ARRAY(ctx->arena, struct feed_source, room);
    uint32_t *numbers = ARENA_ARRAY(ctx->arena, uint32_t, room);
    roaring_bitmap_to_uint32_array(members->numbers, numbers);
    feed_members_unref(members);
    size_t count = 0;
    (void)pthread_rwlock_rdlock(&f->lock);
    for (size_t i = 0; i < room; i++) {
        const struct feed_author *author = &f->authors.items[numbers[i]];
        /* Erased since the set was loaded. */
        if (author->id == 0)
            continue;
        sources[count++] = (struct feed_source){ account_id(author->id), newest_bound(author) };
    }
    (void)pthread_rwlock_unlock(&f->lock);
    *out = sources;
    *out_count = count;
    return ERR_OK;
}

enum err feed_has_member(struct feed *f, struct ctx *ctx, struct feed_set_key set, uint64_t epoch,
                         struct account_id member, bool *out)
{
    struct feed_members *members = NULL;
    TRY(members_get(f, ctx, set, epoch, &members));
    (void)pthread_rwlock_rdlock(&f->lock);
    uint32_t number = feed_author_find(&f->authors, member);
    (void)pthread_rwlock_unlock(&f->lock);
    *out = number != FEED_AUTHOR_NONE && feed_members_has(members, number);
    feed_members_unref(members);
    return ERR_OK;
}

void feed_set_invalidate(struct feed *f, struct feed_set_key key)
{
    feed_sets_invalidate(&f->sets, key);
}

static void insert_one(struct feed *f, const struct feed_post *post)
{
    uint32_t number = feed_author_find(&f->authors, post->author);
    if (number == FEED_AUTHOR_NONE || f->authors.items[number].ref_count == 0)
        return;
    struct feed_author *author = &f->authors.items[number];
    if (post->id.v > author->newest_id)
        author->newest_id = post->id.v;
    (void)feed_ring_insert(&f->ring, (struct feed_entry){ post->id.v, number, post->flags });
}

void feed_insert_posts(struct feed *f, const struct feed_post *posts, size_t count)
{
    for (size_t at = 0; at < count; at += INSERT_SLICE) {
        (void)pthread_rwlock_wrlock(&f->lock);
        for (size_t i = at; i < count && i < at + INSERT_SLICE; i++)
            insert_one(f, &posts[i]);
        (void)pthread_rwlock_unlock(&f->lock);
    }
}

bool feed_delete_post(struct feed *f, struct status_id id)
{
    (void)pthread_rwlock_wrlock(&f->lock);
    bool was_there = feed_ring_delete(&f->ring, id.v);
    (void)pthread_rwlock_unlock(&f->lock);
    return was_there;
}

bool feed_retain_author(struct feed *f, struct account_id author, uint32_t follower_count)
{
    (void)pthread_rwlock_wrlock(&f->lock);
    uint32_t number = feed_author_number(&f->authors, author);
    struct feed_author *found = &f->authors.items[number];
    bool is_first = found->ref_count == 0 && follower_count > 0;
    assert(found->ref_count <= UINT32_MAX - follower_count);
    found->ref_count += follower_count;
    (void)pthread_rwlock_unlock(&f->lock);
    return is_first;
}

void feed_release_author(struct feed *f, struct account_id author, uint32_t follower_count)
{
    (void)pthread_rwlock_wrlock(&f->lock);
    uint32_t number = feed_author_find(&f->authors, author);
    /* An erased author has no number any more and nothing to count. */
    if (number != FEED_AUTHOR_NONE) {
        struct feed_author *found = &f->authors.items[number];
        assert(found->ref_count >= follower_count);
        found->ref_count -= follower_count;
        /* From now on its posts are not heard of. What stands in the ring nobody follows; it ages
         * out. */
        if (found->ref_count == 0)
            found->is_filled = false;
    }
    (void)pthread_rwlock_unlock(&f->lock);
}

void feed_fill_author(struct feed *f, const struct feed_post *posts, size_t count,
                      struct account_id author, struct status_id newest_id)
{
    feed_insert_posts(f, posts, count);
    (void)pthread_rwlock_wrlock(&f->lock);
    uint32_t number = feed_author_find(&f->authors, author);
    if (number != FEED_AUTHOR_NONE && f->authors.items[number].ref_count > 0) {
        struct feed_author *found = &f->authors.items[number];
        if (newest_id.v > found->newest_id)
            found->newest_id = newest_id.v;
        found->is_filled = true;
    }
    (void)pthread_rwlock_unlock(&f->lock);
}

void feed_erase_author(struct feed *f, struct account_id author)
{
    (void)pthread_rwlock_wrlock(&f->lock);
    uint32_t number = feed_author_find(&f->authors, author);
    feed_author_forget(&f->authors, author);
    (void)pthread_rwlock_unlock(&f->lock);
    if (number == FEED_AUTHOR_NONE)
        return;
    int64_t from = 0;
    bool goes_on = true;
    while (goes_on) {
        (void)pthread_rwlock_wrlock(&f->lock);
        goes_on = feed_ring_delete_author(&f->ring, number, &from, DELETE_SLICE_BLOCKS);
        (void)pthread_rwlock_unlock(&f->lock);
    }
}

int64_t feed_floor(struct feed *f)
{
    (void)pthread_rwlock_rdlock(&f->lock);
    int64_t floor = f->ring.floor;
    (void)pthread_rwlock_unlock(&f->lock);
    return floor;
}

void feed_raise_floor(struct feed *f, int64_t floor)
{
    (void)pthread_rwlock_wrlock(&f->lock);
    if (floor > f->ring.floor)
        f->ring.floor = floor;
    (void)pthread_rwlock_unlock(&f->lock);
}

void feed_stats_get(struct feed *f, struct feed_stats *out)
{
    (void)pthread_rwlock_rdlock(&f->lock);
    out->post_count = f->ring.count;
    out->author_count = f->authors.count;
    out->floor = f->ring.floor;
    (void)pthread_rwlock_unlock(&f->lock);
    (void)pthread_mutex_lock(&f->sets.lock);
    out->sets_bytes = f->sets.bytes;
    (void)pthread_mutex_unlock(&f->sets.lock);
}
