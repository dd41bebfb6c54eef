"""Another server for the inbox: one actor with its key, and activities that it signed before the clock runs.

Spec: draft-cavage-http-signatures-12, as the fediverse uses it.
"""
import base64
import email.utils
import hashlib
import http.server
import json
import threading

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

AS = "https://www.w3.org/ns/activitystreams"


class Peer:
    """Answers for its actor on a loopback port."""

    def __init__(self, port):
        self.base = f"http://127.0.0.1:{port}"
        self.actor = self.base + "/actor"
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        pem = self.key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        self.document = json.dumps({
            "@context": [AS, "https://w3id.org/security/v1"], "id": self.actor, "type": "Person",
            "preferredUsername": "peer", "inbox": self.base + "/inbox", "outbox": self.base + "/outbox",
            "followers": self.base + "/followers",
            "publicKey": {"id": self.actor + "#main-key", "owner": self.actor, "publicKeyPem": pem.decode()},
        }).encode()
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port), self._handler())
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def _handler(peer):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                body, kind = peer.document, "application/activity+json"
                if self.path.startswith("/.well-known/webfinger"):
                    body, kind = json.dumps({"subject": "acct:peer@" + peer.base[7:], "links": [
                        {"rel": "self", "type": "application/activity+json", "href": peer.actor}]}).encode(), "application/jrd+json"
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self):
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self.send_response(202)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass
        return Handler

    def close(self):
        self.server.shutdown()

    def signed(self, host, path, activity):
        """Head and body of one POST."""
        body = json.dumps(activity).encode()
        date = email.utils.formatdate(usegmt=True)
        digest = "SHA-256=" + base64.b64encode(hashlib.sha256(body).digest()).decode()
        text = f"(request-target): post {path}\nhost: {host}\ndate: {date}\ndigest: {digest}"
        signature = base64.b64encode(self.key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())).decode()
        head = (f"POST {path} HTTP/1.1\r\nHost: {host}\r\nDate: {date}\r\nDigest: {digest}\r\n"
                f"Content-Type: application/activity+json\r\nContent-Length: {len(body)}\r\n"
                f'Signature: keyId="{self.actor}#main-key",algorithm="rsa-sha256",'
                f'headers="(request-target) host date digest",signature="{signature}"\r\n\r\n')
        return head.encode() + body

    def note(self, number):
        """A public answer to nobody, with three paragraphs: a bit under 3 KB."""
        note = f"{self.base}/notes/{number}"
        text = "<p>" + "A morning by the river, and a question about the garden. " * 30 + "</p>"
        return {"@context": AS, "id": note + "/activity", "type": "Create", "actor": self.actor,
                "to": [AS + "#Public"], "cc": [self.base + "/followers"],
                "object": {"id": note, "type": "Note", "attributedTo": self.actor, "content": text,
                           "published": "2026-01-01T00:00:00Z", "to": [AS + "#Public"], "cc": [self.base + "/followers"]}}
