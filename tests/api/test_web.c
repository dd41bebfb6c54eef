/* api/web over HTTP: forms and their tokens, what people typed as text, who may see which page, what is gone. */
#include "harness/harness.h"
#include "harness/api_fixture.h"

#include "api/web/routes.h"
#include "api/rate_kind.h"
#include "base/clock.h"
#include "http/rate.h"
#include "service/manage_filter.h"
#include "service/post_status.h"
#include "service/sign_in.h"

#define EVIL "%3Cscript%3Ealert(1)%3C%2Fscript%3E%22%27%3E%3Cimg+src%3Dx+onerror%3Dalert(1)%3E"
#define PASSWORD "correct+horse"

static struct api_fixture *fixture(enum fixture_engine engine)
{
    static struct api_fixture f;
    api_open(&f, engine, &web_routes, 1);
    return &f;
}

static bool has(struct sv text, const char *part)
{
    return sv_find(text, sv_from(part), 0) != SIZE_MAX;
}

/* "Cookie: NAME=VALUE\r\n" of the cookie an answer sets; it must set one. */
static const char *cookie_of(struct api_fixture *f, const struct api_reply *reply)
{
    struct sv set = api_reply_header(reply, SV("Set-Cookie"));
    assert_non_null(set.ptr);
    struct sv pair = sv_sub(set, 0, sv_find_char(set, ';', 0));
    return sv_printf(&f->arena, "Cookie: %" SV_FMT "\r\n", SV_ARG(pair)).ptr;
}

/* The token of the page's first form. */
static struct sv token_of(const struct api_reply *page)
{
    struct sv token = api_between(page->body, "name=\"csrf\" value=\"", "\"");
    assert_non_null(token.ptr);
    return token;
}

static struct api_reply submits(struct api_fixture *f, const char *path, const char *cookie,
                                struct sv token, const char *fields)
{
    struct sv form = sv_printf(&f->arena, "csrf=%" SV_FMT "&%s", SV_ARG(token), fields);
    return api_post(f, path, cookie, form.ptr);
}

/* Sign a person in through the form; the headers of a signed-in browser. */
static const char *signs_in(struct api_fixture *f, const char *name, const char *return_to,
                            const char *expected)
{
    struct api_reply page = api_call(f, "GET", "/sign_in", "", "");
    assert_int_equal(page.status, 200);
    const char *visitor = cookie_of(f, &page);
    struct sv fields =
        sv_printf(&f->arena, "login=%s&password=" PASSWORD "&return_to=%s", name, return_to);
    struct api_reply r = submits(f, "/sign_in", visitor, token_of(&page), fields.ptr);
    assert_int_equal(r.status, 303);
    assert_sv(api_reply_header(&r, SV("Location")), sv_from(expected));
    return cookie_of(f, &r);
}

static void signs_in_and_goes_only_to_own_pages(struct api_fixture *f)
{
    signs_in(f, "ann", "%2Fsettings%23pages", "/settings#pages");
    signs_in(f, "ann", "%2F%2Fevil.example%2F", "/home");
    signs_in(f, "ann", "https%3A%2F%2Fevil.example%2F", "/home");
    signs_in(f, "ann", "%2F%5Cevil.example", "/home");
}

static void refuses_wrong_passwords_and_forms(struct api_fixture *f)
{
    struct api_reply page = api_call(f, "GET", "/sign_in", "", "");
    const char *visitor = cookie_of(f, &page);
    struct api_reply r =
        submits(f, "/sign_in", visitor, token_of(&page), "login=ann&password=wrong");
    assert_int_equal(r.status, 422);
    assert_true(has(r.body, "Name and password do not fit together."));
    r = api_post(f, "/sign_in", visitor, "login=ann&password=" PASSWORD);
    assert_int_equal(r.status, 403);
    r = submits(f, "/sign_in", "", token_of(&page), "login=ann&password=" PASSWORD);
    assert_int_equal(r.status, 403);
    r = submits(f, "/register", visitor, token_of(&page), "username=a+b&email=x&password=1");
    assert_int_equal(r.status, 422);
    assert_true(has(r.body, "This is not valid."));
    assert_true(has(r.body, "value=\"a b\""));
    assert_false(has(r.body, "value=\"1\""));
}

/* However the login is spelled, and from wherever. */
static void stops_guessing_one_login(struct api_fixture *f)
{
    struct engine *engine = f->service.keyed.store.ctx.engine;
    engine->rates = rate_table_new(64, 1);
    struct ctx *ctx = service_anonymous(&f->service);
    for (int i = 0; i < 25; i++) {
        struct sv key;
        assert_ctx_ok(ctx, service_login_key(ctx, SV("Ann"), &key));
        assert_false(
            rate_take(engine->rates, RATE_KIND_LOGIN, key, 25, MS_PER_HOUR, ctx->now_ms).is_over);
    }
    static const char *const spellings[] = { "ann", "ANN", "ann%40mail.example" };
    for (size_t i = 0; i < ARRAY_COUNT(spellings); i++) {
        struct api_reply page = api_call(f, "GET", "/sign_in", "", "");
        struct sv fields = sv_printf(&f->arena, "login=%s&password=" PASSWORD, spellings[i]);
        struct api_reply r =
            submits(f, "/sign_in", cookie_of(f, &page), token_of(&page), fields.ptr);
        assert_int_equal(r.status, 429);
        assert_non_null(api_reply_header(&r, SV("Retry-After")).ptr);
    }
    struct api_reply page = api_call(f, "GET", "/sign_in", "", "");
    struct api_reply r = submits(f, "/sign_in", cookie_of(f, &page), token_of(&page),
                                 "login=bob&password=" PASSWORD);
    assert_int_equal(r.status, 422);
    rate_table_free(engine->rates);
    engine->rates = NULL;
}

/* Every form that writes: without its token nothing happens. */
static void refuses_forms_without_token(struct api_fixture *f, const char *session)
{
    for (size_t i = 0; i < web_routes.count; i++) {
        const struct route *row = &web_routes.rows[i];
        if (row->method != HTTP_POST || row->auth == ROUTE_AUTH_MODERATOR)
            continue;
        struct sv path = sv_from(row->path);
        struct sv target = SV("");
        struct sv part;
        struct sv rest = sv_from_offset(path, 1);
        while (sv_split(&rest, '/', &part)) {
            struct sv filled = sv_starts_with(part, SV(":")) ? SV("1") : part;
            target = sv_printf(&f->arena, "%" SV_FMT "/%" SV_FMT, SV_ARG(target), SV_ARG(filled));
        }
        struct api_reply r = api_post(f, target.ptr, session, "text=x&handle=ann&csrf=guess");
        if (r.status != 403)
            print_error("%s\n", row->path);
        assert_int_equal(r.status, 403);
    }
}

static void asks_visitors_to_sign_in(struct api_fixture *f)
{
    static const char *const paths[] = { "/home",         "/notifications",  "/settings",
                                         "/compose",      "/settings/erase", "/bookmarks",
                                         "/conversations" };
    for (size_t i = 0; i < ARRAY_COUNT(paths); i++)
        assert_int_equal(api_call(f, "GET", paths[i], "", "").status, 401);
}

static void shows_what_was_typed_as_text(struct api_fixture *f, const char *session)
{
    struct api_reply page = api_call(f, "GET", "/compose", session, "");
    assert_int_equal(page.status, 200);
    struct sv token = token_of(&page);
    struct api_reply r =
        submits(f, "/compose", session, token, "text=" EVIL "+%23tag&spoiler=" EVIL "&language=en");
    assert_int_equal(r.status, 303);
    const char *thread = sv_cstr(&f->arena, api_reply_header(&r, SV("Location")));
    const char *const paths[] = { thread, "/@ann", "/", "/tags/tag", "/@ann/feed.atom", "/home" };
    for (size_t i = 0; i < ARRAY_COUNT(paths); i++) {
        struct api_reply shown = api_call(f, "GET", paths[i], session, "");
        assert_int_equal(shown.status, 200);
        assert_true(has(shown.body, "lt;script"));
        assert_false(has(shown.body, "<script"));
        assert_false(has(shown.body, "<img src=x"));
    }
    struct api_reply shown = api_call(f, "GET", thread, "", "");
    struct sv preview = api_between(shown.body, "property=\"og:description\" content=\"", "\"");
    assert_true(has(preview, "&lt;script&gt;"));
    assert_false(has(preview, "#tag")); /* behind the content warning */
}

static void filters_as(struct api_fixture *f, const struct user *ann, enum filter_action action)
{
    struct filter filter;
    struct filter *filters = NULL;
    size_t count = 0;
    struct ctx *ctx = service_as(&f->service, ann);
    assert_ctx_ok(ctx, service_list_filters(ctx, &filters, &count));
    for (size_t i = 0; i < count; i++)
        assert_ctx_ok(ctx, service_delete_filter(ctx, filters[i].id));
    const struct filter_keyword_edit word = { .has_keyword = true, .keyword = SV("spider") };
    const struct filter_edit edit = { .has_title = true,
                                      .title = SV("No <legs>"),
                                      .has_contexts = true,
                                      .contexts =
                                          FILTER_PUBLIC | FILTER_NOTIFICATIONS | FILTER_THREAD,
                                      .has_action = true,
                                      .action = action,
                                      .keywords = &word,
                                      .keyword_count = 1 };
    assert_ctx_ok(ctx, service_new_filter(ctx, &edit, &filter));
}

/* Only for whom the filter is, only where it holds, never the status that was asked for. */
static void filters_hold_on_pages(struct api_fixture *f, const struct user *ann,
                                  const struct user *carl, const char *session)
{
    struct status status;
    struct ctx *ctx = service_as(&f->service, carl);
    const struct post_draft draft = { .text = SV("@ann a spider #eight") };
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &status));
    const char *own = sv_printf(&f->arena, "/@carl/%lld", (long long)status.id.v).ptr;
    static const char *const filtered[] = { "/tags/eight", "/", "/notifications" };
    const char *const open[] = { "/@carl", own };
    filters_as(f, ann, FILTER_WARN);
    for (size_t i = 0; i < ARRAY_COUNT(filtered); i++) {
        struct api_reply shown = api_call(f, "GET", filtered[i], session, "");
        assert_true(has(shown.body, "<summary>Filtered: No &lt;legs&gt;</summary>"));
        assert_true(has(shown.body, "a spider"));
    }
    assert_false(has(api_call(f, "GET", "/tags/eight", "", "").body, "Filtered"));
    filters_as(f, ann, FILTER_HIDE);
    for (size_t i = 0; i < ARRAY_COUNT(filtered); i++) {
        struct api_reply shown = api_call(f, "GET", filtered[i], session, "");
        assert_int_equal(shown.status, 200);
        assert_false(has(shown.body, "a spider"));
    }
    for (size_t i = 0; i < ARRAY_COUNT(open); i++)
        assert_true(has(api_call(f, "GET", open[i], session, "").body, "a spider"));
    assert_true(has(api_call(f, "GET", "/tags/eight", "", "").body, "a spider"));
}

/* One's private messages by whom one writes with, read or not, and off the list. */
static void shows_conversations(struct api_fixture *f, const struct user *carl, const char *session)
{
    struct status status;
    assert_true(has(api_call(f, "GET", "/conversations", session, "").body,
                    "Nobody has written to you privately yet."));
    struct ctx *ctx = service_as(&f->service, carl);
    const struct post_draft draft = { .text = SV("@ann between us <script>"),
                                      .has_visibility = true,
                                      .visibility = VISIBILITY_DIRECT };
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &status));
    struct api_reply shown = api_call(f, "GET", "/conversations", session, "");
    assert_int_equal(shown.status, 200);
    assert_true(has(shown.body, "between us &lt;script&gt;"));
    assert_true(has(shown.body, "href=\"/@carl\"") && has(shown.body, "<strong>new</strong>"));
    struct sv id = api_between(shown.body, "action=\"/conversations/", "/");
    const char *acts[] = { "read", "unread", "delete", "delete", "eat" };
    const int answers[] = { 303, 303, 303, 404, 404 };
    for (size_t i = 0; i < ARRAY_COUNT(acts); i++) {
        struct sv act = sv_printf(&f->arena, "/conversations/%" SV_FMT "/%s", SV_ARG(id), acts[i]);
        assert_int_equal(submits(f, act.ptr, session, token_of(&shown), "").status, answers[i]);
        struct sv body = api_call(f, "GET", "/conversations", session, "").body;
        assert_int_equal(has(body, "<strong>new</strong>"), i == 1);
        assert_int_equal(has(body, "between us"), i < 2);
    }
}

static void keeps_scripts_out_by_policy(struct api_fixture *f)
{
    struct api_reply r = api_call(f, "GET", "/", "", "");
    struct sv policy = api_reply_header(&r, SV("Content-Security-Policy"));
    assert_true(has(policy, "default-src 'none'"));
    assert_true(has(policy, "form-action 'self'"));
    assert_true(has(policy, "frame-ancestors 'none'"));
    assert_false(has(policy, "unsafe"));
    assert_sv_lit(api_reply_header(&r, SV("Cache-Control")), "no-cache");
    struct sv etag = api_reply_header(&r, SV("ETag"));
    const char *known = sv_printf(&f->arena, "If-None-Match: %" SV_FMT "\r\n", SV_ARG(etag)).ptr;
    assert_int_equal(api_call(f, "GET", "/", known, "").status, 304);
    const char *french =
        sv_printf(&f->arena, "Accept-Language: fr\r\nIf-None-Match: %" SV_FMT "\r\n", SV_ARG(etag))
            .ptr;
    r = api_call(f, "GET", "/", french, "");
    assert_int_equal(r.status, 200);
    assert_true(has(r.body, "<html lang=\"fr\">"));
}

/* Other sites may show what is for everybody, and nothing in it acts for who is signed in here. */
static void is_shown_on_other_sites(struct api_fixture *f, const struct user *carl,
                                    const char *session)
{
    struct status status;
    struct ctx *ctx = service_as(&f->service, carl);
    const struct post_draft draft = { .text = SV("to be framed"),
                                      .has_visibility = true,
                                      .visibility = VISIBILITY_UNLISTED };
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &status));
    const char *page = sv_printf(&f->arena, "/@carl/%lld", (long long)status.id.v).ptr;
    const char *embed = sv_printf(&f->arena, "%s/embed", page).ptr;
    struct api_reply r = api_call(f, "GET", page, session, "");
    assert_true(has(r.body, "type=\"application/json+oembed\""));
    assert_sv_lit(api_reply_header(&r, SV("X-Frame-Options")), "DENY");
    for (int i = 0; i < 3; i++) { /* the last from memory */
        r = api_call(f, "GET", embed, i == 0 ? session : "", "");
        assert_int_equal(r.status, 200);
        assert_true(has(r.body, "to be framed"));
        assert_true(has(r.body, "<base target=\"_blank\">"));
        assert_false(has(r.body, "<form"));
        assert_false(has(r.body, "<button"));
        assert_false(has(r.body, "<nav"));
        struct sv policy = api_reply_header(&r, SV("Content-Security-Policy"));
        assert_true(has(policy, "frame-ancestors *"));
        assert_true(has(policy, "default-src 'none'"));
        assert_null(api_reply_header(&r, SV("X-Frame-Options")).ptr);
    }
    ctx = service_as(&f->service, carl);
    const struct post_draft closed = { .text = SV("not to be framed"),
                                       .has_visibility = true,
                                       .visibility = VISIBILITY_PRIVATE };
    assert_ctx_ok(ctx, service_post_status(ctx, &closed, &status));
    embed = sv_printf(&f->arena, "/@carl/%lld/embed", (long long)status.id.v).ptr;
    assert_int_equal(api_call(f, "GET", embed, "", "").status, 404);
    embed = sv_printf(&f->arena, "/@ann/%lld/embed", (long long)status.id.v).ptr;
    assert_int_equal(api_call(f, "GET", embed, "", "").status, 404);
}

static struct status poll_of(struct api_fixture *f, const struct user *who, bool hides_totals)
{
    const struct sv options[] = { SV("<b>tea"), SV("coffee") };
    const struct poll_draft poll = {
        .options = options, .option_count = 2, .seconds = 3600, .hides_totals = hides_totals
    };
    struct post_draft draft = { .text = SV("drink?"), .poll = &poll };
    struct status status;
    struct ctx *ctx = service_as(&f->service, who);
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &status));
    return status;
}

/* Who may answer gets a form, everybody else the results; asking is a form as well. */
static void asks_and_answers(struct api_fixture *f, const struct user *carl, const char *session)
{
    struct status asked = poll_of(f, carl, false);
    const char *path = sv_printf(&f->arena, "/@carl/%lld", (long long)asked.id.v).ptr;
    const char *vote = sv_printf(&f->arena, "/statuses/%lld/vote", (long long)asked.id.v).ptr;
    struct api_reply page = api_call(f, "GET", path, "", "");
    assert_true(has(page.body, "<meter") && has(page.body, "&lt;b&gt;tea"));
    assert_false(has(page.body, "choices[]"));
    page = api_call(f, "GET", path, session, "");
    assert_true(has(page.body, "type=\"radio\" name=\"choices[]\" value=\"1\""));
    struct sv token = token_of(&page);
    assert_int_equal(submits(f, vote, session, SV("no"), "choices[]=1").status, 403);
    assert_int_equal(submits(f, vote, session, token, "choices[]=7").status, 303);
    assert_true(has(api_call(f, "GET", path, session, "").body, "choices[]"));
    assert_int_equal(submits(f, vote, session, token, "choices[]=1").status, 303);
    assert_int_equal(submits(f, vote, session, token, "choices[]=0").status, 303);
    page = api_call(f, "GET", path, session, "");
    assert_false(has(page.body, "choices[]"));
    assert_true(has(page.body, "Your answer") && has(page.body, "100 %") &&
                has(page.body, "1 vote"));
    page = api_call(f, "GET", path, "Accept-Language: fr\r\n", "");
    assert_true(has(page.body, "Se termine le") && has(page.body, "100 %"));

    struct status hidden = poll_of(f, carl, true);
    page =
        api_call(f, "GET", sv_printf(&f->arena, "/@carl/%lld", (long long)hidden.id.v).ptr, "", "");
    assert_true(has(page.body, "The results come at the end."));
    assert_false(has(page.body, "<meter"));

    page = api_call(f, "GET", "/compose", session, "");
    token = token_of(&page);
    struct api_reply r = submits(f, "/compose", session, token, "text=x&poll1=a&poll_seconds=3600");
    assert_int_equal(r.status, 422);
    assert_true(has(r.body, "at least two") && has(r.body, "value=\"a\""));
    r = submits(f, "/compose", session, token,
                "text=x&poll1=a&poll3=b&poll_multiple=1&poll_seconds=3600");
    assert_int_equal(r.status, 303);
    page =
        api_call(f, "GET", sv_cstr(&f->arena, api_reply_header(&r, SV("Location"))), session, "");
    assert_true(has(page.body, "<meter") && has(page.body, "<span>b</span>"));
}

/* The settings win over the browser; visitors have only the browser. */
static void speaks_the_language_chosen(struct api_fixture *f, const char *session)
{
    struct api_reply page = api_call(f, "GET", "/settings", session, "");
    struct sv token = token_of(&page);
    const char *english = sv_printf(&f->arena, "%sAccept-Language: en-GB\r\n", session).ptr;
    assert_true(has(api_call(f, "GET", "/settings", english, "").body, "<html lang=\"en\">"));
    struct api_reply r = submits(f, "/settings/language", session, token, "locale=fr");
    assert_int_equal(r.status, 303);
    assert_true(has(api_call(f, "GET", "/home", english, "").body, "<html lang=\"fr\">"));
    const char *visitor = "Accept-Language: en-GB\r\n";
    assert_true(has(api_call(f, "GET", "/", visitor, "").body, "<html lang=\"en\">"));
    r = submits(f, "/settings/language", session, token, "locale=tlh");
    assert_int_equal(r.status, 400);
    r = submits(f, "/settings/language", session, token, "locale=");
    assert_int_equal(r.status, 303);
    assert_true(has(api_call(f, "GET", "/home", english, "").body, "<html lang=\"en\">"));
}

/* The instance document names this address. */
static void says_what_the_server_is(struct api_fixture *f)
{
    struct api_reply r = api_call(f, "GET", "/about", "", "");
    assert_int_equal(r.status, 200);
    assert_true(has(r.body, "Efface " EFFACE_VERSION));
    r = api_call(f, "GET", "/about", "Accept-Language: fr\r\n", "");
    assert_true(has(r.body, "Ce que fait l’effacement"));
}

static void leads_programs_to_the_actor(struct api_fixture *f)
{
    struct api_reply r = api_call(f, "GET", "/@ann", "Accept: application/activity+json\r\n", "");
    assert_int_equal(r.status, 302);
    assert_true(has(api_reply_header(&r, SV("Location")), "https://local.example/actors/"));
    r = api_call(f, "GET", "/@nobody", "", "");
    assert_int_equal(r.status, 404);
}

static void erases_when_the_handle_is_typed(struct api_fixture *f, const char *session)
{
    struct api_reply page = api_call(f, "GET", "/settings/erase", session, "");
    assert_int_equal(page.status, 200);
    struct sv token = token_of(&page);
    struct api_reply r = submits(f, "/settings/erase", session, token, "handle=%40anne");
    assert_int_equal(r.status, 422);
    assert_int_equal(api_call(f, "GET", "/@ann", "", "").status, 200);
    r = submits(f, "/settings/erase", session, token, "handle=+%40Ann+");
    assert_int_equal(r.status, 303);
    assert_true(has(api_reply_header(&r, SV("Location")), "/erasures/"));
    assert_int_equal(api_call(f, "GET", "/@ann", "", "").status, 410);
    assert_int_equal(api_call(f, "GET", "/@ann/feed.atom", "", "").status, 410);
    assert_int_equal(api_call(f, "GET", "/home", session, "").status, 401);
}

static void on_engine(enum fixture_engine engine)
{
    if (!fixture_has(engine))
        skip();
    struct api_fixture *f = fixture(engine);
    struct user ann = service_person(&f->service, "ann");
    struct user carl = service_person(&f->service, "carl");
    keeps_scripts_out_by_policy(f);
    signs_in_and_goes_only_to_own_pages(f);
    refuses_wrong_passwords_and_forms(f);
    stops_guessing_one_login(f);
    asks_visitors_to_sign_in(f);
    const char *session = signs_in(f, "ann", "", "/home");
    refuses_forms_without_token(f, session);
    shows_what_was_typed_as_text(f, session);
    filters_hold_on_pages(f, &ann, &carl, session);
    is_shown_on_other_sites(f, &carl, session);
    asks_and_answers(f, &carl, session);
    shows_conversations(f, &carl, session);
    speaks_the_language_chosen(f, session);
    says_what_the_server_is(f);
    leads_programs_to_the_actor(f);
    erases_when_the_handle_is_typed(f, session);
    api_close(f);
}

static void on_sqlite(void **state)
{
    UNUSED(state);
    on_engine(FIXTURE_SQLITE);
}

static void on_postgres(void **state)
{
    UNUSED(state);
    on_engine(FIXTURE_POSTGRES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(on_sqlite),
        cmocka_unit_test(on_postgres),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
