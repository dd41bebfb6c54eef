/* Routes of the pages. */
#include "api/web/routes.h"

#include "api/web/handlers.h"

/* A form may hold a long text, every character as %XX. */
#define FORM (UINT32_C(1) << 20)
/* Four pictures of the largest size and a form; each picture is bounded by media.max_bytes besides. */
#define UPLOAD (UINT32_C(68) << 20)

/* clang-format off */
static const struct route rows[] = {
    /*    method  path                        handler               auth       scope bucket        body    bytes   cors  run     since  doc */
    ROUTE(GET,    "/",                        web_front_show,       OPTIONAL,  0,    API,          NONE,   0,      NONE, WORKER, "0.1", "what this server is, and what was published here"),
    ROUTE(GET,    "/@:acct",                  web_profile_show,     OPTIONAL,  0,    API,          NONE,   0,      NONE, WORKER, "0.1", "an account and its posts"),
    ROUTE(GET,    "/@:acct/:id",              web_thread_show,      OPTIONAL,  0,    API,          NONE,   0,      NONE, WORKER, "0.1", "a status in its thread"),
    ROUTE(GET,    "/compose",                 web_compose_show,     USER,      0,    API,          NONE,   0,      NONE, WORKER, "0.1", "write a status"),
    ROUTE(POST,   "/compose",                 web_compose,          USER,      0,    POST,         FILE,   UPLOAD, NONE, WORKER, "0.1", "publish it"),
    ROUTE(GET,    "/first_visit/:secret",     web_first_visit_show, OPTIONAL,  0,    SIGN_UP,      NONE,   0,      NONE, WORKER, "0.1", "the first visitor becomes administrator"),
    ROUTE(POST,   "/first_visit/:secret",     web_first_visit,      OPTIONAL,  0,    SIGN_UP,      PARAMS, FORM,   NONE, WORKER, "0.1", "become administrator"),
    ROUTE(GET,    "/register",                web_register_show,    OPTIONAL,  0,    API,          NONE,   0,      NONE, WORKER, "0.1", "the sign-up form"),
    ROUTE(POST,   "/register",                web_register,         OPTIONAL,  0,    SIGN_UP,      PARAMS, FORM,   NONE, WORKER, "0.1", "sign up"),
    ROUTE(GET,    "/sign_in",                 web_sign_in_show,     OPTIONAL,  0,    API,          NONE,   0,      NONE, WORKER, "0.1", "the sign-in form"),
    ROUTE(POST,   "/sign_in",                 web_sign_in,          OPTIONAL,  0,    LOGIN,        PARAMS, FORM,   NONE, WORKER, "0.1", "sign in"),
    ROUTE(POST,   "/sign_out",                web_sign_out,         OPTIONAL,  0,    API,          PARAMS, FORM,   NONE, WORKER, "0.1", "sign out"),
    ROUTE(GET,    "/statuses/:id/edit",       web_edit_show,        USER,      0,    API,          NONE,   0,      NONE, WORKER, "0.1", "the form to edit a status"),
    ROUTE(POST,   "/statuses/:id/edit",       web_edit,             USER,      0,    POST,         FILE,   UPLOAD, NONE, WORKER, "0.1", "edit a status"),
    ROUTE(GET,    "/tags/:name",              web_tag_show,         OPTIONAL,  0,    API,          NONE,   0,      NONE, WORKER, "0.1", "what was published with a hashtag"),
};
/* clang-format on */

const struct route_table web_routes = { rows, ARRAY_COUNT(rows) };
