/* Words: every sentence of the pages, in the languages we have.
 *
 * A table of message ids in C, chosen per request. gettext's language belongs to the process and a page's belongs to its
 * reader (docs/decisions/0004-words-as-a-table.md). A language without a word does not compile.
 */
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/sv.h"

/* In the order of the table's columns. */
enum language {
    LANGUAGE_ENGLISH,
    LANGUAGE_FRENCH,
    LANGUAGE_COUNT
};

enum word {
#define WORD(key, english, french) WORD_##key,
#include "api/words.def"
#undef WORD
    WORD_COUNT
};

/**
 * The language a browser likes best among ours; English when it likes none of them.
 *
 * accept_language  header as sent, untrusted; may be absent
 */
enum language api_language_choose(struct sv accept_language);

/** The language of a BCP 47 tag, when it is one of ours. */
bool api_language_parse(struct sv tag, enum language *out);

/** "en" or "fr"; lives for ever. */
struct sv api_language_tag(enum language language);

/** What the language calls itself; lives for ever. */
struct sv api_language_name(enum language language);

/** A word; plain text, lives for ever. */
struct sv api_word(enum language language, enum word word);

/** A word with `value` in the place of its "{}"; plain text, in the arena. */
struct sv api_word_fill(struct arena *a, enum language language, enum word word, struct sv value);

/** One of two words by a number, which stands for "{}" where there is one; French counts zero as one. */
struct sv api_word_count(struct arena *a, enum language language, enum word one, enum word many,
                         int64_t count);
