/* Handlers of the well-known routes. */
#pragma once

#include "http/route.h"

route_handler wellknown_webfinger_show;
route_handler wellknown_host_meta_show;
route_handler wellknown_host_meta_json_show;
route_handler wellknown_nodeinfo_list;
route_handler wellknown_nodeinfo_show;
