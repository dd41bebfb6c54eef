/* The opening handshake of a WebSocket. */
#include "http/ws_handshake.h"

#include "crypto/hash.h"
#include "text/base64.h"

/* Spec: RFC 6455 section 1.3 */
#define ACCEPT_SUFFIX SV("258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
#define KEY_BYTES 16
#define KEY_TEXT_BYTES 24
#define PROTOCOL_MAX_BYTES 256

/* Is it one of the words of a list, in any case? */
static bool list_has(struct sv list, struct sv word)
{
    struct sv part;
    while (list.len > 0 && sv_split(&list, ',', &part))
        if (sv_eq_nocase(sv_trim(part), word))
            return true;
    return false;
}

static bool is_token_char(char c)
{
    bool is_word = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return is_word || sv_find_char(SV("!#$%&'*+-.^_`|~"), c, 0) != SIZE_MAX;
}

bool ws_is_asked(const struct http_request *req)
{
    struct sv connection = http_request_header(req, SV("Connection"));
    struct sv upgrade = http_request_header(req, SV("Upgrade"));
    return req->method == HTTP_GET && !req->is_head && list_has(connection, SV("upgrade")) &&
           list_has(upgrade, SV("websocket"));
}

struct sv ws_protocol(const struct http_request *req)
{
    struct sv list = http_request_header(req, SV("Sec-WebSocket-Protocol"));
    struct sv first = sv_trim(sv_sub(list, 0, sv_find_char(list, ',', 0)));
    bool is_good = first.len > 0 && first.len <= PROTOCOL_MAX_BYTES;
    for (size_t i = 0; i < first.len && is_good; i++)
        is_good = is_token_char(first.ptr[i]);
    return is_good ? first : sv_make(NULL, 0);
}

static enum err key_check(struct arena *a, struct sv key)
{
    struct sv raw;
    if (key.len != KEY_TEXT_BYTES || base64_decode(a, key, BASE64_STANDARD, &raw) != ERR_OK)
        return ERR_BAD_REQUEST;
    return raw.len == KEY_BYTES ? ERR_OK : ERR_BAD_REQUEST;
}

enum err ws_handshake_check(struct arena *a, const struct http_request *req,
                            struct ws_handshake *out)
{
    struct sv version = http_request_header(req, SV("Sec-WebSocket-Version"));
    if (!ws_is_asked(req) || !sv_eq(sv_trim(version), WS_VERSION))
        return ERR_UPGRADE;
    struct sv key = sv_trim(http_request_header(req, SV("Sec-WebSocket-Key")));
    TRY(key_check(a, key));
    struct ws_handshake made = { .protocol = ws_protocol(req) };
    bool names_any = sv_trim(http_request_header(req, SV("Sec-WebSocket-Protocol"))).len > 0;
    if (names_any && made.protocol.ptr == NULL)
        return ERR_BAD_REQUEST;
    struct sv parts[] = { key, ACCEPT_SUFFIX };
    struct sha1 digest = crypto_sha1(sv_concat(a, parts, ARRAY_COUNT(parts)));
    made.accept = base64_encode(a, sv_make(digest.bytes, sizeof digest.bytes), BASE64_STANDARD);
    *out = made;
    return ERR_OK;
}
