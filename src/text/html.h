/* Safe markup: its type, and the writer that server-rendered pages and feeds are made with.
 *
 * `struct html` comes only from the escaper, this writer, the sanitizer (text/html_sanitize.h) and
 * the renderer of typed text (text/status_text.h); whoever takes one need not ask whether it was
 * escaped. Names of elements and attributes are literals by construction (the macros paste ""
 * before them), values are escaped, addresses are checked, open elements are counted: a page that
 * forgets to close one stops its test.
 *
 *     HTML_EL(w, "article") {
 *         html_w_class(w, "status");
 *         HTML_EL(w, "a") {
 *             html_w_attr_url(w, "href", account.url);
 *             html_w_text(w, account.name);
 *         }
 *         html_w_html(w, status.content);
 *     }
 *
 * Spec: HTML Living Standard, 13.1 (writing), XML 1.0
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/subject.h"
#include "base/sv.h"
#include "base/vec.h"

/* Markup that may go to a browser as it is. */
struct html {
    struct sv bytes;
};

/* Constant markup, from a literal only. */
#define HTML_LIT(literal) ((struct html){ SV(literal) })

enum {
    HTML_DEPTH_MAX = 64, /* open elements of a writer */
};

/* The page being written; on the stack of the handler. */
struct html_writer {
    struct buf buf;
    struct sv open[HTML_DEPTH_MAX]; /* names of the open elements */
    size_t depth;
    bool is_xml;
    bool is_in_tag;               /* the last start tag still takes attributes */
    bool is_in_void_tag;          /* it is that of a void element */
    size_t scope_depth;           /* open subject scopes */
    VEC(struct subject) subjects; /* the distinct subjects of the page, in order of appearance */
};

/** Escape text for element content and quoted attributes; the result lives in the arena. NUL
 * becomes U+FFFD. */
struct html html_escape(struct arena *a, struct sv text);

/** The same, appended to a buffer. */
void html_escape_to(struct buf *b, struct sv text);

/**
 * May this address stand in a link of a page? http, https, mailto, or relative; no control bytes.
 *
 * url      as the browser would see it, not escaped; any length
 */
bool html_url_is_safe(struct sv url);

/**
 * Begin an HTML fragment or page.
 *
 * a          holds what is written
 * max_bytes  above it html_w_end says ERR_LIMIT
 */
void html_w_begin(struct html_writer *w, struct arena *a, size_t max_bytes);

/** Begin an XML document (Atom): characters that XML forbids are left out, empty elements are
 * `<x/>`. */
void html_w_begin_xml(struct html_writer *w, struct arena *a, size_t max_bytes);

/**
 * Finish; every element and subject scope must be closed.
 *
 * out      what was written, in the arena
 *
 * Returns  ERR_LIMIT  it grew past max_bytes
 */
MUST_USE enum err html_w_end(struct html_writer *w, struct html *out);

/* Start tag; attributes may follow until the first content. */
#define html_w_open(w, tag) html_w_open_name((w), SV(tag))
/* A void element (br, img, input, link, meta …): takes attributes, has no content and no close. */
#define html_w_void(w, tag) html_w_void_name((w), SV(tag))
/* End tag of the innermost element, which must be this one. */
#define html_w_close_tag(w, tag) html_w_close_name((w), SV(tag))
/* Element that holds nothing but text. */
#define html_w_el(w, tag, text) html_w_el_name((w), SV(tag), (text))
/* Element around a block of statements: HTML_EL(w, "ul") { … }. Leave it by its end only. */
#define HTML_EL(w, tag) HTML_EL_AT((w), tag, HTML_EL_NAME(__LINE__))
#define HTML_EL_AT(w, tag, once)                                                                   \
    for (bool once = (html_w_open((w), tag), true); once; html_w_close_tag((w), tag), once = false)
#define HTML_EL_NAME(line) HTML_EL_PASTE(line)
#define HTML_EL_PASTE(line) html_el_##line##_

/* Attribute with any text as value. Not for addresses, `style` and `on…`: those stop the process.
 */
#define html_w_attr(w, name, value) html_w_attr_name((w), SV(name), (value))
/* Attribute with an address; left out when it is not safe. */
#define html_w_attr_url(w, name, url) html_w_attr_url_name((w), SV(name), (url))
/* Attribute with a number. */
#define html_w_attr_i64(w, name, value) html_w_attr_i64_name((w), SV(name), (value))
/* Attribute without value (`checked`), written when `is_on`. */
#define html_w_attr_bool(w, name, is_on) html_w_attr_bool_name((w), SV(name), (is_on))
/* The class attribute, from a literal. */
#define html_w_class(w, literal) html_w_attr_name((w), SV("class"), SV(literal))
/* Constant markup, balanced in itself. */
#define html_w_lit(w, literal) html_w_html((w), HTML_LIT(literal))

/** Close the innermost element. */
void html_w_close(struct html_writer *w);

/** Text, escaped. */
void html_w_text(struct html_writer *w, struct sv text);

/** A number as text. */
void html_w_i64(struct html_writer *w, int64_t value);

/** Markup as it is; it must be balanced in itself. In XML (feeds), write html.bytes as text
 * instead. */
void html_w_html(struct html_writer *w, struct html html);

/** Link: `<a href="…">text</a>`; text alone when the address is not safe. */
void html_w_link(struct html_writer *w, struct sv url, struct sv text);

/** What is written until the end of the scope is about this subject; scopes nest, and SUBJECT_NONE
 * is not noted. */
void html_w_subject_begin(struct html_writer *w, struct subject subject);
void html_w_subject_end(struct html_writer *w);

/** Behind the macros above. Names must be literals: lower case, no data. */
void html_w_open_name(struct html_writer *w, struct sv tag);
void html_w_void_name(struct html_writer *w, struct sv tag);
void html_w_close_name(struct html_writer *w, struct sv tag);
void html_w_el_name(struct html_writer *w, struct sv tag, struct sv text);
void html_w_attr_name(struct html_writer *w, struct sv name, struct sv value);
void html_w_attr_url_name(struct html_writer *w, struct sv name, struct sv url);
void html_w_attr_i64_name(struct html_writer *w, struct sv name, int64_t value);
void html_w_attr_bool_name(struct html_writer *w, struct sv name, bool is_on);
