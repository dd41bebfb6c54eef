/* Subject and class: what a piece of output says, and about whom.
 *
 * Every JSON leaf and every HTML fragment about a person carries this pair, so that rendered and cached bytes can be
 * metered and filtered (DESIGN.md section 9).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* The data classes of consent; values are stored in cached fragments and never renumbered. */
enum data_class {
    CLASS_NONE = 0,           /* says nothing about a person */
    CLASS_POST_BODY = 1,      /* text, media, polls, times of a status */
    CLASS_NAME_AVATAR = 2,    /* handle, display name, avatar */
    CLASS_PROFILE_DETAIL = 3, /* bio, fields, header, counts, dates */
    CLASS_RELATIONS = 4,      /* who follows, blocks, mutes, mentions whom */
    CLASS_REACTIONS = 5,      /* who favourited, reblogged, voted */
    CLASS_CONTACT = 6,        /* e-mail, addresses */
    CLASS_MESSAGE = 7,        /* content of non-public statuses */
    CLASS_COUNT
};

struct subject {
    int64_t account;       /* account id the data is about; 0 with CLASS_NONE */
    enum data_class class; /* what kind of data */
};

/* Data about nobody. */
#define SUBJECT_NONE ((struct subject){ 0, CLASS_NONE })

static inline bool subject_eq(struct subject a, struct subject b)
{
    return a.account == b.account && a.class == b.class;
}
