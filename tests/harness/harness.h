/* Thin layer over cmocka: string views, error codes, files of test data, vectors.
 *
 * Test programs include this and nothing of cmocka's own headers.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h" /* before cmocka, whose macro has the name of its fail() */

#include <cmocka.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/sv.h"

/* Both views hold the same bytes. */
#define assert_sv(actual, expected) assert_sv_at((actual), (expected), __FILE__, __LINE__)
/* The view holds the same bytes as a literal. */
#define assert_sv_lit(actual, literal) assert_sv_at((actual), SV(literal), __FILE__, __LINE__)
/* The call returned this error code. */
#define assert_err(actual, expected) assert_err_at((actual), (expected), __FILE__, __LINE__)
#define assert_ok(actual) assert_err_at((actual), ERR_OK, __FILE__, __LINE__)

void assert_sv_at(struct sv actual, struct sv expected, const char *file, int line);
void assert_err_at(enum err actual, enum err expected, const char *file, int line);

/** A whole file, in the arena; the test fails when it cannot be read. */
struct sv harness_read_file(struct arena *a, const char *path);

/** Path below tests/data, in the arena. */
const char *harness_data_path(struct arena *a, const char *relative);

/** Path below the vectors' folder, or NULL (and a line that says so) when the vectors are not there: then skip(). */
const char *harness_vector_path(struct arena *a, const char *relative);

/** Names in a folder, sorted, without "." and ".."; the test fails when it cannot be read. */
struct sv *harness_list_folder(struct arena *a, const char *path, size_t *out_count);

/** A new temporary folder, removed with everything in it by harness_remove_tree. */
const char *harness_temp_folder(struct arena *a);
void harness_remove_tree(const char *path);
