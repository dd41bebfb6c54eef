/* Poll: the question in a status as ActivityStreams has it, read and written.
 *
 * Spec: ActivityStreams 2.0 vocabulary, Question; the section on questions and votes in FEDERATION
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/subject.h"
#include "model/poll.h"
#include "text/json.h"
#include "text/json_write.h"

/* A poll as it came. */
struct ap_poll {
    struct poll poll; /* its options have no ids; it hides nothing */
    bool is_closed;   /* said to be over, whatever its end */
};

/**
 * Read the poll of an object.
 *
 * object   untrusted
 * out      texts live in the arena or the document; at most POLL_RECEIVED_OPTIONS_MAX options
 *
 * Returns  false when it asks nothing
 */
bool ap_poll_parse(struct arena *a, struct json object, struct ap_poll *out);

/** Write the members that make a status a Question, as it may be seen at now_ms. body: whom the words are about */
void ap_poll_render(struct json_writer *w, struct arena *a, const struct poll *poll, int64_t now_ms,
                    struct subject body);
