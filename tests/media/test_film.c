/* media/film and media/program: ffmpeg in its cage takes what we take, gives what it should, and reaches nothing else. */
#include "harness/harness.h"

#include <sys/mman.h>
#include <unistd.h>

#include "base/clock.h"
#include "media/film.h"
#include "media/helper.h"
#include "media/media.h"
#include "media/program.h"
#include "media/sound.h"

static char helper[HELPER_PATH_BYTES];
static struct media_pool *pool;

/* Two frames of one pixel. */
static const char gif[] = "GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff"
                          "!\xf9\4\0\xa\0\0\0,\0\0\0\0\1\0\1\0\0\2\2\x44\1\0"
                          "!\xf9\4\0\xa\0\0\0,\0\0\0\0\1\0\1\0\0\2\2\x4c\1\0;";

static bool has_films(void)
{
    if (!media_takes_films(pool))
        print_message("skipped: ffmpeg is not installed\n");
    return media_takes_films(pool);
}

static struct sv content(struct arena *a, int fd)
{
    off_t size = lseek(fd, 0, SEEK_END);
    assert_true(size > 0);
    char *bytes = arena_alloc(a, (size_t)size);
    assert_int_equal(pread(fd, bytes, (size_t)size, 0), size);
    return sv_make(bytes, (size_t)size);
}

static void sound_becomes_mp3(void **state)
{
    UNUSED(state);
    if (!has_films())
        skip();
    struct arena a;
    arena_init(&a, 1 << 20);
    int in = -1;
    int out = -1;
    struct film_facts facts;
    struct sv sound = sound_make(&a, SV("canarysound."));
    assert_true(media_film_sniff(sv_sub(sound, 0, FILM_SNIFF_BYTES)));
    assert_ok(media_memory_file(sound, &in));
    assert_ok(media_film_probe(pool, in, &facts));
    assert_true(facts.has_audio && !facts.has_video);
    assert_int_equal(facts.duration_ms, 1000);
    assert_int_equal(facts.sample_rate, 8000);
    assert_ok(media_film_encode(pool, FILM_AUDIO, in, &out, &facts));
    assert_string_equal(facts.audio_codec, "mp3");
    struct sv made = content(&a, out);
    assert_true(sv_find(sound, SV("canarysound"), 0) != SIZE_MAX);
    assert_true(sv_find(made, SV("canarysound"), 0) == SIZE_MAX);
    /* Its table for seeking begins with a name, without a version. */
    assert_true(sv_find(made, SV("Lavf5"), 0) == SIZE_MAX);
    assert_true(sv_find(made, SV("Lavc5"), 0) == SIZE_MAX);
    (void)close(in);
    (void)close(out);
    arena_done(&a);
}

static void gif_becomes_mp4(void **state)
{
    UNUSED(state);
    if (!has_films())
        skip();
    struct arena a;
    arena_init(&a, 1 << 22);
    int in = -1;
    int out = -1;
    int picture = -1;
    struct film_facts facts;
    assert_ok(media_memory_file(sv_make(gif, sizeof gif - 1), &in));
    assert_ok(media_film_encode(pool, FILM_MOVING, in, &out, &facts));
    assert_true(facts.has_video && !facts.has_audio);
    assert_int_equal(facts.width, 2);
    assert_true(sv_eq(sv_sub(content(&a, out), 4, 4), SV("ftyp")));
    assert_ok(media_film_picture(pool, false, out, &picture));
    assert_int_equal(media_picture_sniff(content(&a, picture)), PICTURE_KIND_PNG);
    (void)close(in);
    (void)close(out);
    (void)close(picture);
    arena_done(&a);
}

static void refuses_the_rest(void **state)
{
    UNUSED(state);
    assert_false(media_film_sniff(SV("")));
    assert_false(media_film_sniff(SV("#EXTM3U\nfile:///etc/passwd")));
    assert_false(media_film_sniff(SV("\x89PNG\r\n\x1a\n")));
    struct media_pool *none = media_pool_new(
        &(struct media_options){ .helper_path = helper, .program_dir = "/nonexistent" });
    struct film_facts facts;
    int in = -1;
    assert_ok(media_memory_file(
        SV("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n/proc/self/fd/3\n"), &in));
    assert_false(media_takes_films(none));
    assert_false(media_takes_films(NULL));
    assert_err(media_film_probe(none, in, &facts), ERR_MEDIA_TYPE);
    media_pool_free(none);
    if (has_films())
        assert_err(media_film_probe(pool, in, &facts), ERR_VALIDATION);
    (void)close(in);
}

/* Any program in the same cage: it reads nothing outside /usr, writes no more than it may, and is ended in time. */
static enum err run(const char *const *arguments, int64_t wait_ms, uint64_t bytes)
{
    int in = -1;
    int out = memfd_create("out", MFD_CLOEXEC);
    assert_ok(media_memory_file(SV("in"), &in));
    const struct media_program program = { .arguments = arguments,
                                           .input = in,
                                           .output = out,
                                           .text = -1,
                                           .cpu_seconds = 5,
                                           .file_bytes = bytes,
                                           .deadline_ms = clock_monotonic_ms() + wait_ms };
    enum err err = media_program_run(helper, &program);
    (void)close(in);
    (void)close(out);
    return err;
}

static void the_cage_holds(void **state)
{
    UNUSED(state);
    static const char *const fine[] = { "/usr/bin/cp", PROGRAM_INPUT, PROGRAM_OUTPUT, NULL };
    static const char *const starts[] = { "/usr/bin/env", "/usr/bin/true", NULL };
    static const char *const waits[] = { "/usr/bin/sleep", "60", NULL };
    static const char *const absent[] = { "/usr/bin/no-such-program", NULL };
    static const char *const fills[] = { "/usr/bin/dd", "if=/usr/bin/env", "of=" PROGRAM_OUTPUT,
                                         NULL };
    assert_ok(run(fine, 20000, 1000));
    assert_err(run(starts, 20000, 1000), ERR_VALIDATION);
    assert_err(run(waits, 300, 1000), ERR_TIMEOUT);
    assert_err(run(absent, 20000, 1000), ERR_IO);
    assert_err(run(fills, 20000, 1000), ERR_VALIDATION);
}

int main(void)
{
    helper_path(helper);
    pool = media_pool_new(&(struct media_options){ .helper_path = helper });
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sound_becomes_mp3),
        cmocka_unit_test(gif_becomes_mp4),
        cmocka_unit_test(refuses_the_rest),
        cmocka_unit_test(the_cage_holds),
    };
    int failed = cmocka_run_group_tests_name("media/film", tests, NULL, NULL);
    media_pool_free(pool);
    return failed;
}
