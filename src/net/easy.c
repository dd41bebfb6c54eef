/* One transfer: a curl handle with our guards on it. */
#include "net/easy.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/num.h"

#define URL_BYTES_MAX 4096
#define HEADER_BYTES_MAX 65536

void net_target_done(struct net_target *target)
{
    curl_url_cleanup(target->parts);
    target->parts = NULL;
}

/* One part of an address, in the arena; absent when it has none. */
static struct sv part_of(struct arena *a, CURLU *parts, CURLUPart what, unsigned flags)
{
    char *text = NULL;
    if (curl_url_get(parts, what, &text, flags) != CURLUE_OK)
        return (struct sv){ 0 };
    struct sv copy = sv_copy(a, sv_from(text));
    curl_free(text);
    return copy;
}

static bool is_service_allowed(struct arena *a, struct net_policy policy, CURLU *parts)
{
    struct sv scheme = part_of(a, parts, CURLUPART_SCHEME, 0);
    int64_t port;
    if (!sv_to_i64_in(part_of(a, parts, CURLUPART_PORT, CURLU_DEFAULT_PORT), 1, 65535, &port))
        return false;
    return net_policy_allows_service(policy, scheme, port);
}

static bool has_credentials(struct arena *a, CURLU *parts)
{
    return part_of(a, parts, CURLUPART_USER, 0).ptr != NULL ||
           part_of(a, parts, CURLUPART_PASSWORD, 0).ptr != NULL;
}

static bool is_ascii(struct sv s)
{
    for (size_t i = 0; i < s.len; i++) {
        if ((unsigned char)s.ptr[i] >= 0x80)
            return false;
    }
    return s.len > 0;
}

static void describe(struct arena *a, struct net_target *target)
{
    CURLU *parts = target->parts;
    struct sv host = part_of(a, parts, CURLUPART_HOST, 0);
    struct sv port = part_of(a, parts, CURLUPART_PORT, CURLU_NO_DEFAULT_PORT);
    struct sv path = part_of(a, parts, CURLUPART_PATH, 0);
    struct sv query = part_of(a, parts, CURLUPART_QUERY, 0);
    target->url = part_of(a, parts, CURLUPART_URL, CURLU_NO_DEFAULT_PORT);
    target->authority =
        port.len == 0 ? host : sv_concat(a, (struct sv[]){ host, SV(":"), port }, 3);
    target->path =
        query.ptr == NULL ? path : sv_concat(a, (struct sv[]){ path, SV("?"), query }, 3);
}

/* Only ASCII goes out; raw UTF-8 in a path is percent-encoded, in a host it becomes punycode later.
 */
#define PARSE_FLAGS (CURLU_URLENCODE | CURLU_DISALLOW_USER)

/* Read one address into the handle, and take it apart. */
static bool read_address(struct arena *a, struct net_policy policy, struct sv url,
                         struct net_target *target)
{
    if (curl_url_set(target->parts, CURLUPART_URL, sv_cstr(a, url), PARSE_FLAGS) != CURLUE_OK ||
        curl_url_set(target->parts, CURLUPART_FRAGMENT, NULL, 0) != CURLUE_OK ||
        has_credentials(a, target->parts) || !is_service_allowed(a, policy, target->parts))
        return false;
    describe(a, target);
    return target->url.len <= URL_BYTES_MAX && is_ascii(target->url) && is_ascii(target->authority);
}

/* Read again what came out. An address that then means something else, such as one with an escaped
 * host ("127%2e0.1"), was made to be read in two ways. */
static bool is_stable(struct arena *a, struct net_policy policy, struct net_target *target)
{
    struct sv url = target->url;
    struct sv authority = target->authority;
    return read_address(a, policy, url, target) && sv_eq(target->url, url) &&
           sv_eq(target->authority, authority);
}

enum err net_target_parse(struct arena *a, struct net_policy policy, struct sv url,
                          const struct net_target *base, struct net_target *out)
{
    if (url.len == 0 || url.len > URL_BYTES_MAX || sv_find_char(url, '\0', 0) != SIZE_MAX)
        return ERR_ADDRESS_REFUSED;
    CLEANUP(net_target_done) struct net_target target = { 0 };
    target.parts = base == NULL ? curl_url() : curl_url_dup(base->parts);
    if (target.parts == NULL)
        return ERR_INTERNAL;
    if (!read_address(a, policy, url, &target) || !is_stable(a, policy, &target))
        return ERR_ADDRESS_REFUSED;
    *out = target;
    target.parts = NULL;
    return ERR_OK;
}

/* Every socket is born here, so no resolved address, hop or retry gets around the policy. */
static curl_socket_t open_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct net_watch *watch = arg;
    UNUSED(purpose);
    if (!net_policy_allows_address(watch->policy, &address->addr)) {
        watch->is_address_refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static int close_socket(void *arg, curl_socket_t fd)
{
    UNUSED(arg);
    return close(fd);
}

static CURLcode set_guards(CURL *easy, const struct net *n, struct net_watch *watch)
{
    bool is_http_allowed = n->limits.policy.peers == NET_PEERS_LOOPBACK;
    CURLcode bad = CURLE_OK;
    bad |= curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, is_http_allowed ? "http,https" : "https");
    bad |= curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    bad |= curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, watch);
    bad |= curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, close_socket);
    bad |= curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    bad |= curl_easy_setopt(easy, CURLOPT_PROXY, ""); /* a proxy would resolve names for us */
    bad |= curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    bad |= curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    bad |= curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    bad |= curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    bad |= curl_easy_setopt(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    return bad;
}

enum err net_easy_prepare(CURL *easy, const struct net *n, const struct net_target *target,
                          struct net_watch *watch)
{
    *watch = (struct net_watch){ .policy = n->limits.policy };
    CURLcode bad = set_guards(easy, n, watch);
    bad |= curl_easy_setopt(easy, CURLOPT_CURLU, target->parts);
    bad |= curl_easy_setopt(easy, CURLOPT_SHARE, n->share);
    bad |= curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    bad |= curl_easy_setopt(easy, CURLOPT_USERAGENT, n->user_agent);
    bad |= curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)n->limits.connect_ms);
    bad |= curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)n->limits.total_ms);
    /* One request at a time on a connection: nothing to multiplex, and no second parser of frames.
     */
    bad |= curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    return bad == CURLE_OK ? ERR_OK : ERR_INTERNAL;
}

static bool is_printable(struct sv s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c < 0x20 || c == 0x7f)
            return false;
    }
    return true;
}

static enum err append(struct curl_slist **list, const char *line)
{
    struct curl_slist *longer = curl_slist_append(*list, line);
    if (longer == NULL)
        return ERR_INTERNAL;
    *list = longer;
    return ERR_OK;
}

enum err net_easy_headers(struct arena *a, const struct net_header *headers, size_t count,
                          struct curl_slist **out)
{
    TRY(append(out, "Expect:"));
    for (size_t i = 0; i < count; i++) {
        struct net_header h = headers[i];
        if (h.name.len == 0 || !is_printable(h.name) || !is_printable(h.value))
            return ERR_BAD_PARAM;
        /* "Name;" is curl's way to say a header without value. */
        struct sv line = h.value.len == 0
                             ? sv_concat(a, (struct sv[]){ h.name, SV(";") }, 2)
                             : sv_concat(a, (struct sv[]){ h.name, SV(": "), h.value }, 3);
        TRY(append(out, sv_cstr(a, line)));
    }
    return ERR_OK;
}

bool net_watch_header(struct net_watch *watch, size_t bytes)
{
    watch->header_bytes += bytes;
    return watch->header_bytes <= HEADER_BYTES_MAX;
}

enum err net_easy_err(CURLcode code, const struct net_watch *watch)
{
    if (watch->is_address_refused && code == CURLE_COULDNT_CONNECT)
        return ERR_ADDRESS_REFUSED;
    if (code == CURLE_OPERATION_TIMEDOUT)
        return ERR_TIMEOUT;
    if (code == CURLE_FILESIZE_EXCEEDED || watch->header_bytes > HEADER_BYTES_MAX)
        return ERR_TOO_LARGE;
    return ERR_UPSTREAM;
}
