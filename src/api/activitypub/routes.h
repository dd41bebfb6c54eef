/* Routes for other servers: actors, inboxes, objects, activities, collections. */
#pragma once

#include "http/route.h"

extern const struct route_table activitypub_routes;
