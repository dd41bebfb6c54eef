/* Application: a program that people let act for them; and the tokens and web sessions they gave. */
#pragma once

#include <stdint.h>

#include "base/id.h"
#include "base/sv.h"

/* The redirect address that means: show the code to the person. */
#define APPLICATION_OOB SV("urn:ietf:wg:oauth:2.0:oob")

struct application {
    struct application_id id;
    struct sv client_id;
    struct sv name;
    struct sv website;       /* may be empty */
    struct sv redirect_uris; /* separated by line feeds; at least one */
    uint64_t scopes;         /* the most it may ask for */
    int64_t created_ms;
};

/* A token as its person sees it in a list. */
struct token_entry {
    struct token_id id;
    struct account_id account; /* acting as */
    struct sv application;     /* its name */
    struct sv website;         /* may be empty */
    uint64_t scopes;
    int64_t created_ms;
    int64_t used_day; /* days since the epoch */
};

/* A sign-in of the web pages. */
struct web_session {
    struct session_id id;
    struct account_id acting; /* a page; none = as oneself */
    struct sv agent;          /* User-Agent of the sign-in; may be empty */
    int64_t created_ms;
    int64_t seen_ms; /* to the day */
};
