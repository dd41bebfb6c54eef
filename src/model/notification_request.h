/* Notification request: whose notifications were kept aside, and wait for their owner to look at them. */
#pragma once

#include <stdint.h>

#include "base/id.h"

/* Requests, and what waits in each, are counted so far. */
#define NOTIFICATION_WAITING_MAX 100

struct notification_request {
    struct notification_request_id id; /* of when the first of those that wait came */
    struct account_id from;
    struct notification_id newest;
    struct status_id last_status; /* of the newest that is about one; may be none */
    int64_t count;                /* 1 … NOTIFICATION_WAITING_MAX */
};

/* All of an account's, as far as they are counted. */
struct notification_waiting {
    int64_t requests;
    int64_t notifications;
};
