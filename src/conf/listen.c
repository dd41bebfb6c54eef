/* Where to listen. */
#include "conf/listen.h"

#include "conf/domain.h"
#include "conf/net.h"

#define MAX_SOCKET_PATH 107

static enum err parse_unix(struct arena *a, struct sv path, struct conf_listen *out)
{
    if (path.len == 0 || path.len > MAX_SOCKET_PATH || sv_find_char(path, '\0', 0) != SIZE_MAX)
        return ERR_PARSE;
    *out = (struct conf_listen){ .is_unix = true, .is_loopback = true, .path = sv_cstr(a, path) };
    return ERR_OK;
}

enum err conf_listen_parse(struct arena *a, struct sv text, struct conf_listen *out)
{
    if (sv_starts_with(text, SV("unix:")))
        return parse_unix(a, sv_from_offset(text, 5), out);
    struct conf_domain domain;
    TRY(conf_domain_parse(a, text, &domain));
    if (sv_eq(domain.host, SV("localhost")))
        domain.host = SV("127.0.0.1");
    struct conf_net net;
    if (domain.port == 0 || !conf_net_parse(domain.host, &net))
        return ERR_PARSE;
    *out = (struct conf_listen){
        .is_loopback = domain.kind == CONF_DOMAIN_LOOPBACK,
        .host = sv_cstr(a, domain.host),
        .port = domain.port,
    };
    return ERR_OK;
}
