/* A status on a page. */
#pragma once

#include "api/page.h"
#include "service/list_statuses.h"
#include "service/view_status.h"

/**
 * Write one as an article, with what the viewer can do about it.
 *
 * is_main  the one the page is about: larger, with its exact date
 */
void web_status(struct page *p, const struct status_view *view, bool is_main);

/** Write a page of a list and the links beside it; a sentence when it is empty. path as web_pager */
void web_status_list(struct page *p, const struct status_page *list, struct sv path,
                     enum word empty);
