/* Make media. */
#include "service/make_media.h"

#include <sys/stat.h>

#include "base/log.h"
#include "conf/settings.h"
#include "media/media.h"
#include "service/engine.h"
#include "store/media_file.h"
#include "text/utf8.h"

#define VERSIONS_ARENA_BYTES (MEDIA_OUTPUT_BYTES_MAX + ((size_t)1 << 20))

static_assert((int)MEDIA_ATTACHMENT == (int)PICTURE_PURPOSE_ATTACHMENT &&
                  (int)MEDIA_AVATAR == (int)PICTURE_PURPOSE_AVATAR &&
                  (int)MEDIA_HEADER == (int)PICTURE_PURPOSE_HEADER,
              "the model's purposes are the cage's");

enum err service_check_media_words(struct ctx *ctx, struct sv alt, bool has_focus, double focus_x,
                                   double focus_y)
{
    if (!utf8_is_valid(alt))
        return fail(ctx, ERR_VALIDATION, "alt text is not UTF-8");
    if (utf8_count_chars(alt) > MEDIA_ALT_CHARS_MAX)
        return fail(ctx, ERR_VALIDATION, "alt text is too long");
    /* Written so that what is no number is refused as well. */
    if (has_focus && !(focus_x >= -1 && focus_x <= 1 && focus_y >= -1 && focus_y <= 1))
        return fail(ctx, ERR_VALIDATION, "focus is out of range");
    return ERR_OK;
}

static enum err size_check(struct ctx *ctx, const struct media_source *source)
{
    int64_t size = (int64_t)source->bytes.len;
    if (source->bytes.ptr == NULL) {
        struct stat st;
        if (fstat(source->memory_file, &st) != 0)
            return fail(ctx, ERR_IO, "no memory file");
        size = st.st_size;
    }
    if (size == 0)
        return fail(ctx, ERR_VALIDATION, "an empty file is no picture");
    if (size > conf_i64(ctx->engine->conf, CONF_MEDIA_MAX_BYTES))
        return fail(ctx, ERR_TOO_LARGE, "picture of %lld bytes", (long long)size);
    return ERR_OK;
}

/* To a client a file of another kind and a broken one are both a failed validation. */
static enum err process(struct ctx *ctx, struct arena *a, const struct media_source *source,
                        struct media_result *out)
{
    const struct media_job job = { .purpose = (enum picture_purpose)source->purpose,
                                   .bytes = source->bytes,
                                   .memory_file = source->memory_file };
    enum err err = media_process(ctx->engine->media, a, &job, out);
    if (err == ERR_MEDIA_TYPE)
        err = ERR_VALIDATION;
    return err == ERR_OK ? ERR_OK : fail(ctx, err, "picture was refused");
}

static enum media_version version_of(enum media_role role)
{
    switch (role) {
    case MEDIA_ROLE_MAIN:
    case MEDIA_ROLE_COUNT:
        break;
    case MEDIA_ROLE_SMALL:
        return MEDIA_VERSION_SMALL;
    case MEDIA_ROLE_STILL:
        return MEDIA_VERSION_STATIC;
    }
    return MEDIA_VERSION_ORIGINAL;
}

static enum err file_write(struct ctx *ctx, const struct picture_version *from,
                           const struct crypto_key *key, struct media *media)
{
    enum media_version version = version_of(from->role);
    media->versions[version] = (struct media_file_meta){ .mime = media_kind_mime(from->kind),
                                                         .width = from->width,
                                                         .height = from->height,
                                                         .size_bytes = (int64_t)from->bytes.len };
    return store_media_file_write(ctx, ctx->engine->data_dir, media->file, version, key,
                                  from->bytes);
}

/* All versions, without the small one where another picture gives it. */
static enum err files_write(struct ctx *ctx, const struct media_result *result, bool has_thumbnail,
                            struct media_made *made)
{
    for (size_t i = 0; i < result->version_count; i++)
        if (!has_thumbnail || result->versions[i].role != MEDIA_ROLE_SMALL)
            TRY(file_write(ctx, &result->versions[i], &made->key.key, &made->media));
    return ERR_OK;
}

static enum err versions_write(struct ctx *ctx, const struct media_source *source,
                               struct media_made *made)
{
    CLEANUP(arena_done) struct arena versions;
    arena_init(&versions, VERSIONS_ARENA_BYTES);
    struct media_result result;
    TRY(process(ctx, &versions, source, &result));
    made->media.blurhash = sv_copy(ctx->arena, result.blurhash);
    return files_write(ctx, &result, source->thumbnail != NULL, made);
}

static const struct picture_version *small_of(const struct media_result *result)
{
    for (size_t i = 0; i < result->version_count; i++)
        if (result->versions[i].role == MEDIA_ROLE_SMALL)
            return &result->versions[i];
    return NULL;
}

enum err service_make_thumbnail(struct ctx *ctx, const struct media_source *source,
                                const struct crypto_key *key, struct media *media)
{
    struct media_source attachment = *source;
    attachment.purpose = MEDIA_ATTACHMENT;
    CLEANUP(arena_done) struct arena versions;
    arena_init(&versions, VERSIONS_ARENA_BYTES);
    struct media_result result;
    TRY(size_check(ctx, source));
    TRY(process(ctx, &versions, &attachment, &result));
    const struct picture_version *small = small_of(&result);
    if (small == NULL)
        return fail(ctx, ERR_IO, "a thumbnail without a small version");
    media->blurhash = sv_copy(ctx->arena, result.blurhash);
    return file_write(ctx, small, key, media);
}

static enum err versions_store(struct ctx *ctx, const struct media_source *source,
                               struct media_made *made)
{
    TRY(versions_write(ctx, source, made));
    if (source->thumbnail != NULL)
        TRY(service_make_thumbnail(ctx, source->thumbnail, &made->key.key, &made->media));
    return store_media_seal(ctx, &made->media, &made->key.key, &made->sealed);
}

enum err service_make_media(struct ctx *ctx, struct account_id owner, struct media_id id,
                            const struct media_source *source, struct media_made *out)
{
    db_release(ctx);
    TRY(service_check_media_words(ctx, source->alt, source->has_focus, source->focus_x,
                                  source->focus_y));
    TRY(size_check(ctx, source));
    struct media_made made = { .media = { .id = id,
                                          .owner = owner,
                                          .purpose = source->purpose,
                                          .kind = MEDIA_IMAGE,
                                          .file = media_file_new_name(ctx->arena),
                                          .alt = source->alt,
                                          .has_focus = source->has_focus,
                                          .focus_x = source->focus_x,
                                          .focus_y = source->focus_y,
                                          .created_ms = ctx->now_ms } };
    if (source->purpose == MEDIA_ATTACHMENT)
        made.media.token = store_media_token(ctx, id);
    keyring_new_key(owner, id.v, &made.key);
    enum err err = keyring_wrap(ctx, &made.key, NULL, &made.wrapped);
    if (err == ERR_OK)
        err = versions_store(ctx, source, &made);
    if (err == ERR_OK)
        *out = made;
    else
        service_discard_media(ctx, &made);
    service_wipe_media(&made);
    return err;
}

enum err service_insert_made_media(struct ctx *ctx, const struct media_made *made)
{
    keyring_attach(ctx, &made->key, made->wrapped);
    return store_media_insert(ctx, &made->media, &made->sealed);
}

void service_discard_media(struct ctx *ctx, struct media_made *made)
{
    int64_t removed = 0;
    /* What cannot be removed now the sweep removes. */
    if (store_media_file_delete(ctx, ctx->engine->data_dir, made->media.file, &removed) != ERR_OK)
        log_debug("files of unused media stay for the sweep");
    service_wipe_media(made);
}

void service_wipe_media(struct media_made *made)
{
    crypto_key_wipe(&made->key.key);
}
