/* JSON writer: an appender that knows whom every leaf is about.
 *
 * Each leaf carries a subject (base/subject.h); SUBJECT_NONE when it says nothing about a person.
 * The writer keeps, beside the bytes, the stretches that speak of somebody, and the distinct
 * subjects among them. So finished bytes can be cached, counted and checked against a policy
 * without reading them again.
 *
 * Appending never fails; passing max_bytes is told once, by json_w_finish. Wrong nesting is a bug
 * and asserts. What is written is valid JSON whatever the strings hold: ill-formed UTF-8 becomes
 * U+FFFD.
 *
 * Spec: RFC 8259
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/subject.h"
#include "base/sv.h"
#include "base/vec.h"
#include "text/json.h"

/* Containers in each other; deeper asserts. */
#define JSON_W_DEPTH_MAX 64

/* Bytes that speak of one subject: from its first leaf to its last, with the punctuation between
 * them. */
struct json_span {
    uint32_t from; /* byte offset */
    uint32_t len;  /* bytes */
    struct subject subject;
};

/* A finished value. Everything lives in the writer's arena. */
struct json_fragment {
    struct sv bytes;               /* one JSON value */
    const struct json_span *spans; /* in order, not overlapping */
    size_t span_count;
    const struct subject *subjects; /* the distinct ones, in order of appearance */
    size_t subject_count;
};

struct json_writer {
    struct buf buf;
    VEC(struct json_span) spans;
    uint64_t objects; /* bit per depth: this container is an object */
    int depth;
    bool needs_comma;     /* something stands in the current container */
    bool has_key;         /* a key waits for its value */
    bool is_complete;     /* the root value stands */
    bool is_last_spanned; /* the last leaf ended the last span: an equal subject extends it */
};

/**
 * Begin a value.
 *
 * a           everything is allocated here
 * max_bytes   of the finished text; at most 2^31
 */
void json_w_init(struct json_writer *w, struct arena *a, size_t max_bytes);

/**
 * End the value; the writer must not be used again.
 *
 * out      lives in the writer's arena
 *
 * Returns  ERR_LIMIT  the text passed max_bytes
 */
MUST_USE enum err json_w_finish(struct json_writer *w, struct json_fragment *out);

void json_w_object_begin(struct json_writer *w);
void json_w_object_end(struct json_writer *w);
void json_w_array_begin(struct json_writer *w);
void json_w_array_end(struct json_writer *w);

/** Key of the next member. Keys say nothing about a person; where they do, begin the value with a
 * leaf of its own. */
void json_w_key(struct json_writer *w, struct sv key);

/** A string; an absent view (ptr NULL) is written as null. */
void json_w_str(struct json_writer *w, struct subject subject, struct sv value);

void json_w_i64(struct json_writer *w, struct subject subject, int64_t value);

/** An id: decimal digits in a string, since scripts cannot hold 64 bits in a number. */
void json_w_id(struct json_writer *w, struct subject subject, int64_t value);

/** As ECMAScript writes it; null when it is not finite. */
void json_w_f64(struct json_writer *w, struct subject subject, double value);

void json_w_bool(struct json_writer *w, struct subject subject, bool value);
void json_w_null(struct json_writer *w, struct subject subject);

/** Bytes that are one valid JSON value already (the caller's word for it), about one subject. */
void json_w_raw(struct json_writer *w, struct subject subject, struct sv bytes);

/** A parsed value, as a whole about one subject. */
void json_w_json(struct json_writer *w, struct subject subject, struct json value);

/** A finished fragment as the next value, with its spans. */
void json_w_fragment(struct json_writer *w, const struct json_fragment *fragment);

/** The members of a finished object, with their spans, as members of the open object. */
void json_w_members(struct json_writer *w, const struct json_fragment *object);

/* A key and a leaf. */
static inline void json_w_key_str(struct json_writer *w, struct sv key, struct subject subject,
                                  struct sv value)
{
    json_w_key(w, key);
    json_w_str(w, subject, value);
}

static inline void json_w_key_i64(struct json_writer *w, struct sv key, struct subject subject,
                                  int64_t value)
{
    json_w_key(w, key);
    json_w_i64(w, subject, value);
}

static inline void json_w_key_id(struct json_writer *w, struct sv key, struct subject subject,
                                 int64_t value)
{
    json_w_key(w, key);
    json_w_id(w, subject, value);
}

static inline void json_w_key_f64(struct json_writer *w, struct sv key, struct subject subject,
                                  double value)
{
    json_w_key(w, key);
    json_w_f64(w, subject, value);
}

static inline void json_w_key_bool(struct json_writer *w, struct sv key, struct subject subject,
                                   bool value)
{
    json_w_key(w, key);
    json_w_bool(w, subject, value);
}

static inline void json_w_key_null(struct json_writer *w, struct sv key, struct subject subject)
{
    json_w_key(w, key);
    json_w_null(w, subject);
}

static inline void json_w_key_fragment(struct json_writer *w, struct sv key,
                                       const struct json_fragment *fragment)
{
    json_w_key(w, key);
    json_w_fragment(w, fragment);
}

/* A key and a container's beginning. */
static inline void json_w_key_object(struct json_writer *w, struct sv key)
{
    json_w_key(w, key);
    json_w_object_begin(w);
}

static inline void json_w_key_array(struct json_writer *w, struct sv key)
{
    json_w_key(w, key);
    json_w_array_begin(w);
}
