/* Planted words: found before, by two scanners; after the erasure by neither, and behind no key, also in a copy of before.
 *
 * Each safety is looked at by what it guards: the wrapped key in the keyring's files, clear words in the store's, the small
 * version in the media folder, the rendered page in the cache. Built with any mutant of erasure this program must fail.
 */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "cache/cache.h"
#include "db/db.h"
#include "service/edit_profile.h"
#include "service/edit_status.h"
#include "service/erase_account.h"
#include "service/erase_status.h"
#include "service/feature_tag.h"
#include "service/follow_tag.h"
#include "service/manage_collection.h"
#include "service/manage_page.h"
#include "service/note_account.h"
#include "service/post_status.h"
#include "service/run_erasure.h"
#include "service/scan.h"
#include "service/schedule_status.h"
#include "store/account.h"
#include "store/keyring.h"
#include "store/media_file.h"
#include "store/status.h"

static const struct sv words[] = {
    SV_INIT("canarybody"),     SV_INIT("canarybefore"),   SV_INIT("canarywarning"),
    SV_INIT("canaryalt"),      SV_INIT("canarypixels"),   SV_INIT("canarythumb"),
    SV_INIT("canaryname"),     SV_INIT("canarybio"),      SV_INIT("canaryfield"),
    SV_INIT("canarytag"),      SV_INIT("canaryhandle"),   SV_INIT("canarydirect"),
    SV_INIT("canarynote"),     SV_INIT("canaryfollowed"), SV_INIT("canaryoption"),
    SV_INIT("canaryfeatured"), SV_INIT("canaryface"),     SV_INIT("canaryhills"),
    SV_INIT("canarysite"),     SV_INIT("canaryanswer"),   SV_INIT("canarylater"),
    SV_INIT("canarycare"),     SV_INIT("canaryrenamed"),  SV_INIT("canarychoice"),
    SV_INIT("canaryfriends"),  SV_INIT("canaryworth"),    SV_INIT("canarytopic"),
};

/* Words that joins need in clear. */
static bool is_clear(struct sv word)
{
    return sv_eq(word, SV("canarytag")) || sv_eq(word, SV("canaryhandle")) ||
           sv_eq(word, SV("canaryfollowed")) || sv_eq(word, SV("canaryfeatured"));
}

struct finds {
    bool has[ARRAY_COUNT(words)];
    bool is_quiet;
};

static void note_find(void *arg, const struct scan_find *find)
{
    struct finds *finds = arg;
    for (size_t i = 0; i < ARRAY_COUNT(words); i++)
        finds->has[i] |= sv_eq(words[i], find->word);
    if (!finds->is_quiet)
        print_message("%" SV_FMT " in %" SV_FMT " as %s\n", SV_ARG(find->word), SV_ARG(find->place),
                      find->encoding);
}

static struct scan_result scan(struct service_fixture *f, struct ctx *ctx, const char *folder,
                               struct finds *finds)
{
    struct scan what = { .data_dir = folder,
                         .keys_dir = f->keyed.keys,
                         .words = words,
                         .word_count = ARRAY_COUNT(words),
                         .found = note_find,
                         .arg = finds };
    struct scan_result result;
    assert_ctx_ok(ctx, service_scan(ctx, &what, &result));
    return result;
}

/* The other scanner, in another language; its exit status. */
static int scan_again(struct service_fixture *f, const char *folder, bool is_quiet)
{
    char command[4000];
    int len = snprintf(command, sizeof command, "python3 '%s/scan.py' '%s' '%s' --",
                       getenv("EFFACE_TEST_TOOLS"), folder, f->keyed.keys);
    for (size_t i = 0; i < ARRAY_COUNT(words); i++)
        len += snprintf(command + len, sizeof command - (size_t)len, " %" SV_FMT, SV_ARG(words[i]));
    (void)snprintf(command + len, sizeof command - (size_t)len, is_quiet ? " >/dev/null" : " >&2");
    int status = system(command);
    return WEXITSTATUS(status);
}

struct cast {
    struct user ann;
    struct account page;
    struct status post;
    struct media picture;
    struct sv wrapped[2]; /* keys of the post and the picture, as they lie in the keyring */
    struct crypto_key keys[2];
};

static void act_as_page(struct service_fixture *f, struct cast *cast)
{
    struct ctx *ctx = service_as(f, &cast->ann);
    ctx->viewer.account = cast->page.id;
    ctx->viewer.is_page = true;
    ctx->viewer.page_role = PAGE_ROLE_OWNER;
}

static void profile_plant(struct service_fixture *f, struct cast *cast)
{
    struct ctx *ctx = &f->keyed.store.ctx;
    struct field_errors errors = { 0 };
    const struct profile_field field = { SV("site"), SV("canaryfield") };
    const struct sv site = SV("canarysite.example");
    const struct profile_edit edit = { .given = PROFILE_NOTE | PROFILE_FIELDS | PROFILE_AVATAR_ALT |
                                                PROFILE_HEADER_ALT | PROFILE_ATTRIBUTION,
                                       .avatar_alt = SV("canaryface"),
                                       .header_alt = SV("canaryhills"),
                                       .attribution = &site,
                                       .attribution_count = 1,
                                       .note = SV("canarybio"),
                                       .fields = &field,
                                       .field_count = 1 };
    act_as_page(f, cast);
    assert_ctx_ok(ctx, service_edit_profile(ctx, &edit, &errors, &cast->page));
}

static void posts_plant(struct service_fixture *f, struct cast *cast)
{
    struct ctx *ctx = &f->keyed.store.ctx;
    struct status direct;
    act_as_page(f, cast);
    cast->picture = service_picture(f, cast->page.id, SV("canaryalt"),
                                    SV("the canarypixels of a picture"), SV("its canarythumb"));
    const struct sv options[] = { SV("canaryoption"), SV("another") };
    const struct poll_draft poll = { .options = options, .option_count = 2, .seconds = 3600 };
    struct post_draft draft = { .text = SV("canarybefore"),
                                .spoiler = SV("canarywarning"),
                                .poll = &poll,
                                .media = &cast->picture.id,
                                .media_count = 1 };
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &cast->post));
    const struct sv answers[] = { SV("canaryanswer"), SV("another") };
    const struct poll_draft again = { .options = answers, .option_count = 2, .seconds = 3600 };
    const struct media_words renamed = { cast->picture.id,
                                         { .has_alt = true, .alt = SV("canaryrenamed") } };
    const struct edit_draft edit = { .text = SV("canarybody #canarytag"),
                                     .spoiler = SV("canarywarning"),
                                     .has_poll = true,
                                     .poll = &again,
                                     .media_words = &renamed,
                                     .media_words_count = 1 };
    assert_ctx_ok(ctx, service_edit_status(ctx, cast->post.id, &edit, &cast->post));
    const struct post_draft whisper = { .text = SV("@ann canarydirect"),
                                        .has_visibility = true,
                                        .visibility = VISIBILITY_DIRECT };
    assert_ctx_ok(ctx, service_post_status(ctx, &whisper, &direct));
}

static void relations_plant(struct service_fixture *f, struct cast *cast)
{
    struct ctx *ctx = &f->keyed.store.ctx;
    struct relationship relation;
    struct featured_tag tag;
    act_as_page(f, cast);
    assert_ctx_ok(ctx, service_note_account(ctx, cast->ann.account, SV("canarynote"), &relation));
    assert_ctx_ok(ctx, service_follow_tag(ctx, SV("canaryfollowed")));
    assert_ctx_ok(ctx, service_feature_tag(ctx, SV("canaryfeatured"), &tag));
    struct collection_view collection;
    const struct collection_edit edit = { .has_name = true,
                                          .name = SV("canaryfriends"),
                                          .has_description = true,
                                          .description = SV("canaryworth"),
                                          .has_tag = true,
                                          .tag = SV("#canarytopic") };
    assert_ctx_ok(ctx, service_new_collection(ctx, &edit, NULL, 0, &collection));
    struct scheduled_status waiting;
    const struct sv options[] = { SV("canarychoice"), SV("another") };
    const struct poll_draft poll = { .options = options, .option_count = 2, .seconds = 3600 };
    const struct post_draft later = { .text = SV("canarylater"),
                                      .spoiler = SV("canarycare"),
                                      .poll = &poll };
    assert_ctx_ok(ctx,
                  service_schedule_status(ctx, &later, ctx->now_ms + 10 * MS_PER_HOUR, &waiting));
}

/* A wrapped key as it lies in the keyring's file. */
static struct sv wrapped_of(struct service_fixture *f, int64_t object)
{
    struct arena *a = &f->keyed.store.arena;
    sqlite3 *db = NULL;
    sqlite3_stmt *stmt = NULL;
    const char *path = sv_printf(a, "%s/keyring.db", f->keyed.keys).ptr;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    const char *sql = "SELECT box FROM object_wrap WHERE object_id = ?";
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
    (void)sqlite3_bind_int64(stmt, 1, object);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    struct sv box =
        sv_copy(a, sv_make(sqlite3_column_blob(stmt, 0), (size_t)sqlite3_column_bytes(stmt, 0)));
    (void)sqlite3_finalize(stmt);
    (void)sqlite3_close(db);
    return box;
}

static bool keyring_files_hold(struct service_fixture *f, struct sv bytes)
{
    struct arena *a = &f->keyed.store.arena;
    bool is_found = false;
    size_t count = 0;
    struct sv *names = harness_list_folder(a, f->keyed.keys, &count);
    for (size_t i = 0; i < count; i++) {
        const char *path = sv_printf(a, "%s/%" SV_FMT, f->keyed.keys, SV_ARG(names[i])).ptr;
        is_found |= sv_find(harness_read_file(a, path), bytes, 0) != SIZE_MAX;
    }
    return is_found;
}

static void cast_make(struct service_fixture *f, struct cast *cast)
{
    *cast = (struct cast){ 0 };
    cast->ann = service_person(f, "ann");
    struct ctx *ctx = service_as(f, &cast->ann);
    struct field_errors errors = { 0 };
    assert_ctx_ok(ctx, service_new_page(ctx, SV("canaryhandle"), SV("canaryname"), cast->ann.id,
                                        &errors, &cast->page));
    profile_plant(f, cast);
    posts_plant(f, cast);
    relations_plant(f, cast);
    cast->wrapped[0] = wrapped_of(f, cast->post.id.v);
    cast->wrapped[1] = wrapped_of(f, cast->picture.id.v);
}

/* Two rendered pages: one shows the post, one only counts it. */
static struct cache_key rendered_key(bool is_counting)
{
    return (struct cache_key){ .kind = CACHE_KIND_ANSWER,
                               .name = is_counting ? SV("/@page") : SV("/@ann") };
}

static void pages_render(struct service_fixture *f, const struct cast *cast)
{
    struct cache *cache = f->engine.cache;
    const struct cache_ref about[] = { cache_ref_status(cast->post.id),
                                       cache_ref_account(cast->page.id) };
    for (size_t i = 0; i < ARRAY_COUNT(about); i++) {
        const struct cache_key key = rendered_key(i == 1);
        struct cache_value *value = cache_value_new(SV("canarybody"), SV(""));
        assert_true(
            cache_put(cache, &key, cast->ann.account, &about[i], 1, value, cache_epoch(cache)));
        cache_value_unref(value);
    }
}

static void no_page_is_rendered(struct service_fixture *f)
{
    for (int i = 0; i < 2; i++) {
        const struct cache_key key = rendered_key(i == 1);
        assert_null(cache_find(f->engine.cache, &key));
    }
}

/* A copy of the data folder of before, opened with the keys of after: only what lies in clear is there. */
static void before_is_locked(struct service_fixture *f, const char *before)
{
    struct ctx *ctx = service_console(f);
    struct db_options options = f->keyed.store.options;
    struct db *now = ctx->db;
    struct db *old = NULL;
    options.url = sv_printf(ctx->arena, "sqlite:%s/main.db", before);
    assert_ctx_ok(ctx, db_open(ctx, &options, &old));
    ctx->db = old;
    struct finds finds = { .is_quiet = true };
    struct scan_result result = scan(f, ctx, before, &finds);
    assert_true(result.locked > 0);
    for (size_t i = 0; i < ARRAY_COUNT(words); i++)
        if (finds.has[i] && !is_clear(words[i]))
            fail_msg("a key still opens %" SV_FMT, SV_ARG(words[i]));
    db_release(ctx);
    ctx->db = now;
    db_close(old);
}

static const char *folder_copy(struct service_fixture *f)
{
    struct arena *a = &f->keyed.store.arena;
    const char *copy = harness_temp_folder(a);
    const char *command = sv_printf(a, "cp -a '%s'/. '%s'", f->engine.data_dir, copy).ptr;
    assert_int_equal(system(command), 0);
    return copy;
}

static void nothing_is_left(struct service_fixture *f, const struct cast *cast)
{
    struct finds after = { 0 };
    struct scan_result result = scan(f, service_console(f), f->engine.data_dir, &after);
    assert_int_equal(result.finds, 0);
    assert_int_equal(scan_again(f, f->engine.data_dir, false), 0);
    for (size_t i = 0; i < ARRAY_COUNT(cast->wrapped); i++)
        assert_false(keyring_files_hold(f, cast->wrapped[i]));
    for (enum media_version v = 0; v < MEDIA_VERSION_COUNT; v++)
        assert_int_not_equal(access(media_file_path(&f->keyed.store.arena, f->engine.data_dir,
                                                    cast->picture.file, v),
                                    F_OK),
                             0);
}

static void a_page_leaves_no_byte(void **state)
{
    UNUSED(state);
    struct service_fixture f;
    struct cast cast;
    service_open(&f, FIXTURE_SQLITE);
    cast_make(&f, &cast);
    struct finds before = { .is_quiet = true };
    scan(&f, service_console(&f), f.engine.data_dir, &before);
    for (size_t i = 0; i < ARRAY_COUNT(words); i++)
        if (!before.has[i])
            fail_msg("not found before: %" SV_FMT, SV_ARG(words[i]));
    assert_int_equal(scan_again(&f, f.engine.data_dir, true), 1);
    assert_true(keyring_files_hold(&f, cast.wrapped[0]));
    const char *copy = folder_copy(&f);

    struct ctx *ctx = service_as(&f, &cast.ann);
    struct account_erasure erasure;
    assert_ctx_ok(ctx, service_erase_account(ctx, cast.page.id, false, &erasure));
    assert_ctx_ok(ctx, service_finish_erasure(ctx, erasure.id, NULL, NULL));
    nothing_is_left(&f, &cast);
    before_is_locked(&f, copy);
    harness_remove_tree(copy);
    service_close(&f);
}

/* The others are its page's. */
static bool is_of_post(struct sv word)
{
    static const struct sv of_post[] = {
        SV_INIT("canarybody"),    SV_INIT("canarybefore"), SV_INIT("canarywarning"),
        SV_INIT("canaryalt"),     SV_INIT("canarypixels"), SV_INIT("canarythumb"),
        SV_INIT("canarytag"),     SV_INIT("canaryoption"), SV_INIT("canaryanswer"),
        SV_INIT("canaryrenamed"),
    };
    for (size_t i = 0; i < ARRAY_COUNT(of_post); i++)
        if (sv_eq(word, of_post[i]))
            return true;
    return false;
}

static void a_post_leaves_no_byte(void **state)
{
    UNUSED(state);
    struct service_fixture f;
    struct cast cast;
    service_open(&f, FIXTURE_SQLITE);
    cast_make(&f, &cast);
    pages_render(&f, &cast);
    act_as_page(&f, &cast);
    struct ctx *ctx = &f.keyed.store.ctx;
    struct erasure_id id;
    assert_ctx_ok(ctx, service_erase_status(ctx, cast.post.id, &id));
    struct status gone;
    assert_err(store_status_get(ctx, cast.post.id, &gone), ERR_NOT_FOUND);
    no_page_is_rendered(&f);
    assert_ctx_ok(ctx, service_finish_erasure(ctx, id, NULL, NULL));
    struct finds after = { .is_quiet = true };
    scan(&f, service_console(&f), f.engine.data_dir, &after);
    for (size_t i = 0; i < ARRAY_COUNT(words); i++) {
        if (after.has[i] == is_of_post(words[i]))
            fail_msg("%" SV_FMT, SV_ARG(words[i]));
    }
    assert_false(keyring_files_hold(&f, cast.wrapped[0]));
    assert_false(keyring_files_hold(&f, cast.wrapped[1]));
    service_close(&f);
}

/* On PostgreSQL the cluster's own files keep bytes: what counts is that nothing opens them and no row is left. */
static void on_postgres_nothing_opens(void **state)
{
    UNUSED(state);
    if (!fixture_has(FIXTURE_POSTGRES))
        skip();
    struct service_fixture f;
    struct cast cast;
    service_open(&f, FIXTURE_POSTGRES);
    cast_make(&f, &cast);
    struct finds before = { .is_quiet = true };
    assert_true(scan(&f, service_console(&f), f.engine.data_dir, &before).has_cluster);
    for (size_t i = 0; i < ARRAY_COUNT(words); i++)
        assert_true(before.has[i]);
    struct ctx *ctx = service_as(&f, &cast.ann);
    struct account_erasure erasure;
    assert_ctx_ok(ctx, service_erase_account(ctx, cast.page.id, false, &erasure));
    assert_ctx_ok(ctx, service_finish_erasure(ctx, erasure.id, NULL, NULL));
    nothing_is_left(&f, &cast);
    service_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_leaves_no_byte),
        cmocka_unit_test(a_post_leaves_no_byte),
        cmocka_unit_test(on_postgres_nothing_opens),
    };
    return cmocka_run_group_tests_name("canary", tests, NULL, NULL);
}
