/* model/home: each clause of the predicate, on and off. */
#include "harness/harness.h"

#include "model/home.h"

/* A plain public status of a followed account: belongs into home. */
static struct home_facts plain(void)
{
    return (struct home_facts){
        .visibility = VISIBILITY_PUBLIC,
        .author = { .is_followed = true },
        .follow_shows_reblogs = true,
        .language = SV("en"),
    };
}

static void followed_and_own(void **state)
{
    UNUSED(state);
    struct home_facts f = plain();
    assert_true(status_in_home(&f));
    f.author.is_followed = false;
    assert_false(status_in_home(&f));
    f.author.is_viewer = true;
    assert_true(status_in_home(&f));
    f.is_tombstoned = true;
    assert_false(status_in_home(&f));
}

static void unwanted_authors(void **state)
{
    UNUSED(state);
    for (int which = 0; which < 5; which++) {
        struct home_party unwanted = { .is_followed = true };
        bool *flags[] = { &unwanted.is_blocked, &unwanted.blocks_viewer, &unwanted.is_muted,
                          &unwanted.is_domain_blocked, &unwanted.is_gone };
        *flags[which] = true;
        struct home_facts f = plain();
        f.author = unwanted;
        assert_false(status_in_home(&f));
        f = plain();
        f.is_reblog = true;
        assert_true(status_in_home(&f));
        f.original = unwanted;
        assert_false(status_in_home(&f));
        f = plain();
        f.is_reply = true;
        f.replied_to = unwanted;
        assert_false(status_in_home(&f));
    }
}

static void reblogs_as_the_follow_says(void **state)
{
    UNUSED(state);
    struct home_facts f = plain();
    f.is_reblog = true;
    assert_true(status_in_home(&f));
    f.follow_shows_reblogs = false;
    assert_false(status_in_home(&f));
    f.is_reblog = false;
    assert_true(status_in_home(&f));
}

static void replies_only_among_followed(void **state)
{
    UNUSED(state);
    struct home_facts f = plain();
    f.is_reply = true;
    assert_false(status_in_home(&f));
    f.replied_to.is_followed = true;
    assert_true(status_in_home(&f));
    f.replied_to = (struct home_party){ .is_viewer = true };
    assert_true(status_in_home(&f));
    f.replied_to = (struct home_party){ 0 };
    f.is_reply_to_self = true;
    assert_true(status_in_home(&f));
}

static void languages_and_messages(void **state)
{
    UNUSED(state);
    struct home_facts f = plain();
    f.follow_languages = SV("fr,pt");
    assert_false(status_in_home(&f));
    f.language = SV("pt-BR");
    assert_true(status_in_home(&f));
    f.language = SV("");
    assert_true(status_in_home(&f));
    f = plain();
    f.visibility = VISIBILITY_DIRECT;
    assert_false(status_in_home(&f));
    f.is_mentioned = true;
    assert_true(status_in_home(&f));
}

static void followed_tags(void **state)
{
    UNUSED(state);
    struct home_facts f = { .has_followed_tag = true, .follow_languages = SV("fr") };
    assert_true(status_in_home(&f));
    f.is_set_apart = true;
    assert_true(status_in_home(&f));
    f.author_is_silenced = true;
    assert_false(status_in_home(&f));
    for (int which = 0; which < 5; which++) {
        f = (struct home_facts){ .has_followed_tag = true, .is_reply = true };
        assert_true(status_in_home(&f));
        bool *facts[] = { &f.is_tombstoned, &f.is_reblog, &f.author.is_muted,
                          &f.author.blocks_viewer, &f.replied_to.is_blocked };
        *facts[which] = true;
        assert_false(status_in_home(&f));
    }
    f = (struct home_facts){ .has_followed_tag = true, .visibility = VISIBILITY_UNLISTED };
    assert_false(status_in_home(&f));
    assert_false(status_in_list(&f, LIST_REPLIES_FOLLOWED, false));
}

static void lists_as_they_say(void **state)
{
    UNUSED(state);
    struct home_facts f = plain();
    f.is_set_apart = true;
    assert_false(status_in_home(&f));
    assert_true(status_in_list(&f, LIST_REPLIES_NONE, false));
    f.is_reply = true;
    f.replied_to = (struct home_party){ .is_followed = true };
    assert_true(status_in_list(&f, LIST_REPLIES_FOLLOWED, false));
    assert_false(status_in_list(&f, LIST_REPLIES_LIST, false));
    assert_true(status_in_list(&f, LIST_REPLIES_LIST, true));
    assert_false(status_in_list(&f, LIST_REPLIES_NONE, true));
    f.replied_to.is_muted = true;
    assert_false(status_in_list(&f, LIST_REPLIES_FOLLOWED, true));
    f.replied_to = (struct home_party){ .is_viewer = true };
    assert_true(status_in_list(&f, LIST_REPLIES_NONE, false));
    f.author.is_blocked = true;
    assert_false(status_in_list(&f, LIST_REPLIES_NONE, false));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(followed_and_own),
        cmocka_unit_test(unwanted_authors),
        cmocka_unit_test(reblogs_as_the_follow_says),
        cmocka_unit_test(replies_only_among_followed),
        cmocka_unit_test(languages_and_messages),
        cmocka_unit_test(lists_as_they_say),
        cmocka_unit_test(followed_tags),
    };
    return cmocka_run_group_tests_name("model/home", tests, NULL, NULL);
}
