/* fed/inbox_verify: whose key a signature is by, in every form keys are published; and the farewell of who is erased. */
#include "harness/harness.h"
#include "harness/world.h"

#include "base/clock.h"
#include "db/db.h"
#include "fed/outgoing.h"
#include "fed/resolve.h"
#include "service/erase_account.h"
#include "service/favourite_status.h"
#include "service/receive_status.h"
#include "store/account.h"
#include "store/remote_actor.h"
#include "store/status.h"

#define TYPE "application/activity+json"
#define CAROL "https://c.example/carol"

/* A third server's actor, with whatever key id it claims, signing with a key of its own. */
struct carol {
    struct world *w;
    struct rsa_key *key;
    struct sv pem;
};

static void carol_open(struct carol *c, struct world *w)
{
    struct arena *a = &w->nodes[1].f.keyed.store.arena;
    c->w = w;
    assert_ok(rsa_generate(&c->key));
    c->pem = rsa_public_to_pem(a, c->key);
    struct sv finger =
        SV("{\"subject\":\"acct:carol@c.example\",\"links\":[{\"rel\":\"self\",\"type\":\"" TYPE
           "\",\"href\":\"" CAROL "\"}]}");
    world_page(w, "https://c.example/.well-known/webfinger?resource=acct:carol@c.example",
               "application/jrd+json", finger);
}

static struct sv escaped(struct arena *a, struct sv pem)
{
    struct sv out = SV("");
    struct sv line;
    while (sv_split(&pem, '\n', &line))
        out = sv_printf(a, "%.*s%.*s\\n", SV_ARG(out), SV_ARG(line));
    return out;
}

/* Her actor names the key `id`. */
static void carol_publish(struct carol *c, const char *id)
{
    struct arena *a = &c->w->nodes[1].f.keyed.store.arena;
    world_page(c->w, CAROL, TYPE,
               sv_printf(a,
                         "{\"@context\":\"https://www.w3.org/ns/activitystreams\",\"id\":\"" CAROL
                         "\",\"type\":\"Person\",\"preferredUsername\":\"carol\",\"inbox\":\"" CAROL
                         "/inbox\",\"publicKey\":{\"id\":\"%s\",\"owner\":\"" CAROL
                         "\",\"publicKeyPem\":\"%.*s\"}}",
                         id, SV_ARG(escaped(a, c->pem))));
}

/* A document with the key alone, at its own address. */
static void carol_key_page(struct carol *c, const char *id, const char *owner)
{
    struct arena *a = &c->w->nodes[1].f.keyed.store.arena;
    world_page(
        c->w, id, TYPE,
        sv_printf(a,
                  "{\"@context\":\"https://w3id.org/security/v1\",\"id\":\"%s\",\"type\":\"Key\","
                  "\"owner\":\"%s\",\"publicKeyPem\":\"%.*s\"}",
                  id, owner, SV_ARG(escaped(a, c->pem))));
}

static enum err carol_send(struct carol *c, const char *key_id, struct sv body)
{
    struct node *b = &c->w->nodes[1];
    struct ctx *ctx = service_anonymous(&b->f);
    struct fed_signer signer = { sv_from(key_id), c->key };
    struct net_hop hop = { .method = NET_POST, .authority = SV("b.example"), .path = SV("/inbox") };
    struct net_headers headers = { 0 };
    assert_ok(fed_signature_add(ctx->arena, &signer, &hop, fed_digest(ctx->arena, body),
                                clock_now_ms(), &headers));
    enum err err = node_receive(b, SV("/inbox"), headers.list.items, headers.list.count, body);
    world_settle(c->w);
    return err;
}

static struct sv carol_like(struct carol *c, int number, struct status_id of)
{
    struct sv text =
        sv_printf(&c->w->nodes[1].f.keyed.store.arena,
                  "{\"id\":\"https://c.example/likes/%d\",\"type\":\"Like\",\"actor\":\"" CAROL
                  "\",\"object\":\"OBJECT\"}",
                  number);
    return world_filled(c->w, text.ptr, of);
}

static int64_t favourites(struct node *n, struct status_id id)
{
    struct status status;
    assert_ctx_ok(service_anonymous(&n->f),
                  store_status_get(service_anonymous(&n->f), id, &status));
    return status.counts.favourites;
}

static void key_forms(enum fixture_engine engine)
{
    struct world w;
    struct carol c = { 0 };
    world_open(&w, engine);
    carol_open(&c, &w);
    struct node *b = &w.nodes[1];
    struct status post = node_post(b, "to be liked", VISIBILITY_PUBLIC);

    /* A fragment of the actor. */
    carol_publish(&c, CAROL "#main-key");
    assert_ok(carol_send(&c, CAROL "#main-key", carol_like(&c, 1, post.id)));
    assert_int_equal(favourites(b, post.id), 1);

    /* A document of its own, whose owner names it. */
    carol_publish(&c, CAROL "/main-key");
    carol_key_page(&c, CAROL "/main-key", CAROL);
    struct status second = node_post(b, "another", VISIBILITY_PUBLIC);
    assert_ok(carol_send(&c, CAROL "/main-key", carol_like(&c, 2, second.id)));
    assert_int_equal(favourites(b, second.id), 1);

    /* One whose owner names another key, is on another server, or is not asked whose it is. */
    struct status third = node_post(b, "not this one", VISIBILITY_PUBLIC);
    carol_key_page(&c, CAROL "/forged", CAROL);
    assert_err(carol_send(&c, CAROL "/forged", carol_like(&c, 3, third.id)), ERR_SIGNATURE);
    carol_key_page(&c, "https://d.example/key", CAROL);
    assert_err(carol_send(&c, "https://d.example/key", carol_like(&c, 4, third.id)), ERR_SIGNATURE);
    world_page(&w, CAROL "/empty", TYPE, SV("{\"id\":\"" CAROL "/empty\"}"));
    assert_err(carol_send(&c, CAROL "/empty", carol_like(&c, 5, third.id)), ERR_SIGNATURE);
    world_page(&w, CAROL "/upload", "application/json",
               SV("{\"id\":\"" CAROL "/upload\",\"owner\":\"" CAROL "\",\"publicKeyPem\":\"x\"}"));
    assert_err(carol_send(&c, CAROL "/upload", carol_like(&c, 6, third.id)), ERR_SIGNATURE);
    assert_int_equal(favourites(b, third.id), 0);
    rsa_key_free(c.key);
    world_close(&w);
}

struct unknowing {
    struct remote_actor actor;
};

static enum err key_forget(struct ctx *ctx, void *arg)
{
    const struct unknowing *u = arg;
    return store_remote_actor_upsert(ctx, &u->actor);
}

/* a has bob, but neither key nor its address; it last asked an hour ago. */
static void forget_key(struct node *n, struct account_id account, struct sv key_uri)
{
    struct unknowing u;
    struct ctx *ctx = service_anonymous(&n->f);
    assert_ctx_ok(ctx, store_remote_actor_get(ctx, account, &u.actor));
    u.actor.key_uri = key_uri;
    u.actor.public_key = SV("");
    u.actor.fetched_ms -= MS_PER_HOUR;
    assert_ctx_ok(ctx, db_write(ctx, key_forget, &u));
}

static bool is_there(struct node *n, struct account_id id)
{
    struct account account;
    struct ctx *ctx = service_anonymous(&n->f);
    enum err err = store_account_get(ctx, id, &account);
    return err == ERR_OK && !account_is_gone(&account);
}

/* bob is erased; a, which does not know his key (any more), hears of it and believes it. */
static void farewell(enum fixture_engine engine, bool knows_address)
{
    struct world w;
    struct status copy;
    world_open(&w, engine);
    struct node *a = &w.nodes[0];
    struct node *b = &w.nodes[1];
    struct account_id bob = world_meet(&w);
    struct status post = node_post(b, "soon gone", VISIBILITY_PUBLIC);
    world_settle(&w);
    assert_true(node_copy_of(b, a, post.id, &copy));
    struct ctx *ctx = service_anonymous(&a->f);
    struct sv key_uri = site_key_uri(ctx->arena, &b->f.engine.site, b->user.account);
    forget_key(a, bob, knows_address ? key_uri : SV(""));
    ctx = service_as(&b->f, &b->user);
    struct account_erasure erasure;
    assert_ctx_ok(ctx, service_erase_account(ctx, b->user.account, true, &erasure));
    world_settle(&w);
    assert_false(is_there(a, bob));
    assert_int_equal(node_waiting(b), 0);
    world_close(&w);
}

static void farewells(enum fixture_engine engine)
{
    farewell(engine, false);
    farewell(engine, true);
}

/* The key of who answers 410 says goodbye, and nothing else; and only for who is known here. */
static void a_farewell_is_only_that(enum fixture_engine engine)
{
    struct world w;
    struct carol c = { 0 };
    world_open(&w, engine);
    carol_open(&c, &w);
    struct node *b = &w.nodes[1];
    struct status post = node_post(b, "to be liked", VISIBILITY_PUBLIC);
    carol_publish(&c, CAROL "/main-key");
    carol_key_page(&c, CAROL "/main-key", CAROL);
    struct account_id carol = { 0 };
    struct ctx *ctx = service_anonymous(&b->f);
    assert_ctx_ok(ctx, fed_resolve_account(ctx, SV(CAROL), &carol));
    forget_key(b, carol, SV(""));
    world_page(&w, CAROL, NULL, SV(""));
    assert_err(carol_send(&c, CAROL "/main-key", carol_like(&c, 1, post.id)), ERR_SIGNATURE);
    assert_int_equal(favourites(b, post.id), 0);
    carol_key_page(&c, CAROL "/other", "https://c.example/nobody");
    world_page(&w, "https://c.example/nobody", NULL, SV(""));
    struct sv of_nobody = SV("{\"id\":\"https://c.example/d/1\",\"type\":\"Delete\",\"actor\":"
                             "\"https://c.example/nobody\",\"object\":\"https://c.example/n/1\"}");
    assert_ok(carol_send(&c, CAROL "/other", of_nobody));
    /* Key and actor gone: it cannot be verified, and is not believed; but it need not be sent again. */
    world_page(&w, CAROL "/gone", NULL, SV(""));
    struct sv unproven = SV("{\"id\":\"" CAROL "#d\",\"type\":\"Delete\",\"actor\":\"" CAROL
                            "\",\"object\":\"" CAROL "\"}");
    assert_ok(carol_send(&c, CAROL "/gone", unproven));
    assert_true(is_there(b, carol));
    struct sv goodbye = SV("{\"id\":\"" CAROL "#delete\",\"type\":\"Delete\",\"actor\":\"" CAROL
                           "\",\"object\":\"" CAROL "\"}");
    assert_ok(carol_send(&c, CAROL "/main-key", goodbye));
    assert_false(is_there(b, carol));
    rsa_key_free(c.key);
    world_close(&w);
}

static void test_key_forms(void **state)
{
    UNUSED(state);
    world_on_both(key_forms);
}

static void test_farewells(void **state)
{
    UNUSED(state);
    world_on_both(farewells);
}

static void test_a_farewell_is_only_that(void **state)
{
    UNUSED(state);
    world_on_both(a_farewell_is_only_that);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_key_forms),
        cmocka_unit_test(test_farewells),
        cmocka_unit_test(test_a_farewell_is_only_that),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
