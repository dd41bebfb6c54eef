/* Scrub: a file layer under SQLite that writes no stale bytes into the main file.
 *
 * secure_delete zeroes what is deleted where it lies. But when pages are balanced, cells move to other pages and their
 * old bytes stay in the gap between a page's cell pointers and its cells; deleting the cell later zeroes its new place
 * alone (seen with SQLite 3.40.1: a dozen copies among 5,000 deleted rows, secure_delete=ON, log truncated). So every
 * tree page is cleaned on its way into the main file: the gap and the inside of free blocks become zero. SQLite never
 * reads either. The log holds pages as they are and is emptied by the checkpoint.
 * Spec: sqlite.org/fileformat2.html, 1.6 B-tree Pages
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/macros.h"

/* The one page size of our files; what is written in other pieces is no page and passes as it is. */
#define SCRUB_PAGE_BYTES 4096

/**
 * Name of the layer over what is SQLite's default layer at the first call; registered then.
 *
 * Returns  static name, NULL when SQLite refused it
 * Thread   any
 */
const char *scrub_vfs_name(void);

/**
 * Zero what no cell of a tree page uses. Other pages, and whatever is not a whole tree page, stay untouched.
 *
 * page      SCRUB_PAGE_BYTES bytes
 * is_first  the first page of a file, whose tree begins behind the file's header
 *
 * Returns  whether it was a tree page
 */
bool scrub_page(unsigned char *page, bool is_first);
