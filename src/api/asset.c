/* Static files built into the program. */
#include "api/asset.h"

const struct asset *asset_find(struct sv name)
{
    for (size_t i = 0; i < asset_count; i++)
        if (sv_eq(assets[i].name, name))
            return &assets[i];
    return NULL;
}

struct sv asset_path(struct sv name)
{
    const struct asset *asset = asset_find(name);
    assert(asset != NULL);
    return asset->path;
}
