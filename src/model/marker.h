/* Marker: how far an account has read one of its lists. */
#pragma once

#include <stdint.h>

enum marker_timeline {
    MARKER_HOME,
    MARKER_NOTIFICATIONS,
    MARKER_COUNT
};

struct marker {
    int64_t last_read; /* id of a status or notification; 0 = never set */
    int64_t version;   /* grows with each change */
    int64_t updated_ms;
};
