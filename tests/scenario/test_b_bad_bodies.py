"""Bodies that nobody sends in good faith: 400, 413, 415 or 422 with the API's error, nothing kept, nothing of them in the log."""
import gzip
import json
import socket

import pytest
import requests

import efface
from pictures import png

JSON, FORM, PARTS = "application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=XX"
ACTIVITY = "application/activity+json"
STATUSES, MEDIA, INBOX = "/api/v1/statuses", "/api/v2/media", "/inbox"
FILE = '; filename="a.png"\r\nContent-Type: image/png'
# In every body here, and never in a log.
CANARY = "canaryword"
BIG = 2 << 20


def part(name, value, more=""):
    return f'--XX\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'.encode() + value + b"\r\n"


def parts(*all_of_them):
    return b"".join(all_of_them) + b"--XX--\r\n"


def words(**fields):
    return json.dumps(fields).encode()


class Api:
    """One person's app."""

    def __init__(self, server):
        self.server = server
        server.user("ann")
        self.headers = {"Authorization": f"Bearer {server.token('ann')}", "Connection": "close"}
        self.account = self.get("/api/v1/accounts/verify_credentials")["id"]

    def get(self, path):
        return requests.get(self.server.url + path, headers=self.headers, timeout=20).json()

    def posts(self):
        return self.get("/api/v1/accounts/verify_credentials")["statuses_count"]

    def send(self, path, body, kind, **headers):
        return requests.post(self.server.url + path, data=body, headers=self.headers | {"Content-Type": kind} | headers, timeout=20)

    def refuses(self, path, body, kind, status, error=None, **headers):
        before = self.posts()
        answer = self.send(path, body, kind, **headers)
        assert answer.status_code == status, answer.text
        assert answer.headers["Content-Type"].startswith("application/json")
        said = answer.json()["error"]
        assert error is None or said == error
        assert CANARY not in answer.text and CANARY not in self.server.log()
        assert self.posts() == before

    def takes(self, body, kind, text, **headers):
        answer = self.send(STATUSES, body, kind, **headers)
        assert answer.status_code == 200, answer.text
        assert self.get(f"{STATUSES}/{answer.json()['id']}/source")["text"] == text


@pytest.fixture(scope="module")
def api(tmp_path_factory):
    if not efface.binary_has_serve():
        pytest.skip("no program to test")
    server = efface.Server(tmp_path_factory.mktemp("bodies") / "server")
    server.init().start()
    yield Api(server)
    server.stop()


# Over-long


@pytest.mark.parametrize("body, kind", [
    (words(status=CANARY + "y" * BIG), JSON),
    (b"status=" + CANARY.encode() + b"y" * BIG, FORM),
    (parts(part("status", CANARY.encode() + b"y" * BIG)), PARTS),
    (words(status=CANARY, more=[1] * 200_000), JSON),
], ids=["json", "form", "parts", "values"])
def test_over_long(api, body, kind):
    api.refuses(STATUSES, body, kind, 413)


@pytest.mark.parametrize("body, kind", [
    (b"&".join(b"%d=canaryword" % number for number in range(5000)), FORM),
    (words(**{f"n{number}": CANARY for number in range(5000)}), JSON),
    (b"canaryword" * 100 + b"=x", FORM),
], ids=["many in a form", "many in json", "long name"])
def test_over_long_lists_of_fields(api, body, kind):
    api.refuses(STATUSES, body, kind, 422)


@pytest.mark.parametrize("body, error", [
    (words(status=CANARY + "y" * 20_000), "Text character limit of 500 exceeded"),
    (words(status=CANARY, spoiler_text="y" * 20_000), "Text character limit of 500 exceeded"),
    (words(status=CANARY, media_ids=["1"]), "Media attachments are not found, not yours, or used already"),
    (words(status="é" * 400, media_ids=["1"]), "Media attachments are not found, not yours, or used already"),
    (words(status=CANARY, media_ids=list(range(1, 50))), None),
], ids=["text", "warning", "media", "media beside long bytes", "many media"])
def test_over_long_words_say_why(api, body, error):
    api.refuses(STATUSES, body, JSON, 422, error and f"Validation failed: {error}")


def test_over_long_picture_and_words(api):
    api.refuses(MEDIA, parts(part("file", b"\x89PNG" + bytes(64 << 20), FILE)), PARTS, 413)
    api.refuses(MEDIA, parts(part("file", png(8, 8), FILE), part("description", CANARY.encode() * 1000)), PARTS, 422,
                "Validation failed: Description is too long")
    api.refuses(MEDIA, parts(*[part("file", png(8, 8), FILE)] * 20), PARTS, 422)
    api.refuses(MEDIA, parts(part("file", png(8, 8), f'; filename="{CANARY * 10_000}"')), PARTS, 422)


# Over-deep


@pytest.mark.parametrize("body", [
    b'{"status":' + b"[" * 40 + b"]" * 40 + b"}", b"[" * 100_000, b'{"a":' * 5000 + b"1" + b"}" * 5000,
], ids=["lists", "without end", "objects"])
def test_over_deep_json(api, body):
    api.refuses(STATUSES, body, JSON, 413)
    api.refuses(INBOX, body[:500_000], ACTIVITY, 400)


def test_over_deep_name_of_a_field(api):
    api.refuses(STATUSES, b"status" + b"[a]" * 1000 + b"=canaryword", FORM, 422)


# Not UTF-8


@pytest.mark.parametrize("path, body, kind", [
    (STATUSES, b'{"status":"canaryword\xff\xfe"}', JSON),
    (STATUSES, words(status=CANARY).decode().encode("utf-16"), JSON),
    (STATUSES, b'{"status":"canaryword\\ud800"}', JSON),
    (STATUSES, b"status=canaryword%ff%fe", FORM),
    (STATUSES, b"status=canaryword\xff", FORM),
    (STATUSES, b"status=canaryword%00", FORM),
    (STATUSES, parts(part("status", b"canaryword\xff\xfe")), PARTS),
    (MEDIA, parts(part("file", png(8, 8), FILE), part("description", b"canaryword\xff")), PARTS),
    (INBOX, b'{"canaryword\xff":1}', ACTIVITY),
])
def test_non_utf8(api, path, body, kind):
    api.refuses(path, body, kind, 400)


def test_non_utf8_query(api):
    answer = requests.get(api.server.url + "/api/v1/timelines/public?limit=canaryword%ff", headers=api.headers, timeout=20)
    assert answer.status_code == 400 and "error" in answer.json() and CANARY not in api.server.log()


# Duplicated


def test_duplicated_fields_the_last_counts(api):
    api.takes(b'{"status":"a","status":"last"}', JSON, "last")
    api.takes(b"status=a&status=last", FORM, "last")
    api.takes(parts(part("status", b"a"), part("status", b"last")), PARTS, "last")


def test_duplicated_keys_in_an_activity(api):
    """Two readings of one document are an attack between servers."""
    api.refuses(INBOX, b'{"id":"canaryword","id":"b","type":"Follow"}', ACTIVITY, 400)


# Truncated


@pytest.mark.parametrize("path, body, kind", [
    (STATUSES, b'{"status":"canaryword', JSON),
    (STATUSES, b'{"status":"canaryword"} more', JSON),
    (STATUSES, part("status", b"canaryword"), PARTS),
    (STATUSES, b"canaryword", PARTS),
    (STATUSES, b"canaryword", "multipart/form-data"),
    (MEDIA, parts(part("file", png(), FILE))[:600], PARTS),
    (INBOX, b'{"id":"canaryword', ACTIVITY),
    (INBOX, b"", ACTIVITY),
])
def test_truncated(api, path, body, kind):
    api.refuses(path, body, kind, 400)


def test_truncated_picture(api):
    api.refuses(MEDIA, parts(part("file", png()[:500], FILE)), PARTS, 422, "Validation failed: File content type is not supported")


def test_truncated_connection_leaves_nothing(api):
    before = api.posts()
    with socket.create_connection(("localhost", api.server.port)) as half:
        half.sendall((f"POST {STATUSES} HTTP/1.1\r\nHost: {api.server.domain}\r\nAuthorization: {api.headers['Authorization']}\r\n"
                      f"Content-Type: {JSON}\r\nContent-Length: 100\r\n\r\n" + '{"status":"canaryword').encode())
    assert api.posts() == before and CANARY not in api.server.log()


# Compressed bombs


@pytest.mark.parametrize("path, kind", [(STATUSES, JSON), (MEDIA, PARTS), (INBOX, ACTIVITY), ("/oauth/token", FORM)])
@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "gzip, gzip", "canaryword"])
def test_compressed_bodies_are_not_unpacked(api, path, kind, coding):
    api.refuses(path, gzip.compress(words(status=CANARY * 100_000)), kind, 415, **{"Content-Encoding": coding})


def test_a_body_that_is_not_compressed_may_say_so(api):
    api.takes(words(status="plain"), JSON, "plain", **{"Content-Encoding": "identity"})


# Wrong types


@pytest.mark.parametrize("body", [b"[1]", b'"canaryword"', b"null", b"7"])
def test_wrong_type_of_the_body(api, body):
    api.refuses(STATUSES, body, JSON, 400)
    api.refuses(INBOX, body, ACTIVITY, 400)


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", ""])
def test_wrong_media_type(api, kind):
    api.refuses(STATUSES, b"status=canaryword", kind, 415)


@pytest.mark.parametrize("fields, status", [
    ({"status": {"a": 1}}, 422), ({"status": [CANARY]}, 422), ({"status": None}, 422), ({}, 422),
    ({"status": CANARY, "visibility": "all"}, 422), ({"status": CANARY, "visibility": 7}, 422),
    ({"status": CANARY, "media_ids": "x"}, 422), ({"status": CANARY, "media_ids": [{"a": 1}]}, 422),
    ({"status": CANARY, "media_ids": ["99999999999999999999999"]}, 422), ({"status": CANARY, "media_ids": [-1]}, 422),
    ({"status": CANARY, "in_reply_to_id": "-1"}, 404), ({"status": CANARY, "in_reply_to_id": {"a": 1}}, 404),
    ({"status": CANARY, "in_reply_to_id": "99999999999999999999999"}, 404), ({"status": CANARY, "in_reply_to_id": "x"}, 404),
])
def test_wrong_type_of_a_field(api, fields, status):
    api.refuses(STATUSES, words(**fields), JSON, status)


@pytest.mark.parametrize("body, error", [
    (parts(part("more", b"x")), "File can't be blank"),
    (parts(part("file", b"", FILE)), "File content type is not supported"),
    (parts(part("file", b"canaryword", FILE)), "File content type is not supported"),
    (parts(part("file", png(8, 8), FILE), part("focus", b"5,5")), "Focus is invalid"),
    (parts(part("file", png(8, 8), FILE), part("focus", b"nan,canaryword")), None),
])
def test_wrong_type_of_a_picture(api, body, error):
    api.refuses(MEDIA, body, PARTS, 422, error and f"Validation failed: {error}")


@pytest.mark.parametrize("field", ["avatar", "header"])
def test_wrong_type_of_a_profile_picture(api, field):
    answer = requests.patch(api.server.url + "/api/v1/accounts/update_credentials", headers=api.headers | {"Content-Type": PARTS},
                            data=parts(part("display_name", b"canaryword"), part(field, b"canaryword", FILE)), timeout=20)
    assert answer.status_code == 422 and answer.json()["error"] == "Validation failed: File content type is not supported"
    assert api.get("/api/v1/accounts/verify_credentials")["display_name"] != CANARY and CANARY not in api.server.log()


def test_wrong_file_name_is_only_a_name(api):
    answer = api.send(MEDIA, parts(part("file", png(8, 8), '; filename="../../canaryword"')), PARTS)
    assert answer.status_code == 200 and CANARY not in api.server.log()
