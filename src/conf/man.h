/* The manual page of the settings, printed from their table. Spec: mdoc(7) */
#pragma once

#include "base/buf.h"

/**
 * Print efface.conf(5).
 *
 * out      64 KiB of room are enough
 */
void conf_print_man(struct buf *out);
