/* Push letter. */
#include "fed/push_letter.h"

#include "base/buf.h"
#include "base/clock.h"
#include "crypto/aes_gcm.h"
#include "crypto/hkdf.h"
#include "crypto/random.h"

#define RECORD_BYTES 4096
#define BODY_BYTES_MAX 4096
#define LAST_RECORD 2            /* the delimiter of RFC 8188 */
#define TOKEN_LIFE_S (12 * 3600) /* at most a day by RFC 8292 */

/* Texts with a zero byte at their end, which belongs to them. */
#define Z(text) sv_make(text, sizeof text)

void fed_push_seed_init(struct fed_push_seed *out)
{
    p256_generate(&out->key);
    crypto_random_bytes(out->salt, sizeof out->salt);
}

/* What the two forms come to. */
struct content {
    unsigned char key[AES_GCM_KEY_BYTES];
    unsigned char nonce[AES_GCM_NONCE_BYTES];
};

static void content_wipe(struct content *c)
{
    secret_wipe(secret_make((unsigned char *)c, sizeof *c));
}

static struct sv public_of(const struct fed_push_seed *seed)
{
    return sv_make(seed->key.public.bytes, sizeof seed->key.public.bytes);
}

/* RFC 8291, section 3.4. */
static void content_standard(struct arena *a, const struct push_address *to,
                             const struct fed_push_seed *seed, struct secret shared,
                             struct content *out)
{
    struct sv parts[] = { Z("WebPush: info"), to->key, public_of(seed) };
    struct sv salt = sv_make(seed->salt, sizeof seed->salt);
    CLEANUP(crypto_key_wipe) struct crypto_key ikm;
    hkdf_sha256(to->auth, shared, sv_concat(a, parts, ARRAY_COUNT(parts)), ikm.bytes,
                sizeof ikm.bytes);
    struct secret input = secret_make(ikm.bytes, sizeof ikm.bytes);
    hkdf_sha256(salt, input, Z("Content-Encoding: aes128gcm"), out->key, sizeof out->key);
    hkdf_sha256(salt, input, Z("Content-Encoding: nonce"), out->nonce, sizeof out->nonce);
}

static struct sv info_of(struct arena *a, struct sv what, const struct push_address *to,
                         const struct fed_push_seed *seed)
{
    static const unsigned char length[2] = { 0, PUSH_KEY_BYTES };
    struct sv two = sv_make(length, sizeof length);
    struct sv parts[] = { what, Z("P-256"), two, to->key, two, public_of(seed) };
    return sv_concat(a, parts, ARRAY_COUNT(parts));
}

/* The draft's section 3, and its appendix of what is hashed. */
static void content_draft(struct arena *a, const struct push_address *to,
                          const struct fed_push_seed *seed, struct secret shared,
                          struct content *out)
{
    struct sv salt = sv_make(seed->salt, sizeof seed->salt);
    CLEANUP(crypto_key_wipe) struct crypto_key ikm;
    hkdf_sha256(to->auth, shared, Z("Content-Encoding: auth"), ikm.bytes, sizeof ikm.bytes);
    struct secret input = secret_make(ikm.bytes, sizeof ikm.bytes);
    hkdf_sha256(salt, input, info_of(a, Z("Content-Encoding: aesgcm"), to, seed), out->key,
                sizeof out->key);
    hkdf_sha256(salt, input, info_of(a, Z("Content-Encoding: nonce"), to, seed), out->nonce,
                sizeof out->nonce);
}

/* The standard's body begins with what is needed to read it; the draft's has that in headers. */
static void head_write(struct buf *b, const struct push_address *to,
                       const struct fed_push_seed *seed)
{
    static const unsigned char size[] = { 0, 0, RECORD_BYTES >> 8, RECORD_BYTES & 0xFF,
                                          PUSH_KEY_BYTES };
    if (!to->is_standard)
        return;
    buf_sv(b, sv_make(seed->salt, sizeof seed->salt));
    buf_sv(b, sv_make(size, sizeof size));
    buf_sv(b, public_of(seed));
}

static struct sv padded(struct arena *a, const struct push_address *to, struct sv message)
{
    static const unsigned char last[] = { LAST_RECORD };
    static const unsigned char none[] = { 0, 0 }; /* bytes of padding before it */
    struct sv parts[] = { to->is_standard ? message : sv_make(none, sizeof none),
                          to->is_standard ? sv_make(last, sizeof last) : message };
    return sv_concat(a, parts, ARRAY_COUNT(parts));
}

enum err fed_push_encrypt(struct arena *a, const struct push_address *to,
                          const struct fed_push_seed *seed, struct sv message, struct sv *out)
{
    assert(message.len <= FED_PUSH_MESSAGE_BYTES_MAX && to->auth.len == PUSH_AUTH_BYTES);
    struct p256_public theirs;
    CLEANUP(crypto_key_wipe) struct crypto_key shared = { 0 };
    CLEANUP(content_wipe) struct content content = { 0 };
    TRY(p256_public_parse(to->key, &theirs));
    TRY(p256_agree(&seed->key, &theirs, &shared));
    struct secret secret = secret_make(shared.bytes, sizeof shared.bytes);
    if (to->is_standard)
        content_standard(a, to, seed, secret, &content);
    else
        content_draft(a, to, seed, secret, &content);
    struct sv plain = padded(a, to, message);
    unsigned char sealed[BODY_BYTES_MAX];
    aes_gcm_seal(content.key, content.nonce, plain, sealed);
    struct buf body;
    buf_init(&body, a, BODY_BYTES_MAX);
    head_write(&body, to, seed);
    buf_sv(&body, sv_make(sealed, plain.len + AES_GCM_TAG_BYTES));
    assert(!body.is_overflown);
    *out = buf_view(&body);
    return ERR_OK;
}

/* A signed claim for one push service. */
static struct sv token_write(struct arena *a, const struct push_address *to,
                             const struct p256_private *key, struct sv contact, int64_t now_ms)
{
    struct sv claims = sv_printf(
        a, "{\"aud\":\"%" SV_FMT "\",\"exp\":%lld,\"sub\":\"%" SV_FMT "\"}", SV_ARG(to->origin),
        (long long)(now_ms / MS_PER_SECOND + TOKEN_LIFE_S), SV_ARG(contact));
    struct sv head = crypto_base64url(a, SV("{\"typ\":\"JWT\",\"alg\":\"ES256\"}"));
    struct sv parts[] = { head, SV("."), crypto_base64url(a, claims) };
    struct sv text = sv_concat(a, parts, ARRAY_COUNT(parts));
    struct p256_signature signature = p256_sign(key, text);
    struct sv whole[] = { text, SV("."),
                          crypto_base64url(a, sv_make(signature.bytes, sizeof signature.bytes)) };
    return sv_concat(a, whole, ARRAY_COUNT(whole));
}

static void header_add(struct fed_push_letter *letter, struct sv name, struct sv value)
{
    assert(letter->header_count < FED_PUSH_HEADERS_MAX);
    letter->headers[letter->header_count++] = (struct net_header){ name, value };
}

static void headers_standard(struct arena *a, struct sv token, struct sv own,
                             struct fed_push_letter *out)
{
    struct sv parts[] = { SV("vapid t="), token, SV(", k="), own };
    header_add(out, SV("Content-Encoding"), SV("aes128gcm"));
    header_add(out, SV("Authorization"), sv_concat(a, parts, ARRAY_COUNT(parts)));
}

static void headers_draft(struct arena *a, const struct fed_push_seed *seed, struct sv token,
                          struct sv own, struct fed_push_letter *out)
{
    struct sv salt = crypto_base64url(a, sv_make(seed->salt, sizeof seed->salt));
    struct sv encryption[] = { SV("salt="), salt };
    struct sv keys[] = { SV("dh="), crypto_base64url(a, public_of(seed)), SV(";p256ecdsa="), own };
    struct sv authorization[] = { SV("WebPush "), token };
    header_add(out, SV("Content-Encoding"), SV("aesgcm"));
    header_add(out, SV("Encryption"), sv_concat(a, encryption, ARRAY_COUNT(encryption)));
    header_add(out, SV("Crypto-Key"), sv_concat(a, keys, ARRAY_COUNT(keys)));
    header_add(out, SV("Authorization"), sv_concat(a, authorization, ARRAY_COUNT(authorization)));
}

static void seed_wipe(struct fed_push_seed *seed)
{
    p256_private_wipe(&seed->key);
}

enum err fed_push_letter_write(struct arena *a, const struct push_address *to,
                               const struct p256_private *key, struct sv contact, int64_t now_ms,
                               int64_t life_s, struct sv message, struct fed_push_letter *out)
{
    CLEANUP(seed_wipe) struct fed_push_seed seed;
    fed_push_seed_init(&seed);
    *out = (struct fed_push_letter){ 0 };
    TRY(fed_push_encrypt(a, to, &seed, message, &out->body));
    struct sv token = token_write(a, to, key, contact, now_ms);
    struct sv own = crypto_base64url(a, sv_make(key->public.bytes, sizeof key->public.bytes));
    header_add(out, SV("Content-Type"), SV("application/octet-stream"));
    header_add(out, SV("TTL"), sv_printf(a, "%lld", (long long)life_s));
    header_add(out, SV("Urgency"), SV("normal"));
    if (to->is_standard)
        headers_standard(a, token, own, out);
    else
        headers_draft(a, &seed, token, own, out);
    return ERR_OK;
}
