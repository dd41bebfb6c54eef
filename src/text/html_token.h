/* Tokenizer of foreign HTML, for the sanitizer and for html_to_text.
 *
 * It follows the browsers' tokenizer as far as text is told from tags. Where it could still err,
 * nothing dangerous follows: who reads the tokens writes every tag anew from an allow-list, and
 * escapes every byte of text.
 *
 * Spec: HTML Living Standard, 13.2.5
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "base/sv.h"

enum html_token_kind {
    HTML_TOKEN_TEXT,
    HTML_TOKEN_START,
    HTML_TOKEN_END,
};

/* Every element whose name somebody acts on; in the order of the table in html_token.c. */
enum html_tag {
    HTML_TAG_OTHER,
    HTML_TAG_A,
    HTML_TAG_ADDRESS,
    HTML_TAG_ANNOTATION,
    HTML_TAG_ARTICLE,
    HTML_TAG_B,
    HTML_TAG_BLOCKQUOTE,
    HTML_TAG_BODY,
    HTML_TAG_BR,
    HTML_TAG_CODE,
    HTML_TAG_DD,
    HTML_TAG_DEL,
    HTML_TAG_DIV,
    HTML_TAG_DL,
    HTML_TAG_DT,
    HTML_TAG_EM,
    HTML_TAG_FIGURE,
    HTML_TAG_FOOTER,
    HTML_TAG_H1,
    HTML_TAG_H2,
    HTML_TAG_H3,
    HTML_TAG_H4,
    HTML_TAG_H5,
    HTML_TAG_H6,
    HTML_TAG_HEADER,
    HTML_TAG_HR,
    HTML_TAG_I,
    HTML_TAG_IFRAME,
    HTML_TAG_LI,
    HTML_TAG_MATH,
    HTML_TAG_META,
    HTML_TAG_NOEMBED,
    HTML_TAG_NOFRAMES,
    HTML_TAG_NOSCRIPT,
    HTML_TAG_OL,
    HTML_TAG_P,
    HTML_TAG_PLAINTEXT,
    HTML_TAG_PRE,
    HTML_TAG_RP,
    HTML_TAG_RT,
    HTML_TAG_RUBY,
    HTML_TAG_S,
    HTML_TAG_SCRIPT,
    HTML_TAG_SECTION,
    HTML_TAG_SPAN,
    HTML_TAG_STRONG,
    HTML_TAG_STYLE,
    HTML_TAG_SVG,
    HTML_TAG_TABLE,
    HTML_TAG_TD,
    HTML_TAG_TEXTAREA,
    HTML_TAG_TH,
    HTML_TAG_TITLE,
    HTML_TAG_TR,
    HTML_TAG_U,
    HTML_TAG_UL,
    HTML_TAG_XMP,
    HTML_TAG_COUNT
};

/* Attributes that somebody reads; all others are skipped. */
enum html_attr {
    HTML_ATTR_CHARSET,
    HTML_ATTR_CLASS,
    HTML_ATTR_CONTENT,
    HTML_ATTR_DISPLAY,
    HTML_ATTR_ENCODING,
    HTML_ATTR_HREF,
    HTML_ATTR_NAME,
    HTML_ATTR_PROPERTY,
    HTML_ATTR_REL,
    HTML_ATTR_REVERSED,
    HTML_ATTR_START,
    HTML_ATTR_TRANSLATE,
    HTML_ATTR_VALUE,
    HTML_ATTR_COUNT
};

struct html_token {
    enum html_token_kind kind;
    enum html_tag tag;                /* of a start or end tag */
    bool is_self_closing;             /* `<x/>`; means something in svg and math only */
    struct sv text;                   /* of text: raw bytes, references not decoded */
    struct sv attrs[HTML_ATTR_COUNT]; /* raw value of the first of each name; ptr NULL: not there */
};

struct html_scanner {
    struct sv in;
    size_t at;
};

/**
 * Next token; comments, declarations and tags cut off at the end are passed over.
 *
 * Returns  false at the end
 */
MUST_USE bool html_token_next(struct html_scanner *s, struct html_token *out);

/**
 * After the start tag of an element whose content is no markup (script, style, textarea …): its raw
 * text, up to its end tag or the end of the input; the end tag is passed over.
 */
struct sv html_token_raw_text(struct html_scanner *s, enum html_tag tag);

/** The name of an element, lower case; empty for HTML_TAG_OTHER. */
struct sv html_tag_name(enum html_tag tag);

/** A tag whose content the browser does not parse, and that is dropped with it. */
bool html_tag_is_raw(enum html_tag tag);

/** An element laid out as a block: what stands before and behind it is not one word. */
bool html_tag_is_block(enum html_tag tag);
