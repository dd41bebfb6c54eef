/* Serve media. */
#include "service/serve_media.h"

#include "cache/cache.h"
#include "crypto/hash.h"
#include "model/site.h"
#include "service/engine.h"
#include "store/account.h"
#include "store/keyring.h"
#include "store/media.h"
#include "store/media_file.h"
#include "store/tombstone.h"

/* The kinds the cage makes; a stored name that is none of them goes out as bytes without a meaning. */
static const struct sv mimes[] = {
    SV_INIT("image/jpeg"), SV_INIT("image/png"),  SV_INIT("image/webp"),
    SV_INIT("video/mp4"),  SV_INIT("audio/mpeg"),
};

static enum media_version version_there(const struct media *media, enum media_version version)
{
    return media->versions[version].mime.len > 0 ? version : MEDIA_VERSION_ORIGINAL;
}

struct sv service_media_url(struct ctx *ctx, const struct media *media, enum media_version version)
{
    return site_url_of_media(ctx->arena, &ctx->engine->site, media, version);
}

static struct sv mime_of(struct sv stored)
{
    for (size_t i = 0; i < ARRAY_COUNT(mimes); i++)
        if (sv_eq(mimes[i], stored))
            return mimes[i];
    return SV("application/octet-stream");
}

static bool is_tombstoned(struct ctx *ctx, const struct media *media)
{
    struct cache *cache = ctx->engine->cache;
    return cache_is_tombstoned(cache, cache_ref_media(media->id)) ||
           cache_is_tombstoned(cache, cache_ref_account(media->owner)) ||
           (!status_id_is_none(media->status) &&
            cache_is_tombstoned(cache, cache_ref_status(media->status)));
}

static enum err absent(struct ctx *ctx, struct media_id id)
{
    bool is_erased = cache_is_tombstoned(ctx->engine->cache, cache_ref_media(id));
    if (!is_erased)
        TRY(store_tombstone_has_id(ctx, TOMBSTONE_MEDIA, id.v, &is_erased));
    return is_erased ? fail(ctx, ERR_GONE, "media was erased")
                     : fail(ctx, ERR_NOT_FOUND, "no such media");
}

/* The row, when this address may have its file. */
static enum err media_find(struct ctx *ctx, struct media_id id, struct sv token, struct media *out)
{
    enum err err = store_media_get(ctx, id, out);
    if (err == ERR_NOT_FOUND)
        return absent(ctx, id);
    if (err == ERR_KEY_GONE)
        return fail(ctx, ERR_GONE, "media is being erased");
    TRY(err);
    if (out->file.len == 0)
        return fail(ctx, ERR_NOT_FOUND, "media of another server");
    if (out->state != MEDIA_READY)
        return fail(ctx, ERR_NOT_FOUND, "media that is not processed");
    if (out->purpose == MEDIA_ATTACHMENT && !crypto_is_equal(token, out->token))
        return fail(ctx, ERR_NOT_FOUND, "wrong media token");
    if (is_tombstoned(ctx, out))
        return fail(ctx, ERR_GONE, "media was erased");
    struct account owner;
    err = store_account_get(ctx, out->owner, &owner);
    if (err == ERR_KEY_GONE || (err == ERR_OK && account_is_gone(&owner)))
        return fail(ctx, ERR_GONE, "owner of the media is gone");
    return err;
}

enum err service_open_media(struct ctx *ctx, struct media_id id, enum media_version version,
                            struct sv token, struct media_opened *out)
{
    struct media media;
    TRY(media_find(ctx, id, token, &media));
    version = version_there(&media, version);
    CLEANUP(crypto_key_wipe) struct crypto_key key = { 0 };
    enum err err = keyring_object_key(ctx, media.owner, id.v, &key);
    if (err == ERR_KEY_GONE)
        return fail(ctx, ERR_GONE, "media was erased");
    TRY(err);
    struct media_file *file = NULL;
    TRY(store_media_file_open(ctx, ctx->engine->data_dir, media.file, version, &key, &file));
    *out = (struct media_opened){
        .file = file,
        .mime = mime_of(media.versions[version].mime),
        .size_bytes = store_media_file_size(file),
        .etag = sv_printf(ctx->arena, "\"%" SV_FMT "-%d\"", SV_ARG(sv_sub(media.file, 0, 16)),
                          (int)version),
    };
    return ERR_OK;
}

ssize_t service_read_media(struct media_file *file, int64_t offset, char *out, size_t max)
{
    return store_media_file_read(file, offset, out, max);
}

void service_close_media(struct media_file *file)
{
    store_media_file_close(file);
}
