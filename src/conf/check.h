/* Rules between settings, and forms that a type alone does not say. */
#pragma once

#include "base/arena.h"
#include "conf/load.h"
#include "conf/settings.h"

/**
 * Append a sentence for each rule broken: form of server.domain, server.listen and database.url;
 * peers = loopback with a public domain; the keys inside the data folder or the reverse, symbolic
 * links followed.
 *
 * conf     all values parsed; a required one may still be missing
 */
void conf_check(struct arena *a, const struct conf *conf, struct conf_report *report);
