/* service/receive_emoji and store/remote_emoji: emoji that come with statuses and profiles are kept by server and name, renewed,
 * shown, and go with what shows them or with their server; on both engines. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "base/clock.h"
#include "db/db.h"
#include "service/custom_emoji.h"
#include "service/domain_rule.h"
#include "service/erase_account.h"
#include "service/receive_actor.h"
#include "service/receive_status.h"
#include "service/run_erasure.h"
#include "service/sever_domain.h"
#include "service/sweep.h"
#include "service/view_status.h"
#include "store/account.h"
#include "store/remote_emoji.h"
#include "store/status.h"

static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };

#define REMOTE account_id(200)
#define OTHER account_id(201)

static struct received_emoji emoji(const char *shortcode, const char *url, int64_t updated_ms)
{
    return (struct received_emoji){ sv_from(shortcode), sv_from(url), updated_ms };
}

static struct received_status note(struct ctx *ctx, struct account_id author, const char *uri)
{
    return (struct received_status){ .author = author,
                                     .uri = sv_from(uri),
                                     .content = HTML_LIT("<p>:cat: :dog:</p>"),
                                     .published_ms = ctx->now_ms - 5000 };
}

static struct status_id receive(struct service_fixture *f, struct account_id author,
                                const char *uri, const struct received_emoji *emojis, size_t count)
{
    struct ctx *ctx = service_anonymous(f);
    struct status_id id;
    struct received_status in = note(ctx, author, uri);
    in.emojis = emojis;
    in.emoji_count = count;
    assert_ctx_ok(ctx, service_receive_status(ctx, &in, &id));
    return id;
}

static struct custom_emojis shown(struct service_fixture *f, struct status_id id)
{
    struct ctx *ctx = service_anonymous(f);
    struct status status;
    assert_ctx_ok(ctx, store_status_get(ctx, id, &status));
    return service_emojis_of_status(ctx, &status);
}

/* What is there of all servers, shown or not. */
static size_t unshown(struct service_fixture *f)
{
    struct ctx *ctx = service_anonymous(f);
    struct custom_emoji_id after = { 0 };
    struct custom_emoji_id *ids = NULL;
    size_t count = 0;
    assert_ctx_ok(ctx, store_remote_emoji_unshown(ctx, &after, ctx->now_ms + 1, &ids, &count));
    return count;
}

static void come_with_statuses(struct service_fixture *f)
{
    struct received_emoji both[] = {
        emoji("cat", "https://far.example/cat.png", 1000),
        emoji("dog", "https://cdn.example/dog.png", 0),
        emoji("a-b", "https://far.example/x.png", 0),
        emoji("http", "http://far.example/x.png", 0),
        emoji("bad", "javascript:1", 0),
        emoji("blocked", "https://blocked.example/x.png", 0),
    };
    struct status_id id = receive(f, REMOTE, "https://far.example/1", both, ARRAY_COUNT(both));
    struct custom_emojis list = shown(f, id);
    assert_int_equal(list.count, 2);
    assert_sv_lit(list.items[0].url, "https://far.example/cat.png");
    assert_sv_lit(list.items[1].url, "https://cdn.example/dog.png");
    /* The server's own: another account brings a newer picture, an older one changes nothing. */
    struct received_emoji newer = emoji("cat", "https://far.example/cat2.png", 2000);
    struct status_id second = receive(f, OTHER, "https://far.example/2", &newer, 1);
    assert_sv_lit(shown(f, id).items[0].url, "https://far.example/cat2.png");
    assert_int_equal(shown(f, second).count, 1);
    struct received_emoji older = emoji("cat", "https://far.example/cat0.png", 1500);
    (void)receive(f, OTHER, "https://far.example/3", &older, 1);
    assert_sv_lit(shown(f, id).items[0].url, "https://far.example/cat2.png");
    /* Another server's emoji of the same name is another one. */
    struct received_emoji theirs = emoji("cat", "https://near.example/cat.png", 9000);
    id = receive(f, account_id(300), "https://near.example/1", &theirs, 1);
    assert_sv_lit(shown(f, id).items[0].url, "https://near.example/cat.png");
    assert_sv_lit(shown(f, second).items[0].url, "https://far.example/cat2.png");
}

static void edits_bring_others(struct service_fixture *f)
{
    struct ctx *ctx = service_anonymous(f);
    struct received_emoji fox = emoji("fox", "https://far.example/fox.png", 0);
    struct received_status in = note(ctx, REMOTE, "https://far.example/1");
    struct status status;
    struct status_id id;
    struct status_version *versions = NULL;
    size_t count = 0;
    in.content = HTML_LIT("<p>:fox:</p>");
    in.edited_ms = ctx->now_ms;
    in.emojis = &fox;
    in.emoji_count = 1;
    assert_ctx_ok(ctx, service_receive_edit(ctx, &in, &id));
    struct custom_emojis list = shown(f, id);
    assert_int_equal(list.count, 1);
    assert_sv_lit(list.items[0].shortcode, "fox");
    ctx = service_anonymous(f);
    assert_ctx_ok(ctx, store_status_get(ctx, id, &status));
    assert_ctx_ok(ctx, store_status_versions(ctx, &status, &versions, &count));
    assert_int_equal(count, 1);
    assert_int_equal(service_emojis_of_version(ctx, &status, &versions[0]).count, 2);
}

static struct custom_emojis profile(struct service_fixture *f, struct account_id id)
{
    struct ctx *ctx = service_anonymous(f);
    struct account account;
    assert_ctx_ok(ctx, store_account_get(ctx, id, &account));
    return service_emojis_of_account(ctx, &account);
}

static struct account_id actor(struct service_fixture *f, const struct received_emoji *emojis,
                               size_t count)
{
    struct ctx *ctx = service_anonymous(f);
    struct account_id id;
    struct received_actor in = {
        .account = { .username = SV("rio"),
                     .domain = SV("far.example"),
                     .uri = SV("https://far.example/rio"),
                     .display_name = SV("Rio :cat:"),
                     .note_html = HTML_LIT("<p>:owl:</p>") },
        .host = SV("far.example"),
        .inbox = SV("https://far.example/rio/inbox"),
        .emojis = emojis,
        .emoji_count = count,
    };
    assert_ctx_ok(ctx, service_receive_actor(ctx, &in, &id));
    return id;
}

static void come_with_profiles(struct service_fixture *f)
{
    struct received_emoji two[] = { emoji("cat", "https://far.example/cat3.png", 3000),
                                    emoji("owl", "https://far.example/owl.png", 0) };
    struct account_id id = actor(f, two, 2);
    assert_int_equal(profile(f, id).count, 2);
    (void)actor(f, two, 1);
    assert_int_equal(profile(f, id).count, 1);
    assert_sv_lit(profile(f, id).items[0].url, "https://far.example/cat3.png");
    assert_int_equal(unshown(f), 1);
}

/* What nothing shows is swept a day later; what goes with an account leaves nothing. */
static void are_swept(struct service_fixture *f)
{
    struct ctx *ctx = service_anonymous(f);
    const struct job job = { .kind = JOB_SWEEP_EXPIRED };
    assert_ctx_ok(ctx, service_sweep_expired(ctx, &job));
    assert_int_equal(unshown(f), 1);
    ctx = service_anonymous(f);
    ctx->now_ms += 2 * MS_PER_DAY;
    assert_ctx_ok(ctx, service_sweep_expired(ctx, &job));
    assert_int_equal(unshown(f), 0);
    struct account_erasure erasure;
    ctx = service_console(f);
    assert_ctx_ok(ctx, service_erase_account(ctx, account_id(300), false, &erasure));
    ctx = service_console(f);
    assert_ctx_ok(ctx, service_finish_erasure(ctx, erasure.id, NULL, NULL));
    assert_int_equal(service_rows_left(f, account_id(300)), 0);
    assert_int_equal(unshown(f), 1);
}

static void go_with_their_server(struct service_fixture *f)
{
    struct domain_rule rule;
    struct status_id id;
    struct status status;
    bool is_found = false;
    struct ctx *ctx = service_console(f);
    assert_ctx_ok(ctx,
                  service_set_domain_rule(ctx, SV("far.example"), DOMAIN_BLOCK, SV(""), &rule));
    assert_ctx_ok(ctx, service_sever_domain(ctx, account_id(0), rule.id));
    ctx = service_anonymous(f);
    assert_ctx_ok(ctx, store_status_find_uri(ctx, SV("https://far.example/2"), &is_found, &status));
    assert_true(is_found);
    id = status.id;
    assert_int_equal(shown(f, id).count, 0);
    struct received_emoji cat = emoji("cat", "https://near2.example/cat.png", 1);
    struct ctx *again = service_anonymous(f);
    struct custom_emoji *taken = NULL;
    size_t count = 0;
    assert_ctx_ok(again, service_take_emojis(again, &cat, 1, &taken, &count));
    assert_int_equal(count, 1);
    cat.url = SV("https://img.far.example/cat.png");
    assert_ctx_ok(again, service_take_emojis(again, &cat, 1, &taken, &count));
    assert_int_equal(count, 0);
}

static void both_engines(void **state)
{
    UNUSED(state);
    for (size_t i = 0; i < ARRAY_COUNT(engines); i++) {
        if (!fixture_has(engines[i]))
            continue;
        struct service_fixture f;
        struct domain_rule rule;
        service_open(&f, engines[i]);
        service_remote(&f, "rae", "far.example", REMOTE.v);
        service_remote(&f, "ron", "far.example", OTHER.v);
        service_remote(&f, "nan", "near.example", 300);
        struct ctx *ctx = service_console(&f);
        assert_ctx_ok(
            ctx, service_set_domain_rule(ctx, SV("blocked.example"), DOMAIN_BLOCK, SV(""), &rule));
        come_with_statuses(&f);
        edits_bring_others(&f);
        come_with_profiles(&f);
        are_swept(&f);
        go_with_their_server(&f);
        service_close(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_engines),
    };
    return cmocka_run_group_tests_name("service/receive_emoji", tests, NULL, NULL);
}
