/* Trend. */
#include "model/trend.h"

#include "base/heap.h"

/* Two ids as one key; equal keys of different pairs are as likely as equal random numbers. */
static uint64_t pair_key(int64_t one, int64_t other)
{
    uint64_t x = (uint64_t)one * UINT64_C(0x9E3779B97F4A7C15);
    x ^= x >> 32;
    x = (x + (uint64_t)other) * UINT64_C(0xD6E8FEB86659FD93);
    x ^= x >> 32;
    x *= UINT64_C(0xD6E8FEB86659FD93);
    return x ^ x >> 32;
}

void trend_tally_init(struct trend_tally *t, int64_t now_ms)
{
    *t = (struct trend_tally){ .now_ms = now_ms };
}

void trend_tally_done(struct trend_tally *t)
{
    map_done(&t->places);
    map_done(&t->people);
    map_done(&t->hosts);
    heap_free(t->counts);
    *t = (struct trend_tally){ 0 };
}

static struct trend_count *count_of(struct trend_tally *t, int64_t subject)
{
    uint64_t place = 0;
    if (map_find(&t->places, (uint64_t)subject, &place))
        return &t->counts[place];
    if (t->count == t->cap) {
        t->cap = t->cap == 0 ? 64 : t->cap * 2;
        t->counts = heap_resize(t->counts, t->cap * sizeof t->counts[0]);
    }
    map_put(&t->places, (uint64_t)subject, t->count);
    t->counts[t->count] = (struct trend_count){ .subject = subject };
    return &t->counts[t->count++];
}

int64_t trend_weight(int64_t age_ms)
{
    if (age_ms < 0)
        age_ms = 0;
    int64_t halvings = age_ms / TREND_HALF_LIFE_MS;
    int64_t rest = age_ms % TREND_HALF_LIFE_MS;
    if (halvings > 40)
        return 0;
    int64_t whole = (int64_t)TREND_WHOLE << 20 >> halvings;
    return (whole - whole * rest / (2 * TREND_HALF_LIFE_MS)) >> 20;
}

/* This server's own people who have been here for long need no bound. */
static bool is_settled(const struct trend_tally *t, const struct trend_use *use)
{
    return host_id_is_none(use->host) && id_time_ms(use->person.v) <= t->now_ms - TREND_SETTLED_MS;
}

static void person_add(struct trend_tally *t, struct trend_count *c, const struct trend_use *use)
{
    int64_t weight = trend_weight(t->now_ms - use->at_ms);
    uint64_t key = pair_key(use->subject, use->host.v);
    uint64_t before = 0;
    if (is_settled(t, use)) {
        c->people++;
        c->heat += weight;
        return;
    }
    (void)map_find(&t->hosts, key, &before);
    map_put(&t->hosts, key, before + 1);
    c->people += before < TREND_HOST_PEOPLE;
    c->heat += weight / (int64_t)(before + 1);
}

void trend_tally_add(struct trend_tally *t, const struct trend_use *use)
{
    int64_t today = t->now_ms / MS_PER_DAY;
    int64_t ago = today - use->at_ms / MS_PER_DAY;
    uint64_t key = pair_key(use->subject, use->person.v);
    uint64_t last = 0;
    if (ago >= TREND_DAYS)
        return;
    if (ago < 0)
        ago = 0;
    struct trend_count *c = count_of(t, use->subject);
    bool is_known = map_find(&t->people, key, &last);
    c->days[ago].uses++;
    if (!is_known || last != (uint64_t)ago)
        c->days[ago].people++;
    if (!is_known)
        person_add(t, c, use);
    map_put(&t->people, key, (uint64_t)ago);
}

const struct trend_count *trend_tally_find(const struct trend_tally *t, int64_t subject)
{
    uint64_t place = 0;
    return map_find(&t->places, (uint64_t)subject, &place) ? &t->counts[place] : NULL;
}

int64_t trend_score(const struct trend_count *c, int64_t least, int64_t usual)
{
    if (c->people < least)
        return 0;
    int64_t usual_heat = usual * TREND_WHOLE / (TREND_HISTORY - TREND_DAYS);
    return c->heat <= 0 ? 0 : c->heat * c->heat / (c->heat + usual_heat);
}
