/* service/manage_emoji and custom_emoji: the instance's own emoji are added, filed, hidden, shown by texts and removed; on both
 * engines. */
#include "harness/harness.h"
#include "harness/png.h"
#include "harness/service_fixture.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "media/helper.h"
#include "media/media.h"
#include "service/custom_emoji.h"
#include "service/manage_emoji.h"
#include "store/status.h"

static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };

static char helper[HELPER_PATH_BYTES];

static enum err add_bytes(struct ctx *ctx, const char *shortcode, struct sv bytes,
                          const char *category, struct custom_emoji *out)
{
    int fd = memfd_create("emoji", MFD_CLOEXEC);
    assert_int_equal(write(fd, bytes.ptr, bytes.len), (ssize_t)bytes.len);
    struct emoji_draft draft = { .shortcode = sv_from(shortcode),
                                 .category = sv_from(category),
                                 .is_listed = true,
                                 .memory_file = fd };
    enum err err = service_add_emoji(ctx, &draft, out);
    (void)close(fd);
    return err;
}

static struct custom_emoji add(struct service_fixture *f, const char *shortcode,
                               const char *category)
{
    struct ctx *ctx = service_console(f);
    struct custom_emoji out;
    assert_ctx_ok(ctx, add_bytes(ctx, shortcode, harness_png(ctx->arena, 40, 30), category, &out));
    return out;
}

static void are_added(struct service_fixture *f)
{
    struct custom_emoji cat = add(f, "cat", " Animals ");
    add(f, "Zebra", "");
    struct ctx *ctx = service_console(f);
    struct custom_emojis all = service_list_emojis(ctx);
    assert_int_equal(all.count, 2);
    assert_sv_lit(all.items[0].shortcode, "Zebra");
    assert_sv_lit(all.items[1].shortcode, "cat");
    assert_sv_lit(all.items[1].category, "Animals");
    assert_sv_lit(all.items[1].mime, "image/png");
    assert_true(all.items[1].is_listed && !all.items[1].is_moving);
    struct sv mime;
    struct sv bytes;
    assert_ctx_ok(ctx, service_get_emoji_picture(ctx, cat.id, MEDIA_VERSION_STATIC, &mime, &bytes));
    assert_sv_lit(mime, "image/png");
    assert_true(bytes.len > 100 && sv_starts_with(bytes, SV("\x89PNG")));
    assert_err(
        service_get_emoji_picture(ctx, custom_emoji_id(1), MEDIA_VERSION_ORIGINAL, &mime, &bytes),
        ERR_NOT_FOUND);
}

static void texts_show_them(struct service_fixture *f)
{
    struct ctx *ctx = service_console(f);
    struct poll_option option = { .title = SV("a :Zebra:") };
    struct poll poll = { .options = &option, .option_count = 1 };
    struct status status = { .is_local = true,
                             .content = HTML_LIT("<p>:cat: :nobody: :cat:</p>"),
                             .spoiler = SV("x:cat:"),
                             .poll = &poll };
    struct custom_emojis shown = service_emojis_of_status(ctx, &status);
    assert_int_equal(shown.count, 2);
    assert_sv_lit(shown.items[0].shortcode, "cat");
    assert_sv_lit(shown.items[1].shortcode, "Zebra");
    assert_int_equal(service_emojis_of_poll(ctx, &status).count, 1);
    struct status_version version = { .content = HTML_LIT("<p>:Zebra:</p>") };
    assert_sv_lit(service_emojis_of_version(ctx, &status, &version).items[0].shortcode, "Zebra");
    struct account account = { .display_name = SV("Ann :cat:"),
                               .note_html = HTML_LIT("<p>:zebra:</p>") };
    assert_int_equal(service_emojis_of_account(ctx, &account).count, 1);
    account.state = ACCOUNT_SUSPENDED;
    assert_int_equal(service_emojis_of_account(ctx, &account).count, 0);
    /* A text of another server shows what came with it. */
    struct custom_emoji theirs[] = { { .shortcode = SV("cat"), .url = SV("https://x.example/1") },
                                     { .shortcode = SV("dog"), .url = SV("https://x.example/2") } };
    status.is_local = false;
    assert_int_equal(service_emojis_of_status(ctx, &status).count, 0);
    status.emojis = (struct custom_emojis){ theirs, 2 };
    shown = service_emojis_of_status(ctx, &status);
    assert_int_equal(shown.count, 1);
    assert_sv_lit(shown.items[0].url, "https://x.example/1");
}

static void are_filed_and_hidden(struct service_fixture *f)
{
    struct ctx *ctx = service_console(f);
    assert_ctx_ok(ctx, service_edit_emoji(ctx, SV("cat"), SV("Pets"), false));
    struct custom_emojis all = service_list_emojis(ctx);
    assert_sv_lit(all.items[1].category, "Pets");
    assert_false(all.items[1].is_listed);
    assert_err(service_edit_emoji(ctx, SV("nobody"), SV(""), true), ERR_NOT_FOUND);
    char category[CUSTOM_EMOJI_CATEGORY_MAX_CHARS + 2] = { 0 };
    memset(category, 'c', sizeof category - 1);
    assert_err(service_edit_emoji(ctx, SV("cat"), sv_from(category), true), ERR_VALIDATION);
}

static void the_wrong_is_refused(struct service_fixture *f)
{
    struct custom_emoji out;
    struct ctx *ctx = service_console(f);
    struct sv png = harness_png(ctx->arena, 20, 20);
    assert_err(add_bytes(ctx, "cat", png, "", &out), ERR_CONFLICT);
    assert_err(add_bytes(ctx, "c", png, "", &out), ERR_VALIDATION);
    assert_err(add_bytes(ctx, "c-t", png, "", &out), ERR_VALIDATION);
    assert_err(add_bytes(ctx, "none", SV("no picture"), "", &out), ERR_VALIDATION);
    assert_err(add_bytes(ctx, "none", SV(""), "", &out), ERR_VALIDATION);
    assert_err(add_bytes(ctx, "big", harness_png(ctx->arena, 600, 600), "", &out), ERR_TOO_LARGE);
    assert_int_equal(service_list_emojis(ctx).count, 2);
    struct user bob = service_person(f, "bob");
    assert_err(add_bytes(service_as(f, &bob), "dog", png, "", &out), ERR_FORBIDDEN);
    assert_err(service_remove_emoji(service_as(f, &bob), SV("cat")), ERR_FORBIDDEN);
    assert_err(service_edit_emoji(service_anonymous(f), SV("cat"), SV(""), true),
               ERR_LOGIN_REQUIRED);
}

static void are_removed(struct service_fixture *f)
{
    struct ctx *ctx = service_console(f);
    struct custom_emoji cat;
    struct sv mime;
    struct sv bytes;
    assert_ctx_ok(ctx, service_get_emoji(ctx, SV("cat"), &cat));
    assert_ctx_ok(ctx, service_remove_emoji(ctx, SV("cat")));
    assert_int_equal(service_list_emojis(ctx).count, 1);
    assert_err(service_get_emoji_picture(ctx, cat.id, MEDIA_VERSION_ORIGINAL, &mime, &bytes),
               ERR_NOT_FOUND);
    assert_err(service_remove_emoji(ctx, SV("cat")), ERR_NOT_FOUND);
    /* A server that starts again reads them. */
    emoji_book_free(f->engine.emojis);
    f->engine.emojis = emoji_book_new();
    assert_int_equal(service_list_emojis(ctx).count, 0);
    assert_ctx_ok(ctx, service_load_emojis(ctx));
    assert_int_equal(service_list_emojis(ctx).count, 1);
}

static void both_engines(void **state)
{
    UNUSED(state);
    for (size_t i = 0; i < ARRAY_COUNT(engines); i++) {
        if (!fixture_has(engines[i]))
            continue;
        struct service_fixture f;
        service_open(&f, engines[i]);
        f.engine.media = media_pool_new(&(struct media_options){ .helper_path = helper });
        are_added(&f);
        texts_show_them(&f);
        are_filed_and_hidden(&f);
        the_wrong_is_refused(&f);
        are_removed(&f);
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
    return cmocka_run_group_tests_name("service/manage_emoji", tests, NULL, NULL);
}
