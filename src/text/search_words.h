/* Words as a search compares them: what is indexed and what is looked for go through the same fold.
 *
 * NFKC, case folded, Latin, Greek and Cyrillic letters without their accents; words are runs of letters, digits and the
 * marks that spell. Scripts that put no space between words (Han, kana, Thai and their neighbours) give a word for each
 * character, so that what is looked for there is found as a phrase.
 *
 * Spec: Unicode categories; UAX #15
 */
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/sv.h"

#define SEARCH_WORDS_INPUT_MAX ((size_t)64 << 10) /* bytes; what is behind them is not looked at */
#define SEARCH_WORD_CHARS_MAX 64                  /* a longer one is cut */

/**
 * The words of a text.
 *
 * untrusted  any bytes
 *
 * Returns    words with one space between two, in the arena; folding them again changes nothing
 */
struct sv search_words(struct arena *a, struct sv untrusted);

/** Do some words stand in others in this order, one behind the other? Both as search_words gives them. */
bool search_words_have(struct sv words, struct sv phrase);
