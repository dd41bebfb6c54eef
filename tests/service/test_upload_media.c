/* service/upload_media, make_media, serve_media and erase_media: a picture in, sealed files and a row out, handed to whoever
 * has the address; thumbnails; refusals; what nobody posted goes; on both engines. */
#include "harness/harness.h"
#include "harness/png.h"
#include "harness/service_fixture.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cache/cache.h"
#include "db/db.h"
#include "media/helper.h"
#include "media/media.h"
#include "media/picture.h"
#include "base/clock.h"
#include "service/edit_status.h"
#include "service/erase_media.h"
#include "service/manage_page.h"
#include "service/post_status.h"
#include "service/serve_media.h"
#include "service/sweep.h"
#include "service/upload_media.h"
#include "store/keyring.h"
#include "store/media_file.h"
#include "store/status.h"
#include "store/tombstone.h"

static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };

static char helper[HELPER_PATH_BYTES];
static struct user alice;
static struct user bob;

static void fixture_begin(struct service_fixture *f, enum fixture_engine engine)
{
    service_open(f, engine);
    f->engine.media = media_pool_new(&(struct media_options){ .helper_path = helper });
    alice = service_person(f, "alice");
    bob = service_person(f, "bob");
}

static void fixture_end(struct service_fixture *f)
{
    media_pool_free(f->engine.media);
    service_close(f);
}

static struct sv read_all(struct ctx *ctx, const struct media_opened *opened)
{
    char *bytes = arena_alloc(ctx->arena, (size_t)opened->size_bytes);
    int64_t got = 0;
    while (got < opened->size_bytes) {
        ssize_t n =
            service_read_media(opened->file, got, bytes + got, (size_t)(opened->size_bytes - got));
        assert_true(n > 0);
        got += n;
    }
    return sv_make(bytes, (size_t)got);
}

/* The token of an address. */
static struct sv token_of(struct sv url)
{
    size_t at = sv_find(url, SV("?k="), 0);
    return at == SIZE_MAX ? SV("") : sv_from_offset(url, at + 3);
}

static void uploads_and_serves(struct service_fixture *f)
{
    struct ctx *ctx = service_as(f, &alice);
    struct media_source source = {
        .bytes = harness_png_with_text(ctx->arena, 900, 500, SV("canaryword")),
        .alt = SV("a gradient"),
        .has_focus = true,
        .focus_x = -0.5,
        .focus_y = 0.25,
    };
    struct media media;
    assert_ctx_ok(ctx, service_upload_media(ctx, &source, &media));
    struct media stored;
    assert_ctx_ok(ctx, service_get_media(ctx, media.id, &stored));
    assert_sv_lit(stored.alt, "a gradient");
    assert_true(stored.focus_x == -0.5 && stored.focus_y == 0.25);
    assert_int_equal(stored.versions[MEDIA_VERSION_ORIGINAL].width, 900);
    assert_sv_lit(stored.versions[MEDIA_VERSION_ORIGINAL].mime, "image/png");
    assert_true(stored.versions[MEDIA_VERSION_SMALL].width > 0 &&
                stored.versions[MEDIA_VERSION_SMALL].width < 900);
    assert_true(stored.blurhash.len > 10);
    assert_sv(stored.token, media.token);

    /* Anybody with the address, nobody without its token. */
    ctx = service_anonymous(f);
    struct sv url = service_media_url(ctx, &stored, MEDIA_VERSION_SMALL);
    assert_true(sv_find(url, SV("/small?k="), 0) != SIZE_MAX);
    struct media_opened opened;
    for (enum media_version v = 0; v < MEDIA_VERSION_COUNT; v++) {
        assert_ctx_ok(ctx, service_open_media(ctx, media.id, v, token_of(url), &opened));
        struct sv bytes = read_all(ctx, &opened);
        assert_int_equal(media_picture_sniff(bytes) == PICTURE_KIND_PNG, v != MEDIA_VERSION_SMALL);
        assert_true(sv_find(bytes, SV("canaryword"), 0) == SIZE_MAX);
        service_close_media(opened.file);
    }
    assert_err(service_open_media(ctx, media.id, MEDIA_VERSION_SMALL, SV(""), &opened),
               ERR_NOT_FOUND);
    assert_err(service_open_media(ctx, media.id, MEDIA_VERSION_SMALL, SV("AAAAAAAAAAAAAAAAAAAAAA"),
                                  &opened),
               ERR_NOT_FOUND);
    assert_err(
        service_open_media(ctx, media_id(media.id.v + 1), MEDIA_VERSION_SMALL, SV(""), &opened),
        ERR_NOT_FOUND);

    /* Erased: gone at once by the tombstone in memory, and by its key after a restart. */
    int64_t destroyed = 0;
    assert_ctx_ok(ctx, keyring_destroy_objects(ctx, media.owner, &media.id.v, 1, &destroyed));
    assert_int_equal(destroyed, 1);
    cache_tombstone(f->engine.cache, cache_ref_media(media.id));
    ctx = service_anonymous(f);
    assert_err(service_open_media(ctx, media.id, MEDIA_VERSION_SMALL, token_of(url), &opened),
               ERR_GONE);
}

static void avatars_are_everybodys(struct service_fixture *f)
{
    struct ctx *ctx = service_as(f, &alice);
    struct media_source source = { .purpose = MEDIA_AVATAR,
                                   .bytes = harness_png(ctx->arena, 500, 500) };
    struct media avatar;
    assert_ctx_ok(ctx, service_upload_media(ctx, &source, &avatar));
    ctx = service_anonymous(f);
    struct sv url = service_media_url(ctx, &avatar, MEDIA_VERSION_STATIC);
    assert_true(sv_ends_with(url, SV("/original")));
    struct media_opened opened;
    assert_ctx_ok(ctx, service_open_media(ctx, avatar.id, MEDIA_VERSION_STATIC, SV(""), &opened));
    service_close_media(opened.file);
    struct media media = { .remote_url = SV("https://elsewhere.example/a.png") };
    assert_sv_lit(service_media_url(ctx, &media, MEDIA_VERSION_SMALL),
                  "https://elsewhere.example/a.png");
}

static void memory_files_are_taken(struct service_fixture *f)
{
    struct ctx *ctx = service_as(f, &alice);
    int fd = memfd_create("picture", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    struct sv png = harness_png(ctx->arena, 40, 30);
    assert_int_equal(write(fd, png.ptr, png.len), (ssize_t)png.len);
    struct media_source source = { .memory_file = fd };
    struct media media;
    assert_ctx_ok(ctx, service_upload_media(ctx, &source, &media));
    assert_int_equal(media.versions[MEDIA_VERSION_ORIGINAL].width, 40);
    close(fd);
}

static void words_change(struct service_fixture *f)
{
    struct ctx *ctx = service_as(f, &alice);
    struct media_source source = { .bytes = harness_png(ctx->arena, 20, 20), .alt = SV("before") };
    struct media media;
    assert_ctx_ok(ctx, service_upload_media(ctx, &source, &media));
    struct media_edit edit = { .has_focus = true, .focus_x = 1, .focus_y = -1 };
    assert_ctx_ok(ctx, service_edit_media(ctx, media.id, &edit, &media));
    assert_sv_lit(media.alt, "before");
    edit = (struct media_edit){ .has_alt = true, .alt = SV("after") };
    assert_ctx_ok(ctx, service_edit_media(ctx, media.id, &edit, &media));
    ctx = service_as(f, &alice);
    assert_ctx_ok(ctx, service_get_media(ctx, media.id, &media));
    assert_sv_lit(media.alt, "after");
    assert_true(media.has_focus && media.focus_x == 1);
    edit.alt = SV("not \xff UTF-8");
    assert_err(service_edit_media(ctx, media.id, &edit, &media), ERR_VALIDATION);
    char *many = arena_alloc(ctx->arena, MEDIA_ALT_CHARS_MAX + 1);
    for (size_t i = 0; i <= MEDIA_ALT_CHARS_MAX; i++)
        many[i] = 'x';
    edit.alt = sv_make(many, MEDIA_ALT_CHARS_MAX + 1);
    assert_err(service_edit_media(ctx, media.id, &edit, &media), ERR_VALIDATION);
    edit = (struct media_edit){ .has_focus = true, .focus_x = 0.0 / 0.0 };
    assert_err(service_edit_media(ctx, media.id, &edit, &media), ERR_VALIDATION);
    ctx = service_as(f, &bob);
    edit = (struct media_edit){ .has_alt = true, .alt = SV("mine now") };
    assert_err(service_edit_media(ctx, media.id, &edit, &media), ERR_NOT_FOUND);
    assert_err(service_get_media(ctx, media.id, &media), ERR_NOT_FOUND);
}

static struct sv served(struct ctx *ctx, const struct media *media, enum media_version version,
                        struct sv *out_etag)
{
    struct media_opened opened;
    assert_ctx_ok(ctx, service_open_media(ctx, media->id, version, media->token, &opened));
    struct sv bytes = read_all(ctx, &opened);
    *out_etag = opened.etag;
    service_close_media(opened.file);
    return bytes;
}

/* The small version of another picture stands for this one's: with the upload, and later. */
static void thumbnails_stand_in(struct service_fixture *f)
{
    struct ctx *ctx = service_as(f, &alice);
    size_t before = service_files_count(f);
    struct media_source wide = { .bytes = harness_png(ctx->arena, 300, 100) };
    struct media_source tall = { .bytes = harness_png(ctx->arena, 50, 400) };
    struct media_source source = { .bytes = harness_png(ctx->arena, 200, 200), .thumbnail = &wide };
    struct media media;
    assert_ctx_ok(ctx, service_upload_media(ctx, &source, &media));
    assert_int_equal(media.versions[MEDIA_VERSION_ORIGINAL].width, 200);
    assert_int_equal(media.versions[MEDIA_VERSION_SMALL].width, 300);
    struct sv original_tag;
    struct sv small_tag;
    struct sv original = served(ctx, &media, MEDIA_VERSION_ORIGINAL, &original_tag);
    struct sv small = served(ctx, &media, MEDIA_VERSION_SMALL, &small_tag);

    struct media_edit edit = { .thumbnail = &tall };
    struct media edited;
    ctx = service_as(f, &alice);
    assert_ctx_ok(ctx, service_edit_media(ctx, media.id, &edit, &edited));
    assert_ctx_ok(ctx, service_get_media(ctx, media.id, &edited));
    assert_int_equal(edited.versions[MEDIA_VERSION_ORIGINAL].width, 200);
    assert_int_equal(edited.versions[MEDIA_VERSION_SMALL].height, 400);
    assert_false(sv_eq(edited.blurhash, media.blurhash));
    struct sv tag;
    assert_sv(served(ctx, &edited, MEDIA_VERSION_ORIGINAL, &tag), original);
    assert_false(sv_eq(tag, original_tag));
    assert_false(sv_eq(served(ctx, &edited, MEDIA_VERSION_SMALL, &tag), small));
    assert_false(sv_eq(tag, small_tag));
    assert_int_equal(service_files_count(f), before + 2);

    /* One that is no picture changes nothing. */
    struct media_source none = { .bytes = SV("GIF no picture") };
    edit.thumbnail = &none;
    assert_err(service_edit_media(ctx, media.id, &edit, &edited), ERR_VALIDATION);
    source.thumbnail = &none;
    assert_err(service_upload_media(ctx, &source, &edited), ERR_VALIDATION);
    ctx = service_as(f, &alice);
    assert_int_equal(service_files_count(f), before + 2);
    assert_false(sv_eq(served(ctx, &media, MEDIA_VERSION_SMALL, &tag), small));
}

/* A posted picture's words change with its status, whose history keeps what they were. */
static void posted_ones_change_with_their_status(struct service_fixture *f)
{
    struct ctx *ctx = service_as(f, &alice);
    struct media_source source = { .bytes = harness_png(ctx->arena, 20, 20), .alt = SV("first") };
    struct media one;
    struct media two;
    assert_ctx_ok(ctx, service_upload_media(ctx, &source, &one));
    assert_ctx_ok(ctx, service_upload_media(ctx, &source, &two));
    const struct post_draft draft = { .text = SV("pictures"), .media = &one.id, .media_count = 1 };
    struct status status;
    ctx = service_as(f, &alice);
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &status));
    struct media_edit plain = { .has_alt = true, .alt = SV("by itself") };
    assert_err(service_edit_media(ctx, one.id, &plain, &one), ERR_NOT_FOUND);
    assert_err(service_get_upload(ctx, one.id, &one), ERR_NOT_FOUND);

    struct media_words words[] = {
        { one.id, { .has_alt = true, .alt = SV("second"), .has_focus = true, .focus_x = 0.5 } },
        { two.id, { .has_alt = true, .alt = SV("of no picture of it") } },
    };
    struct edit_draft edit = { .text = SV("pictures"),
                               .media_words = words,
                               .media_words_count = ARRAY_COUNT(words) };
    ctx = service_as(f, &alice);
    assert_ctx_ok(ctx, service_edit_status(ctx, status.id, &edit, &status));
    assert_sv_lit(status.media[0].alt, "second");
    assert_true(status.media[0].has_focus && status.media[0].focus_x == 0.5);
    assert_true(status.edited_ms > 0);
    int64_t edited_ms = status.edited_ms;
    ctx = service_as(f, &alice);
    assert_ctx_ok(ctx, service_edit_status(ctx, status.id, &edit, &status));
    assert_int_equal(status.edited_ms, edited_ms);

    /* Another picture in its place, named and described at once. */
    edit.has_media = true;
    edit.media = &two.id;
    edit.media_count = 1;
    words[1].edit.alt = SV("third");
    ctx = service_as(f, &alice);
    assert_ctx_ok(ctx, service_edit_status(ctx, status.id, &edit, &status));
    assert_int_equal(status.media_count, 1);
    assert_sv_lit(status.media[0].alt, "third");
    words[1].edit = (struct media_edit){ .has_focus = true, .focus_x = 7 };
    ctx = service_as(f, &alice);
    assert_err(service_edit_status(ctx, status.id, &edit, &status), ERR_VALIDATION);

    struct status_version *versions = NULL;
    size_t count = 0;
    ctx = service_as(f, &alice);
    assert_ctx_ok(ctx, service_list_versions(ctx, status.id, &versions, &count));
    assert_int_equal(count, 3);
    static const char *const alts[] = { "first", "second", "third" };
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(versions[i].media_count, 1);
        assert_int_equal(versions[i].media[0].id.v, i < 2 ? one.id.v : two.id.v);
        assert_sv(versions[i].media[0].alt, sv_from(alts[i]));
        assert_true(versions[i].media[0].token.len > 0);
    }
    /* What was taken away and erased is no longer shown. */
    ctx = service_as(f, &alice);
    assert_ctx_ok(ctx, service_erase_media(ctx, one.id));
    ctx = service_as(f, &alice);
    assert_ctx_ok(ctx, service_list_versions(ctx, status.id, &versions, &count));
    assert_int_equal(versions[0].media_count, 0);
    assert_int_equal(versions[2].media_count, 1);
}

struct attach {
    struct media_id media;
    struct account_id owner;
};

static enum err attach_write(struct ctx *ctx, void *arg)
{
    const struct attach *a = arg;
    return store_status_attach(ctx, status_id(4711), a->owner, a->media, 0);
}

/* What a status shows stays, whoever asks. */
static void unposted_ones_go(struct service_fixture *f)
{
    struct ctx *ctx = service_as(f, &alice);
    struct media_source source = { .bytes = harness_png(ctx->arena, 20, 20) };
    struct media free_one;
    struct media held;
    struct media avatar;
    assert_ctx_ok(ctx, service_upload_media(ctx, &source, &free_one));
    assert_ctx_ok(ctx, service_upload_media(ctx, &source, &held));
    source.purpose = MEDIA_AVATAR;
    assert_ctx_ok(ctx, service_upload_media(ctx, &source, &avatar));
    struct attach attach = { held.id, held.owner };
    assert_ctx_ok(ctx, db_write(ctx, attach_write, &attach));
    assert_err(service_erase_media(service_as(f, &bob), free_one.id), ERR_NOT_FOUND);
    assert_err(service_erase_media(service_anonymous(f), free_one.id), ERR_LOGIN_REQUIRED);
    ctx = service_as(f, &alice);
    assert_ctx_ok(ctx, service_erase_media(ctx, free_one.id));
    assert_err(service_erase_media(ctx, free_one.id), ERR_NOT_FOUND);
    assert_err(service_erase_media(ctx, avatar.id), ERR_NOT_FOUND);
    assert_err(service_erase_media(ctx, held.id), ERR_CONFLICT);
    assert_err(service_begin_upload_erasure(ctx, held.id, held.owner), ERR_CONFLICT);
    ctx = service_as(f, &alice);
    struct media media;
    assert_err(service_get_media(ctx, free_one.id, &media), ERR_NOT_FOUND);
    assert_ctx_ok(ctx, service_get_media(ctx, held.id, &media));
    struct media_opened opened;
    assert_err(
        service_open_media(ctx, free_one.id, MEDIA_VERSION_ORIGINAL, free_one.token, &opened),
        ERR_GONE);
}

/* The sweep takes what waited a day, and passes over what a status took. */
static void sweeps_what_nobody_posted(struct service_fixture *f)
{
    struct ctx *ctx = service_as(f, &alice);
    struct media_source source = { .bytes = harness_png(ctx->arena, 20, 20) };
    struct media waits;
    struct media held;
    assert_ctx_ok(ctx, service_upload_media(ctx, &source, &waits));
    assert_ctx_ok(ctx, service_upload_media(ctx, &source, &held));
    struct attach attach = { held.id, held.owner };
    assert_ctx_ok(ctx, db_write(ctx, attach_write, &attach));
    ctx = service_anonymous(f);
    struct job job = { .kind = JOB_SWEEP_UPLOADS };
    assert_ctx_ok(ctx, service_sweep_uploads(ctx, &job));
    ctx = service_as(f, &alice);
    assert_ctx_ok(ctx, service_get_media(ctx, waits.id, &waits));
    ctx = service_anonymous(f);
    ctx->now_ms += MS_PER_DAY + MS_PER_HOUR;
    assert_ctx_ok(ctx, service_sweep_uploads(ctx, &job));
    ctx = service_as(f, &alice);
    assert_err(service_get_media(ctx, waits.id, &waits), ERR_NOT_FOUND);
    ctx = service_as(f, &alice);
    assert_ctx_ok(ctx, service_get_media(ctx, held.id, &held));
}

static void pages_ask_for_a_role(struct service_fixture *f)
{
    struct ctx *ctx = service_as(f, &alice);
    struct account page;
    assert_ctx_ok(ctx, service_new_page(ctx, SV("paper"), SV(""), alice.id, NULL, &page));
    struct media_source source = { .bytes = harness_png(ctx->arena, 20, 20) };
    struct media media;
    ctx = service_as(f, &alice);
    ctx->viewer.account = page.id;
    ctx->viewer.is_page = true;
    ctx->viewer.page_role = PAGE_ROLE_MODERATOR;
    assert_err(service_upload_media(ctx, &source, &media), ERR_FORBIDDEN);
    ctx->error = (struct ctx_error){ 0 };
    ctx->viewer.page_role = PAGE_ROLE_EDITOR;
    assert_ctx_ok(ctx, service_upload_media(ctx, &source, &media));
    assert_int_equal(media.owner.v, page.id.v);
    assert_err(service_upload_media(service_anonymous(f), &source, &media), ERR_LOGIN_REQUIRED);
}

/* Files below media/, in all folders. */
static void refusals_leave_nothing(struct service_fixture *f)
{
    struct ctx *ctx = service_as(f, &alice);
    size_t before = service_files_count(f);
    struct sv png = harness_png(ctx->arena, 60, 60);
    char *liar = arena_copy(ctx->arena, png.ptr, png.len);
    liar[16] = 0x00;
    liar[17] = 0x01; /* says that it is 65,596 pixels wide */
    struct sv huge = { arena_alloc(ctx->arena, (17 << 20)), 17 << 20 };

    const struct {
        struct sv bytes;
        enum err err;
    } cases[] = {
        { SV("GIF no picture"), ERR_VALIDATION },
        { SV("<svg xmlns='http://www.w3.org/2000/svg'/>"), ERR_VALIDATION },
        { SV(""), ERR_VALIDATION },
        { sv_sub(png, 0, png.len / 2), ERR_VALIDATION },
        { sv_make(liar, png.len), ERR_TOO_LARGE },
        { huge, ERR_TOO_LARGE },
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct media_source source = { .bytes = cases[i].bytes };
        struct media media;
        ctx = service_as(f, &alice);
        assert_err(service_upload_media(ctx, &source, &media), cases[i].err);
    }
    assert_int_equal(service_files_count(f), before);
}

static void both_engines(void **state)
{
    UNUSED(state);
    for (size_t i = 0; i < ARRAY_COUNT(engines); i++) {
        if (!fixture_has(engines[i]))
            continue;
        struct service_fixture f;
        fixture_begin(&f, engines[i]);
        uploads_and_serves(&f);
        avatars_are_everybodys(&f);
        memory_files_are_taken(&f);
        words_change(&f);
        thumbnails_stand_in(&f);
        posted_ones_change_with_their_status(&f);
        unposted_ones_go(&f);
        sweeps_what_nobody_posted(&f);
        pages_ask_for_a_role(&f);
        refusals_leave_nothing(&f);
        fixture_end(&f);
    }
}

int main(void)
{
    helper_path(helper);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_engines),
    };
    return cmocka_run_group_tests_name("service/upload_media", tests, NULL, NULL);
}
