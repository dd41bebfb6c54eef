/* service/process_media: a film waits sealed, is made ready or failed by its job, and is erased in each state; on both
 * engines. */
#include "harness/harness.h"
#include "harness/png.h"
#include "harness/service_fixture.h"

#include <unistd.h>

#include "media/film.h"
#include "media/helper.h"
#include "media/media.h"
#include "media/sound.h"
#include "service/compose_status.h"
#include "service/erase_media.h"
#include "service/post_status.h"
#include "service/process_media.h"
#include "service/serve_media.h"
#include "service/upload_media.h"
#include "store/media_file.h"

static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };

static char helper[HELPER_PATH_BYTES];
static struct user alice;

static struct media upload(struct service_fixture *f)
{
    struct ctx *ctx = service_as(f, &alice);
    struct media_source source = { .bytes = sound_make(ctx->arena, SV("canarysound.")),
                                   .alt = SV("a hum") };
    struct media media;
    assert_ctx_ok(ctx, service_upload_media(ctx, &source, &media));
    assert_int_equal(media.state, MEDIA_PROCESSING);
    assert_int_equal(media.kind, MEDIA_AUDIO);
    return media;
}

static bool has_version(struct service_fixture *f, const struct media *media,
                        enum media_version version)
{
    struct ctx *ctx = service_as(f, &alice);
    return access(media_file_path(ctx->arena, f->engine.data_dir, media->file, version), F_OK) == 0;
}

static void process(struct service_fixture *f, struct media_id id)
{
    struct ctx *ctx = service_anonymous(f);
    struct job job = { .kind = JOB_PROCESS_MEDIA, .subject = id.v, .attempts = 1 };
    assert_ctx_ok(ctx, service_process_media(ctx, &job));
}

static void waits_and_becomes_ready(struct service_fixture *f)
{
    struct media media = upload(f);
    assert_true(has_version(f, &media, MEDIA_VERSION_SOURCE));
    struct ctx *ctx = service_as(f, &alice);
    struct media_opened opened;
    assert_err(service_open_media(ctx, media.id, MEDIA_VERSION_ORIGINAL, media.token, &opened),
               ERR_NOT_FOUND);
    assert_err(service_open_media(ctx, media.id, MEDIA_VERSION_SOURCE, media.token, &opened),
               ERR_NOT_FOUND);
    const struct post_draft draft = { .text = SV("listen"), .media = &media.id, .media_count = 1 };
    struct status status;
    enum media_fault fault = MEDIA_FAULT_NONE;
    ctx = service_as(f, &alice);
    assert_err(service_post_status(ctx, &draft, &status), ERR_VALIDATION);
    ctx = service_as(f, &alice);
    assert_ctx_ok(ctx, service_find_media_fault(ctx, &media.id, 1, status_id(0), &fault));
    assert_int_equal(fault, MEDIA_FAULT_UNFINISHED);
    /* Words may change meanwhile. */
    struct media_edit edit = { .has_alt = true, .alt = SV("another hum") };
    assert_ctx_ok(ctx, service_edit_media(ctx, media.id, &edit, &media));

    process(f, media.id);
    ctx = service_as(f, &alice);
    assert_ctx_ok(ctx, service_get_media(ctx, media.id, &media));
    assert_int_equal(media.state, MEDIA_READY);
    assert_sv_lit(media.alt, "another hum");
    assert_sv_lit(media.versions[MEDIA_VERSION_ORIGINAL].mime, "audio/mpeg");
    assert_sv_lit(media.film.audio_codec, "mp3");
    assert_true(media.film.duration_ms >= 900 && media.film.duration_ms < 1300);
    assert_false(has_version(f, &media, MEDIA_VERSION_SOURCE));
    assert_ctx_ok(ctx,
                  service_open_media(ctx, media.id, MEDIA_VERSION_ORIGINAL, media.token, &opened));
    assert_sv_lit(opened.mime, "audio/mpeg");
    assert_int_equal(opened.size_bytes, media.versions[MEDIA_VERSION_ORIGINAL].size_bytes);
    service_close_media(opened.file);
    /* Once more changes nothing. */
    process(f, media.id);

    /* A recording is alone. */
    struct media_source source = { .bytes = harness_png(ctx->arena, 20, 20) };
    struct media picture;
    ctx = service_as(f, &alice);
    assert_ctx_ok(ctx, service_upload_media(ctx, &source, &picture));
    const struct media_id both[] = { media.id, picture.id };
    assert_ctx_ok(ctx, service_find_media_fault(ctx, both, 2, status_id(0), &fault));
    assert_int_equal(fault, MEDIA_FAULT_MIXED);
    ctx = service_as(f, &alice);
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &status));
    assert_int_equal(status.media_count, 1);
}

/* Its upload is damaged: it fails once and for all. */
static void fails_for_good(struct service_fixture *f)
{
    struct media media = upload(f);
    struct ctx *ctx = service_as(f, &alice);
    assert_ctx_ok(
        ctx, store_media_file_forget(ctx, f->engine.data_dir, media.file, MEDIA_VERSION_SOURCE));
    process(f, media.id);
    ctx = service_as(f, &alice);
    assert_ctx_ok(ctx, service_get_media(ctx, media.id, &media));
    assert_int_equal(media.state, MEDIA_FAILED);
    assert_sv_lit(media.alt, "a hum");
}

static void erased_while_it_waits(struct service_fixture *f)
{
    size_t before = service_files_count(f);
    struct media media = upload(f);
    assert_int_equal(service_files_count(f), before + 1);
    struct ctx *ctx = service_as(f, &alice);
    assert_ctx_ok(ctx, service_erase_media(ctx, media.id));
    process(f, media.id);
    ctx = service_as(f, &alice);
    assert_err(service_get_media(ctx, media.id, &media), ERR_NOT_FOUND);
}

static void both_engines(void **state)
{
    UNUSED(state);
    struct media_pool *pool = media_pool_new(&(struct media_options){ .helper_path = helper });
    bool has_films = media_takes_films(pool);
    media_pool_free(pool);
    if (!has_films) {
        print_message("skipped: ffmpeg is not installed\n");
        skip();
    }
    for (size_t i = 0; i < ARRAY_COUNT(engines); i++) {
        if (!fixture_has(engines[i]))
            continue;
        struct service_fixture f;
        service_open(&f, engines[i]);
        f.engine.media = media_pool_new(&(struct media_options){ .helper_path = helper });
        alice = service_person(&f, "alice");
        waits_and_becomes_ready(&f);
        fails_for_good(&f);
        erased_while_it_waits(&f);
        media_pool_free(f.engine.media);
        service_close(&f);
    }
}

int main(void)
{
    helper_path(helper);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_engines),
    };
    return cmocka_run_group_tests_name("service/process_media", tests, NULL, NULL);
}
