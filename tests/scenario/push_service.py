"""A push service and the apps behind it, as far as a server sees them: it takes messages over HTTP, and the app's keys open them.

Written from RFC 8030, 8188, 8291, 8292 and draft-ietf-webpush-encryption-04, with no code in common with the server.
"""
import base64
import http.server
import json
import os
import queue
import struct
import threading
import time

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def hkdf(salt, secret, info, length):
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


def point(key):
    return key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def claims_of(token, public):
    """The claims of a token that this key signed."""
    head, claims, signature = token.split(".")
    raw = unb64(signature)
    assert len(raw) == 64 and json.loads(unb64(head))["alg"] == "ES256"
    der = utils.encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public)
    key.verify(der, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    return json.loads(unb64(claims))


def subscription(endpoint, key=None, auth=bytes(16), **data):
    """The form of a subscription."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    return {
        "subscription[endpoint]": endpoint,
        "subscription[keys][p256dh]": b64(point(key.public_key())),
        "subscription[keys][auth]": b64(auth),
        **data,
    }


class App:
    """Keys of one app, and what it was sent."""

    def __init__(self, service, name):
        self.service = service
        self.path = f"/send/{name}"
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.auth = os.urandom(16)
        self.messages = queue.Queue()
        service.apps[self.path] = self

    @property
    def endpoint(self):
        return self.service.url + self.path

    def subscription(self, standard, **data):
        if standard:
            data["subscription[standard]"] = "true"
        return subscription(self.endpoint, self.key, self.auth, **data)

    def secret_with(self, public):
        other = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public)
        return self.key.exchange(ec.ECDH(), other)

    def open_standard(self, body):
        salt, size, length = body[:16], struct.unpack(">I", body[16:20])[0], body[20]
        public, sealed = body[21:21 + length], body[21 + length:]
        assert length == 65 and len(sealed) <= size and len(body) <= 4096
        info = b"WebPush: info\0" + point(self.key.public_key()) + public
        ikm = hkdf(self.auth, self.secret_with(public), info, 32)
        key = hkdf(salt, ikm, b"Content-Encoding: aes128gcm\0", 16)
        nonce = hkdf(salt, ikm, b"Content-Encoding: nonce\0", 12)
        plain = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0")
        assert plain[-1] == 2
        return plain[:-1]

    def open_draft(self, body, headers):
        salt = unb64(headers["Encryption"].removeprefix("salt="))
        keys = dict(part.split("=", 1) for part in headers["Crypto-Key"].split(";"))
        public, own = unb64(keys["dh"]), point(self.key.public_key())
        context = b"P-256\0" + struct.pack(">H", len(own)) + own + struct.pack(">H", len(public)) + public
        ikm = hkdf(self.auth, self.secret_with(public), b"Content-Encoding: auth\0", 32)
        key = hkdf(salt, ikm, b"Content-Encoding: aesgcm\0" + context, 16)
        nonce = hkdf(salt, ikm, b"Content-Encoding: nonce\0" + context, 12)
        plain = AESGCM(key).decrypt(nonce, body, None)
        padding = struct.unpack(">H", plain[:2])[0]
        assert plain[2:2 + padding].count(0) == padding
        return plain[2 + padding:]

    def open(self, headers, body, server_key):
        """The message, once everything around it was looked at."""
        if headers["Content-Encoding"] == "aes128gcm":
            token, key = headers["Authorization"].removeprefix("vapid t=").split(", k=")
            text = self.open_standard(body)
        else:
            assert headers["Content-Encoding"] == "aesgcm"
            token = headers["Authorization"].removeprefix("WebPush ")
            key = dict(part.split("=", 1) for part in headers["Crypto-Key"].split(";"))["p256ecdsa"]
            text = self.open_draft(body, headers)
        assert key == server_key
        claims = claims_of(token, unb64(key))
        assert claims["aud"] == self.service.url and claims["sub"].startswith("http")
        assert time.time() < claims["exp"] <= time.time() + 24 * 3600
        assert int(headers["TTL"]) == 48 * 3600 and headers["Urgency"] == "normal"
        return json.loads(text)

    def next(self, server_key, seconds=15):
        headers, body = self.messages.get(timeout=seconds)
        return self.open(headers, body, server_key)

    def has_nothing(self, seconds=1.5):
        try:
            self.messages.get(timeout=seconds)
        except queue.Empty:
            return True
        return False


class PushService:
    """Serves on loopback. `answers`: statuses for the next requests to a path, each once; then 201."""

    def __init__(self):
        self.apps = {}
        self.answers = {}
        self.requests = []
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):  # noqa: N802, the library's name
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status, headers = 201, {}
                waiting = service.answers.get(self.path)
                if waiting:
                    status, headers = waiting.pop(0)
                service.requests.append((self.path, status))
                if status == 201:
                    service.apps[self.path].messages.put((self.headers, body))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def app(self, name):
        return App(self, name)

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(timeout=10)
