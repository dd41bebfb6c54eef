/* Routes of OAuth, and of sign-up through it. */
#pragma once

#include "http/route.h"

extern const struct route_table oauth_routes;
