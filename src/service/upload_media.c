/* Upload media. */
#include "service/upload_media.h"

#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "cache/cache.h"
#include "db/db.h"
#include "service/engine.h"
#include "service/permit.h"
#include "store/keyring.h"
#include "store/media_file.h"

#define LOOK_NS 200000000L /* between two looks at what is processed */

static enum err insert(struct ctx *ctx, void *arg)
{
    return service_insert_made_media(ctx, arg);
}

enum err service_upload_media(struct ctx *ctx, const struct media_source *source, struct media *out)
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_EDITOR));
    struct media_made made;
    TRY(service_make_media(ctx, ctx->viewer.account, media_id(engine_next_id(ctx)), source, &made));
    enum err err = service_write_acting(ctx, insert, &made);
    if (err == ERR_OK)
        *out = made.media;
    else
        service_discard_media(ctx, &made);
    service_wipe_media(&made);
    return err;
}

enum err service_get_media(struct ctx *ctx, struct media_id id, struct media *out)
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_EDITOR));
    struct media media;
    TRY(store_media_get(ctx, id, &media));
    if (!account_id_eq(media.owner, ctx->viewer.account) || media.file.len == 0)
        return fail(ctx, ERR_NOT_FOUND, "media of somebody else");
    *out = media;
    return ERR_OK;
}

enum err service_await_media(struct ctx *ctx, struct media *media, int64_t wait_ms)
{
    int64_t until_ms = clock_monotonic_ms() + wait_ms;
    struct media_id id = media->id;
    while (media->state == MEDIA_PROCESSING && clock_monotonic_ms() < until_ms) {
        db_release(ctx);
        (void)nanosleep(&(struct timespec){ .tv_nsec = LOOK_NS }, NULL);
        TRY(store_media_get(ctx, id, media));
    }
    db_release(ctx);
    return ERR_OK;
}

enum err service_get_upload(struct ctx *ctx, struct media_id id, struct media *out)
{
    struct media media;
    TRY(service_get_media(ctx, id, &media));
    if (!status_id_is_none(media.status))
        return fail(ctx, ERR_NOT_FOUND, "media of a status");
    *out = media;
    return ERR_OK;
}

struct edit {
    struct media media;
    struct sv file_before;
    struct media_sealed sealed;
    struct cache *cache;
};

static void invalidate(void *arg)
{
    const struct edit *e = arg;
    cache_invalidate(e->cache, cache_ref_media(e->media.id));
    cache_invalidate(e->cache, cache_ref_account(e->media.owner));
}

static enum err update(struct ctx *ctx, void *arg)
{
    struct edit *e = arg;
    TRY(store_media_update(ctx, &e->media, e->file_before, &e->sealed));
    db_after_commit(ctx, invalidate, e);
    return ERR_OK;
}

enum err service_apply_media_words(struct ctx *ctx, const struct media_edit *edit,
                                   struct media *media)
{
    if (edit->has_alt)
        media->alt = edit->alt;
    if (edit->has_focus) {
        media->has_focus = true;
        media->focus_x = edit->focus_x;
        media->focus_y = edit->focus_y;
    }
    return service_check_media_words(ctx, media->alt, media->has_focus, media->focus_x,
                                     media->focus_y);
}

/* Files under a new name: all that stays, and the new thumbnail. */
static enum err files_renew(struct ctx *ctx, const struct media_edit *edit,
                            const struct crypto_key *key, struct edit *e)
{
    e->media.file = media_file_new_name(ctx->arena);
    for (enum media_version v = 0; v < MEDIA_VERSION_COUNT; v++) {
        bool is_there = v == MEDIA_VERSION_SOURCE ? e->media.state == MEDIA_PROCESSING
                                                  : e->media.versions[v].mime.len > 0;
        if (v == MEDIA_VERSION_SMALL || !is_there)
            continue;
        enum err err =
            store_media_file_link(ctx, ctx->engine->data_dir, e->file_before, e->media.file, v);
        if (err != ERR_OK)
            return err == ERR_NOT_FOUND ? fail(ctx, ERR_CONFLICT, "its files were renewed") : err;
    }
    return service_make_thumbnail(ctx, edit->thumbnail, key, &e->media);
}

/* What cannot be removed now the sweep removes. */
static void files_forget(struct ctx *ctx, struct sv file)
{
    int64_t removed = 0;
    if (store_media_file_delete(ctx, ctx->engine->data_dir, file, &removed) != ERR_OK)
        log_debug("files of unused media stay for the sweep");
}

static enum err edit_write(struct ctx *ctx, const struct media_edit *edit, struct edit *e)
{
    CLEANUP(crypto_key_wipe) struct crypto_key key = { 0 };
    TRY(keyring_object_key(ctx, e->media.owner, e->media.id.v, &key));
    if (edit->thumbnail != NULL)
        TRY(files_renew(ctx, edit, &key, e));
    TRY(store_media_seal(ctx, &e->media, &key, &e->sealed));
    return service_write_acting(ctx, update, e);
}

static enum err edit_once(struct ctx *ctx, struct media_id id, const struct media_edit *edit,
                          struct media *out)
{
    struct edit e = { .cache = ctx->engine->cache };
    TRY(service_get_upload(ctx, id, &e.media));
    db_release(ctx);
    e.file_before = e.media.file;
    TRY(service_apply_media_words(ctx, edit, &e.media));
    enum err err = edit_write(ctx, edit, &e);
    if (edit->thumbnail != NULL)
        files_forget(ctx, err == ERR_OK ? e.file_before : e.media.file);
    if (err == ERR_OK)
        *out = e.media;
    return err;
}

enum err service_edit_media(struct ctx *ctx, struct media_id id, const struct media_edit *edit,
                            struct media *out)
{
    /* It may have been processed between being read and being written. */
    enum err err = edit_once(ctx, id, edit, out);
    return err == ERR_CONFLICT ? edit_once(ctx, id, edit, out) : err;
}
