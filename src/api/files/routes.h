/* Routes of files: pictures people gave, and the static files of the program. */
#pragma once

#include "http/route.h"

extern const struct route_table files_routes;
