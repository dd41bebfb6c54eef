/* Every route of the program, family by family. */
#pragma once

#include "base/arena.h"
#include "base/sv.h"
#include "http/route.h"

extern const struct route_table *const app_route_tables[];
extern const size_t app_route_table_count;

/** All routes as text, json or md, in the arena. */
struct sv app_routes_print(struct arena *a, struct sv format);
