/* Ring of recent posts: a directory of sorted blocks. */
#include "feed/ring.h"

#include <assert.h>
#include <string.h>

#include "base/heap.h"

#define BLOCK_ENTRIES ((size_t)2048)

struct feed_block {
    size_t count;
    int64_t ids[BLOCK_ENTRIES];
    uint32_t authors[BLOCK_ENTRIES];
    uint32_t flags[BLOCK_ENTRIES];
};

void feed_ring_init(struct feed_ring *r, size_t capacity)
{
    assert(capacity > 0);
    *r = (struct feed_ring){ .capacity = capacity };
}

void feed_ring_done(struct feed_ring *r)
{
    for (size_t i = 0; i < r->block_count; i++)
        heap_free(r->blocks[i]);
    heap_free(r->blocks);
    *r = (struct feed_ring){ 0 };
}

/* Position of the first id that is not less. */
static size_t position_of(const struct feed_block *b, int64_t id)
{
    size_t low = 0;
    size_t high = b->count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (b->ids[mid] < id)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* How many blocks begin with an id below this one; the last of them is where the id belongs. */
static size_t blocks_before(const struct feed_ring *r, int64_t id)
{
    size_t low = 0;
    size_t high = r->block_count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (r->blocks[mid]->ids[0] < id)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static struct feed_block *block_insert(struct feed_ring *r, size_t at)
{
    if (r->block_count == r->block_cap) {
        r->block_cap = r->block_cap == 0 ? 16 : r->block_cap * 2;
        r->blocks = heap_resize(r->blocks, r->block_cap * sizeof *r->blocks);
    }
    memmove(&r->blocks[at + 1], &r->blocks[at], (r->block_count - at) * sizeof *r->blocks);
    struct feed_block *b = heap_resize(NULL, sizeof *b);
    b->count = 0;
    r->blocks[at] = b;
    r->block_count++;
    return b;
}

static void block_delete(struct feed_ring *r, size_t at)
{
    heap_free(r->blocks[at]);
    r->block_count--;
    memmove(&r->blocks[at], &r->blocks[at + 1], (r->block_count - at) * sizeof *r->blocks);
}

static void entries_copy(struct feed_block *to, size_t to_at, const struct feed_block *from,
                         size_t from_at, size_t count)
{
    memmove(&to->ids[to_at], &from->ids[from_at], count * sizeof to->ids[0]);
    memmove(&to->authors[to_at], &from->authors[from_at], count * sizeof to->authors[0]);
    memmove(&to->flags[to_at], &from->flags[from_at], count * sizeof to->flags[0]);
}

/* A block with room for this id; a full one is halved, or left full when the id goes behind it. */
static struct feed_block *block_with_room(struct feed_ring *r, int64_t id)
{
    size_t before = blocks_before(r, id);
    size_t at = before == 0 ? 0 : before - 1;
    if (r->block_count == 0)
        return block_insert(r, 0);
    struct feed_block *b = r->blocks[at];
    if (b->count < BLOCK_ENTRIES)
        return b;
    if (id > b->ids[b->count - 1])
        return block_insert(r, at + 1);
    struct feed_block *upper = block_insert(r, at + 1);
    size_t half = b->count / 2;
    upper->count = b->count - half;
    entries_copy(upper, 0, b, half, upper->count);
    b->count = half;
    return id > upper->ids[0] ? upper : b;
}

/* Index of the first block that ends at this id or later; block_count when there is none. */
static size_t block_reaching(const struct feed_ring *r, int64_t id)
{
    size_t before = blocks_before(r, id);
    if (before == 0)
        return 0;
    const struct feed_block *b = r->blocks[before - 1];
    return b->ids[b->count - 1] >= id ? before - 1 : before;
}

static bool is_there(const struct feed_ring *r, int64_t id)
{
    size_t block = block_reaching(r, id);
    if (block == r->block_count)
        return false;
    const struct feed_block *b = r->blocks[block];
    return b->ids[position_of(b, id)] == id;
}

static void drop_oldest_block(struct feed_ring *r)
{
    const struct feed_block *oldest = r->blocks[0];
    r->floor = oldest->ids[oldest->count - 1] + 1;
    r->count -= oldest->count;
    block_delete(r, 0);
}

bool feed_ring_insert(struct feed_ring *r, struct feed_entry entry)
{
    assert(entry.id > 0 && entry.id < INT64_MAX);
    if (entry.id < r->floor || is_there(r, entry.id))
        return false;
    struct feed_block *b = block_with_room(r, entry.id);
    size_t at = position_of(b, entry.id);
    entries_copy(b, at + 1, b, at, b->count - at);
    b->ids[at] = entry.id;
    b->authors[at] = entry.author;
    b->flags[at] = entry.flags;
    b->count++;
    r->count++;
    while (r->count > r->capacity && r->block_count > 1)
        drop_oldest_block(r);
    return true;
}

/* Make a block and the next one into one when that leaves it half empty still. */
static bool blocks_join(struct feed_ring *r, size_t at)
{
    struct feed_block *b = r->blocks[at];
    const struct feed_block *next = r->blocks[at + 1];
    if (b->count + next->count > BLOCK_ENTRIES / 2)
        return false;
    entries_copy(b, b->count, next, 0, next->count);
    b->count += next->count;
    block_delete(r, at + 1);
    return true;
}

/* After a deletion: no empty block stays, and small neighbours become one. */
static void block_settle(struct feed_ring *r, size_t at)
{
    if (r->blocks[at]->count == 0) {
        block_delete(r, at);
        return;
    }
    if (at > 0 && blocks_join(r, at - 1))
        return;
    if (at + 1 < r->block_count)
        (void)blocks_join(r, at);
}

bool feed_ring_delete(struct feed_ring *r, int64_t id)
{
    if (id <= 0 || id == INT64_MAX || !is_there(r, id))
        return false;
    size_t block = block_reaching(r, id);
    struct feed_block *b = r->blocks[block];
    size_t at = position_of(b, id);
    b->count--;
    entries_copy(b, at, b, at + 1, b->count - at);
    r->count--;
    block_settle(r, block);
    return true;
}

static void block_delete_author(struct feed_ring *r, struct feed_block *b, uint32_t author)
{
    size_t kept = 0;
    for (size_t i = 0; i < b->count; i++) {
        if (b->authors[i] == author)
            continue;
        b->ids[kept] = b->ids[i];
        b->authors[kept] = b->authors[i];
        b->flags[kept] = b->flags[i];
        kept++;
    }
    r->count -= b->count - kept;
    b->count = kept;
}

bool feed_ring_delete_author(struct feed_ring *r, uint32_t author, int64_t *from, size_t block_max)
{
    size_t at = block_reaching(r, *from);
    for (size_t looked = 0; looked < block_max && at < r->block_count; looked++) {
        struct feed_block *b = r->blocks[at];
        *from = b->ids[b->count - 1] + 1;
        size_t blocks = r->block_count;
        size_t count = r->count;
        block_delete_author(r, b, author);
        if (r->count < count)
            block_settle(r, at);
        /* A joined or removed block leaves another one in this place, to be looked at as well. */
        if (r->block_count == blocks)
            at++;
    }
    return at < r->block_count;
}

/* Examine entries [low, high) of a block from the newest; false when the page is full. */
static bool scan_down(struct feed_scan *s, const struct feed_block *b, size_t low, size_t high)
{
    for (size_t i = high; i-- > low;) {
        if (!feed_members_may_have(s->members, b->authors[i]) || (b->flags[i] & s->skip_flags) != 0)
            continue;
        if (!feed_members_has(s->members, b->authors[i]))
            continue;
        s->ids[s->count++] = b->ids[i];
        if (s->count == s->limit) {
            s->range.before = b->ids[i];
            return false;
        }
    }
    s->range.before = b->ids[low];
    return true;
}

/* The same from the oldest. */
static bool scan_up(struct feed_scan *s, const struct feed_block *b, size_t low, size_t high)
{
    for (size_t i = low; i < high; i++) {
        if (!feed_members_may_have(s->members, b->authors[i]) || (b->flags[i] & s->skip_flags) != 0)
            continue;
        if (!feed_members_has(s->members, b->authors[i]))
            continue;
        s->ids[s->count++] = b->ids[i];
        if (s->count == s->limit) {
            s->range.after = b->ids[i];
            return false;
        }
    }
    s->range.after = b->ids[high - 1];
    return true;
}

/* The next block with entries in the range and their positions; false when there is none. */
static bool next_span(const struct feed_ring *r, const struct feed_range *range,
                      const struct feed_block **out, size_t *out_low, size_t *out_high)
{
    if (range->after >= range->before)
        return false;
    size_t before = blocks_before(r, range->before);
    if (before == 0)
        return false;
    size_t at = before - 1;
    if (range->is_from_oldest) {
        at = block_reaching(r, range->after + 1);
        if (at >= before)
            return false;
    }
    const struct feed_block *b = r->blocks[at];
    *out = b;
    *out_low = b->ids[0] > range->after ? 0 : position_of(b, range->after + 1);
    *out_high = b->ids[b->count - 1] < range->before ? b->count : position_of(b, range->before);
    return *out_low < *out_high;
}

static bool is_past_floor(const struct feed_ring *r, const struct feed_range *range)
{
    return range->after + 1 < r->floor;
}

bool feed_ring_scan(const struct feed_ring *r, struct feed_scan *s, size_t slice,
                    enum feed_stop *out_stop)
{
    assert(s->count < s->limit);
    /* Oldest first cannot begin where the ring has forgotten; nor go on when it forgot meanwhile.
     */
    if (s->range.is_from_oldest && s->range.after < s->range.before &&
        is_past_floor(r, &s->range)) {
        *out_stop = FEED_STOP_TAIL;
        return false;
    }
    while (slice > 0 && s->budget > 0) {
        const struct feed_block *b = NULL;
        size_t low = 0;
        size_t high = 0;
        if (!next_span(r, &s->range, &b, &low, &high)) {
            bool is_tail = s->range.after < s->range.before && is_past_floor(r, &s->range);
            *out_stop = is_tail ? FEED_STOP_TAIL : FEED_STOP_BOUND;
            return false;
        }
        size_t size = high - low;
        if (size > slice)
            size = slice;
        if (size > s->budget)
            size = s->budget;
        slice -= size;
        s->budget -= size;
        bool goes_on = s->range.is_from_oldest ? scan_up(s, b, low, low + size)
                                               : scan_down(s, b, high - size, high);
        if (!goes_on) {
            *out_stop = FEED_STOP_FULL;
            return false;
        }
    }
    *out_stop = FEED_STOP_CAP;
    return s->budget > 0;
}
