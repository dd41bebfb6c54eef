/* Classes of characters as the regular expressions of the field's software know them.
 *
 * Spec: Unicode categories; Onigmo's [[:word:]], [[:alpha:]], [[:alnum:]]
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/** [[:word:]]: letters, marks, decimal digits, connector punctuation ('_'). */
bool status_text_char_is_word(uint32_t c);

/** [[:alpha:]]: letters, and marks that spell (vowel signs). */
bool status_text_char_is_letter(uint32_t c);

/** [[:alnum:]]: the same and decimal digits. */
bool status_text_char_is_alnum(uint32_t c);

/** What may join the words of a hashtag: '_', middle dots, the zero-width non-joiner. */
bool status_text_char_is_tag_separator(uint32_t c);

/** White space of any kind. */
bool status_text_char_is_space(uint32_t c);

/** Symbols beyond ASCII, emoji among them. */
bool status_text_char_is_symbol(uint32_t c);
