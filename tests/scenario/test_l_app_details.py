"""What apps meet beside the great roads: options of a follow, mutes that end, filters that change, methods that are not set up here."""
import datetime
import json
import time

import pytest

from efface import wait_until
from test_j_streams import Listener
from test_k_sockets import Socket


def people(server, *names):
    """A client and an account id for each."""
    for name in names:
        server.user(name)
    clients = [server.client(server.token(name)) for name in names]
    return clients, [client.get("/api/v1/accounts/verify_credentials").json()["id"] for client in clients]


@pytest.mark.engines
def test_options_of_a_follow_stay_unless_they_are_said(server):
    (ann, bob), (_, bob_id) = people(server, "ann", "bob")
    path = f"/api/v1/accounts/{bob_id}/follow"

    def options(relation):
        return relation["showing_reblogs"], relation["notifying"], relation["languages"]

    assert options(ann.post(path).json()) == (True, False, None)
    assert options(ann.post(path, data={"notify": "true"}).json()) == (True, True, None)
    assert options(ann.post(path, json={"reblogs": False}).json()) == (False, True, None)
    assert options(ann.post(path, data={"languages[]": ["de", "fr"]}).json()) == (False, True, ["de", "fr"])
    assert options(ann.post(path).json()) == (False, True, ["de", "fr"])
    assert options(ann.get(f"/api/v1/accounts/relationships?id[]={bob_id}").json()[0]) == (False, True, ["de", "fr"])

    post = bob.post("/api/v1/statuses", data={"status": "hallo", "language": "de"}).json()
    bob.post("/api/v1/statuses", data={"status": "hello", "language": "en"})
    assert [s["id"] for s in ann.get("/api/v1/timelines/home").json()] == [post["id"]]
    server.user("cem")
    cem = server.client(server.token("cem"))
    other = cem.post("/api/v1/statuses", data={"status": "boost me", "language": "de"}).json()
    bob.post(f"/api/v1/statuses/{other['id']}/reblog")
    assert len(ann.get("/api/v1/timelines/home").json()) == 1
    ann.post(path, data={"reblogs": "true", "languages[]": ""})
    assert len(ann.get("/api/v1/timelines/home").json()) == 3


@pytest.mark.engines
def test_a_mute_ends_by_itself(server):
    (ann, _), (_, bob_id) = people(server, "ann", "bob")
    path = f"/api/v1/accounts/{bob_id}/mute"
    began = datetime.datetime.now(datetime.timezone.utc)
    assert ann.post(path, data={"duration": 3600}).json()["muting"]
    muted = ann.get("/api/v1/mutes").json()[0]
    ends = datetime.datetime.fromisoformat(muted["mute_expires_at"].replace("Z", "+00:00"))
    assert muted["id"] == bob_id and 3590 < (ends - began).total_seconds() < 3620
    ann.post(path, data={"duration": 0})
    assert ann.get("/api/v1/mutes").json()[0]["mute_expires_at"] is None
    ann.post(path, data={"duration": 2})
    assert len(ann.get("/api/v1/mutes").json()) == 1
    time.sleep(2.1)
    assert ann.get("/api/v1/mutes").json() == []
    assert not ann.get(f"/api/v1/accounts/relationships?id[]={bob_id}").json()[0]["muting"]


@pytest.mark.engines
def test_apps_learn_that_filters_changed(server):
    server.user("ann")
    token = server.token("ann")
    ann = server.client(token)
    socket = Socket(server, token, "?stream=user")
    raw = ann.session.get(server.url + "/api/v1/streaming/user", stream=True, timeout=20)
    heard = []

    class Filters(Listener):
        def on_filters_changed(self):
            heard.append("changed")

    stream = server.mastodon(token).stream_user(Filters(), run_async=True)
    wait_until(lambda: stream.connection, "the user's stream is open")
    made = ann.post("/api/v2/filters", json={"title": "No", "context": ["home"], "keywords_attributes": [{"keyword": "spider"}]}).json()
    word = ann.post(f"/api/v2/filters/{made['id']}/keywords", json={"keyword": "wasp"}).json()
    ann.request("PUT", f"/api/v2/filters/{made['id']}", json={"title": "Never"})
    ann.request("DELETE", f"/api/v2/filters/keywords/{word['id']}")
    ann.request("DELETE", f"/api/v2/filters/{made['id']}")
    old = ann.post("/api/v1/filters", json={"phrase": "moth", "context": ["home"]}).json()
    ann.request("DELETE", f"/api/v1/filters/{old['id']}")
    events = [socket.event() for _ in range(7)]
    assert {(tuple(where), kind, payload) for where, kind, payload in events} == {(("user",), "filters_changed", "{}")}
    lines = (line for line in raw.iter_lines(decode_unicode=True) if line.startswith("event:"))
    assert [next(lines) for _ in range(7)] == ["event: filters_changed"] * 7
    wait_until(lambda: len(heard) == 7, "Mastodon.py is told as well")
    socket.close()
    stream.close()


@pytest.mark.engines
def test_what_is_not_set_up_says_so(server):
    (ann, bob), (ann_id, _) = people(server, "ann", "bob")
    post = ann.post("/api/v1/statuses", data={"status": "hello"}).json()["id"]
    secret = ann.post("/api/v1/statuses", data={"status": "psst", "visibility": "direct"}).json()["id"]
    assert "error" in bob.post(f"/api/v1/statuses/{post}/translate", status=403).json()
    bob.post(f"/api/v1/statuses/{secret}/translate", status=404)
    server.client().post(f"/api/v1/statuses/{post}/translate", status=401)
    assert ann.get("/api/v1/instance/translation_languages").json() == {}
    assert ann.get("/api/v2/instance").json()["configuration"]["translation"] == {"enabled": False}
    assert ann.get("/api/v1/annual_reports").json() == {"annual_reports": [], "accounts": [], "statuses": []}
    for method, path in (("GET", "/api/v1/annual_reports/2025"), ("POST", "/api/v1/annual_reports/2025/read"),
                         ("GET", "/api/v1_alpha/async_refreshes/1"), ("GET", "/api/v1/accounts/1/identity_proofs")):
        assert ann.request(method, path, status=404).json() == {"error": "Record not found"}
        server.client().request(method, path, status=401)
    assert ann.get(f"/api/v1/accounts/{ann_id}/identity_proofs").json() == []
    assert ann.get("/api/v1/emails/check_confirmation").json() is True
    server.client().get("/api/v1/emails/check_confirmation", status=401)
    assert "awaiting confirmation" in ann.post("/api/v1/emails/confirmations", status=403).json()["error"]


@pytest.mark.engines
def test_who_asks_is_told_of_posts(server):
    (ann, bob), (_, bob_id) = people(server, "ann", "bob")
    socket = Socket(server, ann.session.headers["Authorization"].split()[1], "?stream=user:notification")
    ann.post(f"/api/v1/accounts/{bob_id}/follow", data={"notify": "true"})
    post = bob.post("/api/v1/statuses", data={"status": "news"}).json()
    where, kind, payload = socket.event()
    told = json.loads(payload)
    assert where == ["user:notification"] and kind == "notification"
    assert (told["type"], told["account"]["id"], told["status"]["id"]) == ("status", bob_id, post["id"])
    assert [n["id"] for n in ann.get("/api/v1/notifications?types[]=status").json()] == [told["id"]]
    assert bob.get("/api/v1/notifications?types[]=status").json() == []
    ann.post(f"/api/v1/notifications/{told['id']}/dismiss")
    assert ann.get("/api/v1/notifications?types[]=status").json() == []
    ann.post(f"/api/v1/accounts/{bob_id}/follow", data={"notify": "false"})
    bob.post("/api/v1/statuses", data={"status": "no news"})
    assert socket.is_quiet()
    socket.close()
