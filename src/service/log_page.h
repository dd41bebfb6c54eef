/* Log pages: what a page's team does is written down for the team, so that several people can look after one page.
 *
 * An entry holds ids alone. Who is erased becomes nobody in it, what is erased nothing; the log goes with its page, and each
 * entry after a year.
 */
#pragma once

#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/account.h"
#include "model/page_log.h"
#include "model/paging.h"

struct page_log_view {
    struct page_log_entry entry;
    const struct account *actor;  /* NULL: nobody any more */
    const struct account *target; /* likewise */
};

/**
 * Inside db_write: the viewer did something as the page it acts as. Nothing is written for who acts as themselves.
 *
 * target, status   none where there is nothing of the kind
 */
MUST_USE enum err service_log_acting(struct ctx *ctx, enum page_log_kind kind,
                                     struct account_id target, struct status_id status);

/** Inside db_write: the viewer, a person or the operator's console, did something to a page. */
MUST_USE enum err service_log_page(struct ctx *ctx, struct account_id page, enum page_log_kind kind,
                                   struct account_id target, int64_t detail);

/**
 * A page of the log, the newest first.
 *
 * out_span   of all that were read
 *
 * Returns  ERR_LOGIN_REQUIRED  no user
 *          ERR_NOT_FOUND       no role on the page
 *          ERR_DB …
 * Cost     2 queries, and as service_view_accounts for those named
 */
MUST_USE enum err service_list_page_log(struct ctx *ctx, struct account_id page,
                                        const struct paging *paging, struct page_log_view **out,
                                        size_t *out_count, struct paging_span *out_span);
