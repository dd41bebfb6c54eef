/* service/manage_collection: who makes, sees, fills and leaves them, within which limits; what goes with whom; on both engines. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "service/block_account.h"
#include "service/edit_profile.h"
#include "service/erase_account.h"
#include "service/manage_collection.h"
#include "service/run_erasure.h"

static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };

#define ANN account_id(100)
#define BOB account_id(101)
#define CEM account_id(102)
#define RAE account_id(200)
#define NOBODY account_id(0)

static struct ctx *as(struct service_fixture *f, struct account_id who)
{
    return account_id_is_none(who) ? service_anonymous(f) : service_acting(f, who);
}

static void find_me(struct service_fixture *f, struct account_id who, bool is_discoverable)
{
    struct ctx *ctx = as(f, who);
    struct field_errors errors = { 0 };
    struct account account;
    const struct profile_edit edit = { .given = PROFILE_DISCOVERABLE,
                                       .is_discoverable = is_discoverable };
    assert_ctx_ok(ctx, service_edit_profile(ctx, &edit, &errors, &account));
}

static struct collection_view make(struct service_fixture *f, struct account_id who,
                                   const struct account_id *accounts, size_t count)
{
    struct ctx *ctx = as(f, who);
    struct collection_view view;
    const struct collection_edit edit = { .has_name = true,
                                          .name = SV(" Good people "),
                                          .has_description = true,
                                          .description = SV("worth it"),
                                          .has_tag = true,
                                          .tag = SV("#Cats"),
                                          .has_language = true,
                                          .language = SV("en"),
                                          .has_discoverable = true,
                                          .is_discoverable = true };
    assert_ctx_ok(ctx, service_new_collection(ctx, &edit, accounts, count, &view));
    return view;
}

/* How many are in it as somebody sees it; -1: it is not for them. */
static int seen(struct service_fixture *f, struct account_id who, struct collection_id id)
{
    struct collection_view view;
    enum err err = service_get_collection(as(f, who), id, &view);
    assert_true(err == ERR_OK || err == ERR_NOT_FOUND);
    return err == ERR_OK ? (int)view.collection.item_count : -1;
}

static size_t listed(struct service_fixture *f, struct account_id who, struct account_id of)
{
    struct collection_view *views = NULL;
    size_t count = 0;
    struct ctx *ctx = as(f, who);
    assert_ctx_ok(ctx, service_list_collections(ctx, of, &views, &count));
    return count;
}

static size_t in(struct service_fixture *f, struct account_id who)
{
    struct collection_view *views = NULL;
    size_t count = 0;
    bool has_more = false;
    struct ctx *ctx = as(f, who);
    assert_ctx_ok(ctx, service_list_collections_with(ctx, 0, 40, &views, &count, &has_more));
    assert_false(has_more);
    return count;
}

static void made_shown_changed(struct service_fixture *f)
{
    const struct account_id both[] = { BOB, CEM };
    struct collection_view view = make(f, ANN, both, 2);
    struct collection_id id = view.collection.id;
    assert_sv_lit(view.collection.name, "Good people");
    assert_sv_lit(view.collection.description, "worth it");
    assert_sv_lit(view.collection.tag, "cats");
    assert_sv_lit(view.collection.language, "en");
    assert_int_equal(view.collection.item_count, 2);
    assert_int_equal(view.accounts[1].id.v, CEM.v);
    assert_int_equal(seen(f, NOBODY, id), 2);
    assert_int_equal(listed(f, NOBODY, ANN), 1);
    assert_int_equal(in(f, BOB), 1);
    assert_int_equal(in(f, ANN), 0);

    struct ctx *ctx = as(f, ANN);
    struct collection_edit edit = { .has_description = true,
                                    .has_tag = true,
                                    .has_discoverable = true };
    assert_ctx_ok(ctx, service_edit_collection(ctx, id, &edit, &view));
    assert_sv_lit(view.collection.name, "Good people");
    assert_int_equal(view.collection.description.len + view.collection.tag.len, 0);
    assert_int_equal(view.collection.item_count, 2);
    assert_int_equal(listed(f, NOBODY, ANN), 0);
    assert_int_equal(listed(f, ANN, ANN), 1);
    assert_int_equal(seen(f, NOBODY, id), 2); /* whoever has its address */

    const struct collection_edit wrong[] = {
        { .has_name = true, .name = SV(" ") },
        { .has_name = true, .name = SV("12345678901234567890123456789012345678901") },
        { .has_tag = true, .tag = SV("no tag") },
        { .has_language = true, .language = SV("!") },
    };
    for (size_t i = 0; i < ARRAY_COUNT(wrong); i++) {
        ctx = as(f, ANN);
        assert_err(service_edit_collection(ctx, id, &wrong[i], &view), ERR_VALIDATION);
        ctx = as(f, BOB);
        assert_err(service_edit_collection(ctx, id, &wrong[i], &view), ERR_FORBIDDEN);
    }
    assert_err(service_delete_collection(as(f, BOB), id), ERR_FORBIDDEN);
    assert_err(service_delete_collection(as(f, NOBODY), id), ERR_LOGIN_REQUIRED);
    ctx = as(f, ANN);
    assert_ctx_ok(ctx, service_delete_collection(ctx, id));
    assert_err(service_delete_collection(ctx, id), ERR_NOT_FOUND);
    assert_int_equal(in(f, BOB), 0);
}

/* Who wants to be found, here, and is on no bad terms with whoever makes it. */
static void who_may_be_in(struct service_fixture *f)
{
    struct collection_item item;
    struct relationship now;
    struct collection_id id = make(f, ANN, NULL, 0).collection.id;
    struct ctx *ctx = as(f, ANN);
    assert_err(service_add_to_collection(ctx, id, RAE, &item), ERR_FORBIDDEN);
    assert_err(service_add_to_collection(ctx, id, account_id(77), &item), ERR_NOT_FOUND);
    assert_err(service_add_to_collection(as(f, BOB), id, BOB, &item), ERR_FORBIDDEN);
    find_me(f, BOB, false);
    assert_err(service_add_to_collection(as(f, ANN), id, BOB, &item), ERR_FORBIDDEN);
    find_me(f, BOB, true);
    ctx = as(f, BOB);
    assert_ctx_ok(ctx, service_block_account(ctx, ANN, &now));
    assert_err(service_add_to_collection(as(f, ANN), id, BOB, &item), ERR_FORBIDDEN);
    assert_int_equal(seen(f, BOB, id), -1);
    ctx = as(f, BOB);
    assert_ctx_ok(ctx, service_unblock_account(ctx, ANN, &now));
    ctx = as(f, ANN);
    assert_ctx_ok(ctx, service_add_to_collection(ctx, id, BOB, &item));
    assert_err(service_add_to_collection(ctx, id, BOB, &item), ERR_DUPLICATE);
    assert_int_equal(seen(f, CEM, id), 1);

    /* What changes afterwards counts as well. */
    find_me(f, BOB, false);
    assert_int_equal(seen(f, CEM, id), 0);
    find_me(f, BOB, true);
    ctx = as(f, CEM);
    assert_ctx_ok(ctx, service_block_account(ctx, BOB, &now));
    assert_int_equal(seen(f, CEM, id), 0);
    assert_int_equal(seen(f, NOBODY, id), 1);
    ctx = as(f, CEM);
    assert_ctx_ok(ctx, service_unblock_account(ctx, BOB, &now));

    ctx = as(f, ANN);
    assert_err(service_remove_from_collection(as(f, CEM), id, item.id), ERR_FORBIDDEN);
    assert_ctx_ok(ctx, service_remove_from_collection(as(f, ANN), id, item.id));
    assert_err(service_remove_from_collection(as(f, ANN), id, item.id), ERR_NOT_FOUND);
    ctx = as(f, ANN);
    assert_ctx_ok(ctx, service_add_to_collection(ctx, id, BOB, &item));
}

/* For good; and only oneself. */
static void who_leaves(struct service_fixture *f)
{
    const struct account_id both[] = { BOB, CEM };
    struct collection_view view = make(f, ANN, both, 2);
    struct collection_id id = view.collection.id;
    struct collection_item_id items[] = { view.collection.items[0].id,
                                          view.collection.items[1].id };
    struct collection_item item;
    assert_err(service_leave_collection(as(f, BOB), id, items[1]), ERR_NOT_FOUND);
    assert_err(service_leave_collection(as(f, ANN), id, items[0]), ERR_NOT_FOUND);
    assert_err(service_leave_collection(as(f, NOBODY), id, items[0]), ERR_LOGIN_REQUIRED);
    struct relationship now;
    struct ctx *ctx = as(f, ANN);
    assert_ctx_ok(ctx, service_block_account(ctx, BOB, &now));
    ctx = as(f, BOB);
    assert_ctx_ok(ctx, service_leave_collection(ctx, id, items[0]));
    assert_err(service_leave_collection(ctx, id, items[0]), ERR_NOT_FOUND);
    ctx = as(f, ANN);
    assert_ctx_ok(ctx, service_unblock_account(ctx, BOB, &now));
    assert_int_equal(seen(f, CEM, id), 1);
    assert_int_equal(in(f, BOB), 0);
    assert_err(service_add_to_collection(as(f, ANN), id, BOB, &item), ERR_DUPLICATE);
    assert_err(service_remove_from_collection(as(f, ANN), id, items[0]), ERR_NOT_FOUND);
    assert_err(service_add_to_collection(as(f, ANN), id, BOB, &item), ERR_DUPLICATE);
}

static void within_limits(struct service_fixture *f)
{
    struct account_id many[COLLECTION_ITEMS_MAX + 1];
    struct collection_view view;
    struct collection_item item;
    const struct collection_edit edit = { .has_name = true, .name = SV("x") };
    for (int i = 0; i <= COLLECTION_ITEMS_MAX; i++) {
        many[i] = account_id(1000 + i);
        struct sv name = sv_printf(service_console(f)->arena, "fan%d", i);
        keyed_account(&f->keyed, name.ptr, many[i].v);
        find_me(f, many[i], true);
    }
    struct ctx *ctx = as(f, CEM);
    assert_err(service_new_collection(ctx, &edit, many, COLLECTION_ITEMS_MAX + 1, &view),
               ERR_VALIDATION);
    assert_ctx_ok(ctx, service_new_collection(ctx, &edit, many, COLLECTION_ITEMS_MAX, &view));
    assert_false(view.collection.is_discoverable);
    assert_int_equal(seen(f, NOBODY, view.collection.id), COLLECTION_ITEMS_MAX);
    assert_err(service_add_to_collection(as(f, CEM), view.collection.id, many[COLLECTION_ITEMS_MAX],
                                         &item),
               ERR_VALIDATION);
    for (int i = 1; i < COLLECTIONS_MAX; i++)
        (void)make(f, CEM, NULL, 0);
    assert_err(service_new_collection(as(f, CEM), &edit, NULL, 0, &view), ERR_VALIDATION);
    assert_int_equal(listed(f, NOBODY, CEM), COLLECTIONS_MAX - 1);
    assert_int_equal(listed(f, CEM, CEM), COLLECTIONS_MAX);
}

static void erase(struct service_fixture *f, struct account_id who)
{
    struct account_erasure erasure;
    struct ctx *ctx = service_console(f);
    assert_ctx_ok(ctx, service_erase_account(ctx, who, false, &erasure));
    assert_ctx_ok(ctx, service_finish_erasure(ctx, erasure.id, NULL, NULL));
    assert_int_equal(service_rows_left(f, who), 0);
}

static void goes_with_its_people(struct service_fixture *f)
{
    const struct account_id both[] = { BOB, CEM };
    struct collection_id id = make(f, ANN, both, 2).collection.id;
    struct collection_id other = make(f, CEM, (const struct account_id[]){ BOB }, 1).collection.id;
    erase(f, BOB);
    assert_int_equal(seen(f, NOBODY, id), 1);
    assert_int_equal(seen(f, NOBODY, other), 0);
    erase(f, ANN);
    assert_int_equal(seen(f, NOBODY, id), -1);
    assert_int_equal(in(f, CEM), 0);
}

static void run(void (*test)(struct service_fixture *f))
{
    for (size_t i = 0; i < ARRAY_COUNT(engines); i++) {
        if (!fixture_has(engines[i]))
            continue;
        struct service_fixture f;
        service_open(&f, engines[i]);
        keyed_account(&f.keyed, "ann", ANN.v);
        keyed_account(&f.keyed, "bob", BOB.v);
        keyed_account(&f.keyed, "cem", CEM.v);
        service_remote(&f, "rae", "far.example", RAE.v);
        find_me(&f, BOB, true);
        find_me(&f, CEM, true);
        test(&f);
        service_close(&f);
    }
}

static void test_made_shown_changed(void **state)
{
    UNUSED(state);
    run(made_shown_changed);
}

static void test_who_may_be_in(void **state)
{
    UNUSED(state);
    run(who_may_be_in);
}

static void test_who_leaves(void **state)
{
    UNUSED(state);
    run(who_leaves);
}

static void test_within_limits(void **state)
{
    UNUSED(state);
    run(within_limits);
}

static void test_goes_with_its_people(void **state)
{
    UNUSED(state);
    run(goes_with_its_people);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_made_shown_changed),   cmocka_unit_test(test_who_may_be_in),
        cmocka_unit_test(test_who_leaves),           cmocka_unit_test(test_within_limits),
        cmocka_unit_test(test_goes_with_its_people),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
