/* Sweep. */
#include "service/sweep.h"

#include "base/clock.h"
#include "base/num.h"
#include "db/db.h"
#include "service/authenticate.h"
#include "service/engine.h"
#include "service/erase_media.h"
#include "service/run_erasure.h"
#include "store/account.h"
#include "store/erasure.h"
#include "store/ingest.h"
#include "store/instance.h"
#include "store/keyring.h"
#include "store/media_file.h"
#include "store/meta.h"
#include "store/page_figure.h"
#include "store/page_log.h"
#include "store/relation.h"
#include "store/remote_emoji.h"
#include "store/tombstone.h"

#define ROWS 1000
#define UPLOADS 200
#define TOMBSTONES 200
#define SEEN_MS (7 * MS_PER_DAY)
#define IDEMPOTENT_MS MS_PER_HOUR
#define UNSHOWN_MS MS_PER_DAY
#define FINAL_MS (90 * MS_PER_DAY)
#define FAREWELL_MS                                                                                \
    MS_PER_HOUR /* the date of what we signed may be an hour off, elsewhere as here */
/* The media folder is walked once in sixteen hours. */
#define FILE_PARTS (MEDIA_FILE_SWEEP_PARTS / 16)

/* Everything older was looked at by a sweep before. */
static const struct sv swept_name = SV_INIT("keys_swept_ms");

static enum err swept_find(struct ctx *ctx, int64_t *out)
{
    struct sv text = { 0 };
    bool is_found = false;
    *out = 0;
    TRY(store_meta_find(ctx, swept_name, &is_found, &text));
    db_release(ctx);
    return is_found && !sv_to_i64(text, out) ? fail(ctx, ERR_CORRUPT, "the time of the last sweep")
                                             : ERR_OK;
}

static enum err swept_set(struct ctx *ctx, void *arg)
{
    const int64_t *ms = arg;
    return store_meta_set(ctx, swept_name, sv_printf(ctx->arena, "%lld", (long long)*ms));
}

/* One page of keys; out_count < STORE_LIST_MAX at the end. */
static enum err keys_page(struct ctx *ctx, struct keyring_entry *after, int64_t before_ms,
                          size_t *out_count)
{
    struct keyring_entry *entries = NULL;
    bool is_absent[STORE_LIST_MAX];
    TRY(keyring_list(ctx, *after, before_ms, STORE_LIST_MAX, &entries, out_count));
    if (*out_count == 0)
        return ERR_OK;
    TRY(store_sweep_absent(ctx, entries, *out_count, is_absent));
    db_release(ctx);
    for (size_t i = 0; i < *out_count; i++) {
        int64_t destroyed = 0;
        if (is_absent[i])
            TRY(keyring_destroy_objects(ctx, entries[i].account, &entries[i].object, 1,
                                        &destroyed));
    }
    *after = entries[*out_count - 1];
    return ERR_OK;
}

static enum err keys_sweep(struct ctx *ctx, int64_t since_ms, int64_t before_ms)
{
    struct keyring_entry after = { .created_ms = since_ms - 1 };
    size_t count = STORE_LIST_MAX;
    enum err err = ERR_OK;
    while (count == STORE_LIST_MAX && err == ERR_OK)
        ARENA_SCOPE (ctx->arena)
            err = keys_page(ctx, &after, before_ms, &count);
    return err;
}

static enum err journal_sweep(struct ctx *ctx, int64_t since_ms, int64_t before_ms)
{
    struct keyring_tombstone after = { .erased_ms = since_ms - 1 };
    size_t count = TOMBSTONES;
    while (count == TOMBSTONES) {
        struct keyring_tombstone *entries = NULL;
        TRY(keyring_list_tombstones(ctx, &after, before_ms, TOMBSTONES, &entries, &count));
        for (size_t i = 0; i < count; i++) {
            bool is_there = false;
            TRY(store_tombstone_has_hash(ctx, entries[i].hash, &is_there));
            if (!is_there)
                TRY(keyring_forget_tombstone(ctx, entries[i].hash));
        }
        db_release(ctx);
        if (count > 0)
            after = entries[count - 1];
    }
    return ERR_OK;
}

enum err service_sweep_keys(struct ctx *ctx, const struct job *job)
{
    UNUSED(job);
    int64_t before_ms = ctx->now_ms - MS_PER_HOUR;
    int64_t since_ms = 0;
    TRY(swept_find(ctx, &since_ms));
    TRY(keys_sweep(ctx, since_ms, before_ms));
    TRY(journal_sweep(ctx, since_ms, before_ms));
    return db_write(ctx, swept_set, &before_ms);
}

/* One that a status took, or its owner erased, since the list was read is none any more. */
static enum err upload_erase(struct ctx *ctx, const struct sweep_upload *upload)
{
    enum err err = service_begin_upload_erasure(ctx, upload->id, upload->owner);
    return err == ERR_CONFLICT || err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err service_sweep_uploads(struct ctx *ctx, const struct job *job)
{
    UNUSED(job);
    struct sweep_upload *uploads = NULL;
    size_t count = 0;
    TRY(store_sweep_uploads(ctx, ctx->now_ms - MS_PER_DAY, UPLOADS, &uploads, &count));
    db_release(ctx);
    for (size_t i = 0; i < count; i++)
        TRY(upload_erase(ctx, &uploads[i]));
    unsigned first = (unsigned)(ctx->now_ms / MS_PER_HOUR % 16) * FILE_PARTS;
    int64_t removed = 0;
    for (unsigned part = first; part < first + FILE_PARTS; part++)
        TRY(store_media_file_sweep(ctx, ctx->engine->data_dir, part, ctx->now_ms - MS_PER_HOUR,
                                   &removed));
    return ERR_OK;
}

static enum err expired_delete(struct ctx *ctx, void *arg)
{
    int64_t *out_most = arg;
    int64_t counts[8] = { 0 };
    TRY(store_seen_sweep(ctx, ctx->now_ms - SEEN_MS, ROWS, &counts[0]));
    TRY(store_sweep_idempotency(ctx, ctx->now_ms - IDEMPOTENT_MS, ROWS, &counts[1]));
    TRY(store_erasure_forget(ctx, ctx->now_ms - FINAL_MS, ROWS, &counts[2]));
    TRY(store_erased_actors_forget(ctx, ctx->now_ms - FAREWELL_MS, ROWS, &counts[3]));
    TRY(store_instance_forget_weeks(ctx, ROWS, &counts[4]));
    TRY(store_mute_sweep(ctx, ctx->now_ms, ROWS, &counts[5]));
    TRY(store_page_log_sweep(ctx, ctx->now_ms - PAGE_LOG_LIFE_DAYS * MS_PER_DAY, ROWS, &counts[6]));
    TRY(store_figure_sweep(ctx, ctx->now_ms / MS_PER_DAY - FIGURE_LIFE_DAYS, ROWS, &counts[7]));
    *out_most = 0;
    for (size_t i = 0; i < ARRAY_COUNT(counts); i++)
        *out_most = counts[i] > *out_most ? counts[i] : *out_most;
    return ERR_OK;
}

static enum err emoji_delete(struct ctx *ctx, void *arg)
{
    const struct custom_emoji_id *id = arg;
    return store_remote_emoji_delete_unshown(ctx, *id, ctx->now_ms - UNSHOWN_MS);
}

/* Emoji of other servers that nothing shows any more. */
static enum err emojis_sweep(struct ctx *ctx)
{
    struct custom_emoji_id after = { 0 };
    struct custom_emoji_id last = { -1 };
    while (!custom_emoji_id_eq(after, last)) {
        last = after;
        ARENA_SCOPE (ctx->arena) {
            struct custom_emoji_id *ids = NULL;
            size_t count = 0;
            TRY(store_remote_emoji_unshown(ctx, &after, ctx->now_ms - UNSHOWN_MS, &ids, &count));
            db_release(ctx);
            for (size_t i = 0; i < count; i++)
                TRY(db_write(ctx, emoji_delete, &ids[i]));
        }
    }
    return ERR_OK;
}

enum err service_sweep_expired(struct ctx *ctx, const struct job *job)
{
    UNUSED(job);
    int64_t most = ROWS;
    while (most == ROWS)
        TRY(db_write(ctx, expired_delete, &most));
    TRY(service_expire_sign_ins(ctx));
    TRY(emojis_sweep(ctx));
    return service_finish_told_erasures(ctx);
}
