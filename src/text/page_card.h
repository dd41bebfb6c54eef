/* What a page says of itself in its head, for a preview: OpenGraph, Twitter's and plain meta elements, its title.
 *
 * Only the head is read. Nothing that comes out is markup: it is text, to be escaped where it is shown, and addresses as they stood
 * there, to be resolved and checked by who uses them.
 *
 * Spec: The Open Graph protocol; HTML Living Standard 4.2.5; Mastodon's fediverse:creator
 */
#pragma once

#include <stdint.h>

#include "base/arena.h"
#include "base/sv.h"

enum {
    PAGE_CARD_TITLE_CHARS = 300,
    PAGE_CARD_TEXT_CHARS = 500,
    PAGE_CARD_NAME_CHARS = 100,
};

/* Texts are UTF-8, in one line, cut at the bounds above; each may be empty. */
struct page_card {
    struct sv title;
    struct sv description;
    struct sv provider; /* name of the site */
    struct sv author;   /* name of who wrote it */
    struct sv creator;  /* handle of who wrote it, without '@' before it */
    struct sv image;    /* address, perhaps relative */
    struct sv image_alt;
    struct sv published; /* a date as it stood there */
    int64_t image_width; /* 0 = not said */
    int64_t image_height;
};

/**
 * Read the head of a page.
 *
 * page     any bytes; UTF-8, or what `charset` names
 * charset  as the server said; may be empty: then what the page says, then UTF-8. An unknown one, and bytes that are wrong in it, are
 *          read as UTF-8 and repaired
 * out      in the arena
 *
 * Cost     linear in the bytes of the head
 */
void page_card_parse(struct arena *a, struct sv page, struct sv charset, struct page_card *out);
