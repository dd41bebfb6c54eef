/* api/oauth over HTTP: registration, consent, tokens, sign-up by an application, revocation. */
#include "harness/harness.h"
#include "harness/api_fixture.h"

#include "api/oauth/routes.h"
#include "service/manage_page.h"
#include "service/sign_in.h"
#include "text/base64.h"
#include "text/json.h"

#define REDIRECT "https%3A%2F%2Fapp.example%2Fcb%3Fa%3D1"
#define CHALLENGE "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
#define VERIFIER "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

struct client {
    const char *id;
    const char *secret;
};

static struct api_fixture *fixture(enum fixture_engine engine)
{
    static struct api_fixture f;
    api_open(&f, engine, &oauth_routes, 1);
    return &f;
}

static struct json json_of(struct api_fixture *f, const struct api_reply *reply)
{
    struct json json;
    assert_ok(json_parse(&f->arena, reply->body, &json_limits_default, &json, NULL));
    return json;
}

static struct sv member(struct api_fixture *f, const struct api_reply *reply, const char *name)
{
    return json_get_str(json_of(f, reply), sv_from(name));
}

static bool has(struct sv text, const char *part)
{
    return sv_find(text, sv_from(part), 0) != SIZE_MAX;
}

static struct client registers(struct api_fixture *f)
{
    struct api_reply r = api_post(
        f, "/api/v1/apps", "",
        "client_name=An+%3CApp%3E&redirect_uris=" REDIRECT
        "%0Aurn:ietf:wg:oauth:2.0:oob&scopes=read+write+profile&website=https%3A%2F%2Fapp.example");
    assert_int_equal(r.status, 200);
    assert_sv_lit(member(f, &r, "name"), "An <App>");
    assert_sv_lit(api_reply_header(&r, SV("Access-Control-Allow-Origin")), "*");
    assert_int_equal(json_count(json_get(json_of(f, &r), SV("redirect_uris"))), 2);
    return (struct client){ sv_cstr(&f->arena, member(f, &r, "client_id")),
                            sv_cstr(&f->arena, member(f, &r, "client_secret")) };
}

static void refuses_applications(struct api_fixture *f)
{
    struct api_reply r = api_post(f, "/api/v1/apps", "",
                                  "client_name=x&redirect_uris=javascript:alert(1)&scopes=read");
    assert_int_equal(r.status, 422);
    assert_sv_lit(member(f, &r, "error"),
                  "Validation failed: Redirect URI must be an absolute URI.");
    r = api_post(f, "/api/v1/apps", "", "client_name=x&redirect_uris=a:b&scopes=read+bogus");
    assert_int_equal(r.status, 422);
    r = api_call(f, "POST", "/api/v1/apps", "Content-Type: application/json\r\n",
                 "{\"redirect_uris\":[\"com.example:/cb\"]}");
    assert_int_equal(r.status, 422);
    assert_sv_lit(member(f, &r, "error"), "Validation failed: Name can't be blank");
    r = api_call(f, "POST", "/api/v1/apps", "Content-Type: application/json\r\n",
                 "{\"client_name\":\"j\",\"redirect_uris\":[\"com.example:/cb\",\"a:b\"]}");
    assert_int_equal(r.status, 200);
    assert_int_equal(json_count(json_get(json_of(f, &r), SV("scopes"))), 1);
}

static struct sv application_token(struct api_fixture *f, struct client c, const char *scope)
{
    struct sv form =
        sv_printf(&f->arena, "grant_type=client_credentials&client_id=%s&client_secret=%s&scope=%s",
                  c.id, c.secret, scope);
    struct api_reply r = api_post(f, "/oauth/token", "", form.ptr);
    assert_int_equal(r.status, 200);
    assert_sv_lit(member(f, &r, "token_type"), "Bearer");
    assert_sv_lit(api_reply_header(&r, SV("Cache-Control")), "no-store");
    assert_int_equal(json_kind(json_get(json_of(f, &r), SV("created_at"))), JSON_NUMBER);
    return member(f, &r, "access_token");
}

static const char *bearer(struct api_fixture *f, struct sv token)
{
    return sv_printf(&f->arena, "Authorization: Bearer %" SV_FMT "\r\n", SV_ARG(token)).ptr;
}

static void shows_the_application(struct api_fixture *f, struct client c)
{
    struct sv token = application_token(f, c, "read");
    struct api_reply r =
        api_call(f, "GET", "/api/v1/apps/verify_credentials", bearer(f, token), "");
    assert_int_equal(r.status, 200);
    assert_sv_lit(member(f, &r, "name"), "An <App>");
    assert_false(has(r.body, "client_secret"));
    r = api_call(f, "GET", "/api/v1/apps/verify_credentials", "", "");
    assert_int_equal(r.status, 401);
    assert_sv_lit(member(f, &r, "error"), "The access token is invalid");
    assert_true(has(api_reply_header(&r, SV("WWW-Authenticate")), "Bearer"));
    r = api_call(f, "GET", "/oauth/userinfo", bearer(f, application_token(f, c, "profile")), "");
    assert_int_equal(r.status, 422);
}

static void signs_people_up(struct api_fixture *f, struct client c)
{
    const char *form =
        "username=carol&email=carol%40mail.example&password=longenough&agreement=true";
    struct api_reply r = api_post(f, "/api/v1/accounts", "", form);
    assert_int_equal(r.status, 401);
    r = api_post(f, "/api/v1/accounts", bearer(f, application_token(f, c, "read")), form);
    assert_int_equal(r.status, 403);
    const char *app = bearer(f, application_token(f, c, "read+write+profile"));
    r = api_post(f, "/api/v1/accounts", app, "username=carol&password=longenough");
    assert_int_equal(r.status, 422);
    assert_true(has(r.body, "\"agreement\":[{\"error\":\"ERR_ACCEPTED\""));
    r = api_post(f, "/api/v1/accounts", app, form);
    assert_int_equal(r.status, 200);
    struct sv token = member(f, &r, "access_token");
    r = api_call(f, "GET", "/oauth/userinfo", bearer(f, token), "");
    assert_int_equal(r.status, 200);
    assert_sv_lit(member(f, &r, "preferred_username"), "carol");
    assert_sv_lit(member(f, &r, "iss"), "https://local.example/");
    r = api_post(f, "/api/v1/accounts", app, form);
    assert_int_equal(r.status, 422);
    assert_true(has(r.body, "\"username\":[{\"error\":\"ERR_TAKEN\""));
    assert_true(has(r.body, "\"email\":[{\"error\":\"ERR_TAKEN\""));
    assert_true(has(r.body, "Validation failed: Username has already been taken"));
    r = api_post(f, "/api/v1/accounts", bearer(f, token), form);
    assert_int_equal(r.status, 403);
    f->service.conf.values[CONF_REGISTRATION].number = CONF_REGISTRATION_CLOSED;
    r = api_post(f, "/api/v1/accounts", app, form);
    assert_int_equal(r.status, 403);
    f->service.conf.values[CONF_REGISTRATION].number = CONF_REGISTRATION_OPEN;
}

static const char *session_header(struct api_fixture *f, const struct user *user)
{
    struct ctx *ctx = service_anonymous(&f->service);
    struct sv cookie;
    assert_ctx_ok(ctx, service_begin_session(ctx, user, SV("Test"), &cookie));
    return sv_printf(&f->arena, "Cookie: __Host-efface_session=%" SV_FMT "\r\n", SV_ARG(cookie))
        .ptr;
}

static const char *question(struct api_fixture *f, struct client c, const char *rest)
{
    return sv_printf(&f->arena, "/oauth/authorize?response_type=code&client_id=%s&%s", c.id, rest)
        .ptr;
}

static void asks_only_for_what_is_registered(struct api_fixture *f, struct client c,
                                             const char *session)
{
    struct api_reply r =
        api_call(f, "GET", "/oauth/authorize?client_id=nobody&redirect_uri=" REDIRECT, session, "");
    assert_int_equal(r.status, 401);
    assert_null(api_reply_header(&r, SV("Location")).ptr);
    r = api_call(f, "GET", question(f, c, "redirect_uri=https://evil.example"), session, "");
    assert_int_equal(r.status, 400);
    assert_null(api_reply_header(&r, SV("Location")).ptr);
    r = api_call(f, "GET", question(f, c, ""), session, "");
    assert_int_equal(r.status, 400);
    r = api_call(f, "GET", question(f, c, "redirect_uri=" REDIRECT "&scope=push&state=s%26t"),
                 session, "");
    assert_int_equal(r.status, 303);
    struct sv location = api_reply_header(&r, SV("Location"));
    assert_true(sv_starts_with(location, SV("https://app.example/cb?a=1&error=invalid_scope&")));
    assert_true(sv_ends_with(location, SV("&state=s%26t")));
    r = api_call(f, "GET",
                 question(f, c,
                          "redirect_uri=" REDIRECT "&code_challenge=" CHALLENGE
                          "&code_challenge_method=plain"),
                 session, "");
    assert_true(has(api_reply_header(&r, SV("Location")), "error=invalid_request"));
    r = api_call(f, "GET", question(f, c, "redirect_uri=" REDIRECT "&response_type=token"), session,
                 "");
    assert_true(has(api_reply_header(&r, SV("Location")), "error=unsupported_response_type"));
}

static void wants_a_session(struct api_fixture *f, struct client c, const char *session)
{
    const char *ask = question(f, c, "redirect_uri=" REDIRECT "&state=x");
    struct api_reply r = api_call(f, "GET", ask, "", "");
    assert_int_equal(r.status, 302);
    struct sv location = api_reply_header(&r, SV("Location"));
    assert_true(sv_starts_with(location, SV("/sign_in?return_to=%2Foauth%2Fauthorize%3F")));
    r = api_call(f, "GET", ask, "Cookie: __Host-efface_session=old\r\n", "");
    assert_int_equal(r.status, 302);
    ask = question(f, c, "redirect_uri=" REDIRECT "&force_login=true");
    r = api_call(f, "GET", ask, session, "");
    assert_int_equal(r.status, 302);
    location = api_reply_header(&r, SV("Location"));
    assert_true(sv_ends_with(location, SV("&force=1")));
    assert_false(has(location, "force_login"));
    /* Cookies do not open the API. */
    r = api_call(f, "GET", "/api/v1/apps/verify_credentials", session, "");
    assert_int_equal(r.status, 401);
}

/* Ask, read the form's token out of the page, and answer. */
static struct api_reply decides(struct api_fixture *f, struct client c, const char *session,
                                const char *redirect, const char *decision, const char *more)
{
    struct sv rest = sv_printf(&f->arena,
                               "redirect_uri=%s&scope=read&state=st%%3C&code_challenge=" CHALLENGE
                               "&code_challenge_method=S256",
                               redirect);
    struct api_reply page = api_call(f, "GET", question(f, c, rest.ptr), session, "");
    assert_int_equal(page.status, 200);
    assert_true(has(page.body, "An &lt;App&gt;"));
    assert_true(has(page.body, "Read everything your account may see"));
    assert_false(has(page.body, "<script"));
    assert_true(has(api_reply_header(&page, SV("Content-Security-Policy")), "default-src 'none'"));
    struct sv consent = api_between(page.body, "action=\"/oauth/authorize\"", "</form>");
    struct sv csrf = api_between(consent, "name=\"csrf\" value=\"", "\"");
    assert_non_null(csrf.ptr);
    struct sv form =
        sv_printf(&f->arena, "response_type=code&client_id=%s&%s&csrf=%" SV_FMT "&decision=%s%s",
                  c.id, rest.ptr, SV_ARG(csrf), decision, more);
    return api_post(f, "/oauth/authorize", session, form.ptr);
}

static struct api_reply trades(struct api_fixture *f, struct client c, struct sv code,
                               const char *redirect, const char *verifier)
{
    struct sv form = sv_printf(&f->arena,
                               "grant_type=authorization_code&client_id=%s&client_secret=%s"
                               "&code=%" SV_FMT "&redirect_uri=%s&code_verifier=%s",
                               c.id, c.secret, SV_ARG(code), redirect, verifier);
    return api_post(f, "/oauth/token", "", form.ptr);
}

static void agrees_and_refuses(struct api_fixture *f, struct client c, const char *session)
{
    struct api_reply r = decides(f, c, session, REDIRECT, "deny", "");
    assert_int_equal(r.status, 303);
    assert_true(has(api_reply_header(&r, SV("Location")), "error=access_denied"));
    r = api_post(f, "/oauth/authorize", session, "decision=allow&csrf=guess");
    assert_int_equal(r.status, 403);
    r = api_post(f, "/oauth/authorize", "", "decision=allow");
    assert_int_equal(r.status, 401);
    const char *elsewhere = sv_printf(&f->arena, "%sSec-Fetch-Site: cross-site\r\n", session).ptr;
    r = api_post(f, "/oauth/authorize", elsewhere, "decision=allow");
    assert_int_equal(r.status, 403);

    r = decides(f, c, session, REDIRECT, "allow", "");
    assert_int_equal(r.status, 303);
    struct sv location = api_reply_header(&r, SV("Location"));
    assert_true(sv_ends_with(location, SV("&state=st%3C")));
    struct sv code = api_between(location, "cb?a=1&code=", "&");
    r = trades(f, c, code, REDIRECT, VERIFIER);
    assert_int_equal(r.status, 200);
    assert_sv_lit(member(f, &r, "scope"), "read");
    r = trades(f, c, code, REDIRECT, VERIFIER);
    assert_int_equal(r.status, 400);
    assert_sv_lit(member(f, &r, "error"), "invalid_grant");
}

static void shows_the_code_to_programs_without_address(struct api_fixture *f, struct client c,
                                                       const char *session)
{
    struct api_reply r = decides(f, c, session, "urn:ietf:wg:oauth:2.0:oob", "allow", "");
    assert_int_equal(r.status, 303);
    struct sv location = api_reply_header(&r, SV("Location"));
    r = api_call(f, "GET", sv_cstr(&f->arena, location), session, "");
    assert_int_equal(r.status, 200);
    struct sv code = api_between(r.body, "value=\"", "\"");
    r = trades(f, c, code, "urn:ietf:wg:oauth:2.0:oob", "wrong");
    assert_int_equal(r.status, 400);
    r = api_call(f, "GET", "/oauth/authorize/native?code=%3Cb%3E", "", "");
    assert_false(has(r.body, "<b>"));
}

static void acts_as_a_page(struct api_fixture *f, struct client c, const struct user *user,
                           const char *session)
{
    struct ctx *ctx = service_as(&f->service, user);
    struct account page;
    assert_ctx_ok(ctx, service_new_page(ctx, SV("news"), SV("The News"), user->id, NULL, &page));
    struct sv more = sv_printf(&f->arena, "&account_id=%lld", (long long)page.id.v);
    struct api_reply r = decides(f, c, session, REDIRECT, "allow", more.ptr);
    struct sv code = api_between(api_reply_header(&r, SV("Location")), "&code=", "&");
    r = trades(f, c, code, REDIRECT, VERIFIER);
    assert_int_equal(r.status, 200);
    r = decides(f, c, session, REDIRECT, "allow", "&account_id=12345");
    assert_int_equal(r.status, 404);
}

static void refuses_clients_and_grants(struct api_fixture *f, struct client c)
{
    struct api_reply r = api_post(f, "/oauth/token", "", "grant_type=password");
    assert_int_equal(r.status, 400);
    assert_sv_lit(member(f, &r, "error"), "unsupported_grant_type");
    r = api_post(f, "/oauth/token", "", "");
    assert_sv_lit(member(f, &r, "error"), "invalid_request");
    r = api_post(f, "/oauth/token", "",
                 "grant_type=client_credentials&client_id=x&client_secret=y");
    assert_int_equal(r.status, 401);
    assert_sv_lit(member(f, &r, "error"), "invalid_client");
    struct sv form = sv_printf(&f->arena,
                               "{\"grant_type\":\"client_credentials\",\"client_id\":\"%s\","
                               "\"client_secret\":\"%s\",\"scope\":\"read push\"}",
                               c.id, c.secret);
    r = api_call(f, "POST", "/oauth/token", "Content-Type: application/json\r\n", form.ptr);
    assert_int_equal(r.status, 400);
    assert_sv_lit(member(f, &r, "error"), "invalid_scope");
}

static const char *basic(struct api_fixture *f, struct client c)
{
    struct sv pair = sv_printf(&f->arena, "%s:%s", c.id, c.secret);
    struct sv text = base64_encode(&f->arena, pair, BASE64_STANDARD);
    return sv_printf(&f->arena, "Authorization: Basic %" SV_FMT "\r\n", SV_ARG(text)).ptr;
}

static void takes_tokens_back(struct api_fixture *f, struct client c, struct client other)
{
    struct api_reply r = api_post(f, "/oauth/token", basic(f, c), "grant_type=client_credentials");
    assert_int_equal(r.status, 200);
    struct sv token = member(f, &r, "access_token");
    struct sv form = sv_printf(&f->arena, "token=%" SV_FMT, SV_ARG(token));
    r = api_post(f, "/oauth/revoke", basic(f, other), form.ptr);
    assert_int_equal(r.status, 403);
    assert_sv_lit(member(f, &r, "error"), "unauthorized_client");
    r = api_post(f, "/oauth/revoke", basic(f, c), form.ptr);
    assert_int_equal(r.status, 200);
    assert_sv_lit(r.body, "{}");
    r = api_post(f, "/oauth/revoke", basic(f, c), form.ptr);
    assert_int_equal(r.status, 200);
    r = api_call(f, "GET", "/api/v1/apps/verify_credentials", bearer(f, token), "");
    assert_int_equal(r.status, 401);
}

static void tells_what_it_can(struct api_fixture *f)
{
    struct api_reply r = api_call(f, "GET", "/.well-known/oauth-authorization-server", "", "");
    assert_int_equal(r.status, 200);
    assert_sv_lit(member(f, &r, "issuer"), "https://local.example/");
    assert_sv_lit(member(f, &r, "token_endpoint"), "https://local.example/oauth/token");
    assert_true(json_count(json_get(json_of(f, &r), SV("scopes_supported"))) > 30);
}

static void on_engine(enum fixture_engine engine)
{
    if (!fixture_has(engine))
        skip();
    struct api_fixture *f = fixture(engine);
    struct client client = registers(f);
    struct client other = registers(f);
    struct user alice = service_person(&f->service, "alice");
    const char *session = session_header(f, &alice);
    refuses_applications(f);
    shows_the_application(f, client);
    signs_people_up(f, client);
    asks_only_for_what_is_registered(f, client, session);
    wants_a_session(f, client, session);
    agrees_and_refuses(f, client, session);
    shows_the_code_to_programs_without_address(f, client, session);
    acts_as_a_page(f, client, &alice, session);
    refuses_clients_and_grants(f, client);
    takes_tokens_back(f, client, other);
    tells_what_it_can(f);
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
