/* Ids: one struct per noun, so that the compiler refuses an account id where a status id belongs.
 *
 * An id is 48 bits of milliseconds since the epoch (of publication) and 16 bits of sequence, so ids sort by time, stay
 * below 2^63 and are written in decimal. Zero means "none".
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Every noun that has an id. */
#define ID_NOUNS(X)                                                                                \
    X(account)                                                                                     \
    X(user)                                                                                        \
    X(status)                                                                                      \
    X(media)                                                                                       \
    X(tag)                                                                                         \
    X(host)                                                                                        \
    X(inbox)                                                                                       \
    X(application)                                                                                 \
    X(token)                                                                                       \
    X(session)                                                                                     \
    X(follow)                                                                                      \
    X(notification)                                                                                \
    X(notification_request)                                                                        \
    X(report)                                                                                      \
    X(staff_act)                                                                                   \
    X(announcement)                                                                                \
    X(custom_emoji)                                                                                \
    X(list)                                                                                        \
    X(collection)                                                                                  \
    X(collection_item)                                                                             \
    X(filter)                                                                                      \
    X(conversation)                                                                                \
    X(scheduled_status)                                                                            \
    X(account_note)                                                                                \
    X(filter_keyword)                                                                              \
    X(filter_status)                                                                               \
    X(poll_option)                                                                                 \
    X(fanout)                                                                                      \
    X(preview_card)                                                                                \
    X(push)                                                                                        \
    X(page_log)                                                                                    \
    X(job)                                                                                         \
    X(erasure)

#define ID_DEFINE(noun)                                                                            \
    struct noun##_id {                                                                             \
        int64_t v;                                                                                 \
    };                                                                                             \
    static inline struct noun##_id noun##_id(int64_t v)                                            \
    {                                                                                              \
        return (struct noun##_id){ v };                                                            \
    }                                                                                              \
    static inline bool noun##_id_eq(struct noun##_id a, struct noun##_id b)                        \
    {                                                                                              \
        return a.v == b.v;                                                                         \
    }                                                                                              \
    static inline bool noun##_id_is_none(struct noun##_id a)                                       \
    {                                                                                              \
        return a.v == 0;                                                                           \
    }

ID_NOUNS(ID_DEFINE)

/* Milliseconds since the epoch at which the id was made (its publication time). */
static inline int64_t id_time_ms(int64_t id)
{
    return id >> 16;
}

/**
 * The smallest id of a millisecond.
 *
 * time_ms  0 … 2^47−1
 */
static inline int64_t id_floor(int64_t time_ms)
{
    return time_ms << 16;
}

struct id_source;

/**
 * A source of new ids for this process.
 *
 * last     highest local id there is, so that a clock that jumped back does not make older ids
 * salt     16 random bits, the sequence at which ids of past times start
 *
 * Returns  to be freed with id_source_free
 */
struct id_source *id_source_new(int64_t last, uint16_t salt);
void id_source_free(struct id_source *s);

/**
 * A new id for something published now; greater than every id this source made for "now" before.
 *
 * Thread   any
 */
int64_t id_next(struct id_source *s, int64_t now_ms);

/**
 * A new id for something published in the past (imports, received statuses). May collide with a stored one: the
 * writer then asks again.
 *
 * time_ms  publication time, clamped to [0, now_ms]
 *
 * Thread   any
 */
int64_t id_at(struct id_source *s, int64_t time_ms, int64_t now_ms);
