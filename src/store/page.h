/* Pages in the store: who has which role on them. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/user.h"

/* The most roles one call lists. */
#define STORE_PAGE_ROLES_MAX 200

/** The role of a person on a page; PAGE_ROLE_NONE when there is none. */
MUST_USE enum err store_page_role(struct ctx *ctx, struct account_id page,
                                  struct account_id account, enum page_role *out);

/** Everybody with a role on a page, by account id behind `after`; at most STORE_PAGE_ROLES_MAX. */
MUST_USE enum err store_page_list_roles(struct ctx *ctx, struct account_id page,
                                        struct account_id after, struct page_member **out,
                                        size_t *out_count);

/** Every page a person has a role on, by page id behind `after`; at most STORE_PAGE_ROLES_MAX. */
MUST_USE enum err store_page_list_of(struct ctx *ctx, struct account_id account,
                                     struct account_id after, struct page_member **out,
                                     size_t *out_count);

/** How many have this role on the page. */
MUST_USE enum err store_page_count_role(struct ctx *ctx, struct account_id page,
                                        enum page_role role, int64_t *out);

/** Inside db_write: give a role, or take it with PAGE_ROLE_NONE. */
MUST_USE enum err store_page_set_role(struct ctx *ctx, struct account_id page,
                                      struct account_id account, enum page_role role);

/** Do an editor's posts wait on the page until somebody else lets them out? */
MUST_USE enum err store_page_needs_approval(struct ctx *ctx, struct account_id page, bool *out);

/** Inside db_write. */
MUST_USE enum err store_page_set_approval(struct ctx *ctx, struct account_id page,
                                          bool needs_approval);
