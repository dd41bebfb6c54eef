/* The erasure manifest as a table: what there is, whose it is, how it goes.
 *
 * The rows are generated from store/manifest.toml, which is the only place that knows. The erasure worker walks the
 * edges of this table; `efface scan` reads every sealed and clear column through it. A sealed value's box is tied to the row
 * in column id, else status_id, else owner_id, and to the account in owner_id (to account 0 under the instance's key); `efface manifest` prints it; at start and in `efface check` the live schema is compared with it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/sv.h"

enum manifest_rule {
    MANIFEST_RULE_OWNER,  /* goes with the account in owner_id */
    MANIFEST_RULE_SHARED, /* kept while something points at it */
    MANIFEST_RULE_AGE,    /* goes when it is old */
    MANIFEST_RULE_NONE,   /* holds no personal data */
};

enum manifest_target {
    MANIFEST_TARGET_NONE,
    MANIFEST_TARGET_ACCOUNT,
    MANIFEST_TARGET_STATUS,
    MANIFEST_TARGET_MEDIA,
    MANIFEST_TARGET_USER,
};

enum manifest_action {
    MANIFEST_KEEP,
    MANIFEST_DELETE, /* the row goes */
    MANIFEST_NULL,   /* the column is emptied */
    MANIFEST_EACH,   /* the row is erased as an object of its own */
    MANIFEST_STEP,   /* a hand-written step of store/erase.c */
};

enum manifest_sealed {
    MANIFEST_SEALED_NOT,
    MANIFEST_SEALED_ACCOUNT,
    MANIFEST_SEALED_OBJECT,
    MANIFEST_SEALED_INSTANCE,
};

/* One batch of an edge: at most `count` rows that point at `id`. */
typedef enum err manifest_run(struct ctx *ctx, int64_t id, int64_t count, int64_t *out_changed);

/* Ids of at most `count` rows that point at `id`, in ctx->arena. */
typedef enum err manifest_each(struct ctx *ctx, int64_t id, int64_t count, int64_t **out,
                               size_t *out_count);

struct manifest_column_row {
    const char *name;
    int number; /* stable */
    enum manifest_sealed sealed;
    bool is_clear; /* text about a person that must stay readable */
    bool is_hash;
    enum manifest_target target; /* of the edge; NONE: no edge */
    enum manifest_action action;
    manifest_run *run; /* with DELETE and NULL */
    manifest_run
        *recount; /* may be NULL; runs before `run`, in the same transaction, with the same count */
    manifest_each *each; /* with EACH */
};

/* A value that says something about a person, as stored. */
struct manifest_value {
    const struct manifest_column_row *column;
    int64_t row;   /* what its box is tied to */
    int64_t owner; /* account, 0 = none */
    struct sv bytes;
};

/* Where a walk through a table stands; numbers begin at INT64_MIN, bytes as the empty view. */
struct manifest_cursor {
    int64_t number[4];
    struct sv bytes[4];
    bool is_done;
};

/* The values of the next `count` rows behind the cursor, in key order; room for count × told_count. */
typedef enum err manifest_page(struct ctx *ctx, struct manifest_cursor *cursor, int64_t count,
                               struct manifest_value *out, size_t *out_count);

struct manifest_table {
    const char *name;
    int number; /* stable */
    enum manifest_rule rule;
    const char *why;
    const struct manifest_column_row *columns;
    size_t column_count;
    manifest_page *page; /* NULL when no column is sealed or clear */
    size_t told_count;   /* sealed and clear columns */
};

/* A file class, a memory or the log. */
struct manifest_place {
    const char *kind; /* "file", "memory", "log" */
    const char *name;
    const char *path; /* files: as seen from the data folder; KEYS/ is the keys folder */
    enum manifest_rule rule;
    const char *why;
    const char *method; /* may be empty */
};

struct manifest {
    const struct manifest_table *tables;
    size_t table_count;
    const struct manifest_place *places;
    size_t place_count;
};

extern const struct manifest manifest_main;
