/* Static files built into the program: the stylesheet, icons, the pictures of who has none.
 *
 * They lie in api/web/assets/ and become a table when the program is built. An address holds a hash of the bytes, so it
 * may be kept for ever; new bytes have a new one.
 */
#pragma once

#include <stddef.h>

#include "base/sv.h"

struct asset {
    struct sv name; /* path below the folder: "avatars/missing.png" */
    const char *mime;
    struct sv hash; /* 16 hexadecimal digits */
    struct sv path; /* "/assets/HASH/NAME" */
    struct sv etag; /* with its quotes */
    struct sv bytes;
};

/* All of them, sorted by name; generated. */
extern const struct asset assets[];
extern const size_t asset_count;

/** The file of this name; NULL when there is none. */
const struct asset *asset_find(struct sv name);

/** "/assets/HASH/NAME" of a file that must be there; static. Behind the site's base it is the whole address. */
struct sv asset_path(struct sv name);

/* Shown where an account has no picture. */
#define ASSET_AVATAR SV("avatars/missing.png")
#define ASSET_HEADER SV("headers/missing.png")
#define ASSET_ICON SV("favicon.svg")
#define ASSET_ROBOTS SV("robots.txt")
#define ASSET_STYLE SV("style.css")
