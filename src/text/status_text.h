/* What a person typed: find mentions, hashtags and links in it, count it, render it as markup.
 *
 * Two steps, because between them somebody must look accounts up: scan gives the entities with
 * their byte offsets, the caller sets `href` where it knows one, render writes the markup. A
 * mention without `href` stays text. The same serves bios and profile fields.
 *
 * Spec: Mastodon's TextFormatter, Tag, Account and URL expressions; the character count of its
 * StatusLengthValidator
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/sv.h"
#include "base/vec.h"
#include "text/html.h"

enum {
    STATUS_TEXT_ENTITY_MAX = 1000, /* beyond it, text stays text */
    STATUS_TEXT_LINK_CHARS = 23,   /* what a link counts, however long */
};

enum status_text_kind {
    STATUS_TEXT_MENTION,
    STATUS_TEXT_HASHTAG,
    STATUS_TEXT_LINK,
};

struct status_text_entity {
    enum status_text_kind kind;
    size_t begin;       /* byte offset of its first character: '@', '#' or 'h' */
    size_t end;         /* byte offset behind its last */
    struct sv username; /* of a mention, as typed */
    struct sv host;     /* of a mention, as typed, with port; empty: this server */
    struct sv tag;      /* of a hashtag, as typed, without '#' */
    struct sv
        href; /* where it leads: the link itself; empty for the others until the caller sets it */
};

struct status_text_entities {
    VEC(struct status_text_entity)
    list; /* in order of appearance, not overlapping */
};

/* How to render. */
enum status_text_form {
    STATUS_TEXT_BODY,  /* paragraphs and line breaks: statuses, bios */
    STATUS_TEXT_FIELD, /* one line, links marked rel="me": values of profile fields */
};

/**
 * Find what is more than text.
 *
 * text     UTF-8, any length
 * out      views into `text`; replaced
 */
void status_text_scan(struct arena *a, struct sv text, struct status_text_entities *out);

/**
 * Write the markup.
 *
 * text      that was scanned
 * entities  with href set where it is known
 *
 * Returns   markup in the arena; empty for text of nothing but white space
 */
struct html status_text_render(struct arena *a, struct sv text,
                               const struct status_text_entities *entities,
                               enum status_text_form form);

/** User-perceived characters, a link counting 23 and a mention as its name without the host. */
size_t status_text_count(struct sv text, const struct status_text_entities *entities);

/**
 * The form in which hashtags are compared and addressed: NFKC, lower case, Latin letters without
 * their accents, without what cannot stand in a hashtag.
 *
 * tag      without '#', any bytes
 *
 * Returns  in the arena; empty when nothing is left
 */
struct sv status_text_normalize_tag(struct arena *a, struct sv tag);

/** The whole of `tag` (without '#') would be found as one hashtag. */
bool status_text_is_tag(struct sv tag);
