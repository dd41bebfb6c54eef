/* Whom a leaf is about, shorter to write; and the leaf forms that entities share. */
#pragma once

#include "base/ctx.h"
#include "base/id.h"
#include "base/subject.h"
#include "text/date.h"
#include "text/json_write.h"

static inline struct subject subject_of(struct account_id account, enum data_class class)
{
    return (struct subject){ account.v, class };
}

/* A time with milliseconds, "2025-11-01T10:00:00.000Z". */
static inline void entity_key_time(struct json_writer *w, struct arena *a, struct sv key,
                                   struct subject subject, int64_t time_ms)
{
    json_w_key_str(w, key, subject, date_render_iso(a, time_ms));
}

/* The same, null for 0. */
static inline void entity_key_time_or_null(struct json_writer *w, struct arena *a, struct sv key,
                                           struct subject subject, int64_t time_ms)
{
    json_w_key_str(w, key, subject, time_ms == 0 ? (struct sv){ 0 } : date_render_iso(a, time_ms));
}

/* A text, null when it is empty. */
static inline void entity_key_str_or_null(struct json_writer *w, struct sv key,
                                          struct subject subject, struct sv value)
{
    json_w_key_str(w, key, subject, value.len == 0 ? (struct sv){ 0 } : value);
}

/* An id, null for none. */
static inline void entity_key_id_or_null(struct json_writer *w, struct sv key,
                                         struct subject subject, int64_t id)
{
    if (id == 0)
        json_w_key_null(w, key, subject);
    else
        json_w_key_id(w, key, subject, id);
}

/* A list that is empty in truth. */
static inline void entity_key_empty_list(struct json_writer *w, struct sv key)
{
    json_w_key_array(w, key);
    json_w_array_end(w);
}
