/* Parameters of a request, from wherever they came: query, form, multipart or JSON body, all read
 * one way.
 *
 * A name is a path in brackets as Rails writes it: `status`, `id[]`, `poll[options][]`,
 * `fields_attributes[0][name]`. Whoever reads asks for the path; where brackets are empty, all
 * values in order. JSON is flattened to the same names.
 *
 * Spec: docs of the Mastodon API (arrays, hashes, booleans); Rack's nested queries
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "base/vec.h"

enum {
    PARAMS_NAME_MAX_BYTES = 256,
};

struct param {
    struct sv name;  /* as sent, decoded: "poll[options][]" */
    struct sv value; /* decoded UTF-8; may be empty */
};

struct params {
    struct arena *arena;
    VEC(struct param) list; /* in order */
    size_t max_count;
};

/** None yet, at most `max_count` to come. */
void params_init(struct params *p, struct arena *a, size_t max_count);

/**
 * Add one; views must live as long as the arena.
 *
 * Returns  ERR_BAD_REQUEST  name or value is not UTF-8, or holds NUL
 *          ERR_LIMIT        more than max_count, or the name is too long
 */
MUST_USE enum err params_add(struct params *p, struct sv name, struct sv value);

/** The last value of this name; ptr NULL when there is none. A name of NAME[] is not NAME. */
struct sv params_find(const struct params *p, struct sv name);

/** The name was sent, with whatever value. */
bool params_has(const struct params *p, struct sv name);

/** Some name begins with `name` and an opening bracket, or is it: `poll` was sent in some form. */
bool params_has_any(const struct params *p, struct sv name);

/**
 * All values of `name[]`, also of `name[0]`, `name[1]` … in the order sent; `name` itself when
 * there is no bracket.
 *
 * out      views, in the arena of p
 *
 * Returns  their number
 */
size_t params_list(const struct params *p, struct sv name, struct sv **out);

/**
 * Walk over the entries of a list of objects: `fields_attributes[0][name]`,
 * `fields_attributes[1][name]`, or `media_attributes[][id]` where a key that comes again begins the
 * next entry.
 *
 * name     "fields_attributes"
 * index    0, 1, … by order of appearance
 * key      "name"
 * out      its value; ptr NULL when that entry has no such key
 *
 * Returns  false when there are not so many entries
 * Cost     linear in the parameters
 */
bool params_nested(const struct params *p, struct sv name, size_t index, struct sv key,
                   struct sv *out);

/** A boolean as Rails reads it: "", 0, f, F, false, off in any case are false, everything else true. */
bool params_text_is_true(struct sv value);

/**
 * A parameter read so.
 *
 * fallback  when the name was not sent
 */
bool params_bool(const struct params *p, struct sv name, bool fallback);

/**
 * An integer; `fallback` when the name was not sent or is empty.
 *
 * out      clamped to [min, max]
 *
 * Returns  ERR_BAD_PARAM  not a decimal integer
 */
MUST_USE enum err params_i64(const struct params *p, struct sv name, int64_t min, int64_t max,
                             int64_t fallback, int64_t *out);
