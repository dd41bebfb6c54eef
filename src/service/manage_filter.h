/* Manage filters: what an account does not wish to meet. They are their owner's alone to see.
 *
 * A filter is loaded, changed and written whole: there are few, and their words are sealed.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/filter.h"
#include "service/view_status.h"

/* One word to add, to change or to take away. */
struct filter_keyword_edit {
    struct filter_keyword_id id; /* none: a new one */
    bool is_gone;
    bool has_keyword;
    bool has_whole_word;
    bool is_whole_word;
    struct sv keyword;
};

/* What to change of a filter; the rest stays. */
struct filter_edit {
    bool has_title;
    bool has_contexts;
    bool has_action;
    bool has_expiry;
    struct sv title;
    unsigned contexts; /* enum filter_context */
    enum filter_action action;
    int64_t expires_ms; /* 0 = never */
    const struct filter_keyword_edit *keywords;
    size_t keyword_count;
};

/** The filters of the account the viewer acts as, by age. ERR_LOGIN_REQUIRED, ERR_FORBIDDEN. */
MUST_USE enum err service_list_filters(struct ctx *ctx, struct filter **out, size_t *out_count);

/** One of them. ERR_NOT_FOUND. */
MUST_USE enum err service_get_filter(struct ctx *ctx, struct filter_id id, struct filter *out);

/** The filter a word belongs to, and the word; out_keyword points into it. ERR_NOT_FOUND. */
MUST_USE enum err service_find_filter_keyword(struct ctx *ctx, struct filter_keyword_id id,
                                              struct filter *out,
                                              const struct filter_keyword **out_keyword);

/**
 * Make a filter.
 *
 * Returns  ERR_VALIDATION  no title, no context, a word that is empty or too long, or too many of something
 */
MUST_USE enum err service_new_filter(struct ctx *ctx, const struct filter_edit *edit,
                                     struct filter *out);

/**
 * Change a filter.
 *
 * Returns  ERR_NOT_FOUND   none of the viewer's, or one of the words is not its
 *          ERR_VALIDATION  as service_new_filter
 */
MUST_USE enum err service_edit_filter(struct ctx *ctx, struct filter_id id,
                                      const struct filter_edit *edit, struct filter *out);

/** Take it away. ERR_NOT_FOUND. */
MUST_USE enum err service_delete_filter(struct ctx *ctx, struct filter_id id);

/**
 * Let a filter name a status.
 *
 * Returns  ERR_NOT_FOUND   no such filter, or a status the viewer may not see
 *          ERR_VALIDATION  it is named already, or too many are
 */
MUST_USE enum err service_add_filter_status(struct ctx *ctx, struct filter_id id,
                                            struct status_id status, struct filter_status *out);

/** One such naming. ERR_NOT_FOUND. */
MUST_USE enum err service_get_filter_status(struct ctx *ctx, struct filter_status_id id,
                                            struct filter_status *out);

/** Take it back; what it was. ERR_NOT_FOUND. */
MUST_USE enum err service_remove_filter_status(struct ctx *ctx, struct filter_status_id id,
                                               struct filter_status *out);
