/* media/film_facts: what ffprobe says of a film, and what it may not say. */
#include "harness/harness.h"

#include "media/film_facts.h"

#define VIDEO                                                                                      \
    "[STREAM]\ncodec_name=h264\ncodec_type=video\nwidth=640\nheight=360\n"                         \
    "avg_frame_rate=30000/1001\nDISPOSITION:attached_pic=0\n"
#define SOUND                                                                                      \
    "[STREAM]\ncodec_name=aac\ncodec_type=audio\nsample_rate=44100\nchannels=2\n"                  \
    "avg_frame_rate=0/0\nDISPOSITION:attached_pic=0\n[/STREAM]\n"
#define COVER                                                                                      \
    "[STREAM]\ncodec_name=png\ncodec_type=video\nwidth=9\nheight=9\n"                              \
    "DISPOSITION:attached_pic=1\n[/STREAM]\n"
#define FORMAT "[FORMAT]\nduration=83.019900\nbit_rate=868770\n[/FORMAT]\n"

static void reads_streams(void **state)
{
    UNUSED(state);
    struct film_facts f;
    assert_true(film_facts_parse(SV(VIDEO "[/STREAM]\n" SOUND FORMAT), &f));
    assert_true(f.has_video && f.has_audio && !f.has_cover);
    assert_int_equal(f.width, 640);
    assert_int_equal(f.height, 360);
    assert_int_equal(f.rate_count, 30000);
    assert_int_equal(f.rate_seconds, 1001);
    assert_int_equal(f.duration_ms, 83019);
    assert_int_equal(f.bit_rate, 868770);
    assert_int_equal(f.sample_rate, 44100);
    assert_int_equal(f.channels, 2);
    assert_string_equal(f.audio_codec, "aac");
    /* Turned by a quarter: as it is shown. */
    assert_true(film_facts_parse(
        SV(VIDEO "[SIDE_DATA]\nrotation=-90\n[/SIDE_DATA]\n[/STREAM]\n" FORMAT), &f));
    assert_int_equal(f.width, 360);
    assert_int_equal(f.height, 640);
    assert_false(f.has_audio);
    /* A cover is no video, and what is not known is 0. */
    assert_true(film_facts_parse(SV(COVER SOUND "[FORMAT]\nduration=N/A\n[/FORMAT]\n"), &f));
    assert_true(f.has_cover && f.has_audio && !f.has_video);
    assert_int_equal(f.duration_ms, 0);
    assert_int_equal(f.rate_count, 0);
}

static void refuses_what_is_none(void **state)
{
    UNUSED(state);
    static const struct sv texts[] = {
        SV_INIT(""),
        SV_INIT(FORMAT),
        SV_INIT(COVER FORMAT),
        SV_INIT("[STREAM]\ncodec_type=subtitle\n[/STREAM]\n" FORMAT),
        SV_INIT("[STREAM]\ncodec_type=video\nwidth=0\nheight=10\n[/STREAM]\n"),
        SV_INIT("[STREAM]\ncodec_type=video\nwidth=99999999\nheight=10\n[/STREAM]\n"),
        SV_INIT(VIDEO), /* not ended */
    };
    struct film_facts f;
    for (size_t i = 0; i < ARRAY_COUNT(texts); i++)
        assert_false(film_facts_parse(texts[i], &f));
    assert_true(film_facts_parse(
        SV("[STREAM]\ncodec_name=<script>\ncodec_type=audio\nsample_rate=-1\n[/STREAM]\n"), &f));
    assert_string_equal(f.audio_codec, "");
    assert_int_equal(f.sample_rate, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_streams),
        cmocka_unit_test(refuses_what_is_none),
    };
    return cmocka_run_group_tests_name("media/film_facts", tests, NULL, NULL);
}
