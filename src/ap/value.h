/* Values of ActivityStreams documents, read tolerantly: absent, null, one, several, embedded or by id.
 *
 * There is no JSON-LD processor: names are compared as they stand, bare or with one of the prefixes in use.
 *
 * Spec: ActivityStreams 2.0 core, section 4; the interoperability sheet of FEDERATION
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/sv.h"
#include "text/json.h"

#define AP_PUBLIC "https://www.w3.org/ns/activitystreams#Public"
#define AP_CONTEXT "https://www.w3.org/ns/activitystreams"

/** A member by its bare or prefixed name; absent when there is none, or it is null. */
struct json ap_get(struct json object, struct sv name);

/** The id something is referred to by: a string, or an object's id, @id or href; of several the first. Absent when none. */
struct sv ap_id(struct json value);

/** ap_id of a member. */
static inline struct sv ap_get_id(struct json object, struct sv name)
{
    return ap_id(ap_get(object, name));
}

/** Text: a string, the first string of several, or an object's @value; absent when none. */
struct sv ap_text(struct json value);

static inline struct sv ap_get_text(struct json object, struct sv name)
{
    return ap_text(ap_get(object, name));
}

/** True, 1, "true"; `fallback` for what is no boolean. */
bool ap_bool(struct json value, bool fallback);

/** A date and time; false, out untouched, when it is none. */
bool ap_time(struct json value, int64_t *out_ms);

/** A count: a number, also as text, not negative and at most `max`; 0 for anything else. */
int64_t ap_count(struct json value, int64_t max);

/**
 * The ids of one or several references, without repetitions.
 *
 * max      the rest is passed over
 * out      in the arena; views into the document
 */
size_t ap_ids(struct arena *a, struct json value, size_t max, struct sv **out);

/**
 * A web address: a string, a Link's href, or the best of several (text/html first).
 *
 * Returns  in normal form, in the arena; empty when there is no http or https address
 */
struct sv ap_link(struct arena *a, struct json value);

/** Is this text an http or https address that may be an id? */
bool ap_is_address(struct arena *a, struct sv text);

/** Same scheme, host and port; false when one is no address. */
bool ap_same_origin(struct arena *a, struct sv left, struct sv right);

/** The public collection, in any of its three spellings. */
bool ap_is_public(struct sv id);

/** The document speaks ActivityStreams: its @context is or holds the address of the vocabulary. */
bool ap_has_context(struct json document);
