/* Rendering with libvips.
 *
 * Every version is decoded from the source again: the loaders shrink while they load, so a small
 * version costs little more than reading the file, and no full-size picture stands in memory while
 * others are made. What leaves is pixels in sRGB encoded anew; nothing of the source's metadata has
 * a way through ("strip", and resolution set to a constant).
 *
 * A moving picture becomes a moving WebP, because a GIF writer would need a palette of 256 colours
 * for each frame, and its files are several times as large.
 */
#include "media/cage/render.h"

#include <vips/vips.h>

#define STILL_QUALITY 80
#define MAIN_JPEG_QUALITY 88
#define MAIN_WEBP_QUALITY 88
#define WEBP_EFFORT_STILL 4
#define WEBP_EFFORT_MOVING 2
#define PNG_BYTES_MAX ((size_t)8 << 20) /* a larger one is a photo; WebP then */
#define BLURHASH_SIDE 64
#define FRAME_MS_MAX 60000

/* A source whose headers have been read and judged. */
struct source {
    struct sv bytes;
    enum picture_kind kind;
    uint32_t width; /* as shown, after rotation */
    uint32_t height;
    uint32_t frames;
    uint32_t duration_ms;
    bool has_alpha;
};

/* What to make of it. */
struct shape {
    uint32_t width;
    uint32_t height;
    bool is_cropped; /* fill the box and cut; otherwise fit into it, never enlarged */
    bool is_moving;
};

/* Where versions go. */
struct sink {
    char *output;
    size_t cap;
    size_t used;
    struct wire_answer *answer;
};

/* Bytes that the library allocated. */
struct blob {
    void *ptr;
    size_t len;
};

static void image_done(VipsImage **image)
{
    if (*image != NULL)
        g_object_unref(*image);
}

static void blob_done(struct blob *blob)
{
    g_free(blob->ptr);
}

static void drop_log(const gchar *domain, GLogLevelFlags level, const gchar *message, gpointer data)
{
    UNUSED(domain);
    UNUSED(level);
    UNUSED(message);
    UNUSED(data);
}

bool render_init(void)
{
    /* A library folder that does not exist, so no plug-in is loaded; no temporary files, whatever
     * the size; no code made at run time. */
    if (setenv("VIPSHOME", "/nonexistent", 1) != 0 ||
        setenv("VIPS_DISC_THRESHOLD", "64g", 1) != 0 || setenv("VIPS_NOVECTOR", "1", 1) != 0)
        return false;
    g_log_set_default_handler(drop_log, NULL);
    if (VIPS_INIT("efface-media") != 0)
        return false;
    vips_cache_set_max(0);
    vips_concurrency_set(1);
    vips_operation_block_set("VipsForeignLoad", TRUE);
    vips_operation_block_set("VipsForeignLoadJpeg", FALSE);
    vips_operation_block_set("VipsForeignLoadPng", FALSE);
    vips_operation_block_set("VipsForeignLoadNsgif", FALSE);
    vips_operation_block_set("VipsForeignLoadWebp", FALSE);
    vips_block_untrusted_set(TRUE);
    return true;
}

/* The loader that must have been chosen for a kind. */
static const char *loader_name(enum picture_kind kind)
{
    static const char *const names[PICTURE_KIND_COUNT] = {
        [PICTURE_KIND_JPEG] = "jpegload_buffer",
        [PICTURE_KIND_PNG] = "pngload_buffer",
        [PICTURE_KIND_GIF] = "gifload_buffer",
        [PICTURE_KIND_WEBP] = "webpload_buffer",
    };
    return names[kind];
}

static bool is_loaded_as(VipsImage *image, enum picture_kind kind)
{
    const char *loader = NULL;
    return vips_image_get_string(image, VIPS_META_LOADER, &loader) == 0 &&
           strcmp(loader, loader_name(kind)) == 0;
}

static uint32_t read_duration_ms(VipsImage *image)
{
    int *delays = NULL;
    int count = 0;
    if (vips_image_get_typeof(image, "delay") == 0 ||
        vips_image_get_array_int(image, "delay", &delays, &count) != 0)
        return 0;
    int64_t sum = 0;
    for (int i = 0; i < count && i < (int)MEDIA_FRAMES_MAX; i++)
        sum += VIPS_CLIP(0, delays[i], FRAME_MS_MAX);
    return (uint32_t)VIPS_MIN(sum, WIRE_DURATION_MS_MAX);
}

/* Half a picture is refused, not shown in black. Only the loader's own option does that in every
 * case. */
static const char *load_options(bool is_moving)
{
    return is_moving ? "[n=-1,fail_on=truncated]" : "[fail_on=truncated]";
}

/* The headers twice: by our own reader, before the library sees a byte, then by the library, which
 * decides. */
static enum media_verdict source_read(struct sv bytes, struct source *out)
{
    struct media_probe probe;
    enum media_verdict verdict = media_picture_probe(bytes, &probe);
    if (verdict != MEDIA_VERDICT_OK)
        return verdict;
    CLEANUP(image_done)
    VipsImage *image =
        vips_image_new_from_buffer(bytes.ptr, bytes.len, load_options(probe.frames > 1), "access",
                                   VIPS_ACCESS_SEQUENTIAL, NULL);
    if (image == NULL || !is_loaded_as(image, probe.kind))
        return MEDIA_VERDICT_BROKEN;
    int page_height = vips_image_get_page_height(image);
    uint32_t width = (uint32_t)vips_image_get_width(image);
    uint32_t height = (uint32_t)page_height;
    uint32_t frames = (uint32_t)(vips_image_get_height(image) / page_height);
    verdict = media_picture_check(width, height, frames);
    if (verdict != MEDIA_VERDICT_OK)
        return verdict;
    bool is_turned = vips_image_get_orientation_swap(image) != FALSE;
    *out = (struct source){
        .bytes = bytes,
        .kind = probe.kind,
        .width = is_turned ? height : width,
        .height = is_turned ? width : height,
        .frames = frames,
        .duration_ms = frames > 1 ? read_duration_ms(image) : 0,
        .has_alpha = vips_image_hasalpha(image) != FALSE,
    };
    return MEDIA_VERDICT_OK;
}

/* The largest box of the source's form that has at most `area` pixels and is no larger than the
 * source. */
static struct shape shape_of_area(const struct source *source, uint64_t area)
{
    double pixels = (double)source->width * source->height;
    double scale = VIPS_MIN(1.0, sqrt((double)area / pixels));
    return (struct shape){
        .width = (uint32_t)VIPS_MAX(1.0, source->width * scale),
        .height = (uint32_t)VIPS_MAX(1.0, source->height * scale),
    };
}

/* Pixels of one frame scaled until it covers the shape. */
static uint64_t cover_pixels(const struct source *source, const struct shape *shape,
                             uint32_t *out_width, uint32_t *out_height)
{
    double scale =
        VIPS_MAX((double)shape->width / source->width, (double)shape->height / source->height);
    *out_width = VIPS_MAX(shape->width, (uint32_t)(source->width * scale + 0.5));
    *out_height = VIPS_MAX(shape->height, (uint32_t)(source->height * scale + 0.5));
    return (uint64_t)*out_width * *out_height;
}

static struct shape main_shape(const struct source *source, enum picture_purpose purpose)
{
    bool is_moving = source->frames > 1;
    if (purpose == PICTURE_PURPOSE_ATTACHMENT) {
        uint64_t area =
            VIPS_MIN(MEDIA_MAIN_PIXELS_MAX, MEDIA_ANIMATION_PIXELS_MAX / source->frames);
        struct shape shape = shape_of_area(source, is_moving ? area : MEDIA_MAIN_PIXELS_MAX);
        shape.is_moving = is_moving;
        return shape;
    }
    if (purpose == PICTURE_PURPOSE_EMOJI) {
        struct shape small = shape_of_area(source, MEDIA_EMOJI_PIXELS_MAX);
        small.is_moving = is_moving;
        return small;
    }
    bool is_avatar = purpose == PICTURE_PURPOSE_AVATAR;
    struct shape shape = {
        .width = is_avatar ? MEDIA_AVATAR_SIDE : MEDIA_HEADER_WIDTH,
        .height = is_avatar ? MEDIA_AVATAR_SIDE : MEDIA_HEADER_HEIGHT,
        .is_cropped = true,
    };
    uint32_t width, height;
    shape.is_moving = is_moving && cover_pixels(source, &shape, &width, &height) * source->frames <=
                                       MEDIA_ANIMATION_PIXELS_MAX;
    return shape;
}

static struct shape still_shape(const struct source *source, enum picture_purpose purpose)
{
    if (purpose == PICTURE_PURPOSE_ATTACHMENT)
        return shape_of_area(source, MEDIA_SMALL_PIXELS_MAX);
    struct shape shape = main_shape(source, purpose);
    shape.is_moving = false;
    return shape;
}

/* One attempt, with the profile to convert to, or NULL to leave an embedded profile alone. */
static VipsImage *load_with(const struct source *source, uint32_t width, uint32_t height,
                            VipsSize size, VipsInteresting crop, const char *options,
                            const char *profile)
{
    VipsImage *out = NULL;
    /* The library takes the bytes as not const, and only reads them. */
    void *bytes = (void *)(uintptr_t)source->bytes.ptr;
    if (vips_thumbnail_buffer(bytes, source->bytes.len, &out, (int)width, "height", (int)height,
                              "size", size, "crop", crop, "option_string", options,
                              "export_profile", profile, NULL) != 0)
        return NULL;
    return out;
}

/* A profile that does not fit its picture is common: then its numbers are taken as sRGB, as
 * browsers do. */
static VipsImage *load_scaled(const struct source *source, uint32_t width, uint32_t height,
                              VipsSize size, VipsInteresting crop, bool is_moving)
{
    const char *options = load_options(is_moving);
    VipsImage *out = load_with(source, width, height, size, crop, options, "srgb");
    return out != NULL ? out : load_with(source, width, height, size, crop, options, NULL);
}

/* Cut the middle out of every frame of a strip of frames, which stand one below the other. */
static VipsImage *crop_frames(VipsImage *strip, const struct shape *shape, uint32_t frames)
{
    CLEANUP(image_done) VipsImage *pixels = vips_image_copy_memory(strip);
    if (pixels == NULL)
        return NULL;
    int page = vips_image_get_height(pixels) / (int)frames;
    int left = (vips_image_get_width(pixels) - (int)shape->width) / 2;
    int top = (page - (int)shape->height) / 2;
    VipsImage *cut[MEDIA_FRAMES_MAX] = { NULL };
    bool is_cut = left >= 0 && top >= 0;
    for (uint32_t i = 0; i < frames && is_cut; i++)
        is_cut = vips_extract_area(pixels, &cut[i], left, (int)i * page + top, (int)shape->width,
                                   (int)shape->height, NULL) == 0;
    VipsImage *joined = NULL;
    if (is_cut && vips_arrayjoin(cut, &joined, (int)frames, "across", 1, NULL) == 0)
        vips_image_set_int(joined, VIPS_META_PAGE_HEIGHT, (int)shape->height);
    for (uint32_t i = 0; i < frames; i++)
        image_done(&cut[i]);
    return joined;
}

static VipsImage *load_shape(const struct source *source, const struct shape *shape)
{
    if (!shape->is_cropped)
        return load_scaled(source, shape->width, shape->height, VIPS_SIZE_DOWN,
                           VIPS_INTERESTING_NONE, shape->is_moving);
    if (!shape->is_moving)
        return load_scaled(source, shape->width, shape->height, VIPS_SIZE_BOTH,
                           VIPS_INTERESTING_CENTRE, false);
    uint32_t width, height;
    (void)cover_pixels(source, shape, &width, &height);
    CLEANUP(image_done)
    VipsImage *strip =
        load_scaled(source, width, height, VIPS_SIZE_FORCE, VIPS_INTERESTING_NONE, true);
    return strip == NULL ? NULL : crop_frames(strip, shape, source->frames);
}

/* What a moving picture needs to stay one. */
static bool is_movement_field(const char *name)
{
    return strcmp(name, VIPS_META_PAGE_HEIGHT) == 0 || strcmp(name, "delay") == 0 ||
           strcmp(name, "loop") == 0;
}

/* Remove every attached field: the encoders' own "strip" lets some through (WebP keeps XMP). The
 * image must be ours. */
static void drop_metadata(VipsImage *image, bool is_moving)
{
    gchar **fields = vips_image_get_fields(image);
    for (gchar **name = fields; *name != NULL; name++) {
        if (!is_moving || !is_movement_field(*name))
            (void)vips_image_remove(
                image, *name); /* width and the like are no fields of this kind, and stay */
    }
    g_strfreev(fields);
}

/* Eight-bit sRGB with or without alpha, resolution a constant, no metadata. */
static VipsImage *load_clean(const struct source *source, const struct shape *shape)
{
    CLEANUP(image_done) VipsImage *loaded = load_shape(source, shape);
    CLEANUP(image_done) VipsImage *coloured = NULL;
    CLEANUP(image_done) VipsImage *bytes = NULL;
    VipsImage *clean = NULL;
    if (loaded == NULL ||
        vips_colourspace(loaded, &coloured, VIPS_INTERPRETATION_sRGB, NULL) != 0 ||
        vips_cast(coloured, &bytes, VIPS_FORMAT_UCHAR, NULL) != 0 ||
        vips_copy(bytes, &clean, "xres", 1.0, "yres", 1.0, NULL) != 0)
        return NULL;
    drop_metadata(clean, shape->is_moving);
    return clean;
}

static bool encode(VipsImage *image, enum picture_kind kind, int quality, int effort,
                   struct blob *out)
{
    switch (kind) {
    case PICTURE_KIND_JPEG:
        return vips_jpegsave_buffer(image, &out->ptr, &out->len, "Q", quality, "optimize_coding",
                                    TRUE, "strip", TRUE, NULL) == 0;
    case PICTURE_KIND_PNG:
        return vips_pngsave_buffer(image, &out->ptr, &out->len, "compression", 6, "filter",
                                   VIPS_FOREIGN_PNG_FILTER_ALL, "strip", TRUE, NULL) == 0;
    case PICTURE_KIND_WEBP:
        return vips_webpsave_buffer(image, &out->ptr, &out->len, "Q", quality, "effort", effort,
                                    "strip", TRUE, NULL) == 0;
    case PICTURE_KIND_NONE:
    case PICTURE_KIND_GIF:
    case PICTURE_KIND_COUNT:
        break;
    }
    return false;
}

/* Append a version; its size and frames are read back from its own bytes (equal frames are merged
 * by the encoder). */
static enum media_verdict sink_put(struct sink *sink, enum media_role role, const struct blob *blob,
                                   uint32_t duration)
{
    struct media_probe probe;
    if (blob->len > sink->cap - sink->used)
        return MEDIA_VERDICT_TOO_LARGE;
    if (media_picture_probe(sv_make(blob->ptr, blob->len), &probe) != MEDIA_VERDICT_OK)
        return MEDIA_VERDICT_BROKEN;
    memcpy(sink->output + sink->used, blob->ptr, blob->len);
    sink->answer->versions[sink->answer->version_count++] = (struct wire_version){
        .role = role,
        .kind = probe.kind,
        .width = probe.width,
        .height = probe.height,
        .frames = probe.frames,
        .duration_ms = probe.frames > 1 ? duration : 0,
        .offset = sink->used,
        .length = blob->len,
    };
    sink->used += blob->len;
    return MEDIA_VERDICT_OK;
}

/* PNG stays PNG (a still GIF becomes one too), WebP stays WebP, what moves becomes WebP, the rest
 * is JPEG. */
static enum picture_kind main_kind(const struct source *source, const struct shape *shape)
{
    if (shape->is_moving || source->kind == PICTURE_KIND_WEBP)
        return PICTURE_KIND_WEBP;
    return source->kind == PICTURE_KIND_JPEG ? PICTURE_KIND_JPEG : PICTURE_KIND_PNG;
}

static bool encode_main(const struct source *source, const struct shape *shape,
                        enum picture_kind kind, struct blob *out)
{
    CLEANUP(image_done) VipsImage *image = load_clean(source, shape);
    int quality = kind == PICTURE_KIND_JPEG ? MAIN_JPEG_QUALITY : MAIN_WEBP_QUALITY;
    int effort = shape->is_moving ? WEBP_EFFORT_MOVING : WEBP_EFFORT_STILL;
    return image != NULL && encode(image, kind, quality, effort, out);
}

static enum media_verdict write_main(const struct source *source, enum picture_purpose purpose,
                                     struct sink *sink)
{
    struct shape shape = main_shape(source, purpose);
    enum picture_kind kind = main_kind(source, &shape);
    CLEANUP(blob_done) struct blob blob = { 0 };
    if (!encode_main(source, &shape, kind, &blob))
        return MEDIA_VERDICT_BROKEN;
    if (kind == PICTURE_KIND_PNG && blob.len > PNG_BYTES_MAX) {
        blob_done(&blob);
        blob = (struct blob){ 0 };
        if (!encode_main(source, &shape, PICTURE_KIND_WEBP, &blob))
            return MEDIA_VERDICT_BROKEN;
    }
    return sink_put(sink, MEDIA_ROLE_MAIN, &blob, source->duration_ms);
}

/* No pixel lets anything through. */
static bool is_opaque(VipsImage *image)
{
    if (!vips_image_hasalpha(image))
        return true;
    CLEANUP(image_done) VipsImage *alpha = NULL;
    double min = 0;
    return vips_extract_band(image, &alpha, vips_image_get_bands(image) - 1, NULL) == 0 &&
           vips_min(alpha, &min, NULL) == 0 && min >= 255;
}

/* The picture on white, without alpha. */
static VipsImage *flatten(VipsImage *image)
{
    VipsImage *out = NULL;
    VipsArrayDouble *white = vips_array_double_newv(1, 255.0);
    if (vips_image_hasalpha(image))
        (void)vips_flatten(image, &out, "background", white, NULL);
    else
        (void)vips_copy(image, &out, NULL);
    vips_area_unref(VIPS_AREA(white));
    return out;
}

static enum media_verdict write_still(VipsImage *image, enum media_role role, struct sink *sink)
{
    CLEANUP(blob_done) struct blob blob = { 0 };
    CLEANUP(image_done) VipsImage *flat = NULL;
    bool is_encoded;
    if (is_opaque(image)) {
        flat = flatten(image);
        is_encoded = flat != NULL && encode(flat, PICTURE_KIND_JPEG, STILL_QUALITY, 0, &blob);
    } else {
        is_encoded = encode(image, PICTURE_KIND_WEBP, STILL_QUALITY, WEBP_EFFORT_STILL, &blob);
    }
    return is_encoded ? sink_put(sink, role, &blob, 0) : MEDIA_VERDICT_BROKEN;
}

static enum media_verdict write_blurhash(VipsImage *image, char out[WIRE_BLURHASH_BYTES])
{
    CLEANUP(image_done) VipsImage *tiny = NULL;
    if (vips_thumbnail_image(image, &tiny, BLURHASH_SIDE, "height", BLURHASH_SIDE, "size",
                             VIPS_SIZE_DOWN, NULL) != 0)
        return MEDIA_VERDICT_BROKEN;
    CLEANUP(image_done) VipsImage *flat = flatten(tiny);
    CLEANUP(image_done) VipsImage *bytes = NULL;
    if (flat == NULL || vips_cast(flat, &bytes, VIPS_FORMAT_UCHAR, NULL) != 0 ||
        vips_image_get_bands(bytes) != 3)
        return MEDIA_VERDICT_BROKEN;
    CLEANUP(blob_done) struct blob pixels = { 0 };
    pixels.ptr = vips_image_write_to_memory(bytes, &pixels.len);
    if (pixels.ptr == NULL)
        return MEDIA_VERDICT_BROKEN;
    char text[MEDIA_BLURHASH_MAX + 1];
    media_blurhash_encode(pixels.ptr, (size_t)vips_image_get_width(bytes),
                          (size_t)vips_image_get_height(bytes), WIRE_BLURHASH_X, WIRE_BLURHASH_Y,
                          text);
    memset(out, 0, WIRE_BLURHASH_BYTES);
    memcpy(out, text, strnlen(text, WIRE_BLURHASH_BYTES - 1));
    return MEDIA_VERDICT_OK;
}

static enum media_verdict render(const struct source *source, enum picture_purpose purpose,
                                 struct sink *sink)
{
    enum media_verdict verdict = write_main(source, purpose, sink);
    if (verdict != MEDIA_VERDICT_OK)
        return verdict;
    struct shape shape = still_shape(source, purpose);
    CLEANUP(image_done) VipsImage *lazy = load_clean(source, &shape);
    CLEANUP(image_done) VipsImage *still = lazy == NULL ? NULL : vips_image_copy_memory(lazy);
    if (still == NULL)
        return MEDIA_VERDICT_BROKEN;
    bool is_attachment = purpose == PICTURE_PURPOSE_ATTACHMENT;
    if (is_attachment || sink->answer->versions[0].frames > 1) {
        verdict = write_still(still, is_attachment ? MEDIA_ROLE_SMALL : MEDIA_ROLE_STILL, sink);
        if (verdict != MEDIA_VERDICT_OK)
            return verdict;
    }
    return write_blurhash(still, sink->answer->blurhash);
}

void render_job(const struct wire_job *job, struct sv input, char *output,
                struct wire_answer *answer)
{
    *answer = (struct wire_answer){ .magic = WIRE_ANSWER, .number = job->number };
    struct sink sink = { .output = output, .cap = job->output_bytes, .answer = answer };
    struct source source;
    enum media_verdict verdict = source_read(input, &source);
    if (verdict == MEDIA_VERDICT_OK) {
        answer->source_kind = source.kind;
        answer->has_alpha = source.has_alpha;
        verdict = render(&source, job->purpose, &sink);
    }
    answer->verdict = verdict;
    vips_error_clear();
}

/* Two frames of one pixel, black and white. */
static const char warm_gif[] = "GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff"
                               "!\xf9\4\0\xa\0\0\0,\0\0\0\0\1\0\1\0\0\2\2\x44\1\0"
                               "!\xf9\4\0\xa\0\0\0,\0\0\0\0\1\0\1\0\0\2\2\x4c\1\0;";

static bool warm_up_with(struct sv picture, enum picture_purpose purpose)
{
    const struct wire_job job = { .purpose = purpose, .output_bytes = 1 << 20 };
    CLEANUP(blob_done) struct blob output = { g_malloc0(job.output_bytes), job.output_bytes };
    struct wire_answer answer;
    render_job(&job, picture, output.ptr, &answer);
    return answer.verdict == MEDIA_VERDICT_OK;
}

static bool warm_up_blob(const struct blob *blob)
{
    return warm_up_with(sv_make(blob->ptr, blob->len), PICTURE_PURPOSE_ATTACHMENT);
}

/* A small black picture in RGB or RGBA. */
static VipsImage *warm_image(int bands)
{
    CLEANUP(image_done) VipsImage *black = NULL;
    VipsImage *out = NULL;
    if (vips_black(&black, 64, 64, "bands", bands, NULL) == 0)
        (void)vips_copy(black, &out, "interpretation", VIPS_INTERPRETATION_sRGB, NULL);
    return out;
}

bool render_warm_up(void)
{
    CLEANUP(image_done) VipsImage *rgb = warm_image(3);
    CLEANUP(image_done) VipsImage *rgba = warm_image(4);
    if (rgb == NULL || rgba == NULL)
        return false;
    CLEANUP(blob_done) struct blob wide = { 0 };
    CLEANUP(blob_done) struct blob png = { 0 };
    CLEANUP(blob_done) struct blob webp = { 0 };
    return vips_jpegsave_buffer(rgb, &wide.ptr, &wide.len, "profile", "p3", NULL) == 0 &&
           vips_pngsave_buffer(rgba, &png.ptr, &png.len, "interlace", TRUE, NULL) == 0 &&
           vips_webpsave_buffer(rgba, &webp.ptr, &webp.len, NULL) == 0 && warm_up_blob(&wide) &&
           warm_up_blob(&png) && warm_up_blob(&webp) &&
           warm_up_with(sv_make(warm_gif, sizeof warm_gif - 1), PICTURE_PURPOSE_AVATAR);
}
