/* Thin layer over cmocka. */
#include "harness.h"

#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void assert_sv_at(struct sv actual, struct sv expected, const char *file, int line)
{
    if (sv_eq(actual, expected))
        return;
    print_error("expected [%" SV_FMT "]\n but got [%" SV_FMT "]\n", SV_ARG(expected),
                SV_ARG(actual));
    _fail(file, line);
}

void assert_err_at(enum err actual, enum err expected, const char *file, int line)
{
    if (actual == expected)
        return;
    print_error("expected %s but got %s\n", err_row(expected)->name, err_row(actual)->name);
    _fail(file, line);
}

struct sv harness_read_file(struct arena *a, const char *path)
{
    FILE *f = fopen(path, "rb");
    if (f == NULL) {
        print_error("cannot open %s\n", path);
        fail();
    }
    size_t len = 0;
    size_t cap = 65536;
    char *text = malloc(cap);
    for (;;) {
        size_t got = fread(text + len, 1, cap - len, f);
        len += got;
        if (got == 0)
            break;
        if (len == cap) {
            cap *= 2;
            text = realloc(text, cap);
        }
    }
    (void)fclose(f);
    char *copy = arena_copy(a, text, len);
    free(text);
    return sv_make(copy, len);
}

const char *harness_data_path(struct arena *a, const char *relative)
{
    const char *folder = getenv("EFFACE_TEST_DATA");
    assert_non_null(folder);
    return sv_printf(a, "%s/%s", folder, relative).ptr;
}

const char *harness_vector_path(struct arena *a, const char *relative)
{
    const char *root = getenv("EFFACE_VECTORS");
    if (root == NULL || access(root, R_OK) != 0) {
        print_message("[  SKIP  ] vectors are not on this machine: %s\n", relative);
        return NULL;
    }
    return sv_printf(a, "%s/%s", root, relative).ptr;
}

static int compare_names(const void *left, const void *right)
{
    return sv_cmp(*(const struct sv *)left, *(const struct sv *)right);
}

struct sv *harness_list_folder(struct arena *a, const char *path, size_t *out_count)
{
    DIR *folder = opendir(path);
    if (folder == NULL) {
        print_error("cannot read folder %s\n", path);
        fail();
    }
    size_t count = 0;
    size_t cap = 64;
    struct sv *names = malloc(cap * sizeof *names);
    for (struct dirent *e = readdir(folder); e != NULL; e = readdir(folder)) {
        if (e->d_name[0] == '.')
            continue;
        if (count == cap) {
            cap *= 2;
            names = realloc(names, cap * sizeof *names);
        }
        names[count++] = sv_copy(a, sv_from(e->d_name));
    }
    (void)closedir(folder);
    qsort(names, count, sizeof *names, compare_names);
    struct sv *copy = arena_copy(a, names, count * sizeof *names);
    free(names);
    *out_count = count;
    return copy;
}

const char *harness_temp_folder(struct arena *a)
{
    const char *base = getenv("TMPDIR");
    struct sv path = sv_printf(a, "%s/efface-test-XXXXXX", base == NULL ? "/tmp" : base);
    char *made = mkdtemp(sv_cstr(a, path));
    assert_non_null(made);
    return made;
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *ftw)
{
    UNUSED(info);
    UNUSED(kind);
    UNUSED(ftw);
    return remove(path);
}

void harness_remove_tree(const char *path)
{
    (void)nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
