/* JSON reader: a bounded parse into a tape of 16-byte nodes, read through one-pointer handles.
 *
 * The text is hostile. It is checked whole before anything is given out: grammar, UTF-8, depth,
 * size, number of values. What is absent and what has the wrong type look alike to the accessors,
 * so that reading a document is straight-line code: json_str(json_get(v, SV("name"))).
 *
 * Decided here, where RFC 8259 leaves it open:
 * - Duplicate keys: the last one counts and the earlier ones are invisible to every accessor and to
 * the canonical form, as in JavaScript; or the text is refused (limits). So no two readings of one
 * document differ.
 * - An escaped NUL reads as U+FFFD: no string that comes out of here holds a NUL byte.
 * - Lone surrogates (escaped or not) and a byte order mark are refused.
 * - Numbers keep their text; they become an int64_t or a double on demand.
 *
 * Spec: RFC 8259, RFC 3629
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"

/* No limits may allow deeper nesting; the writer always has room for a value read, 16 deep. */
#define JSON_DEPTH_MAX 48

enum json_kind {
    JSON_NONE, /* absent */
    JSON_NULL,
    JSON_BOOL,
    JSON_NUMBER,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT,
};

struct json_limits {
    size_t max_bytes;        /* of the text; at most 2^30 */
    int max_depth;           /* of arrays and objects in each other; 1 … JSON_DEPTH_MAX */
    size_t max_values;       /* values and keys together; at most 2^27 */
    bool refuses_duplicates; /* refuse a text with a duplicate key; otherwise the last one counts */
};

/* 1 MiB, 32 deep, 100,000 values; the last of equal keys counts. For request bodies. */
extern const struct json_limits json_limits_default;
/* The same, but duplicate keys are refused. For what other servers send: differing readings of one
 * document are an attack there. */
extern const struct json_limits json_limits_strict;

struct json_error {
    size_t at;            /* byte offset in the text */
    const char *expected; /* what should have stood there; static, English */
};

struct json_node; /* on the tape */

/* One value. All zero: absent (JSON_NONE). Lives as long as the arena and the text it was parsed
 * from. */
struct json {
    const struct json_node *node;
};

/**
 * Parse one JSON text.
 *
 * a          tape and unescaped strings go here
 * text       borrowed: strings without escapes are views into it
 * limits     bounds
 * out        the root value, any kind
 * out_error  where and why; filled on failure, may be NULL
 *
 * Returns  ERR_PARSE      not JSON, not UTF-8, or refused duplicate keys
 *          ERR_TOO_LARGE  a limit or the arena's cap was passed
 * Cost     linear in the text (objects beyond 64 members: n log n); memory at most 48 bytes a value
 * and the text once
 */
MUST_USE enum err json_parse(struct arena *a, struct sv text, const struct json_limits *limits,
                             struct json *out, struct json_error *out_error);

/** Kind of a value; JSON_NONE when absent. */
enum json_kind json_kind(struct json v);

static inline bool json_is_none(struct json v)
{
    return v.node == NULL;
}

/** Member of an object; absent when there is none, or when it is no object. Cost linear in its
 * members. */
struct json json_get(struct json object, struct sv key);

/** Element of an array; absent beyond its end, or when it is no array. Cost linear in the index: to
 * walk, json_each. */
struct json json_at(struct json array, size_t index);

/** Number of elements or members; 0 for everything else. */
size_t json_count(struct json v);

/** Text of a string, without NUL bytes; absent view (ptr NULL) when it is no string. */
struct sv json_str(struct json v);

/** json_str of a member. */
static inline struct sv json_get_str(struct json object, struct sv key)
{
    return json_str(json_get(object, key));
}

/** Text of a number as it was written; absent view when it is no number. */
struct sv json_number(struct json v);

/**
 * A number without fraction, also when written 12.0 or 1e3 (exact up to 2^53 then).
 *
 * Returns  false, out untouched, for everything else
 */
MUST_USE bool json_i64(struct json v, int64_t *out);

/**
 * A number as the nearest double.
 *
 * Returns  false, out untouched, when it is no number, too large for a double, or longer than 512
 * bytes
 */
MUST_USE bool json_f64(struct json v, double *out);

/** True or false as it stands there; `fallback` when it is no boolean. */
bool json_bool(struct json v, bool fallback);

/* Walk over elements or members. */
struct json_iter {
    const struct json_node *next;
    const struct json_node *end;
    struct sv key;     /* of the member; absent view in arrays */
    struct json value; /* current one */
    bool is_object;
};

/**
 * Walk over an array's elements or an object's members, in order; over nothing when it is neither:
 * struct json_iter it = json_each(v); while (json_next(&it)) … it.key … it.value …
 */
struct json_iter json_each(struct json v);

/**
 * Walk over what ActivityStreams writes as one value or as an array of them: an array's elements,
 * or the value itself (an object is one value). Absent and null are nothing.
 */
struct json_iter json_each_of(struct json v);

/** Step to the next element or member; false at the end. */
bool json_next(struct json_iter *it);
