/* media/blurhash: the vectors, and what is no blurhash. */
#include "harness/harness.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <vips/vips.h>

#include "media/blurhash.h"

/* Characters that differ; both texts have the same length. */
static int differences(const char *a, const char *b)
{
    int count = 0;
    for (size_t i = 0; a[i] != 0; i++)
        count += a[i] != b[i];
    return count;
}

static void check_case(struct arena *a, const char *folder, const json_t *row)
{
    const char *file = json_string_value(json_object_get(row, "file"));
    const char *expected = json_string_value(json_object_get(row, "hash"));
    const json_t *parts = json_object_get(row, "components");
    struct sv path = sv_printf(a, "%s/%s", folder, file);
    VipsImage *image = vips_image_new_from_file(sv_cstr(a, path), NULL);
    assert_non_null(image);
    VipsImage *rgb = NULL;
    assert_int_equal(vips_extract_band(image, &rgb, 0, "n", 3, NULL), 0);
    size_t len = 0;
    void *pixels = vips_image_write_to_memory(rgb, &len);
    char text[MEDIA_BLURHASH_MAX + 1];
    media_blurhash_encode(pixels, (size_t)vips_image_get_width(rgb),
                          (size_t)vips_image_get_height(rgb),
                          (int)json_integer_value(json_array_get(parts, 0)),
                          (int)json_integer_value(json_array_get(parts, 1)), text);
    assert_int_equal(strlen(text), strlen(expected));
    assert_true(media_blurhash_is_valid(sv_from(text)));
    /* Rounding may move single digits by a step. */
    assert_in_range(differences(text, expected), 0, 2);
    g_free(pixels);
    g_object_unref(rgb);
    g_object_unref(image);
}

static void vectors(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 1 << 20);
    const char *path = harness_vector_path(&a, "blurhash/cases.json");
    const char *folder = harness_vector_path(&a, "blurhash");
    if (path == NULL || folder == NULL) {
        arena_done(&a);
        skip();
    }
    json_t *cases = json_load_file(path, 0, NULL);
    assert_non_null(cases);
    assert_true(json_array_size(cases) > 0);
    for (size_t i = 0; i < json_array_size(cases); i++)
        check_case(&a, folder, json_array_get(cases, i));
    json_decref(cases);
    arena_done(&a);
}

static void one_colour(void **state)
{
    (void)state;
    static const uint8_t red[4 * 3] = { 255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0 };
    char text[MEDIA_BLURHASH_MAX + 1];
    media_blurhash_encode(red, 2, 2, 1, 1, text);
    assert_string_equal(text, "00TI:j");
}

static void refuses(void **state)
{
    (void)state;
    assert_true(media_blurhash_is_valid(SV("LCGlR73g]7t%y]M+o2iehafzfOf,")));
    assert_false(media_blurhash_is_valid(SV("")));
    assert_false(media_blurhash_is_valid(SV("LCGlR73g]7t%y]M+o2iehafzfOf")));
    assert_false(media_blurhash_is_valid(SV("LCGlR73g]7t%y]M+o2iehafzfOf,0")));
    assert_false(media_blurhash_is_valid(SV("LCGlR73g]7t%y]M+o2iehafz<Of,")));
    assert_false(media_blurhash_is_valid(SV("LCGlR73g]7t%y]M+o2iehafz\0Of,")));
    assert_false(media_blurhash_is_valid(SV("~CGlR7")));
}

int main(void)
{
    if (VIPS_INIT("test") != 0)
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vectors),
        cmocka_unit_test(one_colour),
        cmocka_unit_test(refuses),
    };
    int failed = cmocka_run_group_tests_name("media/blurhash", tests, NULL, NULL);
    vips_shutdown();
    return failed;
}
