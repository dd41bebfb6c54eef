/* Routes of the client API. */
#pragma once

#include "http/route.h"

extern const struct route_table mastodon_routes;
