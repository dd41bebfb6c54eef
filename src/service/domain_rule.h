/* Domain rules: which servers this one talks to. A rule covers the names below its own; the nearest counts. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "model/account.h"
#include "model/domain_rule.h"
#include "model/paging.h"

/* The rules in memory; a part of the engine. */
struct domain_rules;

/** Nothing loaded yet: the first question does. To be freed with domain_rules_free. */
struct domain_rules *domain_rules_new(void);
/** Accepts NULL. */
void domain_rules_free(struct domain_rules *rules);

/**
 * Is another server blocked, by itself or by a name above it?
 *
 * host     lower case, perhaps with :PORT; empty (this server) is not
 *
 * Returns  ERR_DB …
 * Cost     memory; the first question after a change reads all rules; 1 query where the engine keeps none in memory
 * Thread   any
 */
MUST_USE enum err service_domain_is_blocked(struct ctx *ctx, struct sv host, bool *out);

/** The same for the severity DOMAIN_SILENCE. */
MUST_USE enum err service_domain_is_silenced(struct ctx *ctx, struct sv host, bool *out);

/** Are another server's media, or its reports, refused? Likewise. */
MUST_USE enum err service_domain_rejects(struct ctx *ctx, struct sv host, bool *out_media,
                                         bool *out_reports);

/**
 * Accounts of a silenced server count as silenced, those of a blocked one as suspended: their state says so afterwards, whatever
 * is stored, and as long as the rule stands. The domain of the handle decides.
 *
 * Returns  ERR_DB …
 * Cost     as service_domain_is_blocked, for each account of another server
 */
MUST_USE enum err service_apply_domain_rules(struct ctx *ctx, struct account *accounts,
                                             size_t count);

/**
 * A domain as it is stored: lower case, xn-- form.
 *
 * Returns  ERR_VALIDATION  not a host, or this server
 */
MUST_USE enum err service_normalize_domain(struct ctx *ctx, struct sv untrusted, struct sv *out);

/**
 * Make a rule, or change the one of this domain. A block ends all follows with the domain by a job that begins at once,
 * and nobody there is told.
 *
 * comment  untrusted; at most 1,000 characters
 *
 * Returns  ERR_LOGIN_REQUIRED, ERR_FORBIDDEN  the viewer is no moderator
 *          ERR_VALIDATION  not a host, this server, or a comment too long
 *          ERR_DB …
 * Cost     one commit
 */
MUST_USE enum err service_set_domain_rule(struct ctx *ctx, struct sv domain,
                                          enum domain_severity severity, struct sv comment,
                                          struct domain_rule *out);

/**
 * Make a rule for a domain that has none, with all it can hold; one that allows is replaced by one that does not.
 *
 * draft    domain and comments untrusted; id and time are given here
 *
 * Returns  ERR_DUPLICATE   there is one: it is in *out
 *          otherwise as above
 */
MUST_USE enum err service_new_domain_rule(struct ctx *ctx, const struct domain_rule *draft,
                                          struct domain_rule *out);

/** Make a rule another; its domain stays. ERR_NOT_FOUND besides. */
MUST_USE enum err service_edit_domain_rule(struct ctx *ctx, int64_t id,
                                           const struct domain_rule *draft,
                                           struct domain_rule *out);

/** A page of the rules that allow, or of all others, for moderators. */
MUST_USE enum err service_list_domain_rules_of(struct ctx *ctx, bool allows,
                                               const struct paging *paging,
                                               struct domain_rule **out, size_t *out_count);

/** The domain as everybody reads it: with stars where the rule is obfuscated. */
struct sv service_public_domain(struct ctx *ctx, const struct domain_rule *rule);

/** Take a rule away; ERR_NOT_FOUND besides. */
MUST_USE enum err service_delete_domain_rule(struct ctx *ctx, int64_t id);

/** One, for moderators; ERR_NOT_FOUND besides. */
MUST_USE enum err service_get_domain_rule(struct ctx *ctx, int64_t id, struct domain_rule *out);

/** SHA-256 of a domain in hex, by which lists of several servers are compared. In ctx->arena. */
struct sv service_domain_digest(struct ctx *ctx, struct sv domain);

#define DOMAIN_RULES_SHOWN 5000

/**
 * The rules that set another server back, in the order of names, as far as the setting server.shows_domain_blocks lets the
 * viewer see them; the first DOMAIN_RULES_SHOWN. What moderators wrote about them is left out.
 *
 * Returns  ERR_NOT_FOUND  they are not shown to the viewer
 *          ERR_DB …
 */
MUST_USE enum err service_list_public_domain_rules(struct ctx *ctx, struct domain_rule **out,
                                                   size_t *out_count);

/** A page of rules, for moderators. */
MUST_USE enum err service_list_domain_rules(struct ctx *ctx, const struct paging *paging,
                                            struct domain_rule **out, size_t *out_count);
