/* Routes under /.well-known and what they point at: WebFinger, host-meta, NodeInfo. */
#pragma once

#include "http/route.h"

extern const struct route_table wellknown_routes;
