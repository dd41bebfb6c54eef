/* Letter: an activity written once, for however many inboxes. */
#include "fed/letter.h"

#include "fed/fetch.h"
#include "fed/signature.h"
#include "service/engine.h"

enum err fed_letter_write(struct ctx *ctx, const struct fed_outgoing *o, struct fed_letter *out)
{
    struct sv body;
    struct rsa_key *key = NULL;
    TRY(fed_outgoing_render(ctx, o, &body));
    TRY(fed_signing_key(ctx, o->owner, &key));
    *out = (struct fed_letter){ .body = net_bytes_new(body),
                                .digest = fed_digest(ctx->arena, body),
                                .key_id = site_key_uri(ctx->arena, &ctx->engine->site, o->owner),
                                .key = key };
    return ERR_OK;
}

void fed_letter_done(struct fed_letter *letter)
{
    net_bytes_free(letter->body);
    rsa_key_free(letter->key);
    *letter = (struct fed_letter){ 0 };
}

/* Signing needs the address as it will stand on the wire; no policy is asked here, the sender does that. */
static enum err hop_of(struct arena *a, struct sv url, struct net_hop *out)
{
    struct sv host = fed_host_of(a, url);
    size_t at = sv_find(url, host, 0);
    if (host.len == 0 || at == SIZE_MAX)
        return ERR_PARSE;
    struct sv path = fed_without_fragment(sv_from_offset(url, at + host.len));
    *out = (struct net_hop){
        .method = NET_POST, .url = url, .authority = host, .path = path.len > 0 ? path : SV("/")
    };
    return ERR_OK;
}

enum err fed_letter_sign(struct arena *a, const struct fed_letter *letter, int64_t now_ms,
                         struct fed_post *post)
{
    struct net_hop hop;
    struct net_headers headers = { 0 };
    struct fed_signer signer = { letter->key_id, letter->key };
    TRY(hop_of(a, post->url, &hop));
    TRY(fed_signature_add(a, &signer, &hop, letter->digest, now_ms, &headers));
    post->headers = headers.list.items;
    post->header_count = headers.list.count;
    post->body = letter->body;
    return ERR_OK;
}
