/* Instance document: a text the operator publishes for everybody. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/macros.h"
#include "base/sv.h"

#define INSTANCE_DOCUMENT_MAX_BYTES ((size_t)64 << 10)

/* Stored; never renumbered. */
enum instance_document_kind {
    INSTANCE_DOCUMENT_DESCRIPTION = 0, /* more than the setting server.description */
    INSTANCE_DOCUMENT_PRIVACY = 1,
    INSTANCE_DOCUMENT_TERMS = 2, /* each holds from its day on, until the next does */
    INSTANCE_DOCUMENT_KIND_COUNT
};

struct instance_document {
    enum instance_document_kind kind;
    int64_t day;    /* since the epoch, UTC; 0 unless terms */
    struct sv text; /* as typed: paragraphs and links */
    int64_t updated_ms;
};

/** "description", "privacy" or "terms"; lives for ever. */
struct sv instance_document_name(enum instance_document_kind kind);

/** The kind of a name; false when it is none. */
MUST_USE bool instance_document_parse(struct sv name, enum instance_document_kind *out);
