/* Preview card: the job that reads the page a status links to. */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "store/job.h"

/**
 * JOB_FETCH_CARD: find the page of a status, read it unless it is known, and show what it says. A page that answers with something
 * else, or says nothing, is remembered as empty.
 *
 * Returns  as fed_fetch_page where another try may help; ERR_DB …
 */
enum err fed_fetch_card(struct ctx *ctx, const struct job *job);
