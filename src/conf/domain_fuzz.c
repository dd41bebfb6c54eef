/* Fuzz domains, networks and listen addresses: a domain that parses parses again from its own text,
 * to the same. */
#include <stdint.h>

#include "conf/domain.h"
#include "conf/listen.h"
#include "conf/net.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    arena_init(&a, (size_t)1 << 20);
    struct sv text = sv_make(data, size);
    struct conf_domain domain;
    struct conf_domain again;
    if (conf_domain_parse(&a, text, &domain) == ERR_OK) {
        assert(conf_domain_parse(&a, domain.text, &again) == ERR_OK);
        assert(sv_eq(domain.host, again.host) && domain.port == again.port &&
               domain.kind == again.kind);
    }
    struct conf_listen listen;
    if (conf_listen_parse(&a, text, &listen) == ERR_OK)
        assert(listen.is_unix ? listen.path != NULL : listen.port > 0);
    struct conf_net net;
    if (conf_net_parse(text, &net) && sv_find_char(text, '/', 0) == SIZE_MAX)
        assert(conf_net_holds(&net, text));
    arena_done(&a);
    return 0;
}
