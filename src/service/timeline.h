/* Timelines but home: pages of statuses as the viewer may see and wants to see them.
 *
 * Spec: Mastodon API, timelines and guidelines#pagination
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "model/paging.h"
#include "service/list_statuses.h"

enum public_part {
    PUBLIC_ALL,
    PUBLIC_LOCAL,
    PUBLIC_REMOTE,
};

struct public_filter {
    enum public_part part;
    bool only_media;
};

/**
 * Does a status, already visible, belong where strangers meet: public timelines, hashtags and their streams? Not what the viewer
 * does not want, nor what is by a silenced account that the viewer does not follow.
 */
bool service_is_for_public(const struct ctx *ctx, const struct status_view *view);

/** Public statuses of everybody; no reblogs, no replies to others, nobody silenced unless followed. */
MUST_USE enum err service_list_public(struct ctx *ctx, const struct public_filter *filter,
                                      const struct paging *paging, struct status_page *out);

/* Names of further tags, as typed. */
struct tag_names {
    const struct sv *items;
    size_t count;
};

struct tag_filter {
    enum public_part part;
    bool only_media;
    struct tag_names all;  /* these must be there as well */
    struct tag_names none; /* and none of these */
};

/** Public statuses with a tag; no reblogs. tag: as typed, without '#'. */
MUST_USE enum err service_list_tag(struct ctx *ctx, struct sv tag, const struct tag_filter *filter,
                                   const struct paging *paging, struct status_page *out);

struct account_filter {
    bool no_replies; /* but to oneself */
    bool no_reblogs;
    bool only_media;
    bool only_pinned; /* newest pin first, not paged */
    struct sv tag;    /* as typed; empty: any */
};

/**
 * What an account posted, as far as the viewer may see it, also when it is muted.
 *
 * Returns  ERR_NOT_FOUND  no such account, or gone
 */
MUST_USE enum err service_list_account(struct ctx *ctx, struct account_id account,
                                       const struct account_filter *filter,
                                       const struct paging *paging, struct status_page *out);

/** What the viewer favourited, by when it did so: max_id and min_id are no status ids. ERR_LOGIN_REQUIRED: nobody. */
MUST_USE enum err service_list_favourites(struct ctx *ctx, const struct paging *paging,
                                          struct status_page *out);

/** What the viewer bookmarked; likewise. */
MUST_USE enum err service_list_bookmarks(struct ctx *ctx, const struct paging *paging,
                                         struct status_page *out);
