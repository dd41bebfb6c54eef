/* Media rows. */
#include "store/media.h"

#include "crypto/hash.h"
#include "crypto/random.h"
#include "store/box.h"
#include "store/keyring.h"
#include "store/queries.h"
#include "text/json.h"
#include "text/json_write.h"

#define META_MAX_BYTES 4096

static const struct sv version_keys[MEDIA_VERSION_COUNT] = {
    [MEDIA_VERSION_ORIGINAL] = SV_INIT("original"),
    [MEDIA_VERSION_SMALL] = SV_INIT("small"),
    [MEDIA_VERSION_STATIC] = SV_INIT("static"),
    [MEDIA_VERSION_SOURCE] = SV_INIT("source"),
};

static int64_t member_i64(struct json object, struct sv key)
{
    int64_t value = 0;
    return json_i64(json_get(object, key), &value) ? value : 0;
}

static bool meta_parse(struct arena *a, struct sv text, struct media *out)
{
    struct json json;
    if (json_parse(a, text, &json_limits_default, &json, NULL) != ERR_OK)
        return false;
    for (size_t i = 0; i < MEDIA_VERSION_COUNT; i++) {
        struct json version = json_get(json, version_keys[i]);
        out->versions[i] = (struct media_file_meta){
            .mime = json_get_str(version, SV("mime")),
            .width = member_i64(version, SV("width")),
            .height = member_i64(version, SV("height")),
            .size_bytes = member_i64(version, SV("bytes")),
        };
    }
    struct json film = json_get(json, SV("film"));
    out->film = (struct media_film){
        .duration_ms = member_i64(film, SV("duration_ms")),
        .bit_rate = member_i64(film, SV("bit_rate")),
        .frame_rate = json_get_str(film, SV("frame_rate")),
        .audio_codec = json_get_str(film, SV("audio_codec")),
        .sample_rate = member_i64(film, SV("sample_rate")),
        .channels = member_i64(film, SV("channels")),
    };
    out->blurhash = json_get_str(json, SV("blurhash"));
    struct json focus = json_get(json, SV("focus"));
    out->has_focus = json_count(focus) == 2 && json_f64(json_at(focus, 0), &out->focus_x) &&
                     json_f64(json_at(focus, 1), &out->focus_y);
    return true;
}

static struct box_place place_of(enum manifest_column column, struct media_id id,
                                 struct account_id owner)
{
    return (struct box_place){ .column = column, .row = id.v, .owner = owner };
}

struct sv store_media_token(struct ctx *ctx, struct media_id id)
{
    if (ctx->keyring == NULL)
        return sv_make(NULL, 0);
    CLEANUP(crypto_key_wipe) struct crypto_key key;
    keyring_derive(ctx->keyring, SV("media-url"), &key);
    struct hash16 hash = crypto_keyed_hash16(&key, sv_make(&id.v, sizeof id.v));
    return crypto_base64url(ctx->arena, sv_make(hash.bytes, sizeof hash.bytes));
}

static enum err row_open(struct ctx *ctx, const struct media_row *row, struct media *out)
{
    *out = (struct media){
        .id = row->id,
        .owner = row->owner_id,
        .status = row->status_id,
        .scheduled = row->scheduled_id,
        .position = row->position,
        .purpose = (enum media_purpose)row->purpose,
        .kind = (enum media_kind)row->kind,
        .state = (enum media_state)row->state,
        .file = row->file,
        .remote_url = row->remote_url,
        .created_ms = row->created_ms,
    };
    if (out->file.len > 0 && out->purpose == MEDIA_ATTACHMENT)
        out->token = store_media_token(ctx, out->id);
    CLEANUP(crypto_key_wipe) struct crypto_key key = { 0 };
    bool is_sealed = box_is_sealed(row->meta_box) || box_is_sealed(row->alt_box);
    if (is_sealed)
        TRY(keyring_object_key(ctx, row->owner_id, row->id.v, &key));
    struct sv meta;
    TRY(box_open(ctx, is_sealed ? &key : NULL,
                 place_of(COLUMN_MEDIA_META_BOX, row->id, row->owner_id), row->meta_box, &meta));
    TRY(box_open(ctx, is_sealed ? &key : NULL,
                 place_of(COLUMN_MEDIA_ALT_BOX, row->id, row->owner_id), row->alt_box, &out->alt));
    if (meta.len > 0 && !meta_parse(ctx->arena, meta, out))
        return fail(ctx, ERR_CORRUPT, "stored media meta is not JSON");
    return ERR_OK;
}

enum err store_media_get(struct ctx *ctx, struct media_id id, struct media *out)
{
    struct media_row row;
    bool is_found = false;
    TRY(q_media_by_id(ctx, id, &is_found, &row));
    if (!is_found)
        return ERR_NOT_FOUND;
    return row_open(ctx, &row, out);
}

enum err store_media_get_use(struct ctx *ctx, struct media_id id, struct media_use *out)
{
    struct q_media_use_row row;
    bool is_found = false;
    TRY(q_media_use(ctx, id, &is_found, &row));
    if (!is_found)
        return ERR_NOT_FOUND;
    *out = (struct media_use){ .owner = row.owner_id,
                               .purpose = (enum media_purpose)row.purpose,
                               .is_attached = !status_id_is_none(row.status_id) ||
                                              !scheduled_status_id_is_none(row.scheduled_id) };
    return ERR_OK;
}

static enum err rows_open(struct ctx *ctx, const struct media_row *rows, size_t row_count,
                          struct media **out, size_t *out_count)
{
    *out = ARENA_ARRAY(ctx->arena, struct media, row_count);
    size_t filled = 0;
    for (size_t i = 0; i < row_count; i++) {
        enum err err = row_open(ctx, &rows[i], &(*out)[filled]);
        if (err != ERR_OK && err != ERR_KEY_GONE)
            return err;
        filled += err == ERR_OK;
    }
    *out_count = filled;
    return ERR_OK;
}

enum err store_media_list(struct ctx *ctx, const struct status_id *ids, size_t count,
                          struct media **out, size_t *out_count)
{
    struct media_row *rows = NULL;
    size_t row_count = 0;
    TRY(q_media_by_status_ids(ctx, ids, count, &rows, &row_count));
    return rows_open(ctx, rows, row_count, out, out_count);
}

enum err store_media_list_held(struct ctx *ctx, const struct scheduled_status_id *ids, size_t count,
                               struct media **out, size_t *out_count)
{
    struct media_row *rows = NULL;
    size_t row_count = 0;
    TRY(q_media_by_scheduled_ids(ctx, ids, count, &rows, &row_count));
    return rows_open(ctx, rows, row_count, out, out_count);
}

static void version_write(struct json_writer *w, struct subject about,
                          const struct media_file_meta *version)
{
    json_w_object_begin(w);
    json_w_key_str(w, SV("mime"), about, version->mime);
    json_w_key_i64(w, SV("width"), about, version->width);
    json_w_key_i64(w, SV("height"), about, version->height);
    json_w_key_i64(w, SV("bytes"), about, version->size_bytes);
    json_w_object_end(w);
}

static void film_write(struct json_writer *w, struct subject about, const struct media_film *film)
{
    json_w_key_object(w, SV("film"));
    json_w_key_i64(w, SV("duration_ms"), about, film->duration_ms);
    json_w_key_i64(w, SV("bit_rate"), about, film->bit_rate);
    if (film->frame_rate.len > 0)
        json_w_key_str(w, SV("frame_rate"), about, film->frame_rate);
    if (film->audio_codec.len > 0) {
        json_w_key_str(w, SV("audio_codec"), about, film->audio_codec);
        json_w_key_i64(w, SV("sample_rate"), about, film->sample_rate);
        json_w_key_i64(w, SV("channels"), about, film->channels);
    }
    json_w_object_end(w);
}

static void meta_write(struct json_writer *w, const struct media *media)
{
    struct subject about = { media->owner.v, CLASS_POST_BODY };
    json_w_object_begin(w);
    for (size_t i = 0; i < MEDIA_VERSION_COUNT; i++) {
        if (media->versions[i].mime.len == 0)
            continue;
        json_w_key(w, version_keys[i]);
        version_write(w, about, &media->versions[i]);
    }
    if (media->film.duration_ms > 0)
        film_write(w, about, &media->film);
    if (media->blurhash.len > 0)
        json_w_key_str(w, SV("blurhash"), about, media->blurhash);
    if (media->has_focus) {
        json_w_key_array(w, SV("focus"));
        json_w_f64(w, about, media->focus_x);
        json_w_f64(w, about, media->focus_y);
        json_w_array_end(w);
    }
    json_w_object_end(w);
}

enum err store_media_seal(struct ctx *ctx, const struct media *media, const struct crypto_key *key,
                          struct media_sealed *out)
{
    struct json_writer w;
    json_w_init(&w, ctx->arena, META_MAX_BYTES);
    meta_write(&w, media);
    struct json_fragment meta;
    TRY(json_w_finish(&w, &meta));
    struct sv alt = media->alt.len > 0 ? media->alt : (struct sv){ NULL, 0 };
    if (key == NULL) {
        *out =
            (struct media_sealed){ box_plain(ctx->arena, meta.bytes), box_plain(ctx->arena, alt) };
        return ERR_OK;
    }
    *out = (struct media_sealed){
        .meta = box_seal(ctx->arena, key, place_of(COLUMN_MEDIA_META_BOX, media->id, media->owner),
                         meta.bytes),
        .alt =
            box_seal(ctx->arena, key, place_of(COLUMN_MEDIA_ALT_BOX, media->id, media->owner), alt),
    };
    return ERR_OK;
}

enum err store_media_insert(struct ctx *ctx, const struct media *media,
                            const struct media_sealed *sealed)
{
    struct sv none = { NULL, 0 };
    return q_media_insert(
        ctx, media->id, media->owner, media->status, media->position, media->purpose, media->kind,
        media->state, media->file.len > 0 ? media->file : none, sealed->meta, sealed->alt,
        media->remote_url.len > 0 ? media->remote_url : none, media->created_ms, NULL);
}

static enum err changed_check(struct ctx *ctx, int64_t changed)
{
    return changed == 1 ? ERR_OK : fail(ctx, ERR_CONFLICT, "media was changed meanwhile");
}

enum err store_media_update(struct ctx *ctx, const struct media *media, struct sv before,
                            const struct media_sealed *sealed)
{
    int64_t changed = 0;
    TRY(q_media_update(ctx, media->id, before, media->state, media->file, sealed->meta, sealed->alt,
                       &changed));
    return changed_check(ctx, changed);
}

enum err store_media_finish(struct ctx *ctx, const struct media *media,
                            const struct media_sealed *sealed)
{
    int64_t changed = 0;
    TRY(q_media_finish(ctx, media->id, media->file, media->state, sealed->meta, &changed));
    return changed_check(ctx, changed);
}
