/* store/media_file: what is sealed comes back from any place, changed files do not open, and files nobody names go. */
#include "harness/harness.h"
#include "harness/keyed_fixture.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "crypto/chunk.h"
#include "store/media.h"
#include "store/media_file.h"

#define BIG (3 * CRYPTO_CHUNK_BYTES + 1234)

struct folder {
    struct arena arena;
    struct ctx ctx;
    const char *dir;
    struct crypto_key key;
};

static void folder_open(struct folder *f)
{
    *f = (struct folder){ 0 };
    assert_ok(crypto_init());
    arena_init(&f->arena, 16 << 20);
    f->ctx = (struct ctx){ .arena = &f->arena, .now_ms = clock_now_ms() };
    f->dir = harness_temp_folder(&f->arena);
    crypto_key_init(&f->key);
}

static void folder_close(struct folder *f)
{
    harness_remove_tree(f->dir);
    arena_done(&f->arena);
}

static struct sv big_bytes(struct arena *a)
{
    char *bytes = arena_alloc(a, BIG);
    for (size_t i = 0; i < BIG; i++)
        bytes[i] = (char)(i * 31 + i / 251);
    return sv_make(bytes, BIG);
}

/* Read [from, from+len) as a server would: as much as comes at a time. */
static struct sv read_range(struct arena *a, struct media_file *file, int64_t from, size_t len)
{
    char *out = arena_alloc(a, len);
    size_t got = 0;
    while (got < len) {
        ssize_t n = store_media_file_read(file, from + (int64_t)got, out + got, len - got);
        if (n < 0)
            return sv_make(NULL, 0);
        got += (size_t)n;
    }
    return sv_make(out, len);
}

static void what_goes_in_comes_out(void **state)
{
    UNUSED(state);
    struct folder f;
    folder_open(&f);
    struct sv bytes = big_bytes(&f.arena);
    struct sv name = media_file_new_name(&f.arena);
    assert_true(media_file_name_is_valid(name));
    assert_ctx_ok(
        &f.ctx, store_media_file_write(&f.ctx, f.dir, name, MEDIA_VERSION_ORIGINAL, &f.key, bytes));
    struct media_file *file = NULL;
    assert_ctx_ok(
        &f.ctx, store_media_file_open(&f.ctx, f.dir, name, MEDIA_VERSION_ORIGINAL, &f.key, &file));
    assert_int_equal(store_media_file_size(file), BIG);
    assert_sv(read_range(&f.arena, file, 0, BIG), bytes);

    static const struct {
        int64_t from;
        size_t len;
    } ranges[] = { { 0, 1 },
                   { CRYPTO_CHUNK_BYTES - 1, 2 },
                   { BIG - 1, 1 },
                   { CRYPTO_CHUNK_BYTES, CRYPTO_CHUNK_BYTES },
                   { 7, 2 * CRYPTO_CHUNK_BYTES } };

    for (size_t i = 0; i < ARRAY_COUNT(ranges); i++)
        assert_sv(read_range(&f.arena, file, ranges[i].from, ranges[i].len),
                  sv_sub(bytes, (size_t)ranges[i].from, ranges[i].len));
    char byte = 0;
    assert_int_equal(store_media_file_read(file, BIG, &byte, 1), -1);
    store_media_file_close(file);
    /* No temporary name stays beside it, and nothing of the plain bytes is on disk. */
    const char *path = media_file_path(&f.arena, f.dir, name, MEDIA_VERSION_ORIGINAL);
    struct sv sealed = harness_read_file(&f.arena, path);
    assert_true(sv_find(sealed, sv_sub(bytes, 5000, 24), 0) == SIZE_MAX);
    assert_int_not_equal(access(sv_cstr(&f.arena, sv_printf(&f.arena, "%s.new", path)), F_OK), 0);
    folder_close(&f);
}

static void an_empty_file_is_a_file(void **state)
{
    UNUSED(state);
    struct folder f;
    folder_open(&f);
    struct sv name = media_file_new_name(&f.arena);
    assert_ctx_ok(&f.ctx,
                  store_media_file_write(&f.ctx, f.dir, name, MEDIA_VERSION_SMALL, &f.key, SV("")));
    struct media_file *file = NULL;
    assert_ctx_ok(&f.ctx,
                  store_media_file_open(&f.ctx, f.dir, name, MEDIA_VERSION_SMALL, &f.key, &file));
    assert_int_equal(store_media_file_size(file), 0);
    char byte = 0;
    assert_int_equal(store_media_file_read(file, 0, &byte, 1), -1);
    store_media_file_close(file);
    folder_close(&f);
}

static void flip(const char *path, off_t at)
{
    int fd = open(path, O_RDWR | O_CLOEXEC);
    unsigned char byte = 0;
    assert_int_equal(pread(fd, &byte, 1, at), 1);
    byte ^= 1;
    assert_int_equal(pwrite(fd, &byte, 1, at), 1);
    close(fd);
}

static bool opens_whole(struct folder *f, struct sv name, enum media_version version)
{
    struct media_file *file = NULL;
    f->ctx.error = (struct ctx_error){ 0 };
    if (store_media_file_open(&f->ctx, f->dir, name, version, &f->key, &file) != ERR_OK)
        return false;
    size_t size = (size_t)store_media_file_size(file);
    bool is_whole = read_range(&f->arena, file, 0, size).ptr != NULL;
    store_media_file_close(file);
    return is_whole;
}

static void changed_files_do_not_open(void **state)
{
    UNUSED(state);
    struct folder f;
    folder_open(&f);
    struct sv bytes = big_bytes(&f.arena);
    struct sv name = media_file_new_name(&f.arena);
    assert_ctx_ok(
        &f.ctx, store_media_file_write(&f.ctx, f.dir, name, MEDIA_VERSION_ORIGINAL, &f.key, bytes));
    const char *path = media_file_path(&f.arena, f.dir, name, MEDIA_VERSION_ORIGINAL);
    assert_true(opens_whole(&f, name, MEDIA_VERSION_ORIGINAL));
    static const off_t places[] = { 0, 16, 70000, BIG };
    for (size_t i = 0; i < ARRAY_COUNT(places); i++) {
        flip(path, places[i]);
        assert_false(opens_whole(&f, name, MEDIA_VERSION_ORIGINAL));
        flip(path, places[i]);
    }
    /* One version in the place of another, another key, a cut file. */
    const char *small = media_file_path(&f.arena, f.dir, name, MEDIA_VERSION_SMALL);
    assert_int_equal(link(path, small), 0);
    assert_false(opens_whole(&f, name, MEDIA_VERSION_SMALL));
    f.key.bytes[0] ^= 1;
    assert_false(opens_whole(&f, name, MEDIA_VERSION_ORIGINAL));
    f.key.bytes[0] ^= 1;
    assert_int_equal(truncate(path, crypto_chunk_offset(2)), 0);
    assert_false(opens_whole(&f, name, MEDIA_VERSION_ORIGINAL));
    assert_int_equal(truncate(path, 3), 0);
    assert_false(opens_whole(&f, name, MEDIA_VERSION_ORIGINAL));
    folder_close(&f);
}

static void names_are_checked(void **state)
{
    UNUSED(state);
    struct folder f;
    folder_open(&f);
    static const char *const names[] = { "", "../../../../../../../../etc/pass",
                                         "0123456789ABCDEF0123456789abcdef",
                                         "0123456789abcdef0123456789abcdef0" };
    struct media_file *file = NULL;
    int64_t removed = 0;
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        assert_false(media_file_name_is_valid(sv_from(names[i])));
        assert_err(store_media_file_open(&f.ctx, f.dir, sv_from(names[i]), MEDIA_VERSION_ORIGINAL,
                                         &f.key, &file),
                   ERR_NOT_FOUND);
        assert_err(store_media_file_delete(&f.ctx, f.dir, sv_from(names[i]), &removed),
                   ERR_NOT_FOUND);
    }
    folder_close(&f);
}

static void delete_takes_every_version(void **state)
{
    UNUSED(state);
    struct folder f;
    folder_open(&f);
    struct sv name = media_file_new_name(&f.arena);
    for (enum media_version v = 0; v < MEDIA_VERSION_COUNT; v++)
        assert_ctx_ok(&f.ctx, store_media_file_write(&f.ctx, f.dir, name, v, &f.key, SV("bytes")));
    int64_t removed = 0;
    assert_ctx_ok(&f.ctx, store_media_file_delete(&f.ctx, f.dir, name, &removed));
    assert_int_equal(removed, MEDIA_VERSION_COUNT);
    assert_ctx_ok(&f.ctx, store_media_file_delete(&f.ctx, f.dir, name, &removed));
    assert_int_equal(removed, 0);
    folder_close(&f);
}

/* A second name has the bytes when the first is gone, and is as young as what was just written. */
static void a_second_name_has_the_bytes(void **state)
{
    UNUSED(state);
    struct folder f;
    folder_open(&f);
    struct sv first = media_file_new_name(&f.arena);
    struct sv second = media_file_new_name(&f.arena);
    assert_ctx_ok(&f.ctx, store_media_file_write(&f.ctx, f.dir, first, MEDIA_VERSION_ORIGINAL,
                                                 &f.key, SV("bytes")));
    const char *path = media_file_path(&f.arena, f.dir, first, MEDIA_VERSION_ORIGINAL);
    const struct timespec old[2] = { { .tv_sec = 1000 }, { .tv_sec = 1000 } };
    assert_int_equal(utimensat(AT_FDCWD, path, old, 0), 0);
    assert_err(store_media_file_link(&f.ctx, f.dir, first, second, MEDIA_VERSION_SMALL),
               ERR_NOT_FOUND);
    assert_ctx_ok(&f.ctx,
                  store_media_file_link(&f.ctx, f.dir, first, second, MEDIA_VERSION_ORIGINAL));
    int64_t removed = 0;
    assert_ctx_ok(&f.ctx, store_media_file_delete(&f.ctx, f.dir, first, &removed));
    assert_int_equal(removed, 1);
    struct media_file *file = NULL;
    assert_ctx_ok(&f.ctx, store_media_file_open(&f.ctx, f.dir, second, MEDIA_VERSION_ORIGINAL,
                                                &f.key, &file));
    assert_sv_lit(read_range(&f.arena, file, 0, 5), "bytes");
    store_media_file_close(file);
    struct stat st;
    assert_int_equal(stat(media_file_path(&f.arena, f.dir, second, MEDIA_VERSION_ORIGINAL), &st),
                     0);
    assert_true(st.st_mtim.tv_sec > 1000);
    folder_close(&f);
}

struct insert {
    struct media media;
    struct media_sealed sealed;
};

static enum err insert(struct ctx *ctx, void *arg)
{
    const struct insert *i = arg;
    return store_media_insert(ctx, &i->media, &i->sealed);
}

static void sweep_all(struct ctx *ctx, const char *dir, int64_t before_ms, int64_t *removed)
{
    for (unsigned part = 0; part < MEDIA_FILE_SWEEP_PARTS; part++)
        assert_ctx_ok(ctx, store_media_file_sweep(ctx, dir, part, before_ms, removed));
}

static void sweep_removes_what_no_row_names(void **state)
{
    UNUSED(state);

    static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };

    for (size_t n = 0; n < ARRAY_COUNT(engines); n++) {
        if (!fixture_has(engines[n]))
            continue;
        struct keyed_fixture k;
        keyed_open(&k, engines[n]);
        struct ctx *ctx = &k.store.ctx;
        const char *dir = k.store.folder;
        struct crypto_key key;
        crypto_key_init(&key);
        struct insert i = { .media = { .id = media_id(7),
                                       .owner = keyed_account(&k, "alice", 100),
                                       .file = media_file_new_name(ctx->arena),
                                       .created_ms = ctx->now_ms } };
        struct sv orphan = media_file_new_name(ctx->arena);
        assert_ctx_ok(ctx, store_media_file_write(ctx, dir, i.media.file, MEDIA_VERSION_SMALL, &key,
                                                  SV("named")));
        for (enum media_version v = 0; v < MEDIA_VERSION_COUNT; v++)
            assert_ctx_ok(ctx, store_media_file_write(ctx, dir, orphan, v, &key, SV("orphan")));
        assert_ctx_ok(ctx, store_media_seal(ctx, &i.media, &key, &i.sealed));
        assert_ctx_ok(ctx, db_write(ctx, insert, &i));
        int64_t removed = 0;
        sweep_all(ctx, dir, clock_now_ms() - MS_PER_HOUR, &removed);
        assert_int_equal(removed, 0);
        sweep_all(ctx, dir, clock_now_ms() + MS_PER_HOUR, &removed);
        assert_int_equal(removed, MEDIA_VERSION_COUNT);
        assert_int_equal(
            access(media_file_path(ctx->arena, dir, i.media.file, MEDIA_VERSION_SMALL), F_OK), 0);
        keyed_close(&k);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_goes_in_comes_out),
        cmocka_unit_test(an_empty_file_is_a_file),
        cmocka_unit_test(changed_files_do_not_open),
        cmocka_unit_test(names_are_checked),
        cmocka_unit_test(delete_takes_every_version),
        cmocka_unit_test(a_second_name_has_the_bytes),
        cmocka_unit_test(sweep_removes_what_no_row_names),
    };
    return cmocka_run_group_tests_name("store/media_file", tests, NULL, NULL);
}
