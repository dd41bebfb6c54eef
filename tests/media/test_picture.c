/* media/picture: kinds by their bytes, sizes and frames from headers, lies refused before anything
 * is decoded. */
#include "harness/harness.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "media/picture.h"

static int setup(void **state)
{
    static struct arena a;
    arena_init(&a, 1 << 22);
    *state = &a;
    return 0;
}

static int teardown(void **state)
{
    arena_done(*state);
    return 0;
}

static void expect(struct sv bytes, enum picture_kind kind, uint32_t width, uint32_t height,
                   uint32_t frames)
{
    struct media_probe probe;
    assert_int_equal(media_picture_probe(bytes, &probe), MEDIA_VERDICT_OK);
    assert_int_equal(probe.kind, kind);
    assert_int_equal(probe.width, width);
    assert_int_equal(probe.height, height);
    assert_int_equal(probe.frames, frames);
}

static void expect_verdict(struct sv bytes, enum media_verdict verdict)
{
    struct media_probe probe = { .width = 77 };
    assert_int_equal(media_picture_probe(bytes, &probe), verdict);
    assert_int_equal(probe.width, 77);
}

static void reads_png(void **state)
{
    (void)state;
    expect(SV("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x02\x80\0\0\1\x68\x08\2\0\0\0"),
           PICTURE_KIND_PNG, 640, 360, 1);
    /* 50,000 x 50,000 */
    expect_verdict(SV("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\xc3\x50\0\0\xc3\x50\x08\2\0\0\0"),
                   MEDIA_VERDICT_TOO_LARGE);
    expect_verdict(SV("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\0\0\0\0\x01\x08\2\0\0\0"),
                   MEDIA_VERDICT_BROKEN);
    expect_verdict(SV("\x89PNG\r\n\x1a\n\0\0\0\x0dIDAT\0\0\2\x80\0\0\1\x68"), MEDIA_VERDICT_BROKEN);
    expect_verdict(SV("\x89PNG\r\n\x1a\n"), MEDIA_VERDICT_BROKEN);
}

static void reads_jpeg(void **state)
{
    (void)state;
    /* A comment that holds a false frame, a fill byte, then the frame. */
    expect(SV("\xff\xd8\xff\xfe\0\x0a\xff\xc0\0\x0b\x08\xff\xff\xff\xff\xff\xc2\0\x11\x08\0\x20\0"
              "\x40\3"),
           PICTURE_KIND_JPEG, 64, 32, 1);
    expect_verdict(SV("\xff\xd8\xff\xc0\0\x11\x08\xff\xff\xff\xff\3"), MEDIA_VERDICT_TOO_LARGE);
    expect_verdict(SV("\xff\xd8\xff\xda\0\x08"), MEDIA_VERDICT_BROKEN);
    expect_verdict(SV("\xff\xd8\xff\xe0\0\1\0\0\0\0"), MEDIA_VERDICT_BROKEN);
    expect_verdict(SV("\xff\xd8\xff\xe0\xff\xff"), MEDIA_VERDICT_BROKEN);
    expect_verdict(SV("\xff\xd8\xff"), MEDIA_VERDICT_BROKEN);
}

#define GIF_FRAME "!\xf9\4\0\xa\0\0\0,\0\0\0\0\3\0\2\0\0\2\2\x44\1\0"

static struct sv gif_of(struct arena *a, size_t frames)
{
    struct buf b;
    buf_init(&b, a, 1 << 20);
    buf_sv(&b, SV("GIF89a\3\0\2\0\x80\0\0\0\0\0\xff\xff\xff"));
    for (size_t i = 0; i < frames; i++)
        buf_sv(&b, SV(GIF_FRAME));
    buf_char(&b, ';');
    return sv_make(b.ptr, b.len);
}

static void reads_gif(void **state)
{
    expect(gif_of(*state, 1), PICTURE_KIND_GIF, 3, 2, 1);
    expect(gif_of(*state, 400), PICTURE_KIND_GIF, 3, 2, 400);
    expect_verdict(gif_of(*state, 401), MEDIA_VERDICT_TOO_LARGE);
    expect_verdict(gif_of(*state, 20000), MEDIA_VERDICT_TOO_LARGE);
    expect_verdict(gif_of(*state, 0), MEDIA_VERDICT_BROKEN);
    /* A frame beyond the screen widens it. */
    expect_verdict(SV("GIF89a\1\0\1\0\0\0\0,\xff\xff\xff\xff\1\0\1\0\0\2\2\x44\1\0;"),
                   MEDIA_VERDICT_TOO_LARGE);
}

static void reads_webp(void **state)
{
    (void)state;
    expect(SV("RIFF\x20\0\0\0WEBPVP8 \x10\0\0\0\x10\0\0\x9d\x01\x2a\x80\x02\x68\x41"),
           PICTURE_KIND_WEBP, 640, 360, 1);
    expect(SV("RIFF\x20\0\0\0WEBPVP8L\x10\0\0\0\x2f\x03\x40\0\0"), PICTURE_KIND_WEBP, 4, 2, 1);
    expect(SV("RIFF\x20\0\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0\x0f\0\0\x07\0\0"
              "ANIM\x06\0\0\0\0\0\0\0\0\0ANMF\1\0\0\0xxANMF\0\0\0\0"),
           PICTURE_KIND_WEBP, 16, 8, 2);
    expect_verdict(SV("RIFF\x20\0\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0\x0f\0\0\x07\0\0"),
                   MEDIA_VERDICT_BROKEN);
    expect_verdict(SV("RIFF\x20\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff"),
                   MEDIA_VERDICT_TOO_LARGE);
    expect_verdict(SV("RIFF\x20\0\0\0WEBPJUNK"), MEDIA_VERDICT_BROKEN);
}

static void knows_no_other(void **state)
{
    (void)state;
    const struct sv others[] = {
        SV_INIT(""),
        SV_INIT("<svg xmlns='http://www.w3.org/2000/svg'/>"),
        SV_INIT("%PDF-1.7"),
        SV_INIT("II*\0\x08\0\0\0"),
        SV_INIT("MM\0*"),
        SV_INIT("BM"),
        SV_INIT("GIF88a"),
        SV_INIT("RIFF\0\0\0\0WAVE"),
        SV_INIT("\xff\xd8"),
        SV_INIT("\0\0\0\x1c"
                "ftypavif"),
        SV_INIT("<html>GIF89a"),
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        expect_verdict(others[i], MEDIA_VERDICT_UNKNOWN);
}

static void bounds(void **state)
{
    (void)state;
    assert_int_equal(media_picture_check(8000, 5000, 1), MEDIA_VERDICT_OK);
    assert_int_equal(media_picture_check(8000, 5001, 1), MEDIA_VERDICT_TOO_LARGE);
    assert_int_equal(media_picture_check(16384, 1, 1), MEDIA_VERDICT_OK);
    assert_int_equal(media_picture_check(16385, 1, 1), MEDIA_VERDICT_TOO_LARGE);
    assert_int_equal(media_picture_check(1000, 1000, 200), MEDIA_VERDICT_OK);
    assert_int_equal(media_picture_check(1000, 1000, 201), MEDIA_VERDICT_TOO_LARGE);
    assert_int_equal(media_picture_check(UINT32_MAX, UINT32_MAX, UINT32_MAX),
                     MEDIA_VERDICT_TOO_LARGE);
}

static void names(void **state)
{
    (void)state;
    assert_sv_lit(media_kind_mime(PICTURE_KIND_WEBP), "image/webp");
    assert_sv_lit(media_kind_extension(PICTURE_KIND_JPEG), "jpg");
    assert_sv_lit(media_kind_mime(PICTURE_KIND_NONE), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_png),
        cmocka_unit_test(reads_jpeg),
        cmocka_unit_test_setup_teardown(reads_gif, setup, teardown),
        cmocka_unit_test(reads_webp),
        cmocka_unit_test(knows_no_other),
        cmocka_unit_test(bounds),
        cmocka_unit_test(names),
    };
    return cmocka_run_group_tests_name("media/picture", tests, NULL, NULL);
}
