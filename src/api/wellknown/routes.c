/* Routes under /.well-known. */
#include "api/wellknown/routes.h"

#include "api/wellknown/handlers.h"

/* clang-format off */
static const struct route rows[] = {
    /*    method path                            handler                        auth  scope bucket      body  bytes cors run     since  doc */
    ROUTE(GET,  "/.well-known/host-meta",        wellknown_host_meta_show,      NONE, 0,    FEDERATION, NONE, 0,    ANY, LOOP,   "0.1", "RFC 6415"),
    ROUTE(GET,  "/.well-known/host-meta.json",   wellknown_host_meta_json_show, NONE, 0,    FEDERATION, NONE, 0,    ANY, LOOP,   "0.1", "RFC 6415"),
    ROUTE(GET,  "/.well-known/nodeinfo",         wellknown_nodeinfo_list,       NONE, 0,    FEDERATION, NONE, 0,    ANY, LOOP,   "0.1", "NodeInfo 2.1"),
    ROUTE(GET,  "/.well-known/webfinger",        wellknown_webfinger_show,      NONE, 0,    FEDERATION, NONE, 0,    ANY, WORKER, "0.1", "RFC 7033"),
    ROUTE(GET,  "/nodeinfo/:version",            wellknown_nodeinfo_show,       NONE, 0,    FEDERATION, NONE, 0,    ANY, WORKER, "0.1", "NodeInfo 2.0 and 2.1"),
};
/* clang-format on */

const struct route_table wellknown_routes = { rows, ARRAY_COUNT(rows) };
