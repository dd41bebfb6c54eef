/* Window: the deliveries that are under way. */
#include "fed/window.h"

#include "base/heap.h"

/* So many settled ones that may not be written, because older ones are under way: these get rows. */
#define HELD_MAX (FED_WINDOW_MAX / 4)

void fed_window_init(struct fed_window *w)
{
    *w = (struct fed_window){ 0 };
    w->ring.newer = w->ring.older = &w->ring;
}

static void sending_free(struct fed_sending *s)
{
    s->newer->older = s->older;
    s->older->newer = s->newer;
    heap_free(s);
}

void fed_window_done(struct fed_window *w)
{
    while (w->ring.newer != &w->ring)
        sending_free(w->ring.newer);
    while (w->walks != NULL) {
        struct fed_walk *next = w->walks->next;
        heap_free(w->walks);
        w->walks = next;
    }
    map_done(&w->hosts);
    map_done(&w->pairs);
}

size_t fed_window_room(const struct fed_window *w)
{
    return FED_WINDOW_MAX - w->count;
}

static uint64_t count_of(const struct map *m, uint64_t key)
{
    uint64_t count = 0;
    (void)map_find(m, key, &count);
    return count;
}

static void count_up(struct map *m, uint64_t key)
{
    map_put(m, key, count_of(m, key) + 1);
}

static void count_down(struct map *m, uint64_t key)
{
    uint64_t count = count_of(m, key);
    if (count > 1)
        map_put(m, key, count - 1);
    else
        (void)map_delete(m, key);
}

/* Two that share a hash wait for each other, which is only slower. */
static uint64_t pair_key(struct account_id owner, int64_t object, struct inbox_id inbox)
{
    int64_t parts[] = { owner.v, object, inbox.v };
    return sv_hash(sv_make(parts, sizeof parts), 0);
}

static uint64_t pair_of(const struct fed_sending *s)
{
    const struct delivery *d = &s->outcome.delivery;
    return pair_key(d->owner, d->object, d->inbox.id);
}

bool fed_window_is_host_full(const struct fed_window *w, struct host_id host)
{
    return count_of(&w->hosts, (uint64_t)host.v) >= FED_WINDOW_HOST_MAX;
}

const struct host_id *fed_window_full_hosts(const struct fed_window *w, struct arena *a,
                                            size_t *out_count)
{
    struct host_id *hosts = ARENA_ARRAY(a, struct host_id, FED_WINDOW_HOSTS_FULL_MAX);
    size_t count = 0;
    size_t at = 0;
    uint64_t key;
    uint64_t under_way;
    while (map_next(&w->hosts, &at, &key, &under_way))
        if (under_way >= FED_WINDOW_HOST_MAX)
            hosts[count++] = host_id((int64_t)key);
    *out_count = count;
    return hosts;
}

bool fed_window_has(const struct fed_window *w, struct account_id owner, int64_t object,
                    struct inbox_id inbox)
{
    return map_find(&w->pairs, pair_key(owner, object, inbox), NULL);
}

static struct sv text_put(char **at, struct sv text)
{
    struct sv copy = { *at, text.len };
    if (text.len > 0)
        memcpy(*at, text.ptr, text.len);
    *at += text.len;
    return copy;
}

struct fed_sending *fed_window_add(struct fed_window *w, const struct delivery_outcome *outcome,
                                   struct fed_walk *walk, int64_t monotonic_ms)
{
    assert(fed_window_room(w) > 0);
    const struct delivery *from = &outcome->delivery;
    struct fed_sending *s =
        heap_new(sizeof *s + from->inbox.url.len + from->inbox.host_name.len + from->uri.len);
    char *at = (char *)(s + 1);
    s->outcome = *outcome;
    struct delivery *d = &s->outcome.delivery;
    d->inbox.url = text_put(&at, from->inbox.url);
    d->inbox.host_name = text_put(&at, from->inbox.host_name);
    d->uri = text_put(&at, from->uri);
    s->post.url = d->inbox.url;
    s->walk = walk;
    s->start_ms = monotonic_ms;
    s->older = w->ring.older;
    s->newer = &w->ring;
    s->older->newer = s;
    w->ring.older = s;
    w->count++;
    w->unsettled++;
    w->row_count += outcome->has_row;
    count_up(&w->hosts, (uint64_t)d->inbox.host.v);
    count_up(&w->pairs, pair_of(s));
    if (walk != NULL)
        walk->count++;
    return s;
}

void fed_window_settle(struct fed_window *w, struct fed_sending *s)
{
    assert(!s->is_settled);
    s->is_settled = true;
    w->unsettled--;
    count_down(&w->hosts, (uint64_t)s->outcome.delivery.inbox.host.v);
}

static struct fed_walk *walk_find(const struct fed_window *w, const struct fanout *f)
{
    struct fed_walk *walk = w->walks;
    while (walk != NULL &&
           (!account_id_eq(walk->fanout.owner, f->owner) || walk->fanout.seq != f->seq))
        walk = walk->next;
    return walk;
}

static void walk_append(struct fed_window *w, const struct fanout *f)
{
    struct fed_walk *walk = heap_new(sizeof *walk);
    walk->fanout = *f;
    walk->position = f->cursor;
    walk->cursor = f->cursor;
    struct fed_walk **end = &w->walks;
    while (*end != NULL)
        end = &(*end)->next;
    *end = walk;
}

/* Those that are over and have nothing under way any more. */
static void walks_sweep(struct fed_window *w)
{
    struct fed_walk **at = &w->walks;
    while (*at != NULL) {
        struct fed_walk *walk = *at;
        if (!walk->is_gone || walk->count > 0) {
            at = &walk->next;
            continue;
        }
        *at = walk->next;
        heap_free(walk);
    }
}

void fed_window_list(struct fed_window *w, const struct fanout *fanouts, size_t count)
{
    for (struct fed_walk *walk = w->walks; walk != NULL; walk = walk->next)
        walk->is_gone = true;
    for (size_t i = 0; i < count; i++) {
        struct fed_walk *walk = walk_find(w, &fanouts[i]);
        if (walk != NULL)
            walk->is_gone = false;
        else
            walk_append(w, &fanouts[i]);
    }
    walks_sweep(w);
}

/* Whether only this one's being under way keeps what is behind it from being written. */
static bool holds(const struct fed_sending *s)
{
    return s->walk != NULL && !s->walk->is_gone && !s->is_settled && !s->outcome.has_row;
}

/* The last inbox that a walk is through with. */
static struct inbox_id passed_by(const struct fed_window *w, const struct fed_walk *walk)
{
    for (const struct fed_sending *s = w->ring.newer; s != &w->ring; s = s->newer)
        if (s->walk == walk && !s->outcome.has_row)
            return inbox_id(s->outcome.delivery.inbox.id.v - 1);
    return walk->is_read ? inbox_id(INT64_MAX) : walk->position;
}

struct inbox_id fed_window_limit(const struct fed_window *w, const struct fed_walk *walk)
{
    struct inbox_id limit = inbox_id(INT64_MAX);
    for (const struct fed_walk *other = w->walks; other != walk; other = other->next) {
        if (other->is_gone || other->fanout.object != walk->fanout.object ||
            !account_id_eq(other->fanout.owner, walk->fanout.owner))
            continue;
        struct inbox_id passed = passed_by(w, other);
        limit = passed.v < limit.v ? passed : limit;
    }
    return limit;
}

/* Settled ones that stand behind one that holds them. */
static size_t held_count(struct fed_window *w)
{
    size_t held = 0;
    for (struct fed_walk *walk = w->walks; walk != NULL; walk = walk->next)
        walk->is_held = false;
    for (struct fed_sending *s = w->ring.newer; s != &w->ring; s = s->newer) {
        if (s->walk == NULL)
            continue;
        s->walk->is_held |= holds(s);
        held += s->is_settled && s->walk->is_held;
    }
    return held;
}

/* It stays under way, and its row is what a restart would go by. */
static void row_plan(struct fed_sending *s, int64_t now_ms, struct delivery_outcome *out)
{
    *out = s->outcome;
    out->end = DELIVERY_KEPT;
    out->delivery.next_ms = now_ms;
    s->is_planned = true;
}

/* Its walk gets past it; false when this one, or one before it, holds the walk. */
static bool walk_pass(const struct fed_sending *s)
{
    struct fed_walk *walk = s->walk;
    struct inbox_id inbox = s->outcome.delivery.inbox.id;
    walk->is_held |= holds(s) && !s->is_planned;
    if (!walk->is_held && walk->cursor.v < inbox.v)
        walk->cursor = inbox;
    return !walk->is_held;
}

/* Oldest first, so that each walk's come in the order of their inboxes. */
static void outcomes_plan(struct fed_window *w, int64_t now_ms, int64_t late_ms, size_t rows_wanted,
                          struct delivery_outcome *outcomes, struct delivery_batch *out)
{
    for (struct fed_sending *s = w->ring.newer; s != &w->ring; s = s->newer) {
        s->is_planned = false;
        if (holds(s) && (s->start_ms < late_ms || rows_wanted > 0)) {
            rows_wanted -= rows_wanted > 0;
            row_plan(s, now_ms, &outcomes[out->count++]);
        }
        if (s->walk != NULL && !walk_pass(s))
            continue;
        if (!s->is_settled)
            continue;
        s->is_planned = true;
        outcomes[out->count++] = s->outcome;
    }
}

static void progress_plan(struct fed_window *w, struct delivery_progress *progress,
                          struct delivery_batch *out)
{
    for (struct fed_walk *walk = w->walks; walk != NULL; walk = walk->next) {
        if (!walk->is_held)
            walk->cursor = walk->position;
        bool is_finished = walk->is_read && !walk->is_held;
        if (walk->is_gone || (!is_finished && walk->cursor.v == walk->fanout.cursor.v))
            continue;
        progress[out->progress_count++] =
            (struct delivery_progress){ &walk->fanout, walk->cursor, is_finished };
    }
}

void fed_window_plan(struct fed_window *w, struct arena *a, int64_t now_ms, int64_t late_ms,
                     struct delivery_batch *out)
{
    /* The older half of what is under way gets rows when too many wait for it. */
    size_t rows_wanted = held_count(w) >= HELD_MAX ? w->unsettled / 2 + 1 : 0;
    size_t walk_count = 0;
    for (struct fed_walk *walk = w->walks; walk != NULL; walk = walk->next) {
        walk->is_held = false;
        walk->cursor = walk->fanout.cursor;
        walk_count++;
    }
    struct delivery_outcome *outcomes = ARENA_ARRAY(a, struct delivery_outcome, w->count);
    struct delivery_progress *progress = ARENA_ARRAY(a, struct delivery_progress, walk_count);
    *out = (struct delivery_batch){ .outcomes = outcomes, .progress = progress };
    outcomes_plan(w, now_ms, late_ms, rows_wanted, outcomes, out);
    progress_plan(w, progress, out);
}

static void sending_leave(struct fed_window *w, struct fed_sending *s)
{
    count_down(&w->pairs, pair_of(s));
    w->row_count -= s->outcome.has_row;
    w->count--;
    if (s->walk != NULL)
        s->walk->count--;
    sending_free(s);
}

void fed_window_recorded(struct fed_window *w)
{
    for (struct fed_sending *s = w->ring.newer, *next = s->newer; s != &w->ring;
         s = next, next = s->newer) {
        if (s->is_planned && s->is_settled) {
            sending_leave(w, s);
        } else if (s->is_planned) {
            s->is_planned = false;
            s->outcome.has_row = true;
            w->row_count++;
        }
    }
    for (struct fed_walk *walk = w->walks; walk != NULL; walk = walk->next) {
        walk->fanout.cursor = walk->cursor;
        walk->is_gone |= walk->is_read && !walk->is_held;
    }
    walks_sweep(w);
}

int64_t fed_window_oldest_ms(const struct fed_window *w)
{
    for (const struct fed_sending *s = w->ring.newer; s != &w->ring; s = s->newer)
        if (holds(s))
            return s->start_ms;
    return INT64_MAX;
}
