/* XRD: the template of one link out of a host-meta document.
 *
 * No XML parser: a document that declares anything (a DOCTYPE, entities, CDATA) is refused, so there is nothing that could name a
 * file or grow when it is expanded; of all elements only the attributes of Link are read.
 *
 * Spec: XRD 1.0; RFC 6415
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"

/**
 * Find the template of the first Link with a relation.
 *
 * xml      untrusted
 * rel      "lrdd"
 * out      in the arena or a view into xml; not checked to be an address
 *
 * Returns  ERR_PARSE      not such a document
 *          ERR_NOT_FOUND  no such link in it
 */
MUST_USE enum err xrd_find_template(struct arena *a, struct sv xml, struct sv rel, struct sv *out);
