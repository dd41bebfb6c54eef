/* Collection: accounts that somebody recommends, under a name. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/id.h"
#include "base/sv.h"

#define COLLECTION_NAME_MAX_CHARS 40
#define COLLECTION_DESCRIPTION_MAX_CHARS 100
#define COLLECTION_ITEMS_MAX 25
#define COLLECTIONS_MAX 10 /* of one account */

struct collection_item {
    struct collection_item_id id;
    struct account_id account;
};

struct collection {
    struct collection_id id;
    struct account_id owner;
    struct sv name;
    struct sv description; /* plain text; may be empty, as the next two */
    struct sv tag;         /* as normalized */
    struct sv language;
    bool is_sensitive;
    bool is_discoverable; /* shown on its owner's profile */
    int64_t updated_ms;
    const struct collection_item *items; /* by age, without who left */
    size_t item_count;
};
