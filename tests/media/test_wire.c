/* media/wire: what a helper says is believed only where it fits the job; each lie on its own is
 * refused. */
#include "harness/harness.h"

#include <string.h>

#include "media/wire.h"

static const struct wire_job job = {
    .magic = WIRE_JOB,
    .purpose = PICTURE_PURPOSE_ATTACHMENT,
    .number = 9,
    .input_bytes = 100,
    .output_bytes = 4096,
    .cpu_ms = 1000,
};

static struct wire_answer truth(void)
{
    return (struct wire_answer){
        .magic = WIRE_ANSWER,
        .number = 9,
        .source_kind = PICTURE_KIND_PNG,
        .version_count = 2,
        .blurhash = "LCGlR73g]7t%y]M+o2iehafzfOf,",
        .versions = {
            { MEDIA_ROLE_MAIN, PICTURE_KIND_PNG, 800, 600, 1, 0, 0, 1000 },
            { MEDIA_ROLE_SMALL, PICTURE_KIND_JPEG, 554, 415, 1, 0, 1000, 3096 },
        },
    };
}

static bool is_taken(const struct wire_answer *answer)
{
    struct wire_answer out;
    return wire_answer_parse(sv_make(answer, sizeof *answer), &job, &out);
}

static void takes_the_truth(void **state)
{
    (void)state;
    struct wire_answer a = truth();
    assert_true(is_taken(&a));
    struct wire_answer refused = { .magic = WIRE_ANSWER,
                                   .number = 9,
                                   .verdict = MEDIA_VERDICT_BROKEN };
    assert_true(is_taken(&refused));
}

#define REFUSED(change)                                                                            \
    do {                                                                                           \
        struct wire_answer a = truth();                                                            \
        a.change;                                                                                  \
        assert_false(is_taken(&a));                                                                \
    } while (0)

static void refuses_a_wrong_head(void **state)
{
    (void)state;
    REFUSED(magic = WIRE_JOB);
    REFUSED(number = 8);
    REFUSED(verdict = MEDIA_VERDICT_COUNT);
    REFUSED(source_kind = PICTURE_KIND_NONE);
    REFUSED(source_kind = PICTURE_KIND_COUNT);
    REFUSED(has_alpha = 2);
    REFUSED(reserved = 1);
    REFUSED(version_count = 0);
    REFUSED(version_count = 1);
    REFUSED(version_count = 3);
    REFUSED(version_count = UINT32_MAX);
    struct wire_answer a = truth();
    struct wire_answer out;
    assert_false(wire_answer_parse(sv_make(&a, sizeof a - 1), &job, &out));
    assert_false(wire_answer_parse(SV(""), &job, &out));
}

static void refuses_a_wrong_version(void **state)
{
    (void)state;
    REFUSED(versions[0].role = MEDIA_ROLE_SMALL);
    REFUSED(versions[1].role = MEDIA_ROLE_STILL);
    REFUSED(versions[0].kind = PICTURE_KIND_GIF);
    REFUSED(versions[0].kind = 1000);
    REFUSED(versions[0].width = 0);
    REFUSED(versions[0].width = 20000);
    REFUSED(versions[0].frames = 0);
    REFUSED(versions[0].frames = 2);
    REFUSED(versions[0].duration_ms = 5);
    REFUSED(versions[1].width = 800);
    REFUSED(versions[0].length = 0);
    REFUSED(versions[0].length = 1001);
    REFUSED(versions[0].length = UINT64_MAX);
    REFUSED(versions[1].length = 3097);
    REFUSED(versions[1].offset = 999);
    REFUSED(versions[1].offset = UINT64_MAX);
    REFUSED(blurhash[3] = '<');
    REFUSED(blurhash[27] = 0);
    REFUSED(blurhash[31] = 'x');
}

static void avatar_needs_no_second(void **state)
{
    (void)state;
    struct wire_job avatar = job;
    avatar.purpose = PICTURE_PURPOSE_AVATAR;
    struct wire_answer a = truth(), out;
    a.version_count = 1;
    a.versions[0].width = a.versions[0].height = 400;
    assert_true(wire_answer_parse(sv_make(&a, sizeof a), &avatar, &out));
    a.versions[0].width = 401;
    assert_false(wire_answer_parse(sv_make(&a, sizeof a), &avatar, &out));
    a.versions[0] =
        (struct wire_version){ MEDIA_ROLE_MAIN, PICTURE_KIND_WEBP, 400, 400, 3, 90, 0, 10 };
    assert_false(wire_answer_parse(sv_make(&a, sizeof a), &avatar, &out));
    a.version_count = 2;
    a.versions[1] =
        (struct wire_version){ MEDIA_ROLE_STILL, PICTURE_KIND_JPEG, 400, 400, 1, 0, 10, 10 };
    assert_true(wire_answer_parse(sv_make(&a, sizeof a), &avatar, &out));
}

static void compares_bytes(void **state)
{
    (void)state;
    struct sv png = SV("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x02\x80\0\0\1\x68\x08\2\0\0\0");
    struct wire_version v = { .kind = PICTURE_KIND_PNG, .width = 640, .height = 360, .frames = 1 };
    assert_true(wire_version_matches(png, &v));
    assert_false(wire_version_matches(SV("<html><script>"), &v));
    v.width = 641;
    assert_false(wire_version_matches(png, &v));
    v.width = 640;
    v.kind = PICTURE_KIND_JPEG;
    assert_false(wire_version_matches(png, &v));
}

static void reads_jobs(void **state)
{
    (void)state;
    struct wire_job out;
    assert_true(wire_job_parse(sv_make(&job, sizeof job), &out));
    struct wire_job bad = job;
    bad.purpose = PICTURE_PURPOSE_COUNT;
    assert_false(wire_job_parse(sv_make(&bad, sizeof bad), &out));
    bad = job;
    bad.output_bytes = MEDIA_OUTPUT_BYTES_MAX + 1;
    assert_false(wire_job_parse(sv_make(&bad, sizeof bad), &out));
    assert_false(wire_job_parse(sv_make(&job, sizeof job - 1), &out));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_the_truth),         cmocka_unit_test(refuses_a_wrong_head),
        cmocka_unit_test(refuses_a_wrong_version), cmocka_unit_test(avatar_needs_no_second),
        cmocka_unit_test(compares_bytes),          cmocka_unit_test(reads_jobs),
    };
    return cmocka_run_group_tests_name("media/wire", tests, NULL, NULL);
}
