/* Audience: to and cc, and what they make of a status's visibility.
 *
 * Narrow, never widen: what is not understood is private. bto and bcc are never read.
 *
 * Spec: ActivityPub 5, 6; the addressing tables of FEDERATION
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/sv.h"
#include "model/visibility.h"
#include "text/json.h"
#include "text/json_write.h"

#define AP_AUDIENCE_MAX 200

struct ap_audience {
    const struct sv *to;
    size_t to_count;
    const struct sv *cc;
    size_t cc_count;
};

/**
 * Read the audience of an object; where it names none, that of its activity counts.
 *
 * activity  may be absent
 */
void ap_audience_parse(struct arena *a, struct json object, struct json activity,
                       struct ap_audience *out);

/** What it means, given the author's followers collection (may be empty). */
enum visibility ap_audience_visibility(const struct ap_audience *audience, struct sv followers);

/** Is this id among to or cc? */
bool ap_audience_has(const struct ap_audience *audience, struct sv id);

/**
 * Write the members to and cc.
 *
 * followers  the author's collection
 * named      actor ids of who is mentioned or answered
 */
void ap_audience_render(struct json_writer *w, enum visibility visibility, struct sv followers,
                        const struct sv *named, size_t named_count, struct subject about);
