/* archive/outbox: the same items however the bytes are cut; what is none ends in an error. */
#include "harness/harness.h"

#include "archive/outbox.h"

struct items {
    struct arena *arena;
    struct sv list[16];
    size_t count;
    size_t stop_at; /* 0: never */
};

static enum err take(void *arg, struct sv text)
{
    struct items *items = arg;
    if (items->stop_at != 0 && items->count + 1 == items->stop_at)
        return ERR_CONFLICT;
    items->list[items->count++] = sv_copy(items->arena, text);
    return ERR_OK;
}

static enum err run(struct items *items, struct sv text, size_t piece)
{
    struct outbox *o = outbox_new(take, items);
    enum err err = ERR_OK;
    for (size_t at = 0; at < text.len && err == ERR_OK; at += piece)
        err = outbox_feed(o, sv_sub(text, at, piece));
    if (err == ERR_OK)
        err = outbox_end(o);
    outbox_free(o);
    return err;
}

static void items_are_cut(void **state)
{
    UNUSED(state);
    static const struct sv text = SV_INIT(
        "\xef\xbb\xbf "
        "{\"@context\":[\"x\",{\"orderedItems\":[9]}],\"a\":\"orderedItems\",\"b\":\"]}\\\"\","
        "\"orderedItems\" : [ {\"a\":[1,{\"b\":\"}]\\\\\"}]} ,\n\"https://x\\\"y\", {} "
        "],\"last\":1}");
    struct arena a;
    arena_init(&a, 1 << 20);
    for (size_t piece = 1; piece <= text.len; piece++) {
        struct items items = { .arena = &a };
        assert_err(run(&items, text, piece), ERR_OK);
        assert_int_equal(items.count, 3);
        assert_sv_lit(items.list[0], "{\"a\":[1,{\"b\":\"}]\\\\\"}]}");
        assert_sv_lit(items.list[1], "\"https://x\\\"y\"");
        assert_sv_lit(items.list[2], "{}");
    }
    struct items items = { .arena = &a, .stop_at = 2 };
    assert_err(run(&items, text, 7), ERR_CONFLICT);
    arena_done(&a);
}

static void others_are_refused(void **state)
{
    UNUSED(state);
    static const char *const texts[] = {
        "",
        "[]",
        "{}",
        "{\"orderedItems\":{}}",
        "{\"orderedItems\":[{\"a\":1}",
        "{\"orderedItems\":[1]}",
        "{\"orderedItems\":[[]]}",
        "{\"orderedItems\":[]",
        "{\"orderedItems\":[],\"items\":[]}",
        "{\"orderedItems\":[],\"a\":[",
        "{\"x\":[\"orderedItems\",[]]}",
        "null",
        "}",
        "PK",
    };
    struct arena a;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
        struct items items = { .arena = &a };
        assert_err(run(&items, sv_from(texts[i]), 5), ERR_PARSE);
    }
    char *deep = arena_alloc(&a, 2000);
    size_t len = 0;
    static const char begin[] = "{\"orderedItems\":[{\"a\":";
    memcpy(deep, begin, sizeof begin - 1);
    len = sizeof begin - 1;
    while (len < 1000)
        deep[len++] = '[';
    struct items items = { .arena = &a };
    assert_err(run(&items, sv_make(deep, len), 100), ERR_PARSE);
    arena_done(&a);
}

static void large_items_are_passed_over(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, 32 << 20);
    struct outbox *o = NULL;
    struct items items = { .arena = &a };
    o = outbox_new(take, &items);
    assert_ok(outbox_feed(o, SV("{\"orderedItems\":[{\"a\":\"")));
    char *filler = arena_alloc(&a, OUTBOX_ITEM_BYTES_MAX);
    for (size_t i = 0; i < OUTBOX_ITEM_BYTES_MAX; i++)
        filler[i] = 'x';
    assert_ok(outbox_feed(o, sv_make(filler, OUTBOX_ITEM_BYTES_MAX)));
    assert_ok(outbox_feed(o, SV("\"},{\"b\":1}]}")));
    assert_ok(outbox_end(o));
    assert_int_equal(outbox_count_oversized(o), 1);
    assert_int_equal(items.count, 1);
    assert_sv_lit(items.list[0], "{\"b\":1}");
    outbox_free(o);
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_are_cut),
        cmocka_unit_test(others_are_refused),
        cmocka_unit_test(large_items_are_passed_over),
    };
    return cmocka_run_group_tests_name("archive/outbox", tests, NULL, NULL);
}
