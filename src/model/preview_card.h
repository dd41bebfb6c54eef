/* Preview card: what a page says of itself that a status links to. */
#pragma once

#include <stdint.h>

#include "base/id.h"
#include "base/sv.h"

struct preview_card {
    struct preview_card_id id;
    struct sv url;            /* normalized, without fragment */
    struct sv title;          /* empty: the page says nothing, and there is no preview */
    struct sv description;    /* may be empty, as all below */
    struct sv provider;       /* name of the site */
    struct sv author_name;    /* as the page has it */
    struct account_id author; /* who lets itself be named by pages of this domain */
    struct sv image_url;      /* on the page's server or another one */
    struct sv image_alt;
    int64_t image_width; /* 0 = not known */
    int64_t image_height;
    int64_t published_ms; /* 0 = not known */
    int64_t fetched_ms;
};
