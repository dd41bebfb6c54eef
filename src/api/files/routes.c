/* Routes of files. */
#include "api/files/routes.h"

#include "api/files/handlers.h"

/* clang-format off */
static const struct route rows[] = {
    /*    method  path                     handler     auth  scope bucket body  bytes cors run     since  doc */
    ROUTE(GET,    "/assets/:hash/*name",   asset_show, NONE, 0,    NONE,  NONE, 0,    ANY, LOOP,   "0.1", "a static file of the program"),
    ROUTE(GET,    "/emojis/:id/:version",  emoji_show, NONE, 0,    NONE,  NONE, 0,    ANY, WORKER, "0.1", "the picture of a custom emoji: original or static"),
    ROUTE(GET,    "/favicon.ico",          icon_show,  NONE, 0,    NONE,  NONE, 0,    ANY, LOOP,   "0.1", "the icon, for who asks without reading a page"),
    ROUTE(GET,    "/media/:id/:version",   media_show, NONE, 0,    NONE,  NONE, 0,    ANY, WORKER, "0.1", "a picture: original, small or static"),
    ROUTE(GET,    "/robots.txt",           robots_show, NONE, 0,   NONE,  NONE, 0,    ANY, LOOP,   "0.1", "what crawlers may read"),
};
/* clang-format on */

const struct route_table files_routes = { rows, ARRAY_COUNT(rows) };
