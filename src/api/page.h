/* Page: the frame of every HTML page, and the headers that keep scripts and frames of others out.
 *
 * No page needs a script and none ships one. Pages about people are never kept by a proxy and are asked for again by
 * browsers (no-cache with an ETag), so nothing erased is shown again.
 */
#pragma once

#include <stdbool.h>

#include "api/words.h"
#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "http/request.h"
#include "http/response.h"
#include "model/account.h"
#include "text/html.h"

/* Which entry of the navigation the page is. */
enum page_place {
    PAGE_PLACE_NONE,
    PAGE_PLACE_FRONT,
    PAGE_PLACE_HOME,
    PAGE_PLACE_NOTIFICATIONS,
    PAGE_PLACE_COMPOSE,
    PAGE_PLACE_EXPLORE,
    PAGE_PLACE_SEARCH,
    PAGE_PLACE_PROFILE, /* one's own */
    PAGE_PLACE_SETTINGS,
    PAGE_PLACE_MODERATION,
};

/* What a page says about itself; all may be empty but the title. */
struct page_head {
    struct sv title;       /* plain text */
    struct sv description; /* plain text */
    struct sv feed;        /* address of its Atom feed */
    struct sv activity;    /* address of its ActivityStreams object */
    struct sv canonical;   /* its one address */
    struct sv embedding;   /* address that says how to show it on other sites (oEmbed) */
    struct sv picture;     /* whole address of a picture for previews of a link to it */
    enum page_place place;
    bool may_leave;   /* its forms may lead to other sites (OAuth's redirect) */
    bool is_bare;     /* nothing is asked of the store: pages of errors */
    bool is_unlisted; /* not for search engines */
    bool
        is_embedded; /* other sites may show it in a frame: nothing stands around its content, links open outside */
};

struct page {
    struct html_writer w; /* write the content of <main> here */
    struct ctx *ctx;
    const struct http_request *req;
    struct http_response *res;
    enum language language;
    const struct account *viewer; /* acting as; NULL for visitors and on bare pages */
    struct sv csrf;               /* of this page's forms; absent until the first */
    bool may_leave;
    bool is_embedded;
};

/* The form name of all small forms of the pages, for api_csrf_check. */
#define PAGE_FORM SV("page")

/**
 * Begin a page: head, banner, navigation, and an open <main>.
 *
 * Returns  ERR_DB …
 * Cost     1 query when somebody is signed in
 */
MUST_USE enum err api_page_begin(struct page *p, struct ctx *ctx, const struct http_request *req,
                                 struct http_response *res, const struct page_head *head);

/**
 * End it and make it the answer, or a 304 when the browser has this very page.
 *
 * status   200 …
 *
 * Returns  ERR_LIMIT  the page is too large
 */
MUST_USE enum err api_page_end(struct page *p, int status);

/** The language a page for this request is in: what the person chose in the settings, else what the browser likes. */
enum language api_page_language(const struct http_request *req);

/** A word in the page's language. */
static inline struct sv api_page_word(const struct page *p, enum word word)
{
    return api_word(p->language, word);
}

/** The same with a value in its "{}". */
static inline struct sv api_page_fill(const struct page *p, enum word word, struct sv value)
{
    return api_word_fill(p->ctx->arena, p->language, word, value);
}

/* Element that holds one word of the table. */
#define api_page_el(p, tag, key) html_w_el(&(p)->w, tag, api_page_word((p), WORD_##key))

/** A hidden field; an absent value writes none. */
void api_page_hidden(struct page *p, struct sv name, struct sv value);

/** A radio button of the field `name` that stands for an account, with its name and handle. */
void api_page_account_choice(struct page *p, struct sv name, const struct account *account,
                             bool is_chosen);

/**
 * Open a form that is sent by POST with the page's anti-CSRF field; to be closed with html_w_close_tag(w, "form").
 *
 * class    literal; may be empty
 */
void api_page_form_open(struct page *p, struct sv action, struct sv class, bool has_files);
