/* Domain rule: how this server treats another, and the servers below its name. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/sv.h"

/* Stored; never renumbered. */
enum domain_severity {
    DOMAIN_BLOCK = 0,   /* nothing comes in, nothing goes out */
    DOMAIN_SILENCE = 1, /* not in public timelines; its people have to ask to follow */
    DOMAIN_ALLOW = 2,   /* an exception from a rule above it */
    DOMAIN_NOOP = 3,    /* only what is refused besides */
    DOMAIN_SEVERITY_COUNT
};

struct domain_rule {
    int64_t id;
    struct sv domain; /* lower case, xn-- form, perhaps with :PORT */
    enum domain_severity severity;
    struct sv comment; /* for the moderators; may be empty */
    int64_t created_ms;
    bool rejects_media;       /* what comes from now on has no pictures */
    bool rejects_reports;     /* its reports are dropped */
    bool is_obfuscated;       /* in public only parts of the name */
    struct sv public_comment; /* may be empty */
};

/** "block", "silence", "allow" or "noop"; lives for ever. */
struct sv domain_severity_name(enum domain_severity severity);

/** The severity of a name; false when it is none. */
MUST_USE bool domain_severity_parse(struct sv name, enum domain_severity *out);
