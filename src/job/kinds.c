/* Job kinds as a table. */
#include "job/kinds.h"

#include "base/buf.h"
#include "base/clock.h"

/* clang-format off */
static const struct job_kind_row rows[JOB_KIND_COUNT] = {
    [JOB_INGEST_ACTIVITY] = { "ingest_activity", "ingress", 5, 15 * MS_PER_SECOND, 0,
        "an activity's id is remembered when it was worked", "Work one received activity" },
    [JOB_DEREFERENCE_PARENT] = { "dereference_parent", "dereference", 3, MS_PER_MINUTE, 0,
        "a status is stored once by its uri", "Fetch what a received status replies to" },
    [JOB_REFRESH_ACTOR] = { "refresh_actor", "dereference", 3, MS_PER_MINUTE, 0,
        "an actor is stored once by its uri", "Fetch another server's actor again" },
    [JOB_RUN_ERASURE] = { "run_erasure", "default", JOB_NEVER_GIVEN_UP, 10 * MS_PER_SECOND, 0,
        "each step deletes what is left", "Erase physically what is already invisible" },
    [JOB_SWEEP_KEYS] = { "sweep_keys", "schedule", 1, 0, MS_PER_HOUR,
        "a key whose object exists is passed over", "Destroy keys whose write never happened" },
    [JOB_SWEEP_UPLOADS] = { "sweep_uploads", "schedule", 1, 0, MS_PER_HOUR,
        "erasing a picture twice is erasing it", "Erase uploads that nobody posted within a day" },
    [JOB_SWEEP_EXPIRED] = { "sweep_expired", "schedule", 1, 0, 10 * MS_PER_MINUTE,
        "it deletes by age", "Delete codes, sessions and memories past their age" },
    [JOB_SEVER_DOMAIN] = { "sever_domain", "default", JOB_NEVER_GIVEN_UP, 10 * MS_PER_SECOND, 0,
        "what is ended is not there any more", "End follows with a blocked domain" },
    [JOB_FORGET_UNREAD] = { "forget_unread", "default", JOB_NEVER_GIVEN_UP, 10 * MS_PER_SECOND, 0,
        "erasing a status twice is erasing it", "Erase received posts that nobody here may read any more" },
    [JOB_UPDATE_POLL] = { "update_poll", "default", JOB_NEVER_GIVEN_UP, 10 * MS_PER_SECOND, 0,
        "results sent twice are the same results", "Send a poll's results to other servers while it runs" },
    [JOB_END_POLL] = { "end_poll", "default", JOB_NEVER_GIVEN_UP, 10 * MS_PER_SECOND, 0,
        "what was told before is not told again", "Tell author and voters that a poll is over" },
    [JOB_FORGET_ANNOUNCEMENT] = { "forget_announcement", "default", JOB_NEVER_GIVEN_UP, 10 * MS_PER_SECOND, 0,
        "what is deleted is not there any more", "Delete what accounts did with an announcement that is gone" },
    [JOB_PUBLISH_SCHEDULED] = { "publish_scheduled", "default", 16, 15 * MS_PER_SECOND, 0,
        "a status and what waited in its place change in one commit", "Post a scheduled status" },
    [JOB_INDEX_STATUS] = { "index_status", "default", JOB_NEVER_GIVEN_UP, 10 * MS_PER_SECOND, 0,
        "it makes the index agree with the store", "Make a status found, or not found any more" },
    [JOB_INDEX_ACCOUNT] = { "index_account", "default", JOB_NEVER_GIVEN_UP, 10 * MS_PER_SECOND, 0,
        "it makes the index agree with the store", "Make an account's posts found, or not found any more" },
    [JOB_FILL_SEARCH] = { "fill_search", "default", JOB_NEVER_GIVEN_UP, 10 * MS_PER_SECOND, 0,
        "it enqueues what is idempotent", "Fill a new search index" },
    [JOB_TELL_POST] = { "tell_post", "default", 5, 15 * MS_PER_SECOND, 0,
        "what was told before is not told again", "Tell followers of a post who asked to be told" },
    [JOB_CLEAN_SEARCH] = { "clean_search", "schedule", 1, 0, MS_PER_MINUTE,
        "a clean shard is passed over", "Leave no byte in search shards of what was taken out" },
    [JOB_COUNT_TRENDS] = { "count_trends", "schedule", 1, 0, 5 * MS_PER_MINUTE,
        "it counts what was posted anew", "Count what is spoken of" },
    [JOB_MERGE_NOTIFICATIONS] = { "merge_notifications", "default", JOB_NEVER_GIVEN_UP, 5 * MS_PER_SECOND, 0,
        "what is told already is kept aside no more", "Tell what was kept aside of an account that was let through" },
    [JOB_FETCH_CARD] = { "fetch_card", "dereference", 3, MS_PER_MINUTE, 0,
        "a page's preview is stored once by its address", "Read what a page says that a status links to" },
    [JOB_PROCESS_MEDIA] = { "process_media", "media", JOB_NEVER_GIVEN_UP, 10 * MS_PER_SECOND, 0,
        "what is not being processed any more is passed over", "Encode an uploaded film" },
    [JOB_COUNT_FIGURES] = { "count_figures", "schedule", 1, 0, 6 * MS_PER_HOUR,
        "a day's count takes the place of the one before", "Count the followers of pages, by server" },
};

/* clang-format on */

const struct job_kind_row *job_kind_row(enum job_kind kind)
{
    assert(kind < JOB_KIND_COUNT);
    return &rows[kind];
}

bool job_kind_is_slow(enum job_kind kind)
{
    return strcmp(job_kind_row(kind)->queue, "media") == 0;
}

int64_t job_backoff_ms(enum job_kind kind, enum err err, int64_t attempts, uint32_t jitter)
{
    const struct job_kind_row *row = job_kind_row(kind);
    bool is_promised = row->attempts == JOB_NEVER_GIVEN_UP;
    if (!is_promised && (err_row(err)->retry == ERR_RETRY_FINAL || attempts >= row->attempts))
        return -1;
    /* Quartic, as Mastodon does, up to a day or an hour; with up to half of it again, so that a herd spreads. */
    int64_t steps = attempts > 20 ? 20 : attempts;
    int64_t wait = row->backoff_ms + steps * steps * steps * steps * MS_PER_SECOND;
    int64_t longest = is_promised ? MS_PER_HOUR : MS_PER_DAY;
    if (wait > longest)
        wait = longest;
    return wait + wait / 2 * (int64_t)(jitter & 0xFFFF) / 0xFFFF;
}

static void row_print(struct buf *b, struct sv format, const struct job_kind_row *row)
{
    const char *when = row->period_ms > 0 ? "periodic" : "enqueued";
    char attempts[16] = "any";
    if (row->attempts != JOB_NEVER_GIVEN_UP)
        (void)snprintf(attempts, sizeof attempts, "%d", row->attempts);
    if (sv_eq(format, SV("json")))
        buf_printf(
            b, "{\"kind\":\"%s\",\"queue\":\"%s\",\"attempts\":%s,\"when\":\"%s\",\"doc\":\"%s\"}",
            row->name, row->queue, row->attempts == JOB_NEVER_GIVEN_UP ? "null" : attempts, when,
            row->doc);
    else if (sv_eq(format, SV("md")))
        buf_printf(b, "| `%s` | %s | %s | %s | %s | %s |\n", row->name, row->queue, when, attempts,
                   row->doc, row->idempotent);
    else
        buf_printf(b, "%-20s %-12s %-9s %5s  %s\n", row->name, row->queue, when, attempts,
                   row->doc);
}

struct sv job_kinds_print(struct arena *a, struct sv format)
{
    bool is_json = sv_eq(format, SV("json"));
    struct buf b;
    buf_init(&b, a, (size_t)64 << 10);
    if (is_json)
        buf_char(&b, '[');
    if (sv_eq(format, SV("md")))
        buf_lit(&b,
                "# Job kinds\n\n| kind | queue | when | attempts | what | idempotent because |\n"
                "| --- | --- | --- | --- | --- | --- |\n");
    for (size_t i = 0; i < JOB_KIND_COUNT; i++) {
        if (is_json && i > 0)
            buf_char(&b, ',');
        row_print(&b, format, &rows[i]);
    }
    if (is_json)
        buf_lit(&b, "]\n");
    return buf_view(&b);
}
