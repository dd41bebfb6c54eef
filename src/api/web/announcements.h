/* Announcements on the pages: for who is signed in, and for the administrator who writes them. */
#pragma once

#include "api/page.h"
#include "base/err.h"
#include "base/macros.h"

/** Those that the reader has not put away, each with its reactions and a button to put it away. ERR_DB … */
MUST_USE enum err web_announcements_write(struct page *p);

/** All of them, and the form to make one: for administrators; nothing for others. ERR_DB … */
MUST_USE enum err web_announcements_section(struct page *p);
