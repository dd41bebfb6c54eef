/* Manage hashtags: whether one may be a trend, be suggested, be used here at all.
 *
 * Spec: Mastodon API, admin/tags, admin/trends
 */
#pragma once

#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "model/paging.h"
#include "model/tag.h"

/* Which fields of an edit are given. */
enum tag_part {
    TAG_TRENDABLE = 1 << 0,
    TAG_USABLE = 1 << 1,
    TAG_LISTABLE = 1 << 2,
};

struct tag_edit {
    unsigned given; /* bits of enum tag_part */
    bool is_trendable;
    bool is_usable;
    bool is_listable;
};

/** A page of all hashtags, for moderators; ERR_LOGIN_REQUIRED, ERR_FORBIDDEN. */
MUST_USE enum err service_list_tags(struct ctx *ctx, const struct paging *paging, struct tag **out,
                                    size_t *out_count);

/**
 * One, for moderators.
 *
 * id_or_name  its id in digits, or its name as typed: no name is all digits
 *
 * Returns  ERR_LOGIN_REQUIRED, ERR_FORBIDDEN
 *          ERR_NOT_FOUND  nobody uses it
 */
MUST_USE enum err service_get_tag(struct ctx *ctx, struct sv id_or_name, struct tag *out);

/**
 * Decide about one; what is not given stays. It is reviewed from now on.
 *
 * out      as it is now
 *
 * Returns  as service_get_tag, ERR_DB …
 */
MUST_USE enum err service_decide_tag(struct ctx *ctx, struct sv id_or_name,
                                     const struct tag_edit *edit, struct tag *out);
