/* media/media: pictures in, our versions out, through a real caged helper; bombs, lies, deaths,
 * queues.
 *
 * Pictures are made here with libvips; markers are planted where each format keeps its metadata.
 */
#include "harness/harness.h"

#include <dirent.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <vips/vips.h>

#include "base/buf.h"
#include "base/clock.h"
#include "media/helper.h"
#include "media/media.h"

#define MARKER "CanaryMarker4711"

static char helper[HELPER_PATH_BYTES];
static struct media_pool *pool;

static int setup(void **state)
{
    static struct arena a;
    arena_init(&a, (size_t)128 << 20);
    *state = &a;
    return 0;
}

static int teardown(void **state)
{
    arena_done(*state);
    return 0;
}

static enum err run(struct arena *a, enum picture_purpose purpose, struct sv bytes,
                    struct media_result *out)
{
    const struct media_job job = { .purpose = purpose, .bytes = bytes };
    return media_process(pool, a, &job, out);
}

/* A test card: red at the left, green in the middle, blue at the right, with a gradient from top to
 * bottom. */
static VipsImage *card(int width, int height, bool has_alpha)
{
    int bands = has_alpha ? 4 : 3;
    size_t len = (size_t)width * (size_t)height * (size_t)bands;
    uint8_t *pixels = calloc(1, len);
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            uint8_t *p = pixels + ((size_t)y * (size_t)width + (size_t)x) * (size_t)bands;
            p[x * 3 / width] = (uint8_t)(255 - y * 100 / height);
            if (has_alpha)
                p[3] = (uint8_t)(y < height / 2 ? 255 : 0);
        }
    }
    VipsImage *raw =
        vips_image_new_from_memory_copy(pixels, len, width, height, bands, VIPS_FORMAT_UCHAR);
    VipsImage *out = NULL;
    assert_int_equal(vips_copy(raw, &out, "interpretation", VIPS_INTERPRETATION_sRGB, NULL), 0);
    g_object_unref(raw);
    free(pixels);
    return out;
}

static struct sv save(struct arena *a, VipsImage *image, const char *suffix)
{
    void *bytes = NULL;
    size_t len = 0;
    assert_int_equal(vips_image_write_to_buffer(image, suffix, &bytes, &len, NULL), 0);
    struct sv out = sv_make(arena_copy(a, bytes, len), len);
    g_free(bytes);
    g_object_unref(image);
    return out;
}

static struct sv make(struct arena *a, int width, int height, bool has_alpha, const char *suffix)
{
    return save(a, card(width, height, has_alpha), suffix);
}

/* A large one, cheaply: a card with every pixel repeated. */
static struct sv make_large(struct arena *a, int width, int height)
{
    VipsImage *base = card(width / 20, height / 20, false);
    VipsImage *large = NULL;
    assert_int_equal(vips_zoom(base, &large, 20, 20, NULL), 0);
    g_object_unref(base);
    return save(a, large, ".jpg");
}

/* `frames` cards one below the other, each darker than the last. */
static struct sv make_moving(struct arena *a, int width, int height, int frames, const char *suffix)
{
    VipsImage *parts[MEDIA_FRAMES_MAX];
    VipsImage *strip = NULL;
    int delays[MEDIA_FRAMES_MAX];
    for (int i = 0; i < frames; i++) {
        VipsImage *base = card(width, height, false);
        VipsImage *dark = NULL;
        assert_int_equal(vips_linear1(base, &dark, 1.0 - 0.1 * (i % 8), 0, "uchar", TRUE, NULL), 0);
        g_object_unref(base);
        parts[i] = dark;
        delays[i] = 120;
    }
    assert_int_equal(vips_arrayjoin(parts, &strip, frames, "across", 1, NULL), 0);
    for (int i = 0; i < frames; i++)
        g_object_unref(parts[i]);
    VipsImage *own = NULL;
    assert_int_equal(vips_copy(strip, &own, NULL), 0);
    g_object_unref(strip);
    vips_image_set_int(own, "page-height", height);
    vips_image_set_array_int(own, "delay", delays, frames);
    return save(a, own, suffix);
}

/* Put `insert` into the bytes at an offset. */
static struct sv insert_at(struct arena *a, struct sv bytes, size_t at, struct sv insert)
{
    const struct sv parts[] = { sv_sub(bytes, 0, at), insert, sv_from_offset(bytes, at) };
    return sv_concat(a, parts, 3);
}

static void assert_no_marker(const struct media_result *r)
{
    for (size_t i = 0; i < r->version_count; i++)
        assert_int_equal(sv_find(r->versions[i].bytes, SV("CanaryMarker"), 0), SIZE_MAX);
}

/* Mean red, green, blue of a version's left upper ninth. */
static void corner_colour(const struct picture_version *v, double out[3])
{
    VipsImage *image = vips_image_new_from_buffer(v->bytes.ptr, v->bytes.len, "", NULL);
    VipsImage *corner = NULL;
    assert_non_null(image);
    assert_int_equal(vips_extract_area(image, &corner, 0, 0, VIPS_MAX(1, (int)v->width / 5),
                                       VIPS_MAX(1, (int)v->height / 5), NULL),
                     0);
    for (int i = 0; i < 3; i++) {
        VipsImage *band = NULL;
        assert_int_equal(vips_extract_band(corner, &band, i, NULL), 0);
        assert_int_equal(vips_avg(band, &out[i], NULL), 0);
        g_object_unref(band);
    }
    g_object_unref(corner);
    g_object_unref(image);
}

static void makes_two_of_an_attachment(void **state)
{
    struct media_result r;
    assert_ok(run(*state, PICTURE_PURPOSE_ATTACHMENT, make(*state, 1200, 900, false, ".jpg"), &r));
    assert_int_equal(r.source_kind, PICTURE_KIND_JPEG);
    assert_false(r.has_alpha);
    assert_int_equal(r.version_count, 2);
    assert_int_equal(r.versions[0].kind, PICTURE_KIND_JPEG);
    assert_int_equal(r.versions[0].width, 1200);
    assert_int_equal(r.versions[0].height, 900);
    assert_int_equal(r.versions[1].role, MEDIA_ROLE_SMALL);
    assert_int_equal(r.versions[1].kind, PICTURE_KIND_JPEG);
    assert_in_range(r.versions[1].width * r.versions[1].height, 225000,
                    MEDIA_SMALL_PIXELS_MAX + 1000);
    assert_int_equal(r.blurhash.len, 28);
    double colour[3];
    corner_colour(&r.versions[1], colour);
    assert_true(colour[0] > 200 && colour[1] < 40 && colour[2] < 40);
}

static void keeps_kinds(void **state)
{
    struct media_result r;
    assert_ok(run(*state, PICTURE_PURPOSE_ATTACHMENT, make(*state, 900, 500, true, ".png"), &r));
    assert_int_equal(r.versions[0].kind, PICTURE_KIND_PNG);
    assert_int_equal(r.versions[1].kind, PICTURE_KIND_WEBP);
    assert_true(r.has_alpha);
    assert_ok(run(*state, PICTURE_PURPOSE_ATTACHMENT, make(*state, 90, 50, false, ".webp"), &r));
    assert_int_equal(r.versions[0].kind, PICTURE_KIND_WEBP);
    assert_int_equal(r.versions[1].kind, PICTURE_KIND_JPEG);
    assert_int_equal(r.versions[1].width, 90);
    assert_ok(run(*state, PICTURE_PURPOSE_ATTACHMENT, make(*state, 30, 20, false, ".gif"), &r));
    assert_int_equal(r.versions[0].kind, PICTURE_KIND_PNG);
    assert_int_equal(r.source_kind, PICTURE_KIND_GIF);
    assert_ok(run(*state, PICTURE_PURPOSE_ATTACHMENT, make(*state, 1, 1, false, ".png"), &r));
    assert_int_equal(r.versions[0].width, 1);
}

static void crops_avatars_and_headers(void **state)
{
    struct media_result r;
    assert_ok(run(*state, PICTURE_PURPOSE_AVATAR, make(*state, 1000, 500, false, ".jpg"), &r));
    assert_int_equal(r.version_count, 1);
    assert_int_equal(r.versions[0].width, 400);
    assert_int_equal(r.versions[0].height, 400);
    assert_ok(run(*state, PICTURE_PURPOSE_HEADER, make(*state, 700, 700, false, ".png"), &r));
    assert_int_equal(r.version_count, 1);
    assert_int_equal(r.versions[0].width, 1500);
    assert_int_equal(r.versions[0].height, 500);
}

static void keeps_movement(void **state)
{
    const char *const suffixes[] = { ".gif", ".webp" };
    for (size_t i = 0; i < 2; i++) {
        struct sv moving = make_moving(*state, 60, 40, 5, suffixes[i]);
        struct media_result r;
        assert_ok(run(*state, PICTURE_PURPOSE_ATTACHMENT, moving, &r));
        assert_int_equal(r.versions[0].kind, PICTURE_KIND_WEBP);
        assert_int_equal(r.versions[0].frames, 5);
        assert_int_equal(r.versions[0].height, 40);
        assert_int_equal(r.versions[0].duration_ms, 600);
        assert_int_equal(r.versions[1].frames, 1);
        assert_ok(run(*state, PICTURE_PURPOSE_AVATAR, moving, &r));
        assert_int_equal(r.version_count, 2);
        assert_int_equal(r.versions[0].frames, 5);
        assert_int_equal(r.versions[0].width, 400);
        assert_int_equal(r.versions[0].height, 400);
        assert_int_equal(r.versions[1].role, MEDIA_ROLE_STILL);
        assert_int_equal(r.versions[1].width, 400);
    }
}

static void keeps_emoji_whole(void **state)
{
    struct media_result r;
    assert_ok(run(*state, PICTURE_PURPOSE_EMOJI, make(*state, 40, 20, true, ".png"), &r));
    assert_int_equal(r.version_count, 1);
    assert_int_equal(r.versions[0].kind, PICTURE_KIND_PNG);
    assert_int_equal(r.versions[0].width, 40);
    assert_int_equal(r.versions[0].height, 20);
    assert_ok(run(*state, PICTURE_PURPOSE_EMOJI, make(*state, 1000, 500, false, ".png"), &r));
    assert_in_range(r.versions[0].width * r.versions[0].height, 60000, MEDIA_EMOJI_PIXELS_MAX);
    assert_ok(run(*state, PICTURE_PURPOSE_EMOJI, make_moving(*state, 60, 40, 5, ".gif"), &r));
    assert_int_equal(r.version_count, 2);
    assert_int_equal(r.versions[0].frames, 5);
    assert_int_equal(r.versions[0].width, 60);
    assert_int_equal(r.versions[1].role, MEDIA_ROLE_STILL);
    assert_int_equal(r.versions[1].frames, 1);
    assert_int_equal(r.versions[1].height, 40);
}

static void scales_down(void **state)
{
    struct media_result r;
    assert_ok(run(*state, PICTURE_PURPOSE_ATTACHMENT, make_large(*state, 4000, 3000), &r));
    assert_in_range(r.versions[0].width * r.versions[0].height, 8000000,
                    MEDIA_MAIN_PIXELS_MAX + 8000);
}

/* An EXIF block, big-endian: orientation, and the marker as the picture's description. */
static struct sv exif_of(struct arena *a, int orientation)
{
    struct buf b;
    buf_init(&b, a, 1024);
    buf_sv(&b, SV("Exif\0\0MM\0*\0\0\0\x08\0\2"));
    buf_sv(&b, SV("\1\x0e\0\2\0\0\0\x11\0\0\0\x26")); /* description, 17 bytes at 38 */
    buf_sv(&b, SV("\1\x12\0\3\0\0\0\1\0"));
    buf_char(&b, (char)orientation);
    buf_sv(&b, SV("\0\0\0\0\0\0" MARKER "\0"));
    return sv_make(b.ptr, b.len);
}

static struct sv jpeg_segment(struct arena *a, int marker, struct sv body)
{
    struct buf b;
    buf_init(&b, a, 4096);
    buf_char(&b, (char)0xff);
    buf_char(&b, (char)marker);
    buf_char(&b, (char)((body.len + 2) >> 8));
    buf_char(&b, (char)((body.len + 2) & 0xff));
    buf_sv(&b, body);
    return sv_make(b.ptr, b.len);
}

static void turns_and_strips_jpeg(void **state)
{
    struct arena *a = *state;
    struct sv jpeg = make(a, 300, 150, false, ".jpg[strip]");
    jpeg = insert_at(a, jpeg, 2, jpeg_segment(a, 0xfe, SV("comment " MARKER)));
    jpeg = insert_at(a, jpeg, 2,
                     jpeg_segment(a, 0xe1, SV("http://ns.adobe.com/xap/1.0/\0<x>" MARKER "</x>")));
    jpeg = insert_at(a, jpeg, 2, jpeg_segment(a, 0xed, SV("Photoshop 3.0\0" MARKER)));
    jpeg = insert_at(a, jpeg, 2, jpeg_segment(a, 0xe1, exif_of(a, 6)));
    assert_int_not_equal(sv_find(jpeg, SV(MARKER), 0), SIZE_MAX);
    struct media_result r;
    assert_ok(run(a, PICTURE_PURPOSE_ATTACHMENT, jpeg, &r));
    assert_int_equal(r.versions[0].width, 150);
    assert_int_equal(r.versions[0].height, 300);
    assert_no_marker(&r);
    /* Turned to the right: what was the left side is now on top, so the top is red. */
    for (size_t i = 0; i < 2; i++) {
        double colour[3];
        corner_colour(&r.versions[i], colour);
        assert_true(colour[0] > 100 && colour[1] < 60 && colour[2] < 60);
        assert_int_equal(sv_find(r.versions[i].bytes, SV("Exif"), 0), SIZE_MAX);
        assert_int_equal(sv_find(r.versions[i].bytes, SV("ICC_PROFILE"), 0), SIZE_MAX);
    }
    jpeg = make(a, 300, 150, false, ".jpg[strip]");
    assert_ok(run(a, PICTURE_PURPOSE_AVATAR,
                  insert_at(a, jpeg, 2, jpeg_segment(a, 0xe1, exif_of(a, 3))), &r));
    double colour[3];
    corner_colour(&r.versions[0], colour);
    assert_no_marker(&r);
}

static uint32_t crc_of(struct sv bytes)
{
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < bytes.len; i++) {
        crc ^= (unsigned char)bytes.ptr[i];
        for (int k = 0; k < 8; k++)
            crc = crc >> 1 ^ (0xedb88320u & (0 - (crc & 1)));
    }
    return ~crc;
}

static void put_be32(struct buf *b, uint32_t v)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        buf_char(b, (char)(v >> shift & 0xff));
}

/* A chunk: name and body in one view. */
static struct sv png_chunk(struct arena *a, struct sv named)
{
    struct buf b;
    buf_init(&b, a, 4096);
    put_be32(&b, (uint32_t)named.len - 4);
    buf_sv(&b, named);
    put_be32(&b, crc_of(named));
    return sv_make(b.ptr, b.len);
}

static void strips_png_and_webp(void **state)
{
    struct arena *a = *state;
    struct sv png = make(a, 700, 500, true, ".png");
    png = insert_at(a, png, 33, png_chunk(a, SV("tEXtComment\0" MARKER)));
    png = insert_at(a, png, 33, png_chunk(a, SV("iTXtTitle\0\0\0\0\0" MARKER)));
    png =
        insert_at(a, png, 33, png_chunk(a, SV("iTXtXML:com.adobe.xmp\0\0\0\0\0<x>" MARKER "</x>")));
    struct media_result r;
    assert_ok(run(a, PICTURE_PURPOSE_ATTACHMENT, png, &r));
    assert_no_marker(&r);
    assert_int_equal(sv_find(r.versions[0].bytes, SV("tEXt"), 0), SIZE_MAX);
    VipsImage *image = card(50, 50, true);
    vips_image_set_blob_copy(image, "xmp-data", MARKER, strlen(MARKER));
    struct sv webp = save(a, image, ".webp");
    assert_int_not_equal(sv_find(webp, SV(MARKER), 0), SIZE_MAX);
    assert_ok(run(a, PICTURE_PURPOSE_ATTACHMENT, webp, &r));
    assert_no_marker(&r);
    struct sv gif = make_moving(a, 20, 20, 3, ".gif");
    struct sv comment = SV("!\xfe\x10" MARKER "\0");
    assert_ok(run(a, PICTURE_PURPOSE_ATTACHMENT, insert_at(a, gif, gif.len - 1, comment), &r));
    assert_no_marker(&r);
}

static void converts_profiles(void **state)
{
    struct media_result r;
    assert_ok(run(*state, PICTURE_PURPOSE_ATTACHMENT,
                  make(*state, 300, 200, false, ".jpg[profile=p3]"), &r));
    assert_int_equal(sv_find(r.versions[0].bytes, SV("ICC_PROFILE"), 0), SIZE_MAX);
    VipsImage *rgb = card(300, 200, false);
    VipsImage *cmyk = NULL;
    assert_int_equal(vips_icc_transform(rgb, &cmyk, "cmyk", "input_profile", "srgb", NULL), 0);
    g_object_unref(rgb);
    assert_ok(run(*state, PICTURE_PURPOSE_ATTACHMENT, save(*state, cmyk, ".jpg[strip]"), &r));
    assert_int_equal(r.versions[0].kind, PICTURE_KIND_JPEG);
    double colour[3];
    corner_colour(&r.versions[0], colour);
    assert_true(colour[0] > colour[1] && colour[0] > colour[2]);
}

static void refuses_lies(void **state)
{
    struct arena *a = *state;
    struct media_result r;
    struct sv png = make(a, 40, 40, false, ".png");
    struct sv bomb = png_chunk(a, SV("IHDR\0\0\xc3\x50\0\0\xc3\x50\x08\2\0\0\0"));
    bomb = sv_concat(a, (const struct sv[]){ sv_sub(png, 0, 8), bomb, sv_from_offset(png, 33) }, 3);
    assert_err(run(a, PICTURE_PURPOSE_ATTACHMENT, bomb, &r), ERR_TOO_LARGE);
    /* Says 4,000 x 4,000 and has 40 x 40. */
    struct sv liar = png_chunk(a, SV("IHDR\0\0\x0f\xa0\0\0\x0f\xa0\x08\2\0\0\0"));
    liar = sv_concat(a, (const struct sv[]){ sv_sub(png, 0, 8), liar, sv_from_offset(png, 33) }, 3);
    assert_err(run(a, PICTURE_PURPOSE_ATTACHMENT, liar, &r), ERR_VALIDATION);
    struct sv jpeg = make(a, 600, 400, false, ".jpg");
    assert_err(run(a, PICTURE_PURPOSE_ATTACHMENT, sv_sub(jpeg, 0, jpeg.len / 2), &r),
               ERR_VALIDATION);
    assert_err(run(a, PICTURE_PURPOSE_ATTACHMENT, sv_sub(png, 0, png.len / 2), &r), ERR_VALIDATION);
    const struct sv others[] = {
        SV_INIT("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"),
        SV_INIT("%PDF-1.7\n"),
        SV_INIT("II*\0\x08\0\0\0\0\0"),
        SV_INIT("x"),
        { "", 0 },
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_err(run(a, PICTURE_PURPOSE_ATTACHMENT, others[i], &r), ERR_MEDIA_TYPE);
}

/* A picture with something else behind it: what comes out has the picture only. */
static void cleans_polyglots(void **state)
{
    struct arena *a = *state;
    struct sv png = make(a, 40, 40, false, ".png");
    struct sv both = insert_at(a, png, png.len, SV("<html><script>" MARKER "</script>"));
    struct media_result r;
    assert_ok(run(a, PICTURE_PURPOSE_ATTACHMENT, both, &r));
    assert_no_marker(&r);
    assert_int_equal(sv_find(r.versions[0].bytes, SV("<script"), 0), SIZE_MAX);
}

static void refuses_too_many_frames(void **state)
{
    struct arena *a = *state;
    struct buf b;
    buf_init(&b, a, 1 << 20);
    buf_sv(&b, SV("GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff"));
    for (int i = 0; i < 5000; i++)
        buf_sv(&b, SV(",\0\0\0\0\1\0\1\0\0\2\2\x44\1\0"));
    buf_char(&b, ';');
    struct media_result r;
    assert_err(run(a, PICTURE_PURPOSE_ATTACHMENT, sv_make(b.ptr, b.len), &r), ERR_TOO_LARGE);
}

static uint32_t random_next(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* Damage within the cage: any error is fine, a hang or a dead pool is not. The decoders themselves are fuzzed. */
static void survives_random_damage(void **state)
{
    struct arena *a = *state;
    const struct sv sources[] = {
        make(a, 32, 24, false, ".jpg"),
        make(a, 32, 24, true, ".png"),
        make(a, 32, 24, true, ".webp"),
        make_moving(a, 16, 12, 3, ".gif"),
    };
    uint32_t seed = 20180320;
    for (int round = 0; round < 60; round++) {
        ARENA_SCOPE (a) {
            struct sv source = sources[round % 4];
            char *bytes = arena_copy(a, source.ptr, source.len);
            size_t from = round < 20 ? 0 : 16;
            for (int i = 0; i < 4; i++)
                bytes[from + random_next(&seed) % (source.len - from)] = (char)random_next(&seed);
            struct media_result r;
            enum err err = run(a, PICTURE_PURPOSE_ATTACHMENT, sv_make(bytes, source.len), &r);
            assert_true(err == ERR_OK || err == ERR_VALIDATION || err == ERR_MEDIA_TYPE ||
                        err == ERR_TOO_LARGE);
        }
    }
}

/* The pid of a helper that this process started. */
static pid_t find_worker(void)
{
    DIR *folder = opendir("/proc");
    pid_t found = 0;
    for (struct dirent *e = readdir(folder); e != NULL && found == 0; e = readdir(folder)) {
        char path[300], text[256] = "";
        (void)snprintf(path, sizeof path, "/proc/%s/stat", e->d_name);
        FILE *f = e->d_name[0] >= '0' && e->d_name[0] <= '9' ? fopen(path, "r") : NULL;
        if (f == NULL)
            continue;
        int pid = 0, parent = 0;
        char name[64], status;
        if (fgets(text, sizeof text, f) != NULL &&
            sscanf(text, "%d (%63[^)]) %c %d", &pid, name, &status, &parent) == 4 &&
            parent == (int)getpid() && strcmp(name, "efface-media") == 0 && status != 'Z')
            found = pid;
        (void)fclose(f);
    }
    (void)closedir(folder);
    return found;
}

static void *kill_soon(void *arg)
{
    (void)usleep(60000);
    assert(kill(*(pid_t *)arg, SIGKILL) == 0);
    return NULL;
}

static void replaces_the_dead(void **state)
{
    struct arena *a = *state;
    /* No other helper than the one that is looked for. */
    media_pool_free(pool);
    pool = media_pool_new(&(struct media_options){ .helper_path = helper });
    struct media_result r;
    struct sv small = make(a, 30, 30, false, ".png");
    struct sv large = make_large(a, 5000, 4000);
    const struct media_options options = { .helper_path = helper, .worker_count = 1 };
    struct media_pool *one = media_pool_new(&options);
    struct media_job job = { .purpose = PICTURE_PURPOSE_ATTACHMENT, .bytes = small };
    assert_ok(media_process(one, a, &job, &r));
    pid_t first = find_worker();
    assert_int_not_equal(first, 0);
    /* In the middle of a job: another does it. */
    pthread_t killer;
    assert_int_equal(pthread_create(&killer, NULL, kill_soon, &first), 0);
    job.bytes = large;
    assert_ok(media_process(one, a, &job, &r));
    (void)pthread_join(killer, NULL);
    job.bytes = small;
    assert_ok(media_process(one, a, &job, &r));
    /* While it idles: nobody notices. */
    pid_t second = find_worker();
    assert_int_not_equal(second, first);
    assert_int_equal(kill(second, SIGKILL), 0);
    (void)usleep(20000);
    assert_ok(media_process(one, a, &job, &r));
    /* Just as a job is sent. */
    for (int i = 0; i < 20; i++) {
        assert_int_equal(kill(find_worker(), SIGKILL), 0);
        assert_ok(media_process(one, a, &job, &r));
    }
    media_pool_free(one);
}

struct client {
    struct media_pool *pool;
    struct sv bytes;
    enum err err;
};

static void *client_run(void *arg)
{
    struct client *c = arg;
    struct arena a;
    arena_init(&a, (size_t)64 << 20);
    struct media_result r;
    const struct media_job job = { .purpose = PICTURE_PURPOSE_ATTACHMENT, .bytes = c->bytes };
    c->err = media_process(c->pool, &a, &job, &r);
    arena_done(&a);
    return NULL;
}

static void works_side_by_side(void **state)
{
    struct sv jpeg = make(*state, 800, 600, false, ".jpg");
    struct client clients[4];
    pthread_t threads[4];
    for (size_t i = 0; i < 4; i++) {
        clients[i] = (struct client){ pool, jpeg, ERR_INTERNAL };
        assert_int_equal(pthread_create(&threads[i], NULL, client_run, &clients[i]), 0);
    }
    for (size_t i = 0; i < 4; i++) {
        (void)pthread_join(threads[i], NULL);
        assert_ok(clients[i].err);
    }
    assert_int_equal(media_pool_count_workers(pool), 2);
}

static void bounds_time_and_queue(void **state)
{
    struct arena *a = *state;
    struct sv large = make_large(a, 6000, 5000);
    const struct media_options slow = {
        .helper_path = helper, .worker_count = 1, .deadline_ms = 1000, .cpu_ms = 20
    };
    struct media_pool *one = media_pool_new(&slow);
    struct media_job job = { .purpose = PICTURE_PURPOSE_ATTACHMENT, .bytes = large };
    struct media_result r;
    /* The processor limit kills the helper. */
    assert_err(media_process(one, a, &job, &r), ERR_VALIDATION);
    media_pool_free(one);
    const struct media_options late = { .helper_path = helper,
                                        .worker_count = 1,
                                        .deadline_ms = 1 };
    one = media_pool_new(&late);
    assert_err(media_process(one, a, &job, &r), ERR_TIMEOUT);
    media_pool_free(one);
    const struct media_options narrow = { .helper_path = helper,
                                          .worker_count = 1,
                                          .queue_max = 1 };
    one = media_pool_new(&narrow);
    struct sv wide = make_large(a, 3000, 2500);
    struct client clients[4];
    pthread_t threads[4];
    for (size_t i = 0; i < 4; i++) {
        clients[i] = (struct client){ one, wide, ERR_INTERNAL };
        assert_int_equal(pthread_create(&threads[i], NULL, client_run, &clients[i]), 0);
    }
    int done = 0, busy = 0;
    for (size_t i = 0; i < 4; i++) {
        (void)pthread_join(threads[i], NULL);
        done += clients[i].err == ERR_OK;
        busy += clients[i].err == ERR_BUSY;
    }
    assert_int_equal(done, 2);
    assert_int_equal(busy, 2);
    media_pool_free(one);
}

static void ends_the_idle(void **state)
{
    const struct media_options options = { .helper_path = helper,
                                           .worker_count = 1,
                                           .idle_ms = 30 };
    struct media_pool *one = media_pool_new(&options);
    struct media_result r;
    const struct media_job job = { .bytes = make(*state, 30, 30, false, ".png") };
    assert_int_equal(media_pool_count_workers(one), 0);
    assert_ok(media_process(one, *state, &job, &r));
    for (int i = 0; i < 200 && media_pool_count_workers(one) > 0; i++)
        (void)usleep(10000);
    assert_int_equal(media_pool_count_workers(one), 0);
    assert_ok(media_process(one, *state, &job, &r));
    media_pool_free(one);
}

static void fails_cleanly(void **state)
{
    const struct media_options nowhere = { .helper_path = "/nonexistent/efface-media" };
    struct media_pool *none = media_pool_new(&nowhere);
    struct media_result r;
    const struct media_job job = { .bytes = make(*state, 30, 30, false, ".png") };
    assert_err(media_process(none, *state, &job, &r), ERR_IO);
    media_pool_free(none);
    const struct media_options wrong = { .helper_path = "/bin/true" };
    none = media_pool_new(&wrong);
    assert_err(media_process(none, *state, &job, &r), ERR_IO);
    media_pool_free(none);
    struct arena tiny;
    arena_init(&tiny, 100);
    assert_err(run(&tiny, PICTURE_PURPOSE_ATTACHMENT, job.bytes, &r), ERR_LIMIT);
    arena_done(&tiny);
}

static void takes_memory_files(void **state)
{
    struct sv png = make(*state, 30, 30, false, ".png");
    int fd = memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    assert_int_equal(write(fd, png.ptr, png.len), (ssize_t)png.len);
    const struct media_job job = { .purpose = PICTURE_PURPOSE_ATTACHMENT, .memory_file = fd };
    struct media_result r;
    assert_ok(media_process(pool, *state, &job, &r));
    assert_int_equal(write(fd, "x", 1), -1);
    (void)close(fd);
}

static void takes_the_samples(void **state)
{
    struct arena *a = *state;
    const char *folder = harness_vector_path(a, "media-samples");
    if (folder == NULL)
        skip();
    size_t count = 0;
    struct sv *names = harness_list_folder(a, folder, &count);
    for (size_t i = 0; i < count; i++) {
        struct sv bytes =
            harness_read_file(a, sv_cstr(a, sv_printf(a, "%s/%.*s", folder, SV_ARG(names[i]))));
        struct media_result r;
        enum err err = run(a, PICTURE_PURPOSE_AVATAR, bytes, &r);
        bool is_ours = media_picture_sniff(bytes) != PICTURE_KIND_NONE;
        assert_err(err, is_ours ? ERR_OK : ERR_MEDIA_TYPE);
        if (is_ours)
            assert_ok(run(a, PICTURE_PURPOSE_ATTACHMENT, bytes, &r));
    }
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    (void)setenv("VIPSHOME", "/nonexistent", 1); /* no plug-ins */
    if (VIPS_INIT("test") != 0)
        return 1;
    vips_cache_set_max(0);
    helper_path(helper);
    const struct media_options options = { .helper_path = helper };
    pool = media_pool_new(&options);
    const struct CMUnitTest tests[] = {
        CASE(makes_two_of_an_attachment),
        CASE(keeps_kinds),
        CASE(crops_avatars_and_headers),
        CASE(keeps_movement),
        CASE(keeps_emoji_whole),
        CASE(scales_down),
        CASE(turns_and_strips_jpeg),
        CASE(strips_png_and_webp),
        CASE(converts_profiles),
        CASE(refuses_lies),
        CASE(cleans_polyglots),
        CASE(refuses_too_many_frames),
        CASE(survives_random_damage),
        CASE(replaces_the_dead),
        CASE(works_side_by_side),
        CASE(bounds_time_and_queue),
        CASE(ends_the_idle),
        CASE(fails_cleanly),
        CASE(takes_memory_files),
        CASE(takes_the_samples),
    };
    int failed = cmocka_run_group_tests_name("media/media", tests, NULL, NULL);
    media_pool_free(pool);
    vips_shutdown();
    return failed;
}
