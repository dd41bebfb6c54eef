/* Make media. */
#include "service/make_media.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "conf/settings.h"
#include "media/film.h"
#include "media/media.h"
#include "service/engine.h"
#include "store/job.h"
#include "store/media_file.h"
#include "text/utf8.h"

#define VERSIONS_ARENA_BYTES (MEDIA_OUTPUT_BYTES_MAX + ((size_t)1 << 20))

static_assert((int)MEDIA_ATTACHMENT == (int)PICTURE_PURPOSE_ATTACHMENT &&
                  (int)MEDIA_AVATAR == (int)PICTURE_PURPOSE_AVATAR &&
                  (int)MEDIA_HEADER == (int)PICTURE_PURPOSE_HEADER,
              "the model's purposes are the cage's");

static_assert(MEDIA_FILM_RATE_LIMIT == FILM_RATE_LIMIT &&
                  MEDIA_FILM_MATRIX_LIMIT == FILM_PIXELS_MAX,
              "what is told is what is checked");

const struct sv *service_media_types(struct ctx *ctx, size_t *out_count)
{
    static const struct sv types[] = {
        SV_INIT("image/jpeg"),      SV_INIT("image/png"),   SV_INIT("image/gif"),
        SV_INIT("image/webp"),      SV_INIT("video/webm"),  SV_INIT("video/mp4"),
        SV_INIT("video/quicktime"), SV_INIT("video/ogg"),   SV_INIT("audio/wave"),
        SV_INIT("audio/wav"),       SV_INIT("audio/x-wav"), SV_INIT("audio/x-pn-wave"),
        SV_INIT("audio/vnd.wave"),  SV_INIT("audio/ogg"),   SV_INIT("audio/vorbis"),
        SV_INIT("audio/mpeg"),      SV_INIT("audio/mp3"),   SV_INIT("audio/webm"),
        SV_INIT("audio/flac"),      SV_INIT("audio/aac"),   SV_INIT("audio/m4a"),
        SV_INIT("audio/x-m4a"),     SV_INIT("audio/mp4"),   SV_INIT("audio/3gpp"),
        SV_INIT("video/x-ms-asf"),
    };

    enum {
        PICTURES = 4
    };

    *out_count = media_takes_films(ctx->engine->media) ? ARRAY_COUNT(types) : PICTURES;
    return types;
}

int64_t service_film_max_bytes(struct ctx *ctx)
{
    return media_takes_films(ctx->engine->media)
               ? conf_i64(ctx->engine->conf, CONF_MEDIA_FILM_MAX_BYTES)
               : 0;
}

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

static enum err size_find(struct ctx *ctx, const struct media_source *source, int64_t *out)
{
    struct stat st = { .st_size = (off_t)source->bytes.len };
    if (source->bytes.ptr == NULL && fstat(source->memory_file, &st) != 0)
        return fail(ctx, ERR_IO, "no memory file");
    *out = st.st_size;
    return ERR_OK;
}

static enum err size_check(struct ctx *ctx, const struct media_source *source, bool is_film)
{
    int64_t size = 0;
    int64_t max =
        conf_i64(ctx->engine->conf, is_film ? CONF_MEDIA_FILM_MAX_BYTES : CONF_MEDIA_MAX_BYTES);
    TRY(size_find(ctx, source, &size));
    if (size == 0)
        return fail(ctx, ERR_VALIDATION, "an empty file is no picture");
    if (size > max)
        return fail(ctx, ERR_TOO_LARGE, "media of %lld bytes", (long long)size);
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
    TRY(size_check(ctx, source, false));
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

/* All bytes of a source, for as long as its memory file stays open. */
struct view {
    struct sv bytes;
    void *map;
};

static void view_done(struct view *v)
{
    if (v->map != NULL)
        (void)munmap(v->map, v->bytes.len);
}

static enum err view_open(struct ctx *ctx, const struct media_source *source, struct view *out)
{
    int64_t size = 0;
    *out = (struct view){ .bytes = source->bytes };
    TRY(size_find(ctx, source, &size));
    if (source->bytes.ptr != NULL || size == 0)
        return ERR_OK;
    void *map = mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE, source->memory_file, 0);
    if (map == MAP_FAILED)
        return fail(ctx, ERR_IO, "map of an upload");
    *out = (struct view){ sv_make(map, (size_t)size), map };
    return ERR_OK;
}

/* A moving GIF becomes a film where films are made, as on Mastodon; what else is a picture stays one. */
static bool is_film(struct ctx *ctx, const struct media_source *source, struct sv bytes,
                    bool *out_is_moving)
{
    struct media_probe probe;
    *out_is_moving = false;
    if (source->purpose != MEDIA_ATTACHMENT || !media_takes_films(ctx->engine->media))
        return false;
    if (media_picture_sniff(bytes) == PICTURE_KIND_NONE)
        return media_film_sniff(sv_sub(bytes, 0, FILM_SNIFF_BYTES));
    *out_is_moving = media_picture_sniff(bytes) == PICTURE_KIND_GIF &&
                     media_picture_probe(bytes, &probe) == MEDIA_VERDICT_OK && probe.frames > 1;
    return *out_is_moving;
}

void service_take_film_facts(struct ctx *ctx, const struct film_facts *facts, struct media *media)
{
    media->film = (struct media_film){
        .duration_ms = facts->duration_ms,
        .bit_rate = facts->bit_rate,
        .sample_rate = facts->sample_rate,
        .channels = facts->channels,
        .audio_codec = sv_copy(ctx->arena, sv_from(facts->audio_codec)),
    };
    if (facts->has_video && facts->rate_seconds > 0)
        media->film.frame_rate = sv_printf(ctx->arena, "%lld/%lld", (long long)facts->rate_count,
                                           (long long)facts->rate_seconds);
}

static enum err film_probe(struct ctx *ctx, const struct media_source *source,
                           struct film_facts *out)
{
    int file = source->memory_file;
    if (source->bytes.ptr != NULL)
        TRY(media_memory_file(source->bytes, &file));
    enum err err = media_film_probe(ctx->engine->media, file, out);
    if (source->bytes.ptr != NULL)
        (void)close(file);
    return err == ERR_OK ? ERR_OK : fail(ctx, err, "film was refused");
}

/* Looked at, and sealed as it is; the rest is the job's. */
static enum err film_store(struct ctx *ctx, const struct media_source *source, struct sv bytes,
                           bool is_moving, struct media_made *made)
{
    struct film_facts facts;
    struct media *media = &made->media;
    TRY(film_probe(ctx, source, &facts));
    media->kind = is_moving ? MEDIA_GIFV : facts.has_video ? MEDIA_VIDEO : MEDIA_AUDIO;
    media->state = MEDIA_PROCESSING;
    TRY(store_media_file_write(ctx, ctx->engine->data_dir, media->file, MEDIA_VERSION_SOURCE,
                               &made->key.key, bytes));
    if (source->thumbnail != NULL)
        TRY(service_make_thumbnail(ctx, source->thumbnail, &made->key.key, media));
    return store_media_seal(ctx, media, &made->key.key, &made->sealed);
}

static enum err content_store(struct ctx *ctx, const struct media_source *source,
                              struct media_made *made)
{
    bool is_moving = false;
    CLEANUP(view_done) struct view view = { 0 };
    TRY(view_open(ctx, source, &view));
    bool is_a_film = is_film(ctx, source, view.bytes, &is_moving);
    TRY(size_check(ctx, source, is_a_film && !is_moving));
    return is_a_film ? film_store(ctx, source, view.bytes, is_moving, made)
                     : versions_store(ctx, source, made);
}

enum err service_make_media(struct ctx *ctx, struct account_id owner, struct media_id id,
                            const struct media_source *source, struct media_made *out)
{
    db_release(ctx);
    TRY(service_check_media_words(ctx, source->alt, source->has_focus, source->focus_x,
                                  source->focus_y));
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
        err = content_store(ctx, source, &made);
    if (err == ERR_OK)
        *out = made;
    else
        service_discard_media(ctx, &made);
    service_wipe_media(&made);
    return err;
}

enum err service_insert_made_media(struct ctx *ctx, const struct media_made *made)
{
    const struct media *media = &made->media;
    keyring_attach(ctx, &made->key, made->wrapped);
    TRY(store_media_insert(ctx, media, &made->sealed));
    if (media->state != MEDIA_PROCESSING)
        return ERR_OK;
    engine_wake_jobs(ctx);
    return store_job_insert(ctx, job_id(engine_next_id(ctx)), JOB_PROCESS_MEDIA, account_id(0),
                            media->id.v, 0, ctx->now_ms);
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
