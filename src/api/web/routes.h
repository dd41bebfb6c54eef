/* Routes of the pages. */
#pragma once

#include "http/route.h"

extern const struct route_table web_routes;
