/* A status on a page. */
#pragma once

#include "api/page.h"
#include "service/list_statuses.h"
#include "service/view_status.h"

/**
 * Write one as an article, with what the viewer can do about it.
 *
 * is_main  the one the page is about: larger, with its exact date
 * context  which of the viewer's filters hold here (enum filter_context): what one of them hides is not written, what it
 *          warns of is folded behind its title; 0 = none, where somebody asks for this very status
 */
void web_status(struct page *p, const struct status_view *view, bool is_main, unsigned context);

/** Write what a page says of itself that is linked to. */
void web_preview_card(struct page *p, const struct preview_card *card);

/** Write a page of a list and the links beside it; a sentence when it is empty. path as web_pager, context as web_status */
void web_status_list(struct page *p, const struct status_page *list, struct sv path,
                     enum word empty, unsigned context);

/** Nothing of it would be written there. */
bool web_status_is_hidden(const struct status_view *view, unsigned context);
