/* Rules between settings. */
#include "conf/check.h"

#include <limits.h>

#include "conf/domain.h"
#include "conf/listen.h"

static void note(struct arena *a, struct conf_report *report, struct sv sentence)
{
    *VEC_PUSH(a, &report->problems) = sentence;
}

static void check_domain(struct arena *a, const struct conf *conf, struct conf_report *report)
{
    struct sv text = conf_sv(conf, CONF_SERVER_DOMAIN);
    struct conf_domain domain;
    if (text.len == 0) {
        note(a, report,
             SV("server.domain is not set; it is HOST or HOST:PORT under which the world knows "
                "this server"));
        return;
    }
    if (conf_domain_parse(a, text, &domain) != ERR_OK) {
        note(
            a, report,
            sv_printf(
                a,
                "server.domain must be HOST or HOST:PORT without a scheme or a path, not \"%" SV_FMT
                "\"",
                SV_ARG(text)));
        return;
    }
    if (conf_enum(conf, CONF_PEERS) == CONF_PEERS_LOOPBACK && domain.kind == CONF_DOMAIN_PUBLIC)
        note(a, report,
             sv_printf(a,
                       "peers = loopback is refused for the public domain %" SV_FMT
                       ": it would accept plain http and addresses inside your network; use it "
                       "with localhost",
                       SV_ARG(domain.text)));
}

static void check_listen(struct arena *a, const struct conf *conf, struct conf_report *report)
{
    struct sv text = conf_sv(conf, CONF_SERVER_LISTEN);
    struct conf_listen listen;
    if (conf_listen_parse(a, text, &listen) != ERR_OK)
        note(a, report,
             sv_printf(
                 a,
                 "server.listen must be ADDRESS:PORT, [ADDRESS]:PORT or unix:PATH, not \"%" SV_FMT
                 "\"",
                 SV_ARG(text)));
}

/* The URL may hold a password, so it is not repeated. */
static void check_database(struct arena *a, const struct conf *conf, struct conf_report *report)
{
    struct sv url = conf_sv(conf, CONF_DATABASE_URL);
    bool is_postgres =
        sv_starts_with(url, SV("postgres://")) || sv_starts_with(url, SV("postgresql://"));
    if (!is_postgres && !sv_eq(url, SV("sqlite")))
        note(a, report,
             SV("database.url must be sqlite, or begin with postgres:// or postgresql://"));
}

/* The path with links followed as far as it exists; what does not exist yet is kept as written. */
static struct sv resolve(struct arena *a, struct sv path)
{
    char real[PATH_MAX];
    for (size_t end = path.len; end > 0; end--) {
        if (end < path.len && path.ptr[end] != '/')
            continue;
        if (realpath(sv_cstr(a, sv_sub(path, 0, end)), real) != NULL)
            return sv_printf(a, "%s%" SV_FMT, real, SV_ARG(sv_from_offset(path, end)));
    }
    bool is_absolute = path.len > 0 && path.ptr[0] == '/';
    if (is_absolute || realpath(".", real) == NULL)
        return path;
    return sv_printf(a, "%s/%" SV_FMT, real, SV_ARG(path));
}

static bool is_inside(struct sv path, struct sv folder)
{
    return sv_starts_with(path, folder) && (path.len == folder.len || path.ptr[folder.len] == '/');
}

static void check_keys(struct arena *a, const struct conf *conf, struct conf_report *report)
{
    struct sv keys = conf_keys_dir(conf, a);
    struct sv real_keys = resolve(a, keys);
    struct sv real_data = resolve(a, conf->data_dir);
    if (is_inside(real_keys, real_data) || is_inside(real_data, real_keys))
        note(a, report,
             sv_printf(a,
                       "keys.dir (%" SV_FMT ") and the data folder (%" SV_FMT
                       ") must not lie inside each other: "
                       "who gets a copy of the data must not get the keys with it",
                       SV_ARG(keys), SV_ARG(conf->data_dir)));
}

void conf_check(struct arena *a, const struct conf *conf, struct conf_report *report)
{
    check_domain(a, conf, report);
    check_listen(a, conf, report);
    check_database(a, conf, report);
    check_keys(a, conf, report);
}
