/* archive/reader and zip_directory: usual archives stream through; hostile ones end with what is wrong. */
#include "archive/make.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "archive/reader.h"
#include "base/buf.h"

static struct arena arena;

static int setup(void **state)
{
    UNUSED(state);
    arena_init(&arena, 64 << 20);
    return 0;
}

static int teardown(void **state)
{
    UNUSED(state);
    arena_done(&arena);
    return 0;
}

/* Names and bytes of everything in it, one after the other; or the problem. */
static enum archive_problem read_all(int fd, const struct archive_limits *limits, struct buf *out)
{
    struct archive_reader *r = NULL;
    enum err err = archive_reader_new(fd, limits, &r);
    bool has = err == ERR_OK;
    while (has && err == ERR_OK) {
        struct archive_file file;
        err = archive_reader_next(r, &file, &has);
        if (has && err == ERR_OK)
            buf_printf(out, "%" SV_FMT "=", SV_ARG(file.path));
        char bytes[333];
        size_t len = 1;
        while (has && err == ERR_OK && len > 0) {
            err = archive_reader_read(r, bytes, sizeof bytes, &len);
            buf_sv(out, sv_make(bytes, err == ERR_OK ? len : 0));
        }
    }
    enum archive_problem problem = archive_reader_problem(r);
    assert_int_equal(problem != ARCHIVE_PROBLEM_NONE, err != ERR_OK);
    assert_true(archive_problem_text(problem).len > 0);
    archive_reader_free(r);
    return problem;
}

static enum archive_problem problem_of(int fd, const struct archive_limits *limits)
{
    struct buf out;
    buf_init(&out, &arena, 1 << 20);
    enum archive_problem problem = read_all(fd, limits, &out);
    close(fd);
    return problem;
}

static void files_stream_through(void **state)
{
    UNUSED(state);
    for (enum made_kind kind = MADE_ZIP; kind <= MADE_TAR_GZ; kind++) {
        struct made m = made_begin(kind);
        made_entry(&m, "media/", AE_IFDIR, NULL, SV(""));
        made_file(&m, "media/a.png", SV("first"));
        made_file(&m, "./outbox.json", SV("second"));
        made_file(&m, "na\xc3\xafve.txt", SV(""));
        int fd = made_end(&m);
        for (int pass = 0; pass < 2; pass++) {
            struct buf out;
            buf_init(&out, &arena, 1 << 20);
            assert_int_equal(read_all(fd, &archive_limits_default, &out), ARCHIVE_PROBLEM_NONE);
            assert_sv_lit(buf_view(&out), "media/a.png=firstoutbox.json=secondna\xc3\xafve.txt=");
        }
        close(fd);
    }
}

static void write_file(const char *folder, const char *name, const char *text)
{
    const char *path = sv_cstr(&arena, sv_printf(&arena, "%s/%s", folder, name));
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
}

static void folders_stream_through(void **state)
{
    UNUSED(state);
    const char *folder = harness_temp_folder(&arena);
    const char *inner = sv_cstr(&arena, sv_printf(&arena, "%s/a", folder));
    assert_int_equal(mkdir(inner, 0700), 0);
    write_file(inner, "b.txt", "inner");
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct buf out;
    buf_init(&out, &arena, 1 << 20);
    for (int pass = 0; pass < 2; pass++)
        assert_int_equal(read_all(fd, &archive_limits_default, &out), ARCHIVE_PROBLEM_NONE);
    assert_sv_lit(buf_view(&out), "a/b.txt=innera/b.txt=inner");
    /* Links and pipes end it; so do folders without end. */
    const char *link = sv_cstr(&arena, sv_printf(&arena, "%s/link", folder));
    assert_int_equal(symlink("/etc/passwd", link), 0);
    assert_int_equal(read_all(fd, &archive_limits_default, &out), ARCHIVE_PROBLEM_LINK);
    assert_int_equal(unlink(link), 0);
    assert_int_equal(symlink("a", link), 0);
    assert_int_equal(read_all(fd, &archive_limits_default, &out), ARCHIVE_PROBLEM_LINK);
    assert_int_equal(unlink(link), 0);
    assert_int_equal(mkfifo(link, 0600), 0);
    assert_int_equal(read_all(fd, &archive_limits_default, &out), ARCHIVE_PROBLEM_LINK);
    assert_int_equal(unlink(link), 0);
    struct sv deep = sv_from(folder);
    for (int i = 0; i < 20; i++) {
        deep = sv_printf(&arena, "%" SV_FMT "/d", SV_ARG(deep));
        assert_int_equal(mkdir(sv_cstr(&arena, deep), 0700), 0);
    }
    assert_int_equal(read_all(fd, &archive_limits_default, &out), ARCHIVE_PROBLEM_DEPTH);
    close(fd);
    harness_remove_tree(folder);
}

static void names_that_lead_out(void **state)
{
    UNUSED(state);
    static const char *const names[] = { "../x", "/etc/passwd", "a/../../x", "..\\x", "C:\\x" };
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        for (enum made_kind kind = MADE_ZIP; kind <= MADE_TAR_GZ; kind++) {
            struct made m = made_begin(kind);
            made_file(&m, "outbox.json", SV("x"));
            made_file(&m, names[i], SV("x"));
            assert_int_equal(problem_of(made_end(&m), &archive_limits_default),
                             ARCHIVE_PROBLEM_PATH);
        }
    }
}

static void links_and_devices(void **state)
{
    UNUSED(state);

    static const struct {
        enum made_kind kind;
        unsigned type;
        const char *link;
    } cases[] = {
        { MADE_ZIP, AE_IFLNK, "/etc/passwd" },    { MADE_TAR_GZ, AE_IFLNK, "/etc/passwd" },
        { MADE_TAR_GZ, AE_IFREG, "outbox.json" }, { MADE_TAR_GZ, AE_IFCHR, NULL },
        { MADE_TAR_GZ, AE_IFBLK, NULL },          { MADE_TAR_GZ, AE_IFIFO, NULL },
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct made m = made_begin(cases[i].kind);
        made_file(&m, "outbox.json", SV("x"));
        made_entry(&m, "special", cases[i].type, cases[i].link, SV(""));
        assert_int_equal(problem_of(made_end(&m), &archive_limits_default), ARCHIVE_PROBLEM_LINK);
    }
}

static void too_many_entries(void **state)
{
    UNUSED(state);
    struct archive_limits few = archive_limits_default;
    few.entries_max = 10;
    for (enum made_kind kind = MADE_ZIP; kind <= MADE_TAR_GZ; kind++) {
        struct made m = made_begin(kind);
        for (int i = 0; i < 11; i++) {
            char name[16];
            (void)snprintf(name, sizeof name, "f%d", i);
            made_file(&m, name, SV(""));
        }
        assert_int_equal(problem_of(made_end(&m), &few), ARCHIVE_PROBLEM_ENTRIES);
    }
    const char *folder = harness_temp_folder(&arena);
    for (int i = 0; i < 11; i++)
        write_file(folder, sv_cstr(&arena, sv_printf(&arena, "f%d", i)), "");
    assert_int_equal(problem_of(open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), &few),
                     ARCHIVE_PROBLEM_ENTRIES);
    harness_remove_tree(folder);
    /* A million of them: said before the library loads the directory. */
    struct rusage before;
    struct rusage after;
    int fd = made_directory_only(1000000);
    assert_int_equal(getrusage(RUSAGE_SELF, &before), 0);
    assert_int_equal(problem_of(fd, &archive_limits_default), ARCHIVE_PROBLEM_ENTRIES);
    assert_int_equal(getrusage(RUSAGE_SELF, &after), 0);
    assert_true(after.ru_maxrss - before.ru_maxrss < 8192);
}

static void bombs(void **state)
{
    UNUSED(state);
    struct archive_limits small = archive_limits_default;
    small.ratio_free_bytes = 1 << 20;
    struct sv zeros = { arena_alloc(&arena, 8 << 20), 8 << 20 };
    for (enum made_kind kind = MADE_ZIP; kind <= MADE_TAR_GZ; kind++) {
        struct made m = made_begin(kind);
        made_file(&m, "outbox.json", zeros);
        int fd = made_end(&m);
        assert_int_equal(problem_of(dup(fd), &small), ARCHIVE_PROBLEM_BOMB);
        struct archive_limits other = archive_limits_default;
        other.entry_bytes_max = 1 << 20;
        assert_int_equal(problem_of(dup(fd), &other), ARCHIVE_PROBLEM_SIZE);
        other = archive_limits_default;
        other.total_bytes_max = 1 << 20;
        assert_int_equal(problem_of(fd, &other), ARCHIVE_PROBLEM_SIZE);
    }
}

/* Overlapping entries: one body, named a hundred times in the directory. */
static void overlapping_entries(void **state)
{
    UNUSED(state);
    struct made m = made_begin(MADE_ZIP);
    char *noise = arena_alloc(&arena, 20000);
    for (size_t i = 0; i < 20000; i++)
        noise[i] = (char)((i * i * 2654435761u) >> 13);
    made_file(&m, "a", sv_make(noise, 20000));
    int fd = made_end(&m);
    struct sv zip = made_view(&arena, fd);
    close(fd);
    size_t at = sv_find(zip, SV("PK\x01\x02"), 0);
    size_t end = sv_find(zip, SV("PK\x05\x06"), at);
    struct buf out;
    buf_init(&out, &arena, 1 << 20);
    buf_sv(&out, sv_sub(zip, 0, at));
    for (int i = 0; i < 100; i++)
        buf_sv(&out, sv_sub(zip, at, end - at));
    buf_sv(&out, sv_from_offset(zip, end));
    assert_int_equal(problem_of(made_bytes(buf_view(&out)), &archive_limits_default),
                     ARCHIVE_PROBLEM_BOMB);
}

static void doubled_and_encrypted(void **state)
{
    UNUSED(state);
    struct made m = made_begin(MADE_TAR_GZ);
    made_file(&m, "outbox.json", SV("one"));
    made_file(&m, "./outbox.json", SV("two"));
    assert_int_equal(problem_of(made_end(&m), &archive_limits_default), ARCHIVE_PROBLEM_DUPLICATE);
    m = made_begin(MADE_ZIP);
    made_file(&m, "outbox.json", SV("one"));
    int fd = made_end(&m);
    struct sv zip = made_view(&arena, fd);
    char flag = 1;
    assert_int_equal(pwrite(fd, &flag, 1, (off_t)sv_find(zip, SV("PK\x01\x02"), 0) + 8), 1);
    assert_int_equal(problem_of(fd, &archive_limits_default), ARCHIVE_PROBLEM_ENCRYPTED);
}

/* Bytes changed inside one file: it alone is lost. */
static void a_damaged_file_is_passed_over(void **state)
{
    UNUSED(state);
    char *noise = arena_alloc(&arena, 50000);
    char *bytes = arena_alloc(&arena, 60000);
    for (size_t i = 0; i < 50000; i++)
        noise[i] = (char)((i * i * 2654435761u) >> 13);
    struct made m = made_begin(MADE_ZIP);
    made_file(&m, "a.png", sv_make(noise, 50000));
    made_file(&m, "outbox.json", SV("x"));
    int fd = made_end(&m);
    assert_int_equal(pwrite(fd, "damage", 6, 30000), 6);
    for (int is_checked = 0; is_checked <= 1; is_checked++) {
        struct archive_reader *r = NULL;
        struct archive_file file;
        bool has = false;
        size_t len = 1;
        enum err err = ERR_OK;
        assert_ok(archive_reader_new(fd, &archive_limits_default, &r));
        assert_ok(archive_reader_next(r, &file, &has));
        while (!is_checked && err == ERR_OK && len > 0)
            err = archive_reader_read(r, bytes, 60000, &len);
        assert_err(err, is_checked ? ERR_OK : ERR_CORRUPT);
        assert_ok(archive_reader_check(r));
        assert_ok(archive_reader_next(r, &file, &has));
        assert_true(has);
        assert_ok(archive_reader_read(r, bytes, 60000, &len));
        assert_sv_lit(sv_make(bytes, len), "x");
        archive_reader_free(r);
    }
    close(fd);
}

static void cut_off_and_foreign(void **state)
{
    UNUSED(state);
    char *noise = arena_alloc(&arena, 100000);
    for (size_t i = 0; i < 100000; i++)
        noise[i] = (char)((i * i * 2654435761u) >> 13);
    for (enum made_kind kind = MADE_ZIP; kind <= MADE_TAR_GZ; kind++) {
        struct made m = made_begin(kind);
        made_file(&m, "outbox.json", sv_make(noise, 100000));
        int fd = made_end(&m);
        struct sv whole = made_view(&arena, fd);
        close(fd);
        static const size_t parts[] = { 2, 30, 1000, 50000 };
        for (size_t i = 0; i < ARRAY_COUNT(parts); i++) {
            enum archive_problem problem =
                problem_of(made_bytes(sv_sub(whole, 0, parts[i])), &archive_limits_default);
            assert_int_equal(problem, ARCHIVE_PROBLEM_BROKEN);
        }
    }
    assert_int_equal(problem_of(made_bytes(SV("")), &archive_limits_default),
                     ARCHIVE_PROBLEM_UNKNOWN);
    assert_int_equal(problem_of(made_bytes(SV("Rar!\x1a\x07 and so on")), &archive_limits_default),
                     ARCHIVE_PROBLEM_UNKNOWN);
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    assert_int_equal(problem_of(null, &archive_limits_default), ARCHIVE_PROBLEM_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_stream_through),
        cmocka_unit_test(folders_stream_through),
        cmocka_unit_test(names_that_lead_out),
        cmocka_unit_test(links_and_devices),
        cmocka_unit_test(too_many_entries),
        cmocka_unit_test(bombs),
        cmocka_unit_test(overlapping_entries),
        cmocka_unit_test(doubled_and_encrypted),
        cmocka_unit_test(a_damaged_file_is_passed_over),
        cmocka_unit_test(cut_off_and_foreign),
    };
    return cmocka_run_group_tests_name("archive/reader", tests, setup, teardown);
}
