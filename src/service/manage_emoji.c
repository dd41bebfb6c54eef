/* Manage the instance's custom emoji. */
#include "service/manage_emoji.h"

#include <unistd.h>

#include "db/db.h"
#include "media/media.h"
#include "service/custom_emoji.h"
#include "service/engine.h"
#include "service/permit.h"
#include "store/custom_emoji.h"
#include "text/shortcode.h"
#include "text/utf8.h"

#define VERSIONS_ARENA_BYTES (MEDIA_OUTPUT_BYTES_MAX + ((size_t)1 << 20))

/* An emoji ready to be inserted. */
struct making {
    struct custom_emoji emoji;
    struct custom_emoji_picture pictures[MEDIA_VERSION_COUNT]; /* without bytes: no such version */
};

static enum err category_take(struct ctx *ctx, struct sv category, struct sv *out)
{
    struct sv text = sv_trim(category);
    if (!utf8_is_valid(text) || utf8_count_chars(text) > CUSTOM_EMOJI_CATEGORY_MAX_CHARS)
        return fail(ctx, ERR_VALIDATION, "category of an emoji");
    *out = text;
    return ERR_OK;
}

static enum err file_read(struct ctx *ctx, int fd, struct sv *out)
{
    char *bytes = arena_alloc(ctx->arena, CUSTOM_EMOJI_BYTES_MAX + 1);
    size_t len = 0;
    ssize_t got = 1;
    while (len <= CUSTOM_EMOJI_BYTES_MAX && got > 0) {
        got = pread(fd, bytes + len, CUSTOM_EMOJI_BYTES_MAX + 1 - len, (off_t)len);
        len += got > 0 ? (size_t)got : 0;
    }
    if (got < 0)
        return fail(ctx, ERR_IO, "the picture cannot be read");
    if (len > CUSTOM_EMOJI_BYTES_MAX)
        return fail(ctx, ERR_TOO_LARGE, "emoji of more than %zu bytes", CUSTOM_EMOJI_BYTES_MAX);
    *out = sv_make(bytes, len);
    return ERR_OK;
}

static enum err version_take(struct ctx *ctx, const struct picture_version *from, struct making *m)
{
    bool is_still = from->role == MEDIA_ROLE_STILL;
    if (from->bytes.len > CUSTOM_EMOJI_BYTES_MAX)
        return fail(ctx, ERR_TOO_LARGE, "emoji of %zu bytes once made", from->bytes.len);
    m->emoji.is_moving |= is_still;
    if (!is_still)
        m->emoji.mime = media_kind_mime(from->kind);
    m->pictures[is_still ? MEDIA_VERSION_STATIC : MEDIA_VERSION_ORIGINAL] =
        (struct custom_emoji_picture){ media_kind_mime(from->kind),
                                       sv_copy(ctx->arena, from->bytes) };
    return ERR_OK;
}

static enum err picture_make(struct ctx *ctx, struct sv bytes, struct making *m)
{
    CLEANUP(arena_done) struct arena versions;
    struct media_result result;
    arena_init(&versions, VERSIONS_ARENA_BYTES);
    const struct media_job job = { .purpose = PICTURE_PURPOSE_EMOJI, .bytes = bytes };
    enum err err = media_process(ctx->engine->media, &versions, &job, &result);
    if (err == ERR_MEDIA_TYPE || (err == ERR_OK && result.source_kind == PICTURE_KIND_JPEG))
        err = ERR_VALIDATION;
    if (err != ERR_OK)
        return fail(ctx, err, "picture of an emoji was refused");
    for (size_t i = 0; i < result.version_count; i++)
        TRY(version_take(ctx, &result.versions[i], m));
    return ERR_OK;
}

static enum err add_write(struct ctx *ctx, void *arg)
{
    const struct making *m = arg;
    int64_t count = 0;
    TRY(store_custom_emoji_count(ctx, &count));
    if (count >= CUSTOM_EMOJIS_MAX)
        return fail(ctx, ERR_VALIDATION, "%d emoji", CUSTOM_EMOJIS_MAX);
    TRY(store_custom_emoji_insert(ctx, &m->emoji));
    for (enum media_version v = 0; v < MEDIA_VERSION_COUNT; v++)
        if (m->pictures[v].bytes.len > 0)
            TRY(store_custom_emoji_picture_insert(ctx, m->emoji.id, v, &m->pictures[v]));
    service_emojis_changed(ctx);
    return ERR_OK;
}

enum err service_add_emoji(struct ctx *ctx, const struct emoji_draft *draft,
                           struct custom_emoji *out)
{
    struct sv bytes = { 0 };
    struct making m = { .emoji = { .id = custom_emoji_id(engine_next_id(ctx)),
                                   .shortcode = draft->shortcode,
                                   .is_listed = draft->is_listed,
                                   .updated_ms = ctx->now_ms } };
    TRY(service_permit_role(ctx, USER_ROLE_ADMIN));
    if (!shortcode_is_valid(draft->shortcode))
        return fail(ctx, ERR_VALIDATION, "shortcode of an emoji");
    TRY(category_take(ctx, draft->category, &m.emoji.category));
    db_release(ctx);
    TRY(file_read(ctx, draft->memory_file, &bytes));
    TRY(picture_make(ctx, bytes, &m));
    enum err err = db_write(ctx, add_write, &m);
    if (err == ERR_DUPLICATE)
        return fail(ctx, ERR_CONFLICT, "shortcode is taken");
    TRY(err);
    *out = m.emoji;
    return service_load_emojis(ctx);
}

enum err service_get_emoji(struct ctx *ctx, struct sv shortcode, struct custom_emoji *out)
{
    TRY(service_permit_role(ctx, USER_ROLE_ADMIN));
    return store_custom_emoji_find(ctx, shortcode, out);
}

static enum err edit_write(struct ctx *ctx, void *arg)
{
    service_emojis_changed(ctx);
    return store_custom_emoji_update(ctx, arg);
}

enum err service_edit_emoji(struct ctx *ctx, struct sv shortcode, struct sv category,
                            bool is_listed)
{
    struct custom_emoji emoji;
    TRY(service_get_emoji(ctx, shortcode, &emoji));
    TRY(category_take(ctx, category, &emoji.category));
    emoji.is_listed = is_listed;
    TRY(db_write(ctx, edit_write, &emoji));
    return service_load_emojis(ctx);
}

static enum err remove_write(struct ctx *ctx, void *arg)
{
    const struct custom_emoji *emoji = arg;
    service_emojis_changed(ctx);
    return store_custom_emoji_delete(ctx, emoji->id);
}

enum err service_remove_emoji(struct ctx *ctx, struct sv shortcode)
{
    struct custom_emoji emoji;
    TRY(service_get_emoji(ctx, shortcode, &emoji));
    TRY(db_write(ctx, remove_write, &emoji));
    return service_load_emojis(ctx);
}

static struct sv mime_of(struct sv stored)
{
    for (enum picture_kind kind = PICTURE_KIND_JPEG; kind < PICTURE_KIND_COUNT; kind++)
        if (sv_eq(media_kind_mime(kind), stored))
            return media_kind_mime(kind);
    return SV("application/octet-stream");
}

enum err service_get_emoji_picture(struct ctx *ctx, struct custom_emoji_id id,
                                   enum media_version version, struct sv *out_mime, struct sv *out)
{
    struct custom_emoji_picture picture;
    enum err err = store_custom_emoji_picture_get(ctx, id, version, &picture);
    if (err == ERR_NOT_FOUND && version != MEDIA_VERSION_ORIGINAL)
        err = store_custom_emoji_picture_get(ctx, id, MEDIA_VERSION_ORIGINAL, &picture);
    TRY(err);
    *out_mime = mime_of(picture.mime);
    *out = picture.bytes;
    return ERR_OK;
}
