/* Vocabulary: the types of ActivityStreams and its extensions that we know, as a table.
 *
 * A type may be one name or a list of names; the first known one counts. Names come bare or with a prefix ("as:Note").
 * What is not in the table is AP_UNKNOWN and passed over, never an error.
 *
 * Spec: ActivityStreams 2.0 vocabulary; FEP-1b12, FEP-044f; Mastodon, Misskey, Pleroma, Lemmy, PeerTube extensions
 */
#pragma once

#include "base/sv.h"
#include "text/json.h"

enum ap_class {
    AP_CLASS_NONE,
    AP_CLASS_ACTOR,
    AP_CLASS_STATUS,     /* shown as a status */
    AP_CLASS_CONVERTED,  /* has a title and a page of its own: shown as a status with a link */
    AP_CLASS_ATTACHMENT, /* a file; on its own it is converted */
    AP_CLASS_ACTIVITY,
    AP_CLASS_COLLECTION,
    AP_CLASS_LINK, /* Mention, Hashtag, Emoji … */
};

/* AP_TYPE(enumerator, name on the wire, class) */
#define AP_TYPES(X)                                                                                \
    X(PERSON, "Person", ACTOR)                                                                     \
    X(SERVICE, "Service", ACTOR)                                                                   \
    X(APPLICATION, "Application", ACTOR)                                                           \
    X(GROUP, "Group", ACTOR)                                                                       \
    X(ORGANIZATION, "Organization", ACTOR)                                                         \
    X(NOTE, "Note", STATUS)                                                                        \
    X(QUESTION, "Question", STATUS)                                                                \
    X(CHAT_MESSAGE, "ChatMessage", STATUS)                                                         \
    X(ANSWER, "Answer", STATUS)                                                                    \
    X(ARTICLE, "Article", CONVERTED)                                                               \
    X(PAGE, "Page", CONVERTED)                                                                     \
    X(EVENT, "Event", CONVERTED)                                                                   \
    X(PLACE, "Place", CONVERTED)                                                                   \
    X(IMAGE, "Image", ATTACHMENT)                                                                  \
    X(VIDEO, "Video", ATTACHMENT)                                                                  \
    X(AUDIO, "Audio", ATTACHMENT)                                                                  \
    X(DOCUMENT, "Document", ATTACHMENT)                                                            \
    X(CREATE, "Create", ACTIVITY)                                                                  \
    X(UPDATE, "Update", ACTIVITY)                                                                  \
    X(DELETE, "Delete", ACTIVITY)                                                                  \
    X(FOLLOW, "Follow", ACTIVITY)                                                                  \
    X(ACCEPT, "Accept", ACTIVITY)                                                                  \
    X(REJECT, "Reject", ACTIVITY)                                                                  \
    X(UNDO, "Undo", ACTIVITY)                                                                      \
    X(ANNOUNCE, "Announce", ACTIVITY)                                                              \
    X(LIKE, "Like", ACTIVITY)                                                                      \
    X(DISLIKE, "Dislike", ACTIVITY)                                                                \
    X(EMOJI_REACT, "EmojiReact", ACTIVITY)                                                         \
    X(BLOCK, "Block", ACTIVITY)                                                                    \
    X(FLAG, "Flag", ACTIVITY)                                                                      \
    X(ADD, "Add", ACTIVITY)                                                                        \
    X(REMOVE, "Remove", ACTIVITY)                                                                  \
    X(MOVE, "Move", ACTIVITY)                                                                      \
    X(COLLECTION, "Collection", COLLECTION)                                                        \
    X(ORDERED_COLLECTION, "OrderedCollection", COLLECTION)                                         \
    X(COLLECTION_PAGE, "CollectionPage", COLLECTION)                                               \
    X(ORDERED_COLLECTION_PAGE, "OrderedCollectionPage", COLLECTION)                                \
    X(TOMBSTONE, "Tombstone", NONE)                                                                \
    X(KEY, "Key", NONE)                                                                            \
    X(PROPERTY_VALUE, "PropertyValue", NONE)                                                       \
    X(LINK, "Link", LINK)                                                                          \
    X(MENTION, "Mention", LINK)                                                                    \
    X(HASHTAG, "Hashtag", LINK)                                                                    \
    X(EMOJI, "Emoji", LINK)

enum ap_type {
    AP_UNKNOWN,
#define AP_TYPE_ENUM(name, wire, class) AP_##name,
    AP_TYPES(AP_TYPE_ENUM)
#undef AP_TYPE_ENUM
    AP_TYPE_COUNT
};

/** "Note", "Follow", …; empty for AP_UNKNOWN. Lives for ever. */
struct sv ap_type_name(enum ap_type type);

enum ap_class ap_type_class(enum ap_type type);

/** The type of a name as it came: bare, with a prefix, or as the vocabulary's full address. */
enum ap_type ap_type_parse(struct sv name);

/** The type of an object: its `type` or `@type`, the first known one where there are several. */
enum ap_type ap_type_of(struct json object);
