/* Conversation: the direct messages of one thread between the same people, as one of them sees them. */
#pragma once

#include <stdbool.h>

#include "base/id.h"

struct conversation {
    struct conversation_id id; /* its owner's own: the others have it under other ids */
    struct account_id owner;
    struct status_id position; /* where it stands among others: its newest message, gone or not */
    struct status_id last;     /* the newest that is there */
    bool is_unread;
};
