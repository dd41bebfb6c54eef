/* Settings: the one table, and one merged, immutable snapshot of it.
 *
 * How each type is written:
 *   BOOL       true, false (also on, off, yes, no, 1, 0)
 *   INT        decimal digits
 *   SIZE       bytes, or a number with KiB, MiB, GiB
 *   DURATION   a number with ms, s, min, h or d
 *   ENUM       one of its choices
 *   TEXT       UTF-8 without control characters
 *   PATH       as TEXT; relative to the working folder
 *   ADDRESSES  addresses and networks (10.0.0.0/8, ::1), separated by commas
 *
 * A snapshot never changes once loaded, so any thread reads it without a lock. It lives in the
 * arena it was loaded into.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/sv.h"
#include "conf/net.h"

enum conf_key {
#define SETTING(key, ...) CONF_##key,
#include "conf/settings.def"
#undef SETTING
    CONF_COUNT
};

enum conf_type {
    CONF_TYPE_BOOL,
    CONF_TYPE_INT,
    CONF_TYPE_SIZE,
    CONF_TYPE_DURATION,
    CONF_TYPE_ENUM,
    CONF_TYPE_TEXT,
    CONF_TYPE_PATH,
    CONF_TYPE_ADDRESSES,
};

enum conf_flag {
    CONF_REQUIRED = 1,
    CONF_SECRET = 2,
};

/* Values of the ENUM settings, in the order of their choices. */
enum conf_peers {
    CONF_PEERS_INTERNET,
    CONF_PEERS_LOOPBACK,
};

enum conf_registration {
    CONF_REGISTRATION_CLOSED,
    CONF_REGISTRATION_OPEN,
    CONF_REGISTRATION_APPROVAL,
};

/* Who may read something. */
enum conf_shows_to {
    CONF_SHOWS_TO_NOBODY,
    CONF_SHOWS_TO_USERS,
    CONF_SHOWS_TO_EVERYBODY,
};

enum conf_kek_source {
    CONF_KEK_SOURCE_FILE,
};

/* One row of the table. */
struct conf_row {
    const char *name; /* "server.workers", or "peers" without a section */
    enum conf_type type;
    const char *unit; /* of the number; may be empty */
    int64_t min;
    int64_t max;
    const char *default_text; /* as it would be written in the file; may be empty */
    const char *choices;      /* "a|b|c" for ENUM, otherwise empty */
    unsigned flags;           /* bits of enum conf_flag */
    const char *help;
};

/* Where a value came from; later wins. */
enum conf_source {
    CONF_SOURCE_DEFAULT,
    CONF_SOURCE_FILE,
    CONF_SOURCE_ENVIRONMENT,
    CONF_SOURCE_FLAG,
};

struct conf_value {
    enum conf_source source;
    struct sv text;              /* as written, trimmed */
    int64_t number;              /* bool, number, bytes, milliseconds, or index of the choice */
    const struct conf_net *nets; /* of ADDRESSES */
    size_t net_count;
};

struct conf {
    struct sv data_dir; /* the data folder, without a slash at its end */
    struct conf_value values[CONF_COUNT];
};

/**
 * The row of a setting.
 *
 * Returns  static, never NULL
 */
const struct conf_row *conf_row(enum conf_key key);

/** The setting of this full name, or CONF_COUNT. */
enum conf_key conf_key_find(struct sv name);

/**
 * The name closest to a mistyped one.
 *
 * Returns  a static name at most three edits away, or the absent view
 * Cost     one edit distance a row
 */
struct sv conf_key_suggest(struct sv name);

/** Insertions, deletions and replacements from `a` to `b` (Levenshtein); SIZE_MAX when one is over
 * 64 bytes. */
size_t conf_edit_distance(struct sv a, struct sv b);

/** Number of an INT, bytes of a SIZE, milliseconds of a DURATION. */
int64_t conf_i64(const struct conf *conf, enum conf_key key);

bool conf_bool(const struct conf *conf, enum conf_key key);

/** Index of an ENUM's choice: a value of its C enum. */
int conf_enum(const struct conf *conf, enum conf_key key);

/** Text of a TEXT or PATH; may be empty. Lives as long as the snapshot. */
struct sv conf_sv(const struct conf *conf, enum conf_key key);

/** True when `address` (text form, no port) is in one of the networks of an ADDRESSES setting. */
bool conf_holds_address(const struct conf *conf, enum conf_key key, struct sv address);

/** Folder of the keys: keys.dir, or the data folder's path with ".keys" appended. */
struct sv conf_keys_dir(const struct conf *conf, struct arena *a);
