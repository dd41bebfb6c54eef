/* fed/webfinger: whom a handle means, as servers write it; and who cannot be taken for another. */
#include "harness/harness.h"
#include "harness/world.h"

#include "fed/resolve.h"
#include "fed/webfinger.h"
#include "store/account.h"

#define JRD "application/jrd+json"
#define ACTOR "application/activity+json"
#define ASK "/.well-known/webfinger?resource=acct:"
#define SELF(subject, href)                                                                        \
    SV_INIT("{\"subject\":\"acct:" subject "\",\"links\":[{\"rel\":\"http://webfinger.net/rel/"    \
            "profile-page\",\"href\":\"https://x.example/\"},{\"rel\":\"self\",\"type\":\"" ACTOR  \
            "\",\"href\":\"" href "\"}]}")
#define PERSON(id, name)                                                                           \
    SV_INIT("{\"@context\":\"https://www.w3.org/ns/activitystreams\",\"id\":\"" id                 \
            "\",\"type\":\"Person\",\"preferredUsername\":\"" name "\",\"inbox\":\"" id            \
            "/inbox\"}")
#define META(template) SV_INIT("<XRD><Link rel=\"lrdd\" template=\"" template "\"/></XRD>")

static const struct page web[] = {
    /* An ordinary one, and one on a port. */
    { "https://c.example" ASK "carol@c.example", JRD,
      SELF("carol@c.example", "https://c.example/carol") },
    { "https://c.example/carol", ACTOR, PERSON("https://c.example/carol", "Carol") },
    { "https://c.example" ASK "Carol@c.example", JRD,
      SELF("Carol@C.Example", "https://c.example/carol") },
    { "https://c.example:8443" ASK "dave@c.example:8443", JRD,
      SELF("dave@c.example:8443", "https://c.example:8443/dave") },
    { "https://c.example:8443/dave", ACTOR, PERSON("https://c.example:8443/dave", "dave") },
    /* Handles on one domain, the server on another; found by host-meta. */
    { "https://split.example" ASK "erin@split.example", NULL, SV_INIT("") },
    { "https://split.example/.well-known/host-meta", "application/xrd+xml",
      META("https://web.split.example/finger?who={uri}&amp;x=1") },
    { "https://web.split.example/finger?who=acct%3Aerin%40split.example&x=1", JRD,
      SELF("erin@split.example", "https://web.split.example/erin") },
    { "https://web.split.example/erin", ACTOR, PERSON("https://web.split.example/erin", "erin") },
    { "https://web.split.example" ASK "erin@web.split.example", JRD,
      SELF("erin@split.example", "https://web.split.example/erin") },
};

/* What must not work: who claims a handle, or an actor, that does not claim it back. */
static const struct page lies[] = {
    /* mallory says that her handle is carol's. */
    { "https://evil.example" ASK "carol@evil.example", JRD,
      SELF("carol@c.example", "https://evil.example/mallory") },
    { "https://evil.example/mallory", ACTOR, PERSON("https://evil.example/mallory", "carol") },
    /* A chain of subjects has no third link. */
    { "https://chain.example" ASK "eve@chain.example", JRD,
      SELF("eve@two.example", "https://chain.example/eve") },
    { "https://two.example" ASK "eve@two.example", JRD,
      SELF("eve@three.example", "https://chain.example/eve") },
    { "https://chain.example/eve", ACTOR, PERSON("https://chain.example/eve", "eve") },
    /* No subject, no actor, an actor that is no address, a page for one. */
    { "https://evil.example" ASK "nosubject@evil.example", JRD, SV_INIT("{\"links\":[]}") },
    { "https://evil.example" ASK "noself@evil.example", JRD,
      SV_INIT("{\"subject\":\"acct:noself@evil.example\",\"links\":[{\"rel\":\"self\",\"type\":"
              "\"text/html\",\"href\":\"https://evil.example/x\"}]}") },
    { "https://evil.example" ASK "script@evil.example", JRD,
      SELF("script@evil.example", "javascript:alert(1)") },
    { "https://evil.example" ASK "meta@evil.example", NULL, SV_INIT("") },
    { "https://evil.example/.well-known/host-meta", "application/xrd+xml",
      META("file:///etc/passwd?{uri}") },
};

static void pages_put(struct world *w, const struct page *pages, size_t count)
{
    w->page_count = 0;
    for (size_t i = 0; i < count; i++)
        world_page(w, pages[i].url, pages[i].type, pages[i].body);
}

static struct account found(struct node *n, const char *handle)
{
    struct account account;
    struct account_id id = node_resolve(n, handle);
    struct ctx *ctx = service_anonymous(&n->f);
    assert_ctx_ok(ctx, store_account_get(ctx, id, &account));
    return account;
}

static enum err refused(struct node *n, const char *handle)
{
    struct account_id id;
    struct ctx *ctx = service_anonymous(&n->f);
    return fed_resolve_account(ctx, sv_from(handle), &id);
}

static void forms(enum fixture_engine engine)
{
    struct world w;
    world_open(&w, engine);
    pages_put(&w, web, ARRAY_COUNT(web));
    struct node *b = &w.nodes[1];
    struct account carol = found(b, "@carol@C.EXAMPLE");
    assert_sv_lit(carol.domain, "c.example");
    assert_int_equal(found(b, "acct:CAROL@c.example").id.v, carol.id.v);
    assert_int_equal(found(b, "https://c.example/carol").id.v, carol.id.v);
    assert_sv_lit(found(b, "dave@c.example:8443").domain, "c.example:8443");
    struct account erin = found(b, "erin@split.example");
    assert_sv_lit(erin.domain, "split.example");
    assert_sv_lit(erin.uri, "https://web.split.example/erin");

    /* The domain of the handle may be blocked, or the server's. */
    int64_t before = w.requests;
    world_rule(b, "c.example", DOMAIN_BLOCK);
    struct fed_finger finger;
    assert_err(fed_webfinger(service_anonymous(&b->f), SV("carol"), SV("c.example"), &finger),
               ERR_FORBIDDEN);
    assert_err(fed_webfinger(service_anonymous(&b->f), SV("x"), SV("sub.c.example"), &finger),
               ERR_FORBIDDEN);
    assert_err(fed_webfinger(service_anonymous(&b->f), SV("x"), SV("b.example"), &finger),
               ERR_FORBIDDEN);
    assert_int_equal(w.requests, before);
    world_rule(b, "web.split.example", DOMAIN_BLOCK);
    assert_err(fed_webfinger(service_anonymous(&b->f), SV("erin"), SV("split.example"), &finger),
               ERR_FORBIDDEN);
    assert_int_equal(w.requests, before + 2);
    world_close(&w);
}

static void spoofs(enum fixture_engine engine)
{
    static const char *const handles[] = { "carol@evil.example", "eve@chain.example",
                                           "nosubject@evil.example", "noself@evil.example",
                                           "script@evil.example" };
    struct world w;
    world_open(&w, engine);
    pages_put(&w, lies, ARRAY_COUNT(lies));
    for (size_t i = 0; i < 3; i++)
        world_page(&w, web[i].url, web[i].type, web[i].body);
    struct node *b = &w.nodes[1];
    for (size_t i = 0; i < ARRAY_COUNT(handles); i++) {
        print_message("%s\n", handles[i]);
        assert_err(refused(b, handles[i]), ERR_UPSTREAM_REFUSED);
    }
    assert_err(refused(b, "meta@evil.example"), ERR_UPSTREAM_GONE);
    assert_err(refused(b, "https://evil.example/mallory"), ERR_UPSTREAM_REFUSED);
    assert_sv_lit(found(b, "carol@c.example").uri, "https://c.example/carol");
    world_close(&w);
}

static void test_forms(void **state)
{
    UNUSED(state);
    world_on_both(forms);
}

static void test_spoofs(void **state)
{
    UNUSED(state);
    world_on_both(spoofs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_spoofs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
