/* MediaAttachment entity. */
#include "api/mastodon/entity/media_attachment.h"

#include "api/mastodon/entity/tag_of.h"
#include "service/serve_media.h"

static struct sv kind_name(enum media_kind kind)
{
    static const struct sv names[] = {
        [MEDIA_UNKNOWN] = SV_INIT("unknown"), [MEDIA_IMAGE] = SV_INIT("image"),
        [MEDIA_GIFV] = SV_INIT("gifv"),       [MEDIA_VIDEO] = SV_INIT("video"),
        [MEDIA_AUDIO] = SV_INIT("audio"),
    };
    return names[kind];
}

static void size_render(struct ctx *ctx, struct json_writer *w, struct subject subject,
                        struct sv key, const struct media_file_meta *file)
{
    if (file->width <= 0 || file->height <= 0)
        return;
    json_w_key_object(w, key);
    json_w_key_i64(w, SV("width"), subject, file->width);
    json_w_key_i64(w, SV("height"), subject, file->height);
    json_w_key_str(
        w, SV("size"), subject,
        sv_printf(ctx->arena, "%lldx%lld", (long long)file->width, (long long)file->height));
    json_w_key_f64(w, SV("aspect"), subject, (double)file->width / (double)file->height);
    json_w_object_end(w);
}

static struct sv film_length(struct ctx *ctx, int64_t ms)
{
    return sv_printf(ctx->arena, "%lld:%02lld:%02lld.%02lld", (long long)(ms / 3600000),
                     (long long)(ms / 60000 % 60), (long long)(ms / 1000 % 60),
                     (long long)(ms / 10 % 100));
}

static void sound_render(struct ctx *ctx, struct json_writer *w, struct subject subject,
                         const struct media_film *film)
{
    static const struct sv channels[] = { SV_INIT("mono"), SV_INIT("stereo") };
    json_w_key_str(w, SV("audio_encode"), subject, film->audio_codec);
    if (film->sample_rate > 0)
        json_w_key_str(w, SV("audio_bitrate"), subject,
                       sv_printf(ctx->arena, "%lld Hz", (long long)film->sample_rate));
    if (film->channels >= 1 && film->channels <= 2)
        json_w_key_str(w, SV("audio_channels"), subject, channels[film->channels - 1]);
}

/* Of the whole, before the versions; and again in the original, where newer apps look. */
static void film_render(struct ctx *ctx, struct json_writer *w, struct subject subject,
                        const struct media *media)
{
    const struct media_film *film = &media->film;
    const struct media_file_meta *file = &media->versions[MEDIA_VERSION_ORIGINAL];
    json_w_key_str(w, SV("length"), subject, film_length(ctx, film->duration_ms));
    json_w_key_f64(w, SV("duration"), subject, (double)film->duration_ms / 1000);
    if (film->audio_codec.len > 0)
        sound_render(ctx, w, subject, film);
    json_w_key_object(w, SV("original"));
    if (file->width > 0 && file->height > 0) {
        json_w_key_i64(w, SV("width"), subject, file->width);
        json_w_key_i64(w, SV("height"), subject, file->height);
    }
    if (film->frame_rate.len > 0)
        json_w_key_str(w, SV("frame_rate"), subject, film->frame_rate);
    json_w_key_f64(w, SV("duration"), subject, (double)film->duration_ms / 1000);
    json_w_key_i64(w, SV("bitrate"), subject, film->bit_rate);
    json_w_object_end(w);
}

static void meta_render(struct ctx *ctx, struct json_writer *w, struct subject subject,
                        const struct media *media)
{
    json_w_key_object(w, SV("meta"));
    if (media->has_focus) {
        json_w_key_object(w, SV("focus"));
        json_w_key_f64(w, SV("x"), subject, media->focus_x);
        json_w_key_f64(w, SV("y"), subject, media->focus_y);
        json_w_object_end(w);
    }
    if (media->film.duration_ms > 0)
        film_render(ctx, w, subject, media);
    else
        size_render(ctx, w, subject, SV("original"), &media->versions[MEDIA_VERSION_ORIGINAL]);
    size_render(ctx, w, subject, SV("small"), &media->versions[MEDIA_VERSION_SMALL]);
    json_w_object_end(w);
}

/* Null while there is none: of a film that is not processed, and of sound without a picture. */
static struct sv url_of(struct ctx *ctx, const struct media *media, enum media_version version)
{
    bool has_none =
        media->file.len > 0 && media->kind != MEDIA_IMAGE && media->versions[version].mime.len == 0;
    if (media->state != MEDIA_READY || has_none)
        return (struct sv){ NULL, 0 };
    return service_media_url(ctx, media, version);
}

void entity_media_attachment_render(struct ctx *ctx, struct json_writer *w, struct subject subject,
                                    const struct media *media)
{
    struct sv null = { 0 };
    json_w_object_begin(w);
    json_w_key_id(w, SV("id"), subject, media->id.v);
    json_w_key_str(w, SV("type"), subject, kind_name(media->kind));
    json_w_key_str(w, SV("url"), subject, url_of(ctx, media, MEDIA_VERSION_ORIGINAL));
    json_w_key_str(w, SV("preview_url"), subject, url_of(ctx, media, MEDIA_VERSION_SMALL));
    entity_key_str_or_null(w, SV("remote_url"), subject, media->remote_url);
    json_w_key_str(w, SV("preview_remote_url"), subject, null);
    json_w_key_str(w, SV("text_url"), subject, null);
    meta_render(ctx, w, subject, media);
    entity_key_str_or_null(w, SV("description"), subject, media->alt);
    entity_key_str_or_null(w, SV("blurhash"), subject, media->blurhash);
    json_w_object_end(w);
}
