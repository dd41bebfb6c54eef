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

/* A whole server may be silenced, whatever its accounts are. */
static enum err is_counted(struct ctx *ctx, const struct trend_use_row *row, bool *out)
{
    bool is_blocked = false;
    bool is_silenced = false;
    *out = row->is_counted;
    if (!row->is_counted || row->domain.len == 0)
        return ERR_OK;
    TRY(service_domain_is_blocked(ctx, row->domain, &is_blocked));
    TRY(service_domain_is_silenced(ctx, row->domain, &is_silenced));
    *out = !is_blocked && !is_silenced;
    return ERR_OK;
}

static enum err page_count(struct ctx *ctx, struct trend_tally *tally, struct trend_span *span,
                           size_t *out_count)
{
    struct trend_use_row *rows = NULL;
    TRY(store_trend_tag_uses(ctx, span, &rows, out_count));
    db_release(ctx);
    for (size_t i = 0; i < *out_count; i++) {
        bool counts = false;
        TRY(is_counted(ctx, &rows[i], &counts));
        if (counts)
            trend_tally_add(tally, &rows[i].use);
    }
    db_release(ctx);
    return ERR_OK;
}

/* True when all uses were looked at. */
static enum err uses_count(struct ctx *ctx, struct trend_tally *tally, bool *out_is_whole)
{
    int64_t since_ms = (today_of(ctx) - TREND_DAYS + 1) * MS_PER_DAY;
    int64_t age_ms = conf_i64(ctx->engine->conf, CONF_TRENDS_ACCOUNT_AGE);
    struct trend_span span = { .above = status_id(id_floor(since_ms)),
                               .below = status_id(id_floor(ctx->now_ms + 1)),
                               .known_before = account_id(id_floor(ctx->now_ms - age_ms + 1)) };
    enum err err = ERR_OK;
    size_t seen = 0;
    while (err == ERR_OK && span.below.v > span.above.v && seen < TREND_USES_MAX) {
        size_t count = 0;
        ARENA_SCOPE (ctx->arena)
            err = page_count(ctx, tally, &span, &count);
        seen += count;
    }
    *out_is_whole = span.below.v <= span.above.v;
    return err;
}

/* What is to be written of a day. */
struct day_changes {
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
        TRY(store_trend_day_page(ctx, changes->day, after, DAY_ROWS, &rows, &count));
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
        TRY(store_trend_day_set(ctx, c->day, &c->items[i]));
    return ERR_OK;
}

static enum err day_settle(struct ctx *ctx, const struct trend_tally *tally, size_t ago)
{
    CLEANUP(changes_done)
    struct day_changes changes = { .day = today_of(ctx) - (int64_t)ago };
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
    struct trend_score_row *rows; /* on the heap */
    size_t count;
};

static void scores_done(struct scores *s)
{
    heap_free(s->rows);
}

static enum err scores_take(struct ctx *ctx, const struct trend_tally *tally, struct scores *out)
{
    int64_t least = conf_i64(ctx->engine->conf, CONF_TRENDS_PEOPLE);
    int64_t today = today_of(ctx);
    out->rows = heap_new((tally->count + 1) * sizeof out->rows[0]);
    for (size_t i = 0; i < tally->count; i++) {
        const struct trend_count *c = &tally->counts[i];
        int64_t usual = 0;
        if (trend_score(c, least, 0) == 0)
            continue;
        TRY(store_trend_people(ctx, tag_id(c->subject), today - TREND_HISTORY + 1,
                               today - TREND_DAYS + 1, &usual));
        int64_t score = trend_score(c, least, usual);
        if (score > 0)
            out->rows[out->count++] = (struct trend_score_row){ c->subject, score };
    }
    db_release(ctx);
    qsort(out->rows, out->count, sizeof out->rows[0], hottest_first);
    if (out->count > TRENDS_MAX)
        out->count = TRENDS_MAX;
    return ERR_OK;
}

static enum err scores_write(struct ctx *ctx, void *arg)
{
    const struct scores *scores = arg;
    return store_trend_tags_replace(ctx, scores->rows, scores->count);
}

/* A server of which nobody speaks writes nothing. */
static enum err scores_settle(struct ctx *ctx, const struct trend_tally *tally)
{
    CLEANUP(scores_done) struct scores scores = { 0 };
    bool has_any = false;
    TRY(scores_take(ctx, tally, &scores));
    TRY(store_trend_tags_any(ctx, &has_any));
    db_release(ctx);
    return scores.count == 0 && !has_any ? ERR_OK : db_write(ctx, scores_write, &scores);
}

struct forgetting {
    int64_t before_day;
    int64_t changed;
};

static enum err forget_write(struct ctx *ctx, void *arg)
{
    struct forgetting *f = arg;
    return store_trend_day_forget(ctx, f->before_day, BATCH_ROWS, &f->changed);
}

static enum err days_forget(struct ctx *ctx, int64_t before_day)
{
    struct forgetting f = { before_day, BATCH_ROWS };
    bool has_any = false;
    TRY(store_trend_has_day_before(ctx, before_day, &has_any));
    db_release(ctx);
    while (has_any && f.changed == BATCH_ROWS)
        TRY(db_write(ctx, forget_write, &f));
    return ERR_OK;
}

enum err service_count_trends(struct ctx *ctx, const struct job *job)
{
    UNUSED(job);
    CLEANUP(trend_tally_done) struct trend_tally tally = { 0 };
    bool is_whole = true;
    bool is_shown = conf_bool(ctx->engine->conf, CONF_TRENDS_SHOWN);
    trend_tally_init(&tally, ctx->now_ms);
    if (is_shown)
        TRY(uses_count(ctx, &tally, &is_whole));
    /* What was cut short knows too little of the day before. */
    size_t days = is_whole ? TREND_DAYS : 1;
    for (size_t ago = 0; ago < days && is_shown; ago++)
        TRY(day_settle(ctx, &tally, ago));
    TRY(scores_settle(ctx, &tally));
    return days_forget(ctx, today_of(ctx) + 1 - (is_shown ? TREND_HISTORY : 0));
}
