/* Two servers in one process. */
#include "harness/harness.h"
#include "harness/world.h"

#include "ap/actor.h"
#include "base/clock.h"
#include "fed/delivery.h"
#include "fed/fetch.h"
#include "fed/jobs.h"
#include "fed/outgoing.h"
#include "fed/resolve.h"
#include "job/runner.h"
#include "service/domain_rule.h"
#include "service/follow_account.h"
#include "service/forget_unread.h"
#include "service/tell_poll.h"
#include "service/post_status.h"
#include "service/receive_status.h"
#include "store/account.h"
#include "store/outbound.h"
#include "store/relation.h"
#include "store/status.h"
#include "text/url.h"

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
    if (address.place == SITE_ACTOR && sv_eq(address.rest, SV("/main-key"))) {
        TRY(fed_key_render(ctx, account_id(address.id), &fragment));
    } else if (address.place == SITE_ACTOR && address.id == 0) {
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

/* What a third server says; ERR_NOT_FOUND when nothing was written for this address. */
static enum err page_answer(const struct world *w, struct sv url, struct net_response *out)
{
    for (size_t i = 0; i < w->page_count; i++) {
        const struct page *page = &w->pages[i];
        if (!sv_eq(sv_from(page->url), url))
            continue;
        *out = (struct net_response){ .status = page->type == NULL ? 404 : 200,
                                      .url = sv_from(page->url),
                                      .content_type = sv_from(page->type == NULL ? "" : page->type),
                                      .body = page->body };
        return page->type == NULL ? ERR_UPSTREAM_GONE : ERR_OK;
    }
    return ERR_NOT_FOUND;
}

/* Headers as they arrive, Host among them. */
static void request_fill(struct arena *a, struct fed_request *req, const struct net_header *headers,
                         size_t count, struct sv host)
{
    struct fed_header *copy = ARENA_ARRAY(a, struct fed_header, count + 1);
    for (size_t i = 0; i < count; i++)
        copy[i] = (struct fed_header){ headers[i].name, headers[i].value };
    copy[count] = (struct fed_header){ SV("Host"), host };
    req->headers = copy;
    req->header_count = count + 1;
}

/* A strict server answers nobody who does not sign: but whoever asks for its own actor and keys, or for handles. */
static bool is_admitted(struct ctx *ctx, const struct net_request *req, const struct url *url,
                        struct sv host)
{
    struct site_address address;
    struct account signer;
    struct net_headers headers = { 0 };
    bool is_open = sv_starts_with(url->path, SV("/.well-known/")) ||
                   (site_parse(&ctx->engine->site, req->url, &address) &&
                    address.place == SITE_ACTOR && address.id == 0);
    if (is_open)
        return true;
    struct net_hop hop = {
        .method = NET_GET, .url = req->url, .authority = host, .path = url->target
    };
    if (req->sign == NULL || req->sign(req->sign_arg, ctx->arena, &hop, &headers) != ERR_OK)
        return false;
    struct fed_request incoming = { .method = SV("GET"), .target = url->target, .body = SV("") };
    request_fill(ctx->arena, &incoming, headers.list.items, headers.list.count, host);
    enum err err = fed_verify_request(ctx, &incoming, false, &signer);
    return err == ERR_OK && signer.kind == ACCOUNT_APPLICATION;
}

/* The way out for fetches: a page, or the other node answers. */
static enum err wire_fetch(void *arg, struct arena *a, const struct net_request *req,
                           struct net_response *out)
{
    struct world *w = arg;
    struct node *n = node_of(w, a, req->url);
    struct url url;
    w->requests++;
    assert_true(sv_starts_with(req->url, SV("https://")));
    enum err paged = page_answer(w, req->url, out);
    if (paged != ERR_NOT_FOUND)
        return paged;
    if (n == NULL || n->is_down || url_parse(a, req->url, &url) != ERR_OK)
        return ERR_UPSTREAM;
    struct arena arena;
    struct ctx ctx = worker_ctx(n, &arena);
    struct sv body = { NULL, 0 };
    bool is_finger = sv_starts_with(url.path, SV("/.well-known/"));
    bool is_refused = w->is_strict && !is_admitted(&ctx, req, &url, sv_from(n->host));
    enum err err = is_refused  ? ERR_UPSTREAM_REFUSED
                   : is_finger ? finger_answer(&ctx, url.target, &body)
                               : document_answer(&ctx, req->url, &body);
    *out = (struct net_response){ .status = err == ERR_OK ? 200 : 410,
                                  .url = url.text,
                                  .content_type = is_finger ? SV("application/jrd+json")
                                                            : SV("application/activity+json"),
                                  .body = sv_copy(a, body) };
    db_release(&ctx);
    arena_done(&arena);
    return err == ERR_OK ? ERR_OK : ERR_UPSTREAM_GONE;
}

/* Whose own inbox the path is; none: the shared one. */
static struct account_id recipient_of(const struct ctx *ctx, struct sv target)
{
    struct site_address address;
    const struct site *site = &ctx->engine->site;
    struct sv url = sv_printf(ctx->arena, "%.*s%.*s", SV_ARG(site->base), SV_ARG(target));
    bool is_own = site_parse(site, url, &address) && address.place == SITE_ACTOR;
    return account_id(is_own ? address.id : 0);
}

enum err node_receive(struct node *n, struct sv target, const struct net_header *headers,
                      size_t count, struct sv body)
{
    struct arena arena;
    struct ctx ctx = worker_ctx(n, &arena);
    struct fed_request req = { .method = SV("POST"), .target = target, .body = body };
    request_fill(&arena, &req, headers, count, sv_from(n->host));
    struct fed_incoming incoming;
    enum err err = fed_inbox_verify(&ctx, &req, recipient_of(&ctx, target), &incoming);
    if (err == ERR_OK)
        err = fed_inbox_keep(&ctx, &incoming);
    if (err != ERR_OK)
        print_message("inbox of %s: %s: %s\n", n->host, err_row(err)->name, ctx.error.detail);
    db_release(&ctx);
    arena_done(&arena);
    return err;
}

static enum err wire_submit(void *arg, struct arena *a, struct fed_post *post)
{
    struct world *w = arg;
    struct node *n = node_of(w, a, post->url);
    struct url url;
    assert_ok(url_parse(a, post->url, &url));
    post->err = ERR_UPSTREAM;
    post->status = 0;
    if (n != NULL && !n->is_down) {
        w->posts++;
        enum err err = node_receive(n, url.target, post->headers, post->header_count,
                                    net_bytes_view(post->body));
        post->status = err == ERR_OK ? 202 : err_row(err)->http_status;
        post->err = err == ERR_OK ? ERR_OK : net_err_of_status(post->status);
    }
    post->done(post);
    return ERR_OK;
}

void world_page(struct world *w, const char *url, const char *type, struct sv body)
{
    size_t at = 0;
    while (at < w->page_count && strcmp(w->pages[at].url, url) != 0)
        at++;
    assert_true(at < WORLD_PAGES_MAX);
    w->pages[at] = (struct page){ url, type, body };
    w->page_count += at == w->page_count;
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
    n->f.engine.resolve_status = fed_resolve_status;
    n->f.engine.domain_rules = domain_rules_new();
    struct fed_transport transport = { .fetch = wire_fetch, .arg = w };
    assert_ctx_ok(&n->f.keyed.store.ctx, fed_new(service_anonymous(&n->f), transport, &n->fed));
    n->f.engine.fed = n->fed;
    n->user = service_person(&n->f, username);
}

void world_open(struct world *w, enum fixture_engine engine)
{
    *w = (struct world){ 0 };
    node_open(w, &w->nodes[0], engine, "a.example", "ann");
    node_open(w, &w->nodes[1], engine, "b.example", "bob");
}

void world_close(struct world *w)
{
    for (size_t i = 0; i < ARRAY_COUNT(w->nodes); i++) {
        domain_rules_free(w->nodes[i].f.engine.domain_rules);
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

void world_settle(struct world *w)
{
    struct fed_post_transport posts = { .submit = wire_submit, .arg = w };
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
            options.handlers[JOB_FORGET_UNREAD] = service_forget_unread;
            options.handlers[JOB_UPDATE_POLL] = service_update_poll;
            options.handlers[JOB_END_POLL] = service_end_poll;
            ctx = service_anonymous(&n->f);
            assert_ctx_ok(ctx, job_run_due(ctx, &options, &run));
            done += sent + run;
        }
    }
}

struct relationship node_relation(struct node *n, struct account_id other)
{
    struct ctx *ctx = service_anonymous(&n->f);
    struct relationship *out = NULL;
    assert_ctx_ok(ctx, store_relationship_list(ctx, n->user.account, &other, 1, &out));
    return out[0];
}

struct account_id node_resolve(struct node *n, const char *handle)
{
    struct ctx *ctx = service_anonymous(&n->f);
    struct account_id out = { 0 };
    assert_ctx_ok(ctx, fed_resolve_account(ctx, sv_from(handle), &out));
    return out;
}

struct account_id world_meet(struct world *w)
{
    struct node *a = &w->nodes[0];
    struct account_id bob = node_resolve(a, "bob@b.example");
    struct relationship out;
    struct follow_options options = { .shows_reblogs = true };
    struct ctx *ctx = service_as(&a->f, &a->user);
    assert_ctx_ok(ctx, service_follow_account(ctx, bob, &options, &out));
    assert_true(out.is_requested);
    world_settle(w);
    assert_true(node_relation(a, bob).is_following);
    return bob;
}

struct status node_post(struct node *n, const char *text, enum visibility visibility)
{
    struct ctx *ctx = service_as(&n->f, &n->user);
    struct post_draft draft = { .text = sv_from(text),
                                .has_visibility = true,
                                .visibility = visibility };
    struct status out;
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &out));
    return out;
}

bool node_copy_of(struct node *there, struct node *here, struct status_id id, struct status *out)
{
    struct ctx *ctx = service_anonymous(&here->f);
    struct sv uri = site_object_uri(ctx->arena, &there->f.engine.site, id);
    enum err err = service_find_status_uri(ctx, uri, out);
    assert_true(err == ERR_OK || err == ERR_NOT_FOUND);
    return err == ERR_OK;
}

int64_t node_waiting(struct node *n)
{
    struct ctx *ctx = service_anonymous(&n->f);
    struct delivery *out = NULL;
    size_t count = 0;
    assert_ctx_ok(ctx, store_delivery_due(ctx, INT64_MAX, NULL, 0, 100, &out, &count));
    return (int64_t)count;
}

enum err world_forge_to(struct world *w, struct sv target, struct sv body, struct sv sent_body)
{
    struct node *a = &w->nodes[0];
    struct node *b = &w->nodes[1];
    struct ctx *ctx = service_anonymous(&a->f);
    CLEANUP(rsa_key_done) struct rsa_key *key = NULL;
    assert_ctx_ok(ctx, fed_signing_key(ctx, a->user.account, &key));
    struct fed_signer signer = { site_key_uri(ctx->arena, &a->f.engine.site, a->user.account),
                                 key };
    struct net_hop hop = { .method = NET_POST, .authority = SV("b.example"), .path = target };
    struct net_headers headers = { 0 };
    assert_ok(fed_signature_add(ctx->arena, &signer, &hop, fed_digest(ctx->arena, body),
                                clock_now_ms(), &headers));
    enum err err = node_receive(b, target, headers.list.items, headers.list.count, sent_body);
    world_settle(w);
    return err;
}

enum err world_forge(struct world *w, struct sv body, struct sv sent_body)
{
    return world_forge_to(w, SV("/inbox"), body, sent_body);
}

struct sv world_filled(struct world *w, const char *text, struct status_id of)
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

void world_on_both(void (*test)(enum fixture_engine engine))
{
    static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };

    for (size_t i = 0; i < ARRAY_COUNT(engines); i++)
        if (fixture_has(engines[i]))
            test(engines[i]);
}

void world_rule(struct node *n, const char *domain, enum domain_severity severity)
{
    struct domain_rule rule;
    struct ctx *ctx = service_console(&n->f);
    assert_ctx_ok(ctx, service_set_domain_rule(ctx, sv_from(domain), severity, SV(""), &rule));
}
