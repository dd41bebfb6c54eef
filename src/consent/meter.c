/* Consent meter: a table a grantee, from account to a bit for each class. */
#include "consent/meter.h"

#include <assert.h>
#include <pthread.h>

#include "base/clock.h"
#include "base/heap.h"
#include "base/map.h"

/* What base/map takes for a slot. */
#define SLOT_BYTES (sizeof(struct map_slot) + 1)

struct tally {
    struct map people; /* account id to bits of enum data_class */
    struct consent_totals totals;
};

struct consent_meter {
    pthread_mutex_t lock;
    struct consent_meter_settings settings;
    struct map tallies[CONSENT_GRANTEE_COUNT]; /* grantee id to struct tally */
    int64_t day;
    size_t bytes;
    uint64_t uncounted;
};

struct consent_meter *consent_meter_new(const struct consent_meter_settings *settings)
{
    assert(settings->people_max > 0);
    struct consent_meter *m = heap_new(sizeof *m);
    int failed = pthread_mutex_init(&m->lock, NULL);
    assert(failed == 0);
    m->settings = *settings;
    return m;
}

/* With its share of the table of tallies, which is at worst three slots each just after it has
 * grown. */
static size_t tally_bytes(const struct tally *t)
{
    return sizeof *t + (t->people.cap + 3) * SLOT_BYTES;
}

static void tally_free(struct consent_meter *m, struct tally *t)
{
    m->bytes -= tally_bytes(t);
    map_done(&t->people);
    heap_free(t);
}

static struct tally *tally_find(const struct consent_meter *m, struct consent_grantee grantee)
{
    uint64_t found = 0;
    if (!map_find(&m->tallies[grantee.kind], (uint64_t)grantee.id, &found))
        return NULL;
    return (struct tally *)(uintptr_t)found;
}

static void forget_all(struct consent_meter *m)
{
    for (size_t kind = 0; kind < CONSENT_GRANTEE_COUNT; kind++) {
        size_t at = 0;
        uint64_t id = 0;
        uint64_t tally = 0;
        while (map_next(&m->tallies[kind], &at, &id, &tally))
            tally_free(m, (struct tally *)(uintptr_t)tally);
        map_done(&m->tallies[kind]);
    }
    m->uncounted = 0;
}

void consent_meter_free(struct consent_meter *m)
{
    if (m == NULL)
        return;
    forget_all(m);
    (void)pthread_mutex_destroy(&m->lock);
    heap_free(m);
}

/* The grantee's tally, made when there is room; NULL when there is not. */
static struct tally *tally_get(struct consent_meter *m, struct consent_grantee grantee)
{
    struct tally *t = tally_find(m, grantee);
    if (t != NULL || m->bytes + tally_bytes(&(struct tally){ 0 }) > m->settings.cap_bytes)
        return t;
    t = heap_new(sizeof *t);
    t->totals.day = m->day;
    map_put(&m->tallies[grantee.kind], (uint64_t)grantee.id, (uint64_t)(uintptr_t)t);
    m->bytes += tally_bytes(t);
    return t;
}

/* True when one person more can be remembered; a table doubles at three quarters. */
static bool has_room(const struct consent_meter *m, const struct tally *t)
{
    if (t->people.count >= m->settings.people_max)
        return false;
    if ((t->people.count + 1) * 4 <= t->people.cap * 3)
        return true;
    size_t more = t->people.cap == 0 ? 16 : t->people.cap;
    return m->bytes + more * SLOT_BYTES <= m->settings.cap_bytes;
}

static void tally_count(struct consent_meter *m, struct tally *t, struct subject subject)
{
    t->totals.reads[subject.class]++;
    uint64_t bits = 0;
    bool is_known = map_find(&t->people, (uint64_t)subject.account, &bits);
    uint64_t bit = UINT64_C(1) << subject.class;
    if ((bits & bit) != 0)
        return;
    if (!is_known && !has_room(m, t)) {
        t->totals.is_least = true;
        return;
    }
    m->bytes -= tally_bytes(t);
    map_put(&t->people, (uint64_t)subject.account, bits | bit);
    m->bytes += tally_bytes(t);
    t->totals.people[subject.class]++;
    t->totals.people_all += !is_known;
}

static void turn_day(struct consent_meter *m, int64_t now_ms)
{
    int64_t day = now_ms / MS_PER_DAY;
    if (day <= m->day)
        return;
    forget_all(m);
    m->day = day;
}

void consent_meter_count(struct consent_meter *m, struct consent_grantee grantee, int64_t now_ms,
                         const struct subject *subjects, size_t count)
{
    assert(grantee.kind < CONSENT_GRANTEE_COUNT && grantee.id != 0);
    (void)pthread_mutex_lock(&m->lock);
    turn_day(m, now_ms);
    struct tally *t = tally_get(m, grantee);
    for (size_t i = 0; i < count; i++) {
        assert(subjects[i].class < CLASS_COUNT);
        if (subjects[i].class == CLASS_NONE)
            continue;
        if (t == NULL)
            m->uncounted++;
        else
            tally_count(m, t, subjects[i]);
    }
    (void)pthread_mutex_unlock(&m->lock);
}

bool consent_meter_find(struct consent_meter *m, struct consent_grantee grantee,
                        struct consent_totals *out)
{
    (void)pthread_mutex_lock(&m->lock);
    const struct tally *t = tally_find(m, grantee);
    if (t != NULL)
        *out = t->totals;
    (void)pthread_mutex_unlock(&m->lock);
    return t != NULL;
}

uint64_t consent_meter_uncounted(struct consent_meter *m)
{
    (void)pthread_mutex_lock(&m->lock);
    uint64_t uncounted = m->uncounted;
    (void)pthread_mutex_unlock(&m->lock);
    return uncounted;
}

void consent_meter_forget_subject(struct consent_meter *m, struct account_id account)
{
    (void)pthread_mutex_lock(&m->lock);
    for (size_t kind = 0; kind < CONSENT_GRANTEE_COUNT; kind++) {
        size_t at = 0;
        uint64_t id = 0;
        uint64_t tally = 0;
        while (map_next(&m->tallies[kind], &at, &id, &tally)) {
            struct tally *t = (struct tally *)(uintptr_t)tally;
            (void)map_delete(&t->people, (uint64_t)account.v);
        }
    }
    (void)pthread_mutex_unlock(&m->lock);
}

void consent_meter_forget_grantee(struct consent_meter *m, struct consent_grantee grantee)
{
    (void)pthread_mutex_lock(&m->lock);
    struct tally *t = tally_find(m, grantee);
    if (t != NULL) {
        (void)map_delete(&m->tallies[grantee.kind], (uint64_t)grantee.id);
        tally_free(m, t);
    }
    (void)pthread_mutex_unlock(&m->lock);
}
