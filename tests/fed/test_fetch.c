/* fed/fetch: a document counts only where it says it is, as what it says it is. */
#include "harness/harness.h"
#include "harness/world.h"

#include "fed/fetch.h"
#include "fed/resolve.h"
#include "service/receive_status.h"
#include "store/account.h"

#define AS "application/activity+json"
#define CONTEXT "\"@context\":\"https://www.w3.org/ns/activitystreams\","

static const struct page web[] = {
    { "https://c.example/plain", AS "; charset=utf-8",
      SV_INIT("{\"id\":\"https://c.example/plain\"}") },
    { "https://c.example/ld",
      "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"",
      SV_INIT("{\"id\":\"https://c.example/ld\"}") },
    /* Found at its page, it is asked for again where its id says. */
    { "https://c.example/@u/1", AS,
      SV_INIT("{\"id\":\"https://c.example/n/1\",\"name\":\"page\"}") },
    { "https://c.example/n/1", AS, SV_INIT("{\"id\":\"https://c.example/n/1\",\"name\":\"own\"}") },
    /* Speaks for somebody elsewhere, who says something else, or nothing. */
    { "https://evil.example/n", AS,
      SV_INIT("{\"id\":\"https://c.example/n/1\",\"name\":\"evil\"}") },
    { "https://evil.example/ring", AS, SV_INIT("{\"id\":\"https://evil.example/ring2\"}") },
    { "https://evil.example/ring2", AS, SV_INIT("{\"id\":\"https://evil.example/ring\"}") },
    { "https://evil.example/own", AS, SV_INIT("{\"id\":\"https://b.example/objects/1\"}") },
    /* What somebody uploaded, or that is a page. */
    { "https://evil.example/upload", "application/json",
      SV_INIT("{\"id\":\"https://evil.example/upload\"}") },
    { "https://evil.example/ld", "application/ld+json",
      SV_INIT("{\"id\":\"https://evil.example/ld\"}") },
    { "https://evil.example/html", "text/html", SV_INIT("{\"id\":\"https://evil.example/html\"}") },
    { "https://evil.example/noid", AS, SV_INIT("{\"name\":\"x\"}") },
    { "https://evil.example/list", AS, SV_INIT("[]") },
    { "https://evil.example/twice", AS,
      SV_INIT("{\"id\":\"https://evil.example/twice\",\"id\":\"https://c.example/n/1\"}") },
    { "https://c.example/tomb", AS,
      SV_INIT("{\"id\":\"https://c.example/tomb\",\"type\":\"Tombstone\"}") },
    { "https://c.example/gone", NULL, SV_INIT("") },
};

static const struct {
    const char *url;
    enum err err;
    const char *id;
} asked[] = {
    { "https://c.example/plain", ERR_OK, "https://c.example/plain" },
    { "https://c.example/plain#fragment", ERR_OK, "https://c.example/plain" },
    { "https://c.example/ld", ERR_OK, "https://c.example/ld" },
    { "https://c.example/@u/1", ERR_OK, "https://c.example/n/1" },
    { "https://evil.example/n", ERR_OK, "https://c.example/n/1" },
    { "https://evil.example/ring", ERR_UPSTREAM_REFUSED, NULL },
    { "https://evil.example/own", ERR_FORBIDDEN, NULL },
    { "https://evil.example/upload", ERR_UPSTREAM_REFUSED, NULL },
    { "https://evil.example/ld", ERR_UPSTREAM_REFUSED, NULL },
    { "https://evil.example/html", ERR_UPSTREAM_REFUSED, NULL },
    { "https://evil.example/noid", ERR_UPSTREAM_REFUSED, NULL },
    { "https://evil.example/list", ERR_UPSTREAM_REFUSED, NULL },
    { "https://evil.example/twice", ERR_UPSTREAM_REFUSED, NULL },
    { "https://c.example/tomb", ERR_UPSTREAM_GONE, NULL },
    { "https://c.example/gone", ERR_UPSTREAM_GONE, NULL },
    { "https://d.example/", ERR_UPSTREAM, NULL },
};

static void documents(enum fixture_engine engine)
{
    struct world w;
    world_open(&w, engine);
    for (size_t i = 0; i < ARRAY_COUNT(web); i++)
        world_page(&w, web[i].url, web[i].type, web[i].body);
    for (size_t i = 0; i < ARRAY_COUNT(asked); i++) {
        struct fed_document document = { 0 };
        struct ctx *ctx = service_anonymous(&w.nodes[1].f);
        int64_t before = w.requests;
        print_message("%s\n", asked[i].url);
        assert_err(fed_fetch_document(ctx, sv_from(asked[i].url), &document), asked[i].err);
        assert_true(w.requests - before <= 2);
        if (asked[i].id == NULL)
            continue;
        assert_true(sv_eq(document.id, sv_from(asked[i].id)));
        /* Whoever led there, it is the owner's word that counts. */
        assert_false(sv_eq(json_get_str(document.root, SV("name")), SV("evil")));
    }
    world_close(&w);
}

/* An object vouches for its author only on the author's own server. */
static void authors(enum fixture_engine engine)
{
    struct world w;
    struct status_id id;
    world_open(&w, engine);
    struct node *b = &w.nodes[1];
    world_page(&w, "https://evil.example/note", AS,
               SV("{" CONTEXT
                  "\"id\":\"https://evil.example/note\",\"type\":\"Note\",\"content\":\"x\","
                  "\"attributedTo\":\"https://c.example/u\",\"to\":\"as:Public\"}"));
    struct sv for_us =
        SV("{" CONTEXT "\"id\":\"https://evil.example/ours\",\"type\":\"Note\",\"content\":\"x\","
           "\"attributedTo\":\"BOB\",\"to\":\"as:Public\"}");
    world_page(&w, "https://evil.example/ours", AS, world_filled(&w, for_us.ptr, status_id(1)));
    struct ctx *ctx = service_anonymous(&b->f);
    assert_err(fed_resolve_status(ctx, SV("https://evil.example/note"), &id), ERR_UPSTREAM_REFUSED);
    assert_err(fed_resolve_status(ctx, SV("https://evil.example/ours"), &id), ERR_UPSTREAM_REFUSED);
    world_close(&w);
}

static void test_documents(void **state)
{
    UNUSED(state);
    world_on_both(documents);
}

static void test_authors(void **state)
{
    UNUSED(state);
    world_on_both(authors);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_documents),
        cmocka_unit_test(test_authors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
