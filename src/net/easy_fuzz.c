/* Addresses and redirects from outside: a line with an address, then references one a line, each
 * against the last. What comes out keeps to the policy, is plain ASCII, and is itself an address
 * that means the same. */
#include <assert.h>
#include <stdint.h>

#include "net/easy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(struct arena *a, struct net_policy policy, const struct net_target *t)
{
    bool is_https = sv_starts_with(t->url, SV("https://"));
    assert(is_https ||
           (policy.peers == NET_PEERS_LOOPBACK && sv_starts_with(t->url, SV("http://"))));
    assert(t->authority.len > 0 && sv_find_char(t->authority, '@', 0) == SIZE_MAX);
    assert(sv_starts_with(t->path, SV("/")));
    struct sv texts[] = { t->url, t->authority, t->path };
    for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
        for (size_t k = 0; k < texts[i].len; k++)
            assert(texts[i].ptr[k] > 0x20 && texts[i].ptr[k] < 0x7f);
    }
    CLEANUP(net_target_done) struct net_target again = { 0 };
    enum err err = net_target_parse(a, policy, t->url, NULL, &again);
    assert(err == ERR_OK);
    assert(sv_eq(again.authority, t->authority) && sv_eq(again.url, t->url));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    arena_init(&a, 1 << 20);
    bool is_loopback = size > 0 && data[0] == 'h';
    struct net_policy policy = { is_loopback ? NET_PEERS_LOOPBACK : NET_PEERS_INTERNET, true };
    struct sv rest = sv_trim(sv_make(data, size));
    struct sv line;
    CLEANUP(net_target_done) struct net_target last = { 0 };
    while (sv_split(&rest, '\n', &line)) {
        struct net_target next = { 0 };
        if (net_target_parse(&a, policy, line, last.parts == NULL ? NULL : &last, &next) != ERR_OK)
            continue;
        check(&a, policy, &next);
        net_target_done(&last);
        last = next;
    }
    arena_done(&a);
    return 0;
}
