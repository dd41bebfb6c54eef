/* Scopes in words, for the page on which a person agrees. */
#pragma once

#include "api/words.h"
#include "base/sv.h"

/** "See your bookmarks"; lives for ever; the name itself when there are no words for it. */
struct sv oauth_scope_words(enum language language, struct sv scope);
