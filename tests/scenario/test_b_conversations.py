"""Private conversations as apps and people see them: on one server, across two, on a stream, and after erasure."""
import json

import pytest

from efface import wait_until
from test_c_two_servers import meet


def talk(api):
    return [(c["unread"], [a["acct"] for a in c["accounts"]], c["last_status"]["content"]) for c in api.conversations()]


@pytest.mark.engines
def test_an_app_reads_marks_and_deletes_conversations(server):
    server.user("ann")
    server.user("bob")
    token = server.token("bob")
    ann, bob, client = server.mastodon(server.token("ann")), server.mastodon(token), server.client(token)
    assert bob.conversations() == []
    stream = client.session.get(server.url + "/api/v1/streaming/direct", stream=True, timeout=20)
    lines = stream.iter_lines(decode_unicode=True)
    hello = ann.status_post("@bob hello", visibility="direct")
    event = next(line for line in lines if line.startswith("event:"))
    data = json.loads(next(line for line in lines if line.startswith("data:"))[5:])
    stream.close()
    assert event == "event: conversation"
    assert data["unread"] is True and data["last_status"]["id"] == str(hello["id"])
    [conversation] = bob.conversations()
    assert str(conversation["id"]) == data["id"] and [a["acct"] for a in conversation["accounts"]] == ["ann"]
    assert conversation["last_status"]["visibility"] == "direct" and talk(ann)[0][:2] == (False, ["bob"])

    read = bob.conversations_read(conversation["id"])
    assert read["id"] == conversation["id"] and not read["unread"] and not bob.conversations()[0]["unread"]
    path = f"/api/v1/conversations/{conversation['id']}"
    assert client.post(f"{path}/unread").json()["unread"] is True
    server.client(server.token("ann")).post(f"{path}/read", status=404)
    server.client(server.token("bob", scopes="read")).post(f"{path}/read", status=403)
    server.client().get("/api/v1/conversations", status=401)

    bob.status_reply(hello, "hello yourself")
    ann.status_post("@bob another matter", visibility="direct")
    assert [c[0] for c in talk(bob)] == [True, False] and "another matter" in talk(bob)[0][2]
    first = client.get("/api/v1/conversations?limit=1")
    assert len(first.json()) == 1 and 'rel="next"' in first.headers["Link"]
    rest = client.get(first.links["next"]["url"]).json()
    assert [c["id"] for c in rest] == [str(conversation["id"])]
    direct = client.get("/api/v1/timelines/direct").json()
    assert len(direct) == 3 and {status["visibility"] for status in direct} == {"direct"}

    assert client.request("DELETE", path).json() == {}
    client.request("DELETE", path, status=404)
    assert len(bob.conversations()) == 1 and len(ann.conversations()) == 2
    assert bob.status(hello["id"])["content"]
    server.restart()
    assert len(bob.conversations()) == 1


@pytest.mark.engines
@pytest.mark.erasure
def test_a_message_crosses_and_its_erasure_takes_it_from_the_conversation(make_server, engine):
    one, other = make_server(), make_server()
    ann, bob, remote_ann = meet(one, other)
    first = ann.status_post(f"@bob@{other.domain} across", visibility="direct")
    arrived = wait_until(lambda: bob.conversations(), "the message arrives")[0]
    assert arrived["unread"] and [a["acct"] for a in arrived["accounts"]] == [f"ann@{one.domain}"]
    bob.status_reply(arrived["last_status"], "and back")
    wait_until(lambda: "and back" in ann.conversations()[0]["last_status"]["content"], "the answer arrives")
    assert len(ann.conversations()) == 1 and ann.conversations()[0]["unread"] and not bob.conversations()[0]["unread"]
    second = ann.status_reply(ann.conversations()[0]["last_status"], "once more")
    wait_until(lambda: "once more" in bob.conversations()[0]["last_status"]["content"], "the next arrives")
    ann.status_delete(second["id"])
    wait_until(lambda: "and back" in bob.conversations()[0]["last_status"]["content"], "its deletion arrives")
    bob.status_delete(bob.conversations()[0]["last_status"]["id"])
    wait_until(lambda: "across" in ann.conversations()[0]["last_status"]["content"], "so does the other")
    ann.status_delete(first["id"])
    wait_until(lambda: bob.conversations() == [] and ann.conversations() == [], "with the last message the conversation goes")
