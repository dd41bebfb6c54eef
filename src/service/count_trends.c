/* Count trends. */
#include "service/count_trends.h"

#include <stdlib.h>

#include "base/heap.h"
#include "conf/settings.h"
#include "db/db.h"
#include "service/domain_rule.h"
#include "service/engine.h"
#include "store/trend.h"

#define DAY_ROWS 1000
#define BATCH_ROWS 500

static int64_t today_of(const struct ctx *ctx)
{
    return ctx->now_ms / MS_PER_DAY;
}

/* What is counted, and of what. */
struct counting {
    enum trend_kind kind;
    struct trend_span span;
    struct trend_tally tally;
    struct map authors; /* of statuses: status → author */
};

static void counting_done(struct counting *c)
{
    trend_tally_done(&c->tally);
    map_done(&c->authors);
}

/* A whole server may be silenced, whatever its accounts are. */
static enum err server_counts(struct ctx *ctx, struct sv domain, bool *out)
{
    bool is_blocked = false;
    bool is_silenced = false;
    *out = true;
    if (domain.len == 0)
        return ERR_OK;
    TRY(service_domain_is_blocked(ctx, domain, &is_blocked));
    TRY(service_domain_is_silenced(ctx, domain, &is_silenced));
    *out = !is_blocked && !is_silenced;
    return ERR_OK;
}

static enum err rows_count(struct ctx *ctx, struct counting *c, const struct trend_use_row *rows,
                           size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bool counts = false;
        TRY(server_counts(ctx, rows[i].domain, &counts));
        if (counts && rows[i].is_counted)
            trend_tally_add(&c->tally, &rows[i].use);
    }
    return ERR_OK;
}

static enum err uses_page(struct ctx *ctx, struct counting *c, size_t *out_count)
{
    struct trend_use_row *rows = NULL;
    TRY(store_trend_uses(ctx, c->kind, &c->span, &rows, out_count));
    db_release(ctx);
    return rows_count(ctx, c, rows, *out_count);
}

static enum err candidate_count(struct ctx *ctx, struct counting *c,
                                const struct trend_candidate *candidate)
{
    struct trend_use_row *rows = NULL;
    size_t count = 0;
    bool counts = false;
    TRY(server_counts(ctx, candidate->domain, &counts));
    if (!counts || !candidate->is_counted)
        return ERR_OK;
    map_put(&c->authors, (uint64_t)candidate->status.v, (uint64_t)candidate->author.v);
    TRY(store_trend_people_of(ctx, candidate, c->span.known_before, &rows, &count));
    return rows_count(ctx, c, rows, count);
}

static enum err statuses_page(struct ctx *ctx, struct counting *c, size_t *out_count)
{
    struct trend_candidate *rows = NULL;
    int64_t least = conf_i64(ctx->engine->conf, CONF_TRENDS_PEOPLE);
    enum err err = ERR_OK;
    TRY(store_trend_candidates(ctx, &c->span, least, &rows, out_count));
    for (size_t i = 0; i < *out_count && err == ERR_OK; i++)
        ARENA_SCOPE (ctx->arena)
            err = candidate_count(ctx, c, &rows[i]);
    return err;
}

/* True when all were looked at. */
static enum err uses_count(struct ctx *ctx, struct counting *c, bool *out_is_whole)
{
    int64_t since_ms = (today_of(ctx) - TREND_DAYS + 1) * MS_PER_DAY;
    int64_t age_ms = conf_i64(ctx->engine->conf, CONF_TRENDS_ACCOUNT_AGE);
    enum err err = ERR_OK;
    size_t seen = 0;
    c->span = (struct trend_span){ .above = status_id(id_floor(since_ms)),
                                   .below = status_id(id_floor(ctx->now_ms + 1)),
                                   .known_before = account_id(id_floor(ctx->now_ms - age_ms + 1)) };
    while (err == ERR_OK && c->span.below.v > c->span.above.v && seen < TREND_USES_MAX) {
        size_t count = 0;
        ARENA_SCOPE (ctx->arena)
            err = (c->kind == TREND_STATUS ? statuses_page : uses_page)(ctx, c, &count);
        db_release(ctx);
        seen += count;
    }
    *out_is_whole = c->span.below.v <= c->span.above.v;
    return err;
}

/* What is to be written of a day. */
struct day_changes {
    enum trend_kind kind;
    int64_t day;
    struct trend_day_count *items; /* on the heap */
    size_t count;
    size_t cap;
    size_t written;
};

static void changes_done(struct day_changes *c)
{
    heap_free(c->items);
}

static void change_add(struct day_changes *c, int64_t subject, struct trend_day day)
{
    if (c->count == c->cap) {
        c->cap = c->cap == 0 ? 64 : c->cap * 2;
        c->items = heap_resize(c->items, c->cap * sizeof c->items[0]);
    }
    c->items[c->count++] = (struct trend_day_count){ subject, day };
}

/* What is stored and not the same any more; `known` holds all that is stored. */
static enum err stored_compare(struct ctx *ctx, const struct trend_tally *tally, size_t ago,
                               struct map *known, struct day_changes *changes)
{
    int64_t after = 0;
    size_t count = DAY_ROWS;
    while (count == DAY_ROWS) {
        struct trend_day_count *rows = NULL;
        TRY(store_trend_day_page(ctx, changes->kind, changes->day, after, DAY_ROWS, &rows, &count));
        db_release(ctx);
        for (size_t i = 0; i < count; i++) {
            const struct trend_count *c = trend_tally_find(tally, rows[i].subject);
            struct trend_day now = c == NULL ? (struct trend_day){ 0 } : c->days[ago];
            map_put(known, (uint64_t)rows[i].subject, 1);
            if (now.uses != rows[i].day.uses || now.people != rows[i].day.people)
                change_add(changes, rows[i].subject, now);
            after = rows[i].subject;
        }
    }
    return ERR_OK;
}

static enum err changes_write(struct ctx *ctx, void *arg)
{
    const struct day_changes *c = arg;
    for (size_t i = c->written; i < c->count && i < c->written + BATCH_ROWS; i++)
        TRY(store_trend_day_set(ctx, c->kind, c->day, &c->items[i]));
    return ERR_OK;
}

static enum err day_settle(struct ctx *ctx, const struct counting *counting, size_t ago)
{
    const struct trend_tally *tally = &counting->tally;
    CLEANUP(changes_done)
    struct day_changes changes = { .kind = counting->kind, .day = today_of(ctx) - (int64_t)ago };
    CLEANUP(map_done) struct map known = { 0 };
    enum err err = ERR_OK;
    ARENA_SCOPE (ctx->arena)
        err = stored_compare(ctx, tally, ago, &known, &changes);
    TRY(err);
    for (size_t i = 0; i < tally->count; i++) {
        const struct trend_count *c = &tally->counts[i];
        if (c->days[ago].uses > 0 && !map_find(&known, (uint64_t)c->subject, NULL))
            change_add(&changes, c->subject, c->days[ago]);
    }
    for (; changes.written < changes.count; changes.written += BATCH_ROWS)
        TRY(db_write(ctx, changes_write, &changes));
    return ERR_OK;
}

static int hottest_first(const void *a, const void *b)
{
    const struct trend_score_row *one = a;
    const struct trend_score_row *other = b;
    if (one->score != other->score)
        return one->score > other->score ? -1 : 1;
    return (one->subject < other->subject) - (one->subject > other->subject);
}

struct scores {
    enum trend_kind kind;
    struct trend_score_row *rows; /* on the heap */
    size_t count;
    int64_t ids[TRENDS_MAX];
};

static void scores_done(struct scores *s)
{
    heap_free(s->rows);
}

static enum err usual_find(struct ctx *ctx, enum trend_kind kind, int64_t subject, int64_t *out)
{
    int64_t today = today_of(ctx);
    *out = 0;
    if (kind == TREND_STATUS)
        return ERR_OK;
    return store_trend_people(ctx, kind, subject, today - TREND_HISTORY + 1, today - TREND_DAYS + 1,
                              out);
}

/* Of an author's statuses the hottest alone. */
static void one_for_each_author(const struct counting *c, struct scores *scores)
{
    CLEANUP(map_done) struct map seen = { 0 };
    size_t kept = 0;
    for (size_t i = 0; i < scores->count && c->kind == TREND_STATUS; i++) {
        uint64_t author = 0;
        (void)map_find(&c->authors, (uint64_t)scores->rows[i].subject, &author);
        if (map_find(&seen, author, NULL))
            continue;
        map_put(&seen, author, 1);
        scores->rows[kept++] = scores->rows[i];
    }
    if (c->kind == TREND_STATUS)
        scores->count = kept;
}

static enum err scores_take(struct ctx *ctx, const struct counting *counting, struct scores *out)
{
    const struct trend_tally *tally = &counting->tally;
    int64_t least = conf_i64(ctx->engine->conf, CONF_TRENDS_PEOPLE);
    out->kind = counting->kind;
    out->rows = heap_new((tally->count + 1) * sizeof out->rows[0]);
    for (size_t i = 0; i < tally->count; i++) {
        const struct trend_count *c = &tally->counts[i];
        int64_t usual = 0;
        if (trend_score(c, least, 0) == 0)
            continue;
        TRY(usual_find(ctx, counting->kind, c->subject, &usual));
        int64_t score = trend_score(c, least, usual);
        if (score > 0)
            out->rows[out->count++] = (struct trend_score_row){ c->subject, score };
    }
    db_release(ctx);
    qsort(out->rows, out->count, sizeof out->rows[0], hottest_first);
    one_for_each_author(counting, out);
    if (out->count > TRENDS_MAX)
        out->count = TRENDS_MAX;
    for (size_t i = 0; i < out->count; i++)
        out->ids[i] = engine_next_id(ctx);
    return ERR_OK;
}

static enum err scores_write(struct ctx *ctx, void *arg)
{
    const struct scores *scores = arg;
    return store_trends_replace(ctx, scores->kind, scores->rows, scores->count, scores->ids);
}

/* A server of which nobody speaks writes nothing. */
static enum err scores_settle(struct ctx *ctx, const struct counting *counting)
{
    CLEANUP(scores_done) struct scores scores = { 0 };
    bool has_any = false;
    TRY(scores_take(ctx, counting, &scores));
    TRY(store_trends_any(ctx, counting->kind, &has_any));
    db_release(ctx);
    return scores.count == 0 && !has_any ? ERR_OK : db_write(ctx, scores_write, &scores);
}

struct forgetting {
    enum trend_kind kind;
    int64_t before_day;
    int64_t changed;
};

static enum err forget_write(struct ctx *ctx, void *arg)
{
    struct forgetting *f = arg;
    struct status_id before = status_id(id_floor(f->before_day * MS_PER_DAY));
    if (f->kind == TREND_STATUS)
        return store_trend_statuses_forget(ctx, before, BATCH_ROWS, &f->changed);
    return store_trend_day_forget(ctx, f->kind, f->before_day, BATCH_ROWS, &f->changed);
}

static enum err old_forget(struct ctx *ctx, enum trend_kind kind, int64_t before_day)
{
    struct forgetting f = { kind, before_day, BATCH_ROWS };
    bool has_any = false;
    if (kind == TREND_STATUS)
        TRY(store_trend_statuses_idle(ctx, &has_any));
    else
        TRY(store_trend_has_day_before(ctx, kind, before_day, &has_any));
    db_release(ctx);
    while (has_any && f.changed == BATCH_ROWS)
        TRY(db_write(ctx, forget_write, &f));
    return ERR_OK;
}

static enum err kind_count(struct ctx *ctx, enum trend_kind kind)
{
    CLEANUP(counting_done) struct counting counting = { .kind = kind };
    bool is_whole = true;
    bool is_shown = conf_bool(ctx->engine->conf, CONF_TRENDS_SHOWN);
    trend_tally_init(&counting.tally, ctx->now_ms);
    if (is_shown)
        TRY(uses_count(ctx, &counting, &is_whole));
    /* What was cut short knows too little of the day before. */
    size_t days = is_whole ? TREND_DAYS : 1;
    for (size_t ago = 0; ago < days && is_shown && kind != TREND_STATUS; ago++)
        TRY(day_settle(ctx, &counting, ago));
    TRY(scores_settle(ctx, &counting));
    return old_forget(ctx, kind, today_of(ctx) + 1 - (is_shown ? TREND_HISTORY : 0));
}

enum err service_count_trends(struct ctx *ctx, const struct job *job)
{
    UNUSED(job);
    TRY(kind_count(ctx, TREND_TAG));
    TRY(kind_count(ctx, TREND_STATUS));
    return kind_count(ctx, TREND_LINK);
}
