/* store/search_index: what goes in is found, what goes out is in no file, however long it was. */
#include "harness/harness.h"

#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "store/search_index.h"
#include "text/search_query.h"

#define POSTS 400
#define LONG_WORDS 4000 /* of a body that fills several pages beyond its own */
#define OWNER account_id(100)

struct shelf {
    struct arena arena;
    struct ctx ctx;
    const char *folder;
    struct search_index *index;
    size_t shard;
};

static void open_at(struct shelf *f)
{
    search_index_new(f->folder, &f->index);
    f->shard = search_index_shard(OWNER);
}

static void shelf_begin(struct shelf *f)
{
    *f = (struct shelf){ 0 };
    arena_init(&f->arena, (size_t)64 << 20);
    f->ctx = (struct ctx){ .arena = &f->arena, .now_ms = clock_now_ms() };
    f->folder = harness_temp_folder(&f->arena);
    open_at(f);
}

static void shelf_end(struct shelf *f)
{
    search_index_free(f->index);
    harness_remove_tree(f->folder);
    arena_done(&f->arena);
}

static void put(struct shelf *f, int64_t id, struct sv body, const char *facet)
{
    const struct search_post post = { status_id(id), body, sv_from(facet) };
    assert_ok(search_index_put(&f->ctx, f->index, f->shard, &post, 1));
}

/* Ids that fit, as text: "3 1". */
static struct sv found(struct shelf *f, const struct search_term *terms, size_t count,
                       int64_t above, int64_t below, int64_t most)
{
    struct status_id *ids = NULL;
    size_t id_count = 0;
    struct sv all = SV("");
    assert_ok(search_index_find(&f->ctx, f->index, f->shard, terms, count, above, below, most, &ids,
                                &id_count));
    for (size_t i = 0; i < id_count; i++)
        all = sv_printf(&f->arena, "%" SV_FMT "%s%lld", SV_ARG(all), i > 0 ? " " : "",
                        (long long)ids[i].v);
    return all;
}

static struct sv found_word(struct shelf *f, const char *word)
{
    const struct search_term term = { .words = sv_from(word) };
    return found(f, &term, 1, 0, INT64_MAX, 80);
}

static bool files_hold(struct shelf *f, const char *bytes)
{
    bool is_found = false;
    size_t count = 0;
    struct sv *names = harness_list_folder(&f->arena, f->folder, &count);
    for (size_t i = 0; i < count; i++) {
        const char *path = sv_printf(&f->arena, "%s/%" SV_FMT, f->folder, SV_ARG(names[i])).ptr;
        is_found |= sv_find(harness_read_file(&f->arena, path), sv_from(bytes), 0) != SIZE_MAX;
    }
    return is_found;
}

static int64_t clean(struct shelf *f, bool is_forced)
{
    int64_t due_ms = 0;
    assert_ok(search_index_clean(&f->ctx, f->index, f->shard, is_forced, &due_ms));
    return due_ms;
}

static void finds(void **state)
{
    UNUSED(state);
    struct shelf f;
    shelf_begin(&f);
    assert_sv_lit(found_word(&f, "cat"), "");
    assert_int_equal(clean(&f, false), 0);
    assert_int_not_equal(access(sv_printf(&f.arena, "%s/search-00.db", f.folder).ptr, F_OK), 0);
    put(&f, 1, SV("the big cat"), "any a100 himage");
    put(&f, 2, SV("the cat and the big dog"), "any a100 ta_b");
    put(&f, 3, SV("\xe6\x9d\xb1 \xe4\xba\xac"), "any a100");
    assert_sv_lit(found_word(&f, "cat"), "2 1");
    assert_sv_lit(found_word(&f, "big cat"), "1");
    assert_sv_lit(found_word(&f, "\xe4\xba\xac"), "3");
    assert_sv_lit(found_word(&f, "image"), "");
    const struct search_term terms[] = {
        { .words = SV("a100"), .is_facet = true },
        { .words = SV("dog"), .is_not = true },
        { .words = SV("himage"), .is_facet = true, .is_not = true },
        { .words = SV("ta_b"), .is_facet = true }
    };
    assert_sv_lit(found(&f, terms, 1, 0, INT64_MAX, 80), "3 2 1");
    assert_sv_lit(found(&f, terms, 2, 0, INT64_MAX, 80), "3 1");
    assert_sv_lit(found(&f, terms, 3, 0, INT64_MAX, 80), "3");
    assert_sv_lit(found(&f, &terms[3], 1, 0, INT64_MAX, 80), "2");
    assert_sv_lit(found(&f, terms, 1, 1, 3, 80), "2");
    assert_sv_lit(found(&f, terms, 1, 0, INT64_MAX, 2), "3 2");
    put(&f, 2, SV("a mouse"), "any a100");
    assert_sv_lit(found_word(&f, "dog"), "");
    assert_sv_lit(found_word(&f, "mouse"), "2");
    search_index_free(f.index);
    open_at(&f);
    assert_sv_lit(found_word(&f, "mouse"), "2");
    bool is_filled = true;
    assert_ok(search_index_is_filled(&f.ctx, f.index, &is_filled));
    assert_false(is_filled);
    assert_ok(search_index_set_filled(&f.ctx, f.index));
    assert_ok(search_index_is_filled(&f.ctx, f.index, &is_filled));
    assert_true(is_filled);
    shelf_end(&f);
}

/* Every third post goes; its words share their beginnings with those that stay, and have an end of their own. */
static bool goes(int64_t id)
{
    return id % 3 == 0;
}

static struct sv body_of(struct shelf *f, int64_t id)
{
    struct buf b;
    size_t words = id % 40 == 0 || id % 60 == 0 ? LONG_WORDS : 30;
    buf_init(&b, &f->arena, (size_t)1 << 20);
    for (size_t i = 0; i < words; i++)
        buf_printf(&b, "word%zu ", (size_t)(id * 7919 + (int64_t)i * 31) % 5000);
    buf_printf(&b, "word%lld%s tail", (long long)id, goes(id) ? "needle" : "kept");
    return buf_view(&b);
}

static void leaves_no_byte(void **state)
{
    UNUSED(state);
    struct shelf f;
    shelf_begin(&f);
    for (int64_t id = 1; id <= POSTS; id++)
        put(&f, id, body_of(&f, id), goes(id) ? "any a100 goes" : "any a100");
    assert_true(files_hold(&f, "needle"));
    for (int64_t id = 3; id <= POSTS / 2; id += 3) {
        const struct status_id gone = status_id(id);
        assert_ok(search_index_delete(&f.ctx, f.index, f.shard, &gone, 1));
    }
    put(&f, 300, SV("words of an edit"), "any a100 goes");
    assert_ok(search_index_delete_facet(&f.ctx, f.index, f.shard, SV("goes")));
    assert_sv_lit(found_word(&f, "word3needle"), "");
    assert_sv_lit(found_word(&f, "word1kept"), "1");
    search_index_free(f.index);
    open_at(&f); /* that it is soiled outlives the process */
    assert_true(files_hold(&f, "needle"));
    assert_int_equal(clean(&f, false), 0);
    assert_false(files_hold(&f, "needle"));
    assert_false(files_hold(&f, "words of an edit"));
    assert_sv_lit(found_word(&f, "word1kept"), "1");
    assert_true(files_hold(&f, "kept"));

    const struct status_id last = status_id(400);
    assert_ok(search_index_delete(&f.ctx, f.index, f.shard, &last, 1));
    assert_true(clean(&f, false) > clock_now_ms());
    assert_true(files_hold(&f, "word400kept"));
    assert_int_equal(clean(&f, true), 0);
    assert_false(files_hold(&f, "word400kept"));
    /* The last ones go as well. */
    assert_ok(search_index_delete_facet(&f.ctx, f.index, f.shard, SV("any")));
    assert_int_equal(clean(&f, true), 0);
    assert_false(files_hold(&f, "kept"));
    shelf_end(&f);
}

/* As many as a query may have: the engine's own bound on how deep they nest is farther off. */
static void finds_by_many_terms(void **state)
{
    UNUSED(state);
    struct shelf f;
    struct search_term terms[SEARCH_ITEMS_MAX + 2];
    shelf_begin(&f);
    put(&f, 1, SV("cat"), "any");
    for (size_t i = 0; i < ARRAY_COUNT(terms); i++)
        terms[i] = (struct search_term){ .words = SV("cat") };
    assert_sv_lit(found(&f, terms, ARRAY_COUNT(terms), 0, INT64_MAX, 80), "1");
    for (size_t i = 1; i < ARRAY_COUNT(terms); i++)
        terms[i] = (struct search_term){ .words = SV("dog"), .is_not = true };
    assert_sv_lit(found(&f, terms, ARRAY_COUNT(terms), 0, INT64_MAX, 80), "1");
    shelf_end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds),
        cmocka_unit_test(finds_by_many_terms),
        cmocka_unit_test(leaves_no_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
