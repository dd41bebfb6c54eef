/* Import an archive: somebody's posts from another server become posts here, with their dates, threads and pictures.
 *
 * Nothing is sent to anyone: no delivery, no notification, no stream event; ids are of the time of publication, so the posts
 * sort into the past. Running it again adds what is missing and nothing else, also after a crash; what was erased here is
 * not brought back. What other people said is left out: direct messages, boosts.
 *
 * Passes over the archive: check all of it and read the actor; plan every post; write the posts; then the pictures, in
 * the order in which they lie there, so that an archive of any size streams through.
 */
#pragma once

#include <stdint.h>

#include "archive/limits.h"
#include "archive/mastodon.h"
#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"

struct import_report {
    enum archive_problem problem; /* why nothing was taken, or not all */
    int64_t posts_found;          /* in the archive that could be taken */
    int64_t posts_taken;
    int64_t posts_known;  /* here from an earlier run */
    int64_t posts_erased; /* were here, and were erased since: not brought back */
    int64_t posts_skipped[ARCHIVE_SKIP_COUNT];
    int64_t posts_twice;
    int64_t items_oversized;
    int64_t media_found;
    int64_t media_taken;
    int64_t media_known;
    int64_t media_missing; /* named by a post, not in the archive */
    int64_t media_refused; /* nothing we take: broken, too large, or a film where none is taken */
    int64_t media_extra;   /* beyond the four of one post */
    int64_t likes;         /* not imported */
    int64_t bookmarks;     /* not imported */
};

struct import_order {
    int fd; /* an archive or folder, borrowed; its position is changed */
    struct account_id owner;
    const struct archive_limits *limits; /* NULL: the defaults */
    /* Posts and pictures; before them, while a large archive is gone through, its MiB. May be NULL. */
    void (*progress)(void *arg, int64_t done, int64_t total);
    void *progress_arg;
};

/**
 * Import a Mastodon archive into an account.
 *
 * out      filled also on failure, with what had been done by then
 *
 * Returns  ERR_LOGIN_REQUIRED, ERR_FORBIDDEN  nobody, or no editor of the page; the operator's console may
 *          ERR_NOT_FOUND   no such local account
 *          ERR_VALIDATION  the archive: out->problem says what; nothing was taken unless it is about a file that broke later
 *          ERR_LIMIT       more than IMPORT_POSTS_MAX posts
 *          ERR_BUSY        the cage was busy for long: run it again
 *          ERR_DISK_FULL, ERR_IO, ERR_DB …
 * Cost     three passes over the archive; a commit for 64 posts, and for each picture; 0.1 s a picture
 */
MUST_USE enum err service_import_archive(struct ctx *ctx, const struct import_order *order,
                                         struct import_report *out);
