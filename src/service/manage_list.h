/* Manage lists: accounts read apart from home. They are their owner's alone to see. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/list.h"
#include "model/paging.h"
#include "service/list_relations.h"

/* What to change of a list; the rest stays. */
struct list_edit {
    bool has_title;
    bool has_replies;
    bool has_exclusive;
    struct sv title;
    enum list_replies replies;
    bool is_exclusive;
};

/** The lists of the account the viewer acts as, by age. ERR_LOGIN_REQUIRED, ERR_FORBIDDEN. */
MUST_USE enum err service_list_lists(struct ctx *ctx, struct list **out, size_t *out_count);

/** Those of them that an account is in. ERR_NOT_FOUND: no such account. */
MUST_USE enum err service_list_lists_with(struct ctx *ctx, struct account_id member,
                                          struct list **out, size_t *out_count);

/** One of them. ERR_NOT_FOUND: none of the viewer's. */
MUST_USE enum err service_get_list(struct ctx *ctx, struct list_id id, struct list *out);

/**
 * Make a list.
 *
 * Returns  ERR_VALIDATION  the title is empty or too long, or there are LISTS_MAX already
 */
MUST_USE enum err service_new_list(struct ctx *ctx, const struct list_edit *edit, struct list *out);

/**
 * Change a list.
 *
 * Returns  ERR_NOT_FOUND   none of the viewer's
 *          ERR_VALIDATION  the title is empty or too long
 */
MUST_USE enum err service_edit_list(struct ctx *ctx, struct list_id id,
                                    const struct list_edit *edit, struct list *out);

/** Take a list away; who is in it is followed as before, who listens to its stream hears no more. ERR_NOT_FOUND. */
MUST_USE enum err service_delete_list(struct ctx *ctx, struct list_id id);

/** Who is in a list, by when they were put there; paging NULL: everybody, by account. ERR_NOT_FOUND. */
MUST_USE enum err service_list_list_members(struct ctx *ctx, struct list_id id,
                                            const struct paging *paging, struct account_page *out);

/** Ids of all in a list, ascending, whosever it is; in ctx->arena. ERR_LIMIT, ERR_DB … */
MUST_USE enum err service_load_list_members(struct ctx *ctx, struct list_id id,
                                            struct account_id **out, size_t *out_count);

/**
 * Put accounts into a list, all or none.
 *
 * Returns  ERR_NOT_FOUND   none of the viewer's lists; or one of the accounts is neither followed nor the viewer's own
 *          ERR_VALIDATION  one of them is in it already
 */
MUST_USE enum err service_add_list_members(struct ctx *ctx, struct list_id id,
                                           const struct account_id *members, size_t count);

/** Take accounts out of a list; harmless for those that are not in it. ERR_NOT_FOUND. */
MUST_USE enum err service_remove_list_members(struct ctx *ctx, struct list_id id,
                                              const struct account_id *members, size_t count);

/** Inside db_write: who is not followed any more is in no list of the follower. */
MUST_USE enum err service_leave_lists(struct ctx *ctx, struct account_id owner,
                                      struct account_id member);
