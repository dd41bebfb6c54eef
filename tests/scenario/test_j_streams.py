"""Event streams: what an app that listens is told."""
import mastodon
import pytest

from efface import wait_until


class Listener(mastodon.StreamListener):
    """What one stream was told."""

    def __init__(self):
        self.told = []

    def on_update(self, status):
        self.told.append(("update", str(status["id"])))

    def on_status_update(self, status):
        self.told.append(("status.update", str(status["id"])))

    def on_delete(self, status_id):
        self.told.append(("delete", str(status_id)))


def people(server, *names):
    """Users of a server: name to client, and the ids of all but the first, whom the first follows."""
    for name in names:
        server.user(name)
    clients = {name: server.mastodon(server.token(name)) for name in names}
    ids = [clients[name].account_verify_credentials()["id"] for name in names[1:]]
    for other in ids:
        clients[names[0]].account_follow(other)
    return clients, ids


@pytest.mark.engines
def test_a_list_is_streamed_to_its_owner(make_server, engine):
    server = make_server()
    clients, ids = people(server, "ann", "bob", "cem")
    ann, bob, cem = clients.values()
    made = ann.list_create("Close ones")
    ann.list_accounts_add(made["id"], ids[:1])
    path = f"/api/v1/streaming/list?list={made['id']}"
    assert "error" in server.client(server.token("bob")).get(path, status=404).json()
    assert "error" in server.client(server.token("ann")).get("/api/v1/streaming/list?list=x", status=400).json()
    assert "error" in server.client().get(path, status=401).json()
    heard = Listener()
    stream = ann.stream_list(made["id"], heard, run_async=True)
    wait_until(lambda: stream.connection, "the list's stream is open")
    raw = server.client(server.token("ann")).session.get(server.url + path, stream=True, timeout=20)
    cem.status_post("not in the list")
    post = bob.status_post("in the list")
    wait_until(lambda: heard.told, "the list's stream tells a post")
    server.client(server.token("bob")).request("PUT", f"/api/v1/statuses/{post['id']}", json={"status": "still in the list"})
    ann.list_accounts_delete(made["id"], ids[:1])
    bob.status_post("no longer in the list")
    bob.status_delete(post["id"])
    wait_until(lambda: heard.told[-1][0] == "delete", "and that it was deleted")
    assert heard.told == [(kind, str(post["id"])) for kind in ("update", "status.update", "delete")]
    ann.list_delete(made["id"])
    lines = [line for line in raw.iter_lines(decode_unicode=True) if line.startswith("event:")]
    assert lines == ["event: update", "event: status.update", "event: delete"]  # and then its end
    wait_until(lambda: not stream.is_alive(), "the list's stream ends with the list")
