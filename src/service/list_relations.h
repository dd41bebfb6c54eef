/* List relations: who follows whom, whom the viewer blocks and mutes, who asks to follow; ordered by when it began. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/account.h"
#include "model/paging.h"
#include "model/relationship.h"
#include "store/relation.h"

#define FAMILIAR_MAX 40

/* A page of accounts. */
struct account_page {
    const struct account *accounts;
    size_t count;
    struct paging_span span; /* of relation ids: paging goes on from them, not from account ids */
};

/** The accounts of some relations, without those that are gone. Returns ERR_DB … */
MUST_USE enum err service_view_refs(struct ctx *ctx, const struct relation_ref *refs, size_t count,
                                    struct account_page *out);

/**
 * A page of whom an account follows, of who follows it, or of whom it recommends.
 *
 * list     RELATION_FOLLOWING, RELATION_FOLLOWERS or RELATION_ENDORSEMENTS
 *
 * Empty for others than the account itself when it hides its collections, and for whom it blocks. What it recommends it shows
 * on purpose: that is not hidden with them.
 *
 * Returns  ERR_NOT_FOUND  no such account, or suspended
 *          ERR_DB …
 */
MUST_USE enum err service_list_relations(struct ctx *ctx, struct account_id account,
                                         enum relation_list list, const struct paging *paging,
                                         struct account_page *out);

/**
 * Whom the viewer follows that follow another account too, at most FAMILIAR_MAX.
 *
 * None for an account that is not there, hides its collections or blocks the viewer; nor any that is suspended or
 * hides whom it follows.
 *
 * Returns  ERR_LOGIN_REQUIRED, ERR_DB …
 * Cost     two indexed look-ups for each account the viewer follows: some 10 ms where it follows 7,500
 */
MUST_USE enum err service_list_familiar_followers(struct ctx *ctx, struct account_id account,
                                                  struct account_page *out);

/**
 * A page of the viewer's own: any list. Mutes that are over are left out.
 *
 * Returns  ERR_LOGIN_REQUIRED, ERR_DB …
 */
MUST_USE enum err service_list_own_relations(struct ctx *ctx, enum relation_list list,
                                             const struct paging *paging, struct account_page *out);

/** A page of the domains the viewer blocks; as service_list_own_relations. */
MUST_USE enum err service_list_domain_blocks(struct ctx *ctx, const struct paging *paging,
                                             struct domain_block **out, size_t *out_count);

/**
 * What stands between the viewer and others, with what the viewer noted, in their order; in ctx->arena.
 *
 * ids      any number, without repetitions; those nobody has are answered with nothing set
 *
 * Returns  ERR_LOGIN_REQUIRED, ERR_DB …
 */
MUST_USE enum err service_list_relationships(struct ctx *ctx, const struct account_id *ids,
                                             size_t count, struct relationship **out);
