/* Pictures of strangers made into our own: the pool of caged helper processes.
 *
 * This process never decodes a picture. It hands the bytes to a helper that can reach nothing, and
 * takes back versions encoded anew without any metadata, after checking all that can be checked of
 * them. Helpers start with the first job, stay for the next picture, and end after a minute idle.
 */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"

#include "media/picture.h"

struct media_pool;

/* A zero means the default that the comment names. */
struct media_options {
    const char *
        helper_path; /* the program; NULL = `efface-media` beside this one; must outlive the pool */
    uint32_t worker_count;    /* helpers at most; 2 */
    uint32_t queue_max;       /* callers that may wait for a helper; 32 */
    int64_t deadline_ms;      /* wall time for one job, and as long again for waiting; 30 s */
    uint32_t cpu_ms;          /* processor time for one job; 20 s */
    int64_t idle_ms;          /* a helper without work ends after it; one minute */
    uint32_t jobs_per_worker; /* after that many a helper is replaced; 200 */
    size_t memory_max_bytes;  /* the same when it keeps more than this after a job; 160 MiB */
    const char *program_dir;  /* where ffmpeg and ffprobe are; "/usr/bin"; must outlive the pool */
    int64_t film_deadline_ms; /* wall time for encoding a film (media/film.h); 20 minutes */
};

struct media_job {
    enum picture_purpose purpose;
    struct sv bytes; /* the file, untrusted; absent (ptr NULL): memory_file has it */
    int memory_file; /* a memfd that allows sealing, read from its start; gets sealed; the caller
                        still closes it */
};

struct picture_version {
    enum media_role role;
    enum picture_kind kind; /* JPEG, PNG or WebP; its media type by media_kind_mime() */
    uint32_t width;         /* pixels */
    uint32_t height;
    uint32_t frames;      /* 1 unless it moves */
    uint32_t duration_ms; /* of one round; 0 unless it moves */
    struct sv bytes;      /* the file, in the arena */
};

struct media_result {
    enum picture_kind source_kind;
    bool has_alpha;                                     /* the source had an alpha channel */
    struct sv blurhash;                                 /* 4 x 3 components, in the arena */
    size_t version_count;                               /* 1 or 2 */
    struct picture_version versions[MEDIA_VERSION_MAX]; /* the main one first */
};

/**
 * A pool without any helper yet.
 *
 * options  copied; NULL = all defaults
 *
 * Returns  to be freed with media_pool_free
 */
struct media_pool *media_pool_new(const struct media_options *options);

/** End all helpers and free. No media_process may be running. NULL is accepted. */
void media_pool_free(struct media_pool *pool);

/** End the films that are being encoded, with ERR_BUSY, and begin no more; before whoever waits for one is to stop. */
void media_pool_cancel_films(struct media_pool *pool);

/** Set when they are. */
const atomic_bool *media_pool_is_cancelled(const struct media_pool *pool);

/** As they are in force. */
const struct media_options *media_pool_options(const struct media_pool *pool);

/** Helpers that are at work or wait for some. Thread: any. */
uint32_t media_pool_count_workers(struct media_pool *pool);

/**
 * Make the versions of one picture; blocks until they are there.
 *
 * arena    gets the versions' bytes: MEDIA_OUTPUT_BYTES_MAX at most
 * job      borrowed
 * out      filled on success
 *
 * Returns  ERR_MEDIA_TYPE  the bytes are not JPEG, PNG, GIF or WebP
 *          ERR_TOO_LARGE   sides, pixels, frames or bytes beyond the bounds of media/picture.h
 *          ERR_VALIDATION  a broken picture, or one that a helper died of
 *          ERR_TIMEOUT     the deadline passed, waiting or decoding
 *          ERR_BUSY        too many callers wait already
 *          ERR_LIMIT       the arena's cap has no room for the versions
 *          ERR_IO          no helper could be started, or no memory file made
 * Thread   any
 * Cost     about 0.1 s for a usual photo; a copy of the input and of the versions; starting a
 * helper when none is idle
 */
MUST_USE enum err media_process(struct media_pool *pool, struct arena *arena,
                                const struct media_job *job, struct media_result *out);
