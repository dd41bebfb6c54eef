/* Upload media. */
#include "service/upload_media.h"

#include "cache/cache.h"
#include "db/db.h"
#include "service/engine.h"
#include "service/permit.h"
#include "store/keyring.h"

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

struct edit {
    struct media media;
    struct media_sealed sealed;
    struct cache *cache;
};

static void invalidate(void *arg)
{
    const struct edit *e = arg;
    cache_invalidate(e->cache, cache_ref_media(e->media.id));
    cache_invalidate(e->cache, cache_ref_status(e->media.status));
    cache_invalidate(e->cache, cache_ref_account(e->media.owner));
}

static enum err update(struct ctx *ctx, void *arg)
{
    struct edit *e = arg;
    TRY(store_media_update(ctx, e->media.id, &e->sealed));
    db_after_commit(ctx, invalidate, e);
    return ERR_OK;
}

static void words_change(struct media *media, const struct media_edit *edit)
{
    if (edit->has_alt)
        media->alt = edit->alt;
    if (!edit->has_focus)
        return;
    media->has_focus = true;
    media->focus_x = edit->focus_x;
    media->focus_y = edit->focus_y;
}

enum err service_edit_media(struct ctx *ctx, struct media_id id, const struct media_edit *edit,
                            struct media *out)
{
    struct edit e = { .cache = ctx->engine->cache };
    TRY(service_get_media(ctx, id, &e.media));
    words_change(&e.media, edit);
    TRY(service_check_media_words(ctx, e.media.alt, e.media.has_focus, e.media.focus_x,
                                  e.media.focus_y));
    CLEANUP(crypto_key_wipe) struct crypto_key key = { 0 };
    TRY(keyring_object_key(ctx, e.media.owner, id.v, &key));
    TRY(store_media_seal(ctx, &e.media, &key, &e.sealed));
    TRY(service_write_acting(ctx, update, &e));
    *out = e.media;
    return ERR_OK;
}
