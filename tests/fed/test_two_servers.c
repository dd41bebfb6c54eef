/* fed: two servers in one process follow, post, react, edit and delete across a wire of function calls; and what a third one
 * cannot do to them. Every request is signed, verified, kept, worked and answered as on the network. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "base/clock.h"
#include "fed/delivery.h"
#include "fed/fed.h"
#include "fed/fetch.h"
#include "fed/inbox.h"
#include "fed/jobs.h"
#include "fed/outgoing.h"
#include "fed/resolve.h"
#include "ap/actor.h"
#include "job/runner.h"
#include "service/edit_status.h"
#include "service/erase_status.h"
#include "service/favourite_status.h"
#include "service/follow_account.h"
#include "service/post_status.h"
#include "service/reblog_status.h"
#include "service/receive_status.h"
#include "store/account.h"
#include "store/outbound.h"
#include "store/relation.h"
#include "store/status.h"
#include "text/url.h"

struct world;

struct node {
    struct world *world;
    struct service_fixture f;
    struct fed *fed;
    const char *host;
    struct user user;
    bool is_down;
};

struct world {
    struct node nodes[2];
    int64_t requests;
};

static struct node *node_of(struct world *w, struct arena *a, struct sv url)
{
    struct sv host = fed_host_of(a, url);
    for (size_t i = 0; i < ARRAY_COUNT(w->nodes); i++)
        if (sv_eq(sv_from(w->nodes[i].host), host))
            return &w->nodes[i];
    return NULL;
}

/* A ctx of its own for each request, as a server's worker has. */
static struct ctx worker_ctx(struct node *n, struct arena *arena)
{
    struct ctx ctx = fixture_ctx(&n->f.keyed.store, arena);
    ctx.keyring = n->f.keyed.store.ctx.keyring;
    ctx.engine = &n->f.engine;
    return ctx;
}

static enum err finger_answer(struct ctx *ctx, struct sv target, struct sv *out)
{
    struct account account;
    bool is_found = false;
    size_t acct = sv_find(target, SV("acct:"), 0);
    struct sv name = sv_from_offset(target, acct + 5);
    name = sv_sub(name, 0, sv_find_char(name, '@', 0));
    TRY(store_account_find_handle(ctx, name, SV(""), &is_found, &account));
    if (!is_found)
        return ERR_UPSTREAM_GONE;
    *out = sv_printf(ctx->arena,
                     "{\"subject\":\"acct:%.*s@%.*s\",\"links\":[{\"rel\":\"self\",\"type\":"
                     "\"application/activity+json\",\"href\":\"%.*s\"}]}",
                     SV_ARG(account.username), SV_ARG(ctx->engine->site.host),
                     SV_ARG(site_actor_uri(ctx->arena, &ctx->engine->site, account.id)));
    return ERR_OK;
}

static enum err document_answer(struct ctx *ctx, struct sv url, struct sv *out)
{
    struct site_address address;
    struct json_fragment fragment = { 0 };
    struct account account;
    struct status status;
    if (!site_parse(&ctx->engine->site, url, &address))
        return ERR_UPSTREAM_GONE;
    if (address.place == SITE_ACTOR && address.id == 0) {
        TRY(ap_instance_actor_render(ctx->arena, &ctx->engine->site, ctx->engine->fed->instance_pem,
                                     &fragment));
    } else if (address.place == SITE_ACTOR) {
        TRY(store_account_get(ctx, account_id(address.id), &account));
        TRY(fed_actor_render(ctx, &account, true, &fragment));
    } else {
        TRY(store_status_get(ctx, status_id(address.id), &status));
        TRY(fed_status_render(ctx, &status, true, &fragment));
    }
    *out = fragment.bytes;
    return ERR_OK;
}

/* The way out for fetches: the other node answers. */
static enum err wire_fetch(void *arg, struct arena *a, const struct net_request *req,
                           struct net_response *out)
{
    struct world *w = arg;
    struct node *n = node_of(w, a, req->url);
    struct url url;
    w->requests++;
    if (n == NULL || n->is_down || url_parse(a, req->url, &url) != ERR_OK)
        return ERR_UPSTREAM;
    struct arena arena;
    struct ctx ctx = worker_ctx(n, &arena);
    struct sv body = { NULL, 0 };
    bool is_finger = sv_starts_with(url.path, SV("/.well-known/"));
    enum err err =
        is_finger ? finger_answer(&ctx, url.target, &body) : document_answer(&ctx, req->url, &body);
    *out = (struct net_response){ .status = err == ERR_OK ? 200 : 410,
                                  .url = url.text,
                                  .content_type = is_finger ? SV("application/jrd+json")
                                                            : SV("application/activity+json"),
                                  .body = sv_copy(a, body) };
    db_release(&ctx);
    arena_done(&arena);
    return err == ERR_OK ? ERR_OK : ERR_UPSTREAM_GONE;
}

static enum err inbox_post(struct node *n, struct sv target, const struct net_header *headers,
                           size_t count, struct sv body)
{
    struct arena arena;
    struct ctx ctx = worker_ctx(n, &arena);
    struct fed_header *copy = ARENA_ARRAY(&arena, struct fed_header, count + 1);
    for (size_t i = 0; i < count; i++)
        copy[i] = (struct fed_header){ headers[i].name, headers[i].value };
    copy[count] = (struct fed_header){ SV("Host"), sv_from(n->host) };
    struct fed_request req = { .method = SV("POST"),
                               .target = target,
                               .headers = copy,
                               .header_count = count + 1,
                               .body = body };
    enum err err = fed_inbox_receive(&ctx, &req);
    if (err != ERR_OK)
        print_message("inbox of %s: %s: %s\n", n->host, err_row(err)->name, ctx.error.detail);
    db_release(&ctx);
    arena_done(&arena);
    return err;
}

static void wire_send(void *arg, struct arena *a, struct fed_post *posts, size_t count,
                      struct sv body)
{
    struct world *w = arg;
    for (size_t i = 0; i < count; i++) {
        struct node *n = node_of(w, a, posts[i].url);
        struct url url;
        assert_ok(url_parse(a, posts[i].url, &url));
        posts[i].err = ERR_UPSTREAM;
        if (n == NULL || n->is_down)
            continue;
        enum err err = inbox_post(n, url.target, posts[i].headers, posts[i].header_count, body);
        posts[i].status = err == ERR_OK ? 202 : err_row(err)->http_status;
        posts[i].err = err == ERR_OK ? ERR_OK : net_err_of_status(posts[i].status);
    }
}

static void node_open(struct world *w, struct node *n, enum fixture_engine engine, const char *host,
                      const char *username)
{
    service_open(&n->f, engine);
    struct arena *a = &n->f.keyed.store.arena;
    n->world = w;
    n->host = host;
    n->f.engine.site =
        (struct site){ .host = sv_from(host), .base = sv_printf(a, "https://%s", host) };
    n->f.engine.resolve_account = fed_resolve_account;
    struct fed_transport transport = { .fetch = wire_fetch, .arg = w };
    assert_ctx_ok(&n->f.keyed.store.ctx, fed_new(service_anonymous(&n->f), transport, &n->fed));
    n->f.engine.fed = n->fed;
    n->user = service_person(&n->f, username);
}

static void world_open(struct world *w, enum fixture_engine engine)
{
    *w = (struct world){ 0 };
    node_open(w, &w->nodes[0], engine, "a.example", "ann");
    node_open(w, &w->nodes[1], engine, "b.example", "bob");
}

static void world_close(struct world *w)
{
    for (size_t i = 0; i < ARRAY_COUNT(w->nodes); i++) {
        fed_free(w->nodes[i].fed);
        service_close(&w->nodes[i].f);
    }
}

static void job_setup(void *arg, struct ctx *ctx)
{
    struct node *n = arg;
    ctx->db = n->f.engine.db;
    ctx->keyring = n->f.engine.keyring;
    ctx->engine = &n->f.engine;
}

static void job_finish(void *arg, struct ctx *ctx)
{
    (void)arg;
    db_release(ctx);
}

static enum err pass(struct ctx *ctx, const struct job *job)
{
    (void)ctx;
    (void)job;
    return ERR_OK;
}

/* Send and work everything on both, until there is nothing to do. */
static void settle(struct world *w)
{
    struct fed_post_transport posts = { .send = wire_send, .arg = w };
    int64_t done = 1;
    while (done > 0) {
        done = 0;
        for (size_t i = 0; i < ARRAY_COUNT(w->nodes); i++) {
            struct node *n = &w->nodes[i];
            int64_t sent = 0;
            int64_t run = 0;
            struct ctx *ctx = service_anonymous(&n->f);
            assert_ctx_ok(ctx, fed_delivery_run(ctx, &posts, &sent));
            struct job_runner_options options = { .thread_count = 1,
                                                  .arena_bytes = 16 << 20,
                                                  .setup = job_setup,
                                                  .finish = job_finish,
                                                  .arg = n };
            for (int k = 0; k < JOB_KIND_COUNT; k++)
                options.handlers[k] = pass;
            options.handlers[JOB_INGEST_ACTIVITY] = fed_ingest_activity;
            options.handlers[JOB_DEREFERENCE_PARENT] = fed_dereference_parent;
            options.handlers[JOB_REFRESH_ACTOR] = fed_refresh_actor;
            ctx = service_anonymous(&n->f);
            assert_ctx_ok(ctx, job_run_due(ctx, &options, &run));
            done += sent + run;
        }
    }
}

static struct relationship relation(struct node *n, struct account_id other)
{
    struct ctx *ctx = service_anonymous(&n->f);
    struct relationship *out = NULL;
    assert_ctx_ok(ctx, store_relationship_list(ctx, n->user.account, &other, 1, &out));
    return out[0];
}

static struct account_id resolve(struct node *n, const char *handle)
{
    struct ctx *ctx = service_anonymous(&n->f);
    struct account_id out = { 0 };
    assert_ctx_ok(ctx, fed_resolve_account(ctx, sv_from(handle), &out));
    return out;
}

/* ann follows bob. */
static struct account_id meet(struct world *w)
{
    struct node *a = &w->nodes[0];
    struct account_id bob = resolve(a, "bob@b.example");
    struct relationship out;
    struct follow_options options = { .shows_reblogs = true };
    struct ctx *ctx = service_as(&a->f, &a->user);
    assert_ctx_ok(ctx, service_follow_account(ctx, bob, &options, &out));
    assert_true(out.is_requested);
    settle(w);
    assert_true(relation(a, bob).is_following);
    return bob;
}

static struct status post(struct node *n, const char *text, enum visibility visibility)
{
    struct ctx *ctx = service_as(&n->f, &n->user);
    struct post_draft draft = { .text = sv_from(text),
                                .has_visibility = true,
                                .visibility = visibility };
    struct status out;
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &out));
    return out;
}

/* The copy the other server has; false when it has none. */
static bool copy_of(struct node *there, struct node *here, struct status_id id, struct status *out)
{
    struct ctx *ctx = service_anonymous(&here->f);
    struct sv uri = site_object_uri(ctx->arena, &there->f.engine.site, id);
    enum err err = service_find_status_uri(ctx, uri, out);
    assert_true(err == ERR_OK || err == ERR_NOT_FOUND);
    return err == ERR_OK;
}

static int64_t waiting(struct node *n)
{
    struct ctx *ctx = service_anonymous(&n->f);
    struct delivery *out = NULL;
    size_t count = 0;
    assert_ctx_ok(ctx, store_delivery_due(ctx, INT64_MAX, 100, &out, &count));
    return (int64_t)count;
}

static void statuses_travel(enum fixture_engine engine)
{
    struct world w;
    world_open(&w, engine);
    struct node *a = &w.nodes[0];
    struct node *b = &w.nodes[1];
    (void)meet(&w);
    struct status first = post(b, "Over the wire #news @ann@a.example", VISIBILITY_PUBLIC);
    settle(&w);
    struct status copy;
    assert_true(copy_of(b, a, first.id, &copy));
    assert_true(sv_find(copy.content.bytes, SV("Over the wire"), 0) != SIZE_MAX);
    assert_int_equal(copy.visibility, VISIBILITY_PUBLIC);
    assert_int_equal(copy.tag_count, 1);
    assert_int_equal(copy.mention_count, 1);
    assert_int_equal(copy.mentions[0].account.v, a->user.account.v);
    assert_int_equal(copy.created_ms, first.created_ms);

    struct ctx *ctx = service_as(&a->f, &a->user);
    assert_ctx_ok(ctx, service_favourite_status(ctx, copy.id));
    struct status reblog;
    assert_ctx_ok(ctx, service_reblog_status(ctx, copy.id, VISIBILITY_PUBLIC, &reblog));
    settle(&w);
    ctx = service_anonymous(&b->f);
    struct status again;
    assert_ctx_ok(ctx, store_status_get(ctx, first.id, &again));
    assert_int_equal(again.counts.favourites, 1);
    assert_int_equal(again.counts.reblogs, 1);

    ctx = service_as(&a->f, &a->user);
    assert_ctx_ok(ctx, service_unfavourite_status(ctx, copy.id));
    assert_ctx_ok(ctx, service_unreblog_status(ctx, copy.id));
    settle(&w);
    ctx = service_anonymous(&b->f);
    assert_ctx_ok(ctx, store_status_get(ctx, first.id, &again));
    assert_int_equal(again.counts.favourites, 0);
    assert_int_equal(again.counts.reblogs, 0);

    ctx = service_as(&b->f, &b->user);
    struct edit_draft edit = { .text = SV("Mended") };
    ctx->now_ms += 2000;
    assert_ctx_ok(ctx, service_edit_status(ctx, first.id, &edit, &again));
    settle(&w);
    assert_true(copy_of(b, a, first.id, &copy));
    assert_true(sv_find(copy.content.bytes, SV("Mended"), 0) != SIZE_MAX);

    ctx = service_as(&b->f, &b->user);
    assert_ctx_ok(ctx, service_erase_status(ctx, first.id, NULL));
    settle(&w);
    assert_false(copy_of(b, a, first.id, &copy));
    assert_int_equal(waiting(a) + waiting(b), 0);
    world_close(&w);
}

static void visibility_and_threads(enum fixture_engine engine)
{
    struct world w;
    world_open(&w, engine);
    struct node *a = &w.nodes[0];
    struct node *b = &w.nodes[1];
    /* Nobody on a follows bob yet: what he posts stays at home, a message to ann does not. */
    struct status unseen = post(b, "to nobody", VISIBILITY_PUBLIC);
    struct status direct = post(b, "@ann@a.example psst", VISIBILITY_DIRECT);
    settle(&w);
    struct status copy;
    assert_false(copy_of(b, a, unseen.id, &copy));
    assert_true(copy_of(b, a, direct.id, &copy));
    assert_int_equal(copy.visibility, VISIBILITY_DIRECT);
    struct account_id bob = meet(&w);
    struct status closed = post(b, "for followers", VISIBILITY_PRIVATE);
    settle(&w);
    assert_true(copy_of(b, a, closed.id, &copy));
    assert_int_equal(copy.visibility, VISIBILITY_PRIVATE);

    /* ann answers what she looked up; bob gets it in its thread. */
    struct ctx *ctx = service_as(&a->f, &a->user);
    struct status_id found;
    assert_ctx_ok(ctx, fed_resolve_status(
                           ctx, site_object_uri(ctx->arena, &b->f.engine.site, unseen.id), &found));
    struct post_draft draft = { .text = SV("@bob@b.example indeed"), .in_reply_to = found };
    struct status answer;
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &answer));
    settle(&w);
    assert_true(copy_of(a, b, answer.id, &copy));
    assert_int_equal(copy.in_reply_to.v, unseen.id.v);

    struct relationship out;
    ctx = service_as(&a->f, &a->user);
    assert_ctx_ok(ctx, service_unfollow_account(ctx, bob, &out));
    settle(&w);
    struct account_id ann = resolve(b, "ann@a.example");
    assert_false(relation(b, ann).is_followed_by);
    struct status later = post(b, "ann is gone", VISIBILITY_PUBLIC);
    settle(&w);
    assert_false(copy_of(b, a, later.id, &copy));
    world_close(&w);
}

static void silence_and_return(enum fixture_engine engine)
{
    struct world w;
    world_open(&w, engine);
    struct node *a = &w.nodes[0];
    struct node *b = &w.nodes[1];
    (void)meet(&w);
    a->is_down = true;
    struct status kept = post(b, "while away", VISIBILITY_PUBLIC);
    struct status gone = post(b, "never seen", VISIBILITY_PUBLIC);
    settle(&w);
    assert_int_equal(waiting(b), 2);
    struct ctx *ctx = service_as(&b->f, &b->user);
    assert_ctx_ok(ctx, service_erase_status(ctx, gone.id, NULL));
    settle(&w);
    a->is_down = false;
    struct status copy;
    /* Whatever a sends says that it is back. */
    (void)post(a, "@bob@b.example here again", VISIBILITY_DIRECT);
    settle(&w);
    assert_true(copy_of(b, a, kept.id, &copy));
    assert_false(copy_of(b, a, gone.id, &copy));
    assert_int_equal(waiting(b), 0);
    world_close(&w);
}

/* An activity signed with ann's key, whatever it says. */
static enum err forge(struct world *w, struct sv body, struct sv sent_body)
{
    struct node *a = &w->nodes[0];
    struct node *b = &w->nodes[1];
    struct ctx *ctx = service_anonymous(&a->f);
    CLEANUP(rsa_key_done) struct rsa_key *key = NULL;
    assert_ctx_ok(ctx, fed_signing_key(ctx, a->user.account, &key));
    struct fed_signer signer = { site_key_uri(ctx->arena, &a->f.engine.site, a->user.account),
                                 key };
    struct net_hop hop = { .method = NET_POST, .authority = SV("b.example"), .path = SV("/inbox") };
    struct net_headers headers = { 0 };
    assert_ok(fed_signature_add(ctx->arena, &signer, &hop, fed_digest(ctx->arena, body),
                                clock_now_ms(), &headers));
    enum err err = inbox_post(b, SV("/inbox"), headers.list.items, headers.list.count, sent_body);
    settle(w);
    return err;
}

static struct sv filled(struct world *w, const char *text, struct status_id of)
{
    struct arena *a = &w->nodes[0].f.keyed.store.arena;
    const struct site *here = &w->nodes[0].f.engine.site;
    const struct site *there = &w->nodes[1].f.engine.site;
    struct sv out = sv_from(text);
    struct sv names[] = { SV("ANN"), SV("BOB"), SV("OBJECT") };
    struct sv values[] = { site_actor_uri(a, here, w->nodes[0].user.account),
                           site_actor_uri(a, there, w->nodes[1].user.account),
                           site_object_uri(a, there, of) };
    for (size_t i = 0; i < ARRAY_COUNT(names); i++)
        for (size_t at = sv_find(out, names[i], 0); at != SIZE_MAX;
             at = sv_find(out, names[i], at + values[i].len))
            out = sv_printf(a, "%.*s%.*s%.*s", SV_ARG(sv_sub(out, 0, at)), SV_ARG(values[i]),
                            SV_ARG(sv_from_offset(out, at + names[i].len)));
    return out;
}

static void forgeries(enum fixture_engine engine)
{
    struct world w;
    world_open(&w, engine);
    struct node *a = &w.nodes[0];
    struct node *b = &w.nodes[1];
    (void)meet(&w);
    struct status mine = post(b, "bob's own", VISIBILITY_PUBLIC);
    settle(&w);
    struct sv honest = filled(&w,
                              "{\"id\":\"https://a.example/x/"
                              "1\",\"type\":\"Like\",\"actor\":\"ANN\",\"object\":\"OBJECT\"}",
                              mine.id);
    assert_err(forge(&w, honest, SV("{\"type\":\"Like\",\"actor\":\"https://a.example/y\"}")),
               ERR_SIGNATURE);
    assert_err(forge(&w, honest, SV("not json")), ERR_PARSE);
    assert_ok(forge(&w, honest, honest));
    assert_ok(forge(&w, SV("{\"type\":\"Unheard\"}"), SV("{\"type\":\"Unheard\"}")));
    struct status again;
    struct ctx *ctx = service_anonymous(&b->f);
    assert_ctx_ok(ctx, store_status_get(ctx, mine.id, &again));
    assert_int_equal(again.counts.favourites, 1);

    static const char *forged[] = {
        /* deleting and changing another's */
        "{\"id\":\"https://a.example/x/"
        "2\",\"type\":\"Delete\",\"actor\":\"ANN\",\"object\":\"OBJECT\"}",
        "{\"id\":\"https://a.example/x/"
        "3\",\"type\":\"Delete\",\"actor\":\"ANN\",\"object\":\"BOB\"}",
        "{\"id\":\"https://a.example/x/"
        "4\",\"type\":\"Update\",\"actor\":\"ANN\",\"object\":{\"id\":\"OBJECT\",\"type\":\"Note\","
        "\"attributedTo\":\"ANN\",\"content\":\"spoilt\",\"updated\":\"2030-01-01T00:00:00Z\","
        "\"to\":\"as:Public\"}}",
        /* speaking for one who does not exist on that server, or for somebody elsewhere */
        "{\"id\":\"https://a.example/x/"
        "5\",\"type\":\"Create\",\"actor\":\"ANN\",\"object\":{\"id\":\"https://c.example/"
        "1\",\"type\":\"Note\",\"attributedTo\":\"https://c.example/"
        "u\",\"content\":\"x\",\"to\":[\"as:Public\",\"BOB\"]}}",
        "{\"id\":\"https://a.example/x/"
        "6\",\"type\":\"Create\",\"actor\":\"ANN\",\"object\":{\"id\":\"https://c.example/"
        "2\",\"type\":\"Note\",\"attributedTo\":\"ANN\",\"content\":\"x\",\"to\":[\"as:Public\","
        "\"BOB\"]}}",
        "{\"id\":\"https://a.example/x/"
        "7\",\"type\":\"Undo\",\"actor\":\"ANN\",\"object\":{\"type\":\"Like\",\"actor\":\"https://"
        "c.example/u\",\"object\":\"OBJECT\"}}",
    };
    for (size_t i = 0; i < ARRAY_COUNT(forged); i++) {
        struct sv body = filled(&w, forged[i], mine.id);
        assert_ok(forge(&w, body, body));
    }
    ctx = service_anonymous(&b->f);
    assert_ctx_ok(ctx, store_status_get(ctx, mine.id, &again));
    assert_int_equal(again.counts.favourites, 1);
    assert_true(sv_find(again.content.bytes, SV("bob's own"), 0) != SIZE_MAX ||
                sv_find(again.content.bytes, SV("own"), 0) != SIZE_MAX);
    struct status stray;
    assert_err(service_find_status_uri(ctx, SV("https://c.example/1"), &stray), ERR_NOT_FOUND);
    assert_err(service_find_status_uri(ctx, SV("https://c.example/2"), &stray), ERR_NOT_FOUND);
    /* Nobody fetched anything for the Delete of an actor that was never here. */
    int64_t before = w.requests;
    struct sv flood =
        SV("{\"id\":\"https://c.example/u#delete\",\"type\":\"Delete\",\"actor\":\"https://"
           "c.example/u\",\"object\":\"https://c.example/u\"}");
    assert_ok(inbox_post(b, SV("/inbox"), NULL, 0, flood));
    assert_int_equal(w.requests, before);
    (void)a;
    world_close(&w);
}

static void on_both(void (*test)(enum fixture_engine engine))
{
    static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };

    for (size_t i = 0; i < ARRAY_COUNT(engines); i++)
        if (fixture_has(engines[i]))
            test(engines[i]);
}

static void test_statuses(void **state)
{
    (void)state;
    on_both(statuses_travel);
}

static void test_visibility(void **state)
{
    (void)state;
    on_both(visibility_and_threads);
}

static void test_silence(void **state)
{
    (void)state;
    on_both(silence_and_return);
}

static void test_forgeries(void **state)
{
    (void)state;
    on_both(forgeries);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_statuses),
        cmocka_unit_test(test_visibility),
        cmocka_unit_test(test_silence),
        cmocka_unit_test(test_forgeries),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
