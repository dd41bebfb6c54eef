/* Manage pages: accounts that several people look after, and who has which role on them. */
#pragma once

#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/account.h"
#include "model/field_error.h"
#include "model/user.h"

#define ACTING_ACCOUNTS_MAX 40

/**
 * Make a page; its creator becomes owner.
 *
 * handle   untrusted, by the rules of usernames
 * title    display name, untrusted, plain text of at most 100 bytes; empty: the handle
 * owner    the viewer himself, or anybody when the viewer is an administrator
 * errors   filled with ERR_VALIDATION (fields username, title); may be NULL
 * out      strings live in ctx->arena
 *
 * Returns  ERR_LOGIN_REQUIRED  no user
 *          ERR_FORBIDDEN       for somebody else
 *          ERR_NOT_FOUND       no such owner
 *          ERR_VALIDATION      see errors
 *          ERR_DB …
 * Cost     an RSA key, 50 to 300 ms; one commit
 */
MUST_USE enum err service_new_page(struct ctx *ctx, struct sv handle, struct sv title,
                                   struct user_id owner, struct field_errors *errors,
                                   struct account *out);

/**
 * Give a person a role on a page, another one, or none (PAGE_ROLE_NONE). Only owners and the operator's console give roles;
 * anybody may leave. Who loses the role loses the tokens that act as the page, and sessions act as the person again.
 *
 * account  the person's own account
 *
 * Returns  ERR_LOGIN_REQUIRED  no user
 *          ERR_NOT_FOUND       no such page, the viewer has no role on it, or `account` is no local person
 *          ERR_FORBIDDEN       the viewer is not an owner, or the last owner would go
 *          ERR_DB …
 */
MUST_USE enum err service_set_page_role(struct ctx *ctx, struct account_id page,
                                        struct account_id account, enum page_role role);

/** Everybody with a role on a page, at most 200; ERR_NOT_FOUND without a role on it (the console sees all). */
MUST_USE enum err service_list_page_roles(struct ctx *ctx, struct account_id page,
                                          struct page_member **out, size_t *out_count);

/** The pages the viewer's person has a role on, at most 200; ERR_LOGIN_REQUIRED without a user. */
MUST_USE enum err service_list_own_pages(struct ctx *ctx, struct page_member **out,
                                         size_t *out_count);

/**
 * What the viewer's person may act as: the own account first, then pages; at most ACTING_ACCOUNTS_MAX, suspended ones left out.
 *
 * Returns  ERR_LOGIN_REQUIRED  no user
 *          ERR_DB …
 * Cost     3 queries
 */
MUST_USE enum err service_list_acting_accounts(struct ctx *ctx, struct account **out,
                                               size_t *out_count);
