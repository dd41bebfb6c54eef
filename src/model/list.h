/* List: accounts somebody follows, read apart from home. */
#pragma once

#include <stdbool.h>

#include "base/id.h"
#include "base/sv.h"

#define LIST_TITLE_MAX_CHARS 255
#define LISTS_MAX 50 /* of one account */

/* Which answers to others a list shows. */
enum list_replies {
    LIST_REPLIES_LIST,     /* to its members */
    LIST_REPLIES_FOLLOWED, /* to whom its owner follows */
    LIST_REPLIES_NONE,
    LIST_REPLIES_COUNT
};

struct list {
    struct list_id id;
    struct account_id owner;
    struct sv title;
    enum list_replies replies;
    bool is_exclusive; /* its members are not shown in home */
};

/** "list", "followed", "none". */
struct sv list_replies_name(enum list_replies replies);

/** The policy of a name; false when there is none. */
bool list_replies_parse(struct sv name, enum list_replies *out);
