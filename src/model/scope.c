/* OAuth scopes as bits. */
#include "model/scope.h"

#include "base/buf.h"

#define RANGE(first, last) ((SCOPE((last) + 1) - 1) & ~(SCOPE(first) - 1))

struct scope_row {
    struct sv name;
    uint64_t bits;
};

#define ROW(name, bits)                                                                            \
    {                                                                                              \
        SV_INIT(name), bits                                                                        \
    }

static const struct scope_row rows[] = {
    ROW("read", RANGE(SCOPE_READ_ACCOUNTS, SCOPE_READ_STATUSES) | SCOPE(SCOPE_READ_COLLECTIONS)),
    ROW("write",
        RANGE(SCOPE_WRITE_ACCOUNTS, SCOPE_WRITE_STATUSES) | SCOPE(SCOPE_WRITE_COLLECTIONS)),
    { SV_INIT("follow"), SCOPE(SCOPE_READ_BLOCKS) | SCOPE(SCOPE_READ_FOLLOWS) |
                             SCOPE(SCOPE_READ_MUTES) | SCOPE(SCOPE_WRITE_BLOCKS) |
                             SCOPE(SCOPE_WRITE_FOLLOWS) | SCOPE(SCOPE_WRITE_MUTES) },
    ROW("push", SCOPE(SCOPE_PUSH)),
    ROW("profile", SCOPE(SCOPE_PROFILE)),
    ROW("admin:read", RANGE(SCOPE_ADMIN_READ_ACCOUNTS, SCOPE_ADMIN_READ_CANONICAL_EMAIL_BLOCKS)),
    ROW("admin:write", RANGE(SCOPE_ADMIN_WRITE_ACCOUNTS, SCOPE_ADMIN_WRITE_CANONICAL_EMAIL_BLOCKS)),
    ROW("read:accounts", SCOPE(SCOPE_READ_ACCOUNTS)),
    ROW("read:blocks", SCOPE(SCOPE_READ_BLOCKS)),
    ROW("read:bookmarks", SCOPE(SCOPE_READ_BOOKMARKS)),
    ROW("read:collections", SCOPE(SCOPE_READ_COLLECTIONS)),
    ROW("read:favourites", SCOPE(SCOPE_READ_FAVOURITES)),
    ROW("read:filters", SCOPE(SCOPE_READ_FILTERS)),
    ROW("read:follows", SCOPE(SCOPE_READ_FOLLOWS)),
    ROW("read:lists", SCOPE(SCOPE_READ_LISTS)),
    ROW("read:mutes", SCOPE(SCOPE_READ_MUTES)),
    ROW("read:notifications", SCOPE(SCOPE_READ_NOTIFICATIONS)),
    ROW("read:search", SCOPE(SCOPE_READ_SEARCH)),
    ROW("read:statuses", SCOPE(SCOPE_READ_STATUSES)),
    ROW("write:accounts", SCOPE(SCOPE_WRITE_ACCOUNTS)),
    ROW("write:blocks", SCOPE(SCOPE_WRITE_BLOCKS)),
    ROW("write:bookmarks", SCOPE(SCOPE_WRITE_BOOKMARKS)),
    ROW("write:collections", SCOPE(SCOPE_WRITE_COLLECTIONS)),
    ROW("write:conversations", SCOPE(SCOPE_WRITE_CONVERSATIONS)),
    ROW("write:favourites", SCOPE(SCOPE_WRITE_FAVOURITES)),
    ROW("write:filters", SCOPE(SCOPE_WRITE_FILTERS)),
    ROW("write:follows", SCOPE(SCOPE_WRITE_FOLLOWS)),
    ROW("write:lists", SCOPE(SCOPE_WRITE_LISTS)),
    ROW("write:media", SCOPE(SCOPE_WRITE_MEDIA)),
    ROW("write:mutes", SCOPE(SCOPE_WRITE_MUTES)),
    ROW("write:notifications", SCOPE(SCOPE_WRITE_NOTIFICATIONS)),
    ROW("write:reports", SCOPE(SCOPE_WRITE_REPORTS)),
    ROW("write:statuses", SCOPE(SCOPE_WRITE_STATUSES)),
    ROW("admin:read:accounts", SCOPE(SCOPE_ADMIN_READ_ACCOUNTS)),
    ROW("admin:read:reports", SCOPE(SCOPE_ADMIN_READ_REPORTS)),
    ROW("admin:read:domain_allows", SCOPE(SCOPE_ADMIN_READ_DOMAIN_ALLOWS)),
    ROW("admin:read:domain_blocks", SCOPE(SCOPE_ADMIN_READ_DOMAIN_BLOCKS)),
    ROW("admin:read:ip_blocks", SCOPE(SCOPE_ADMIN_READ_IP_BLOCKS)),
    ROW("admin:read:email_domain_blocks", SCOPE(SCOPE_ADMIN_READ_EMAIL_DOMAIN_BLOCKS)),
    ROW("admin:read:canonical_email_blocks", SCOPE(SCOPE_ADMIN_READ_CANONICAL_EMAIL_BLOCKS)),
    ROW("admin:write:accounts", SCOPE(SCOPE_ADMIN_WRITE_ACCOUNTS)),
    ROW("admin:write:reports", SCOPE(SCOPE_ADMIN_WRITE_REPORTS)),
    ROW("admin:write:domain_allows", SCOPE(SCOPE_ADMIN_WRITE_DOMAIN_ALLOWS)),
    ROW("admin:write:domain_blocks", SCOPE(SCOPE_ADMIN_WRITE_DOMAIN_BLOCKS)),
    ROW("admin:write:ip_blocks", SCOPE(SCOPE_ADMIN_WRITE_IP_BLOCKS)),
    ROW("admin:write:email_domain_blocks", SCOPE(SCOPE_ADMIN_WRITE_EMAIL_DOMAIN_BLOCKS)),
    ROW("admin:write:canonical_email_blocks", SCOPE(SCOPE_ADMIN_WRITE_CANONICAL_EMAIL_BLOCKS)),
};

static const struct scope_row *row_find(struct sv name)
{
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++)
        if (sv_eq(rows[i].name, name))
            return &rows[i];
    return NULL;
}

bool scope_parse(struct sv text, uint64_t *out)
{
    uint64_t scopes = 0;
    size_t at = 0;
    while (at < text.len) {
        size_t end = at;
        while (end < text.len && text.ptr[end] != ' ' && text.ptr[end] != '+')
            end++;
        if (end > at) {
            const struct scope_row *row = row_find(sv_sub(text, at, end - at));
            if (row == NULL)
                return false;
            scopes |= row->bits;
        }
        at = end + 1;
    }
    if (scopes == 0)
        return false;
    *out = scopes;
    return true;
}

struct sv scope_print(struct arena *a, uint64_t scopes)
{
    struct buf b;
    buf_init(&b, a, 4096);
    uint64_t printed = 0;
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        uint64_t bits = rows[i].bits;
        if ((scopes & bits) != bits || (printed & bits) == bits)
            continue;
        if (b.len > 0)
            buf_char(&b, ' ');
        buf_sv(&b, rows[i].name);
        printed |= bits;
    }
    return buf_view(&b);
}

struct sv scope_name_at(size_t index)
{
    return index < ARRAY_COUNT(rows) ? rows[index].name : (struct sv){ NULL, 0 };
}
