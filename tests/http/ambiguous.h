/* Requests that two servers can read differently: what this one does with each alone, and behind nginx.
 *
 * A new version of the library shows here what it changed. The forms at the end cannot be seen above the library, which
 * is why the server must stand behind a proxy that normalises.
 */
#pragma once

#include "harness/harness.h"

#define P "POST /api/raw HTTP/1.1\r\nHost: h\r\n"
#define G "GET /hello HTTP/1.1\r\nHost: h\r\n"

static const struct {
    const char *name;
    struct sv request;
    int status;         /* alone; 0: closed without an answer */
    bool is_closed;     /* alone, afterwards */
    int proxied_status; /* through nginx 1.22 */
} ambiguous[] = {
    { "two lengths, same", SV_INIT(P "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc"), 400,
      true, 400 },
    { "two lengths, different", SV_INIT(P "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc"), 400,
      true, 400 },
    { "length and chunked",
      SV_INIT(P "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 400, true,
      400 },
    { "gzip, chunked", SV_INIT(P "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"), 400, true,
      501 },
    { "two codings",
      SV_INIT(P "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 400,
      true, 400 },
    { "space before colon", SV_INIT(P "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"), 400, true,
      400 },
    { "coding in HTTP/1.0",
      SV_INIT("POST /api/raw HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
      400, true, 400 },
    { "two hosts", SV_INIT(G "Host: x\r\n\r\n"), 400, true, 400 },
    { "bad host", SV_INIT("GET /hello HTTP/1.1\r\nHost: a/b\r\n\r\n"), 400, true, 400 },
    { "no host", SV_INIT("GET /hello HTTP/1.1\r\n\r\n"), 400, true, 400 },
    { "bare CR in value", SV_INIT(G "X-A: a\rb\r\n\r\n"), 400, true, 400 },
    { "control byte in value", SV_INIT(G "X-A: a\001b\r\n\r\n"), 400, true, 400 },
    { "empty name", SV_INIT(G ": x\r\n\r\n"), 200, false, 400 },
    { "length +3", SV_INIT(P "Content-Length: +3\r\n\r\nabc"), 400, true, 400 },
    { "length 0x3", SV_INIT(P "Content-Length: 0x3\r\n\r\nabc"), 400, true, 400 },
    { "length 3, 3", SV_INIT(P "Content-Length: 3, 3\r\n\r\nabc"), 400, true, 400 },
    { "length 2^64-1", SV_INIT(P "Content-Length: 18446744073709551615\r\n\r\nabc"), 400, true,
      400 },
    { "chunk size -1", SV_INIT(P "Transfer-Encoding: chunked\r\n\r\n-1\r\nabc\r\n0\r\n\r\n"), 400,
      true, 400 },
    { "chunk size huge", SV_INIT(P "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nabc"),
      413, true, 400 },
    { "OPTIONS *", SV_INIT("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n"), 400, true, 400 },
    { "CONNECT", SV_INIT("CONNECT h:443 HTTP/1.1\r\nHost: h\r\n\r\n"), 405, false, 400 },
    { "two spaces", SV_INIT("GET  /hello HTTP/1.1\r\nHost: h\r\n\r\n"), 200, false, 200 },
    { "HTTP/1.2", SV_INIT("GET /hello HTTP/1.2\r\nHost: h\r\n\r\n"), 400, true, 200 },
    { "HTTP/2.0", SV_INIT("GET /hello HTTP/2.0\r\nHost: h\r\n\r\n"), 505, true, 505 },
    { "lower-case method", SV_INIT("get /hello HTTP/1.1\r\nHost: h\r\n\r\n"), 405, false, 400 },
    { "fragment", SV_INIT("GET /hello#x HTTP/1.1\r\nHost: h\r\n\r\n"), 200, false, 200 },
    { "raw UTF-8", SV_INIT("GET /\xc3\xa9 HTTP/1.1\r\nHost: h\r\n\r\n"), 400, true, 400 },
    { "encoded NUL", SV_INIT("GET /hello%00 HTTP/1.1\r\nHost: h\r\n\r\n"), 400, true, 400 },
    { "encoded dots", SV_INIT("GET /x/%2e%2e/hello HTTP/1.1\r\nHost: h\r\n\r\n"), 404, false, 404 },
    { "GET with a body", SV_INIT(G "Content-Length: 3\r\n\r\nabc"), 200, false, 200 },
    { "space in target", SV_INIT("GET /hel lo HTTP/1.1\r\nHost: h\r\n\r\n"), 0, true, 400 },
    { "line folding", SV_INIT(P "Transfer-Encoding: chunked\r\n x\r\n\r\n0\r\n\r\n"), 400, true,
      400 },
    /* Not seen above the library: here for the day a new version changes it. */
    { "NUL in value", SV_INIT(G "X-A: a\0b\r\n\r\n"), 200, false, 400 },
    { "bare LF", SV_INIT("GET /hello HTTP/1.1\nHost: h\n\n"), 200, false, 200 },
};

#undef P
#undef G
