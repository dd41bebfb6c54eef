/* net/easy: certificates are checked, and what target parsing promises. */
#include "harness/harness.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "net/easy.h"
#include "net/fetch.h"

/* A TLS server for one connection, whose certificate nobody vouches for. */
struct impostor {
    int listener;
    int port;
    SSL_CTX *tls;
    pthread_t thread;
    int refusal; /* reason that the client gave, as OpenSSL numbers them */
};

static void add_certificate(SSL_CTX *tls)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = X509_new();
    assert_int_equal(X509_set_version(certificate, 2), 1);
    (void)ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    (void)X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    (void)X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_NAME *name = X509_get_subject_name(certificate);
    (void)X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"localhost",
                                     -1, -1, 0);
    assert_int_equal(X509_set_issuer_name(certificate, name), 1);
    assert_int_equal(X509_set_pubkey(certificate, key), 1);
    assert_true(X509_sign(certificate, key, EVP_sha256()) > 0);
    assert_int_equal(SSL_CTX_use_certificate(tls, certificate), 1);
    assert_int_equal(SSL_CTX_use_PrivateKey(tls, key), 1);
    X509_free(certificate);
    EVP_PKEY_free(key);
}

static void *impersonate(void *arg)
{
    struct impostor *im = arg;
    char byte;
    int fd = accept(im->listener, NULL, NULL);
    SSL *ssl = SSL_new(im->tls);
    (void)SSL_set_fd(ssl, fd);
    /* With TLS 1.3 the refusal arrives after the server's part of the handshake. */
    if (SSL_accept(ssl) != 1 || SSL_read(ssl, &byte, 1) != 1)
        im->refusal = ERR_GET_REASON(ERR_peek_last_error());
    SSL_free(ssl);
    (void)close(fd);
    return NULL;
}

static void impostor_start(struct impostor *im)
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    socklen_t size = sizeof address;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    *im = (struct impostor){ .listener = socket(AF_INET, SOCK_STREAM, 0),
                             .tls = SSL_CTX_new(TLS_server_method()) };
    add_certificate(im->tls);
    assert_int_equal(bind(im->listener, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(im->listener, 1), 0);
    assert_int_equal(getsockname(im->listener, (struct sockaddr *)&address, &size), 0);
    im->port = ntohs(address.sin_port);
    assert_int_equal(pthread_create(&im->thread, NULL, impersonate, im), 0);
}

static void impostor_stop(struct impostor *im)
{
    assert_int_equal(pthread_join(im->thread, NULL), 0);
    (void)close(im->listener);
    SSL_CTX_free(im->tls);
}

static int setup(void **state)
{
    static struct arena a;
    (void)signal(SIGPIPE, SIG_IGN);
    arena_init(&a, 1 << 20);
    *state = &a;
    return 0;
}

static int teardown(void **state)
{
    arena_done(*state);
    return 0;
}

static void refuses_unknown_certificates(void **state)
{
    struct arena *a = *state;
    struct impostor im;
    impostor_start(&im);
    struct net *net = NULL;
    struct net_limits limits = { { NET_PEERS_LOOPBACK, false }, 2000, 3000 };
    assert_ok(net_new(&limits, SV("here.example"), &net));
    struct net_response r = { 0 };
    struct net_request req = { .url = sv_printf(a, "https://localhost:%d/", im.port),
                               .body_bytes_max = 1000 };
    assert_err(net_fetch(net, a, &req, &r), ERR_UPSTREAM);
    assert_int_equal(r.status, 0);
    impostor_stop(&im);
    assert_int_equal(im.refusal, SSL_R_TLSV1_ALERT_UNKNOWN_CA);
    net_free(net);
}

static const struct net_policy LOOPBACK = { NET_PEERS_LOOPBACK, false };

static void takes_addresses_apart(void **state)
{
    struct arena *a = *state;
    CLEANUP(net_target_done) struct net_target t = { 0 };
    assert_ok(net_target_parse(a, LOOPBACK, SV("http://a.example:80/x/../y?q=1&r#f"), NULL, &t));
    assert_sv_lit(t.url, "http://a.example/y?q=1&r");
    assert_sv_lit(t.authority, "a.example");
    assert_sv_lit(t.path, "/y?q=1&r");
    CLEANUP(net_target_done) struct net_target next = { 0 };
    assert_ok(net_target_parse(a, LOOPBACK, SV("../z"), &t, &next));
    assert_sv_lit(next.url, "http://a.example/z");
    net_target_done(&next);
    assert_ok(net_target_parse(a, LOOPBACK, SV("//b.example:81"), &t, &next));
    assert_sv_lit(next.url, "http://b.example:81/");
    assert_sv_lit(next.authority, "b.example:81");
    net_target_done(&next);
    assert_ok(net_target_parse(a, LOOPBACK, SV("?w"), &t, &next));
    assert_sv_lit(next.path, "/y?w");
}

static void refuses_what_can_be_read_in_two_ways(void **state)
{
    static const char *bad[] = {
        "http://127%2e0.1/",
        "http://a.example\\@b.example/",
        "http://a.example%00.b.example/",
        "http://a.example%2f@b.example/",
        "http://a.example /",
        "http://[::1/",
        "http://a]/",
    };
    for (size_t i = 0; i < ARRAY_COUNT(bad); i++) {
        struct net_target t = { 0 };
        assert_err(net_target_parse(*state, LOOPBACK, sv_from(bad[i]), NULL, &t),
                   ERR_ADDRESS_REFUSED);
    }
}

static void leaves_out_alone_on_failure(void **state)
{
    struct net_target t = { .path = SV("untouched") };
    assert_err(net_target_parse(*state, LOOPBACK, SV("ftp://a.example/"), NULL, &t),
               ERR_ADDRESS_REFUSED);
    assert_sv_lit(t.path, "untouched");
    assert_null(t.parts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(refuses_unknown_certificates, setup, teardown),
        cmocka_unit_test_setup_teardown(takes_addresses_apart, setup, teardown),
        cmocka_unit_test_setup_teardown(refuses_what_can_be_read_in_two_ways, setup, teardown),
        cmocka_unit_test_setup_teardown(leaves_out_alone_on_failure, setup, teardown),
    };
    return cmocka_run_group_tests_name("net/easy", tests, NULL, NULL);
}
