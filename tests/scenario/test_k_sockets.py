"""Event streams over a WebSocket: one connection, any streams, named and taken back as an app wants."""
import contextlib
import json
import os
import re
import shutil
import socket as sockets_of_python
import subprocess

import pytest
import requests
import websocket

from efface import ROOT, free_port, wait_until
from pictures import png

SECONDS = 20


class Socket:
    """A client's connection: what it was told, as (streams, event, payload)."""

    def __init__(self, server, token=None, query="", protocol=None, url=None):
        url = (url or server.url.replace("http://", "ws://")) + "/api/v1/streaming" + query
        header = [f"Authorization: Bearer {token}"] if token else []
        protocols = [protocol] if protocol else None
        self.raw = websocket.create_connection(url, timeout=SECONDS, header=header, subprotocols=protocols)

    def ask(self, kind, stream, **parameters):
        self.raw.send(json.dumps({"type": kind, "stream": stream, **parameters}))

    def subscribe(self, stream, **parameters):
        self.ask("subscribe", stream, **parameters)

    def next(self):
        return json.loads(self.raw.recv())

    def event(self):
        """The next event: where, what, and its payload read where it is JSON."""
        message = self.next()
        payload = message.get("payload")
        assert payload is None or isinstance(payload, str)
        return message["stream"], message["event"], payload

    def until(self, kind):
        """Events up to the next of a kind, that one included."""
        events = [self.event()]
        while events[-1][1] != kind:
            events.append(self.event())
        return events

    def settle(self):
        """What was asked for before is done when this is answered."""
        self.subscribe("nothing")
        assert self.next()["status"] == 400

    def code(self):
        """The code it is closed with; what comes before is left unread."""
        while True:
            opcode, data = self.raw.recv_data()
            if opcode == websocket.ABNF.OPCODE_CLOSE:
                return int.from_bytes(data[:2], "big")

    def is_quiet(self):
        self.raw.settimeout(0.5)
        try:
            return not self.raw.recv()
        except websocket.WebSocketTimeoutException:
            return True
        finally:
            self.raw.settimeout(SECONDS)

    def close(self):
        self.raw.close()


def listens(port):
    with sockets_of_python.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def refused(server, **options):
    """Status and body of a handshake that is refused."""
    with pytest.raises(websocket.WebSocketBadStatusException) as raised:
        Socket(server, **options)
    return raised.value.status_code


def people(server, *names):
    """Users of a server: name to token and client. The first follows the others."""
    for name in names:
        server.user(name)
    tokens = {name: server.token(name) for name in names}
    clients = {name: server.mastodon(token) for name, token in tokens.items()}
    for name in names[1:]:
        clients[names[0]].account_follow(clients[name].account_verify_credentials()["id"])
    return tokens, clients


@pytest.mark.threads
@pytest.mark.engines
def test_streams_share_a_connection(make_server, engine):
    server = make_server()
    tokens, clients = people(server, "ann", "bob")
    ann, bob = clients.values()
    made = ann.list_create("Close ones")
    ann.list_accounts_add(made["id"], [bob.account_verify_credentials()["id"]])
    with contextlib.closing(Socket(server, tokens["ann"], "?stream=user")) as socket:
        socket.subscribe("hashtag", tag="Tea")
        socket.subscribe("public:local")
        socket.subscribe("list", list=made["id"])
        socket.subscribe("user:notification")
        socket.settle()
        post = bob.status_post("for @ann: #tea")
        told = [socket.event() for _ in range(6)]
        where = sorted(stream for stream, event, _ in told if event == "update")
        assert where == [["hashtag", "Tea"], ["list", str(made["id"])], ["public:local"], ["user"]]
        assert {json.loads(payload)["id"] for _, event, payload in told if event == "update"} == {str(post["id"])}
        notes = [(stream, json.loads(payload)["type"]) for stream, event, payload in told if event == "notification"]
        assert sorted(notes) == [(["user"], "mention"), (["user:notification"], "mention")]
        server.client(tokens["bob"]).request("PUT", f"/api/v1/statuses/{post['id']}", json={"status": "for @ann: #tea, edited"})
        edits = [socket.event() for _ in range(4)]
        assert {event for _, event, _ in edits} == {"status.update"}
        socket.ask("unsubscribe", "user")
        socket.ask("unsubscribe", "list", list=str(made["id"]))
        socket.ask("unsubscribe", "hashtag", tag="TEA")
        socket.settle()
        bob.status_delete(post["id"])
        assert socket.event() == (["public:local"], "delete", str(post["id"]))
        # "user" is left, and its notifications; those asked for by name stay.
        mention = bob.status_post("@ann again", visibility="unlisted")
        stream, event, payload = socket.event()
        assert (stream, event) == (["user:notification"], "notification")
        assert json.loads(payload)["status"]["id"] == str(mention["id"])
        assert socket.is_quiet()


def test_a_token_comes_in_three_ways(server):
    tokens, clients = people(server, "ann", "bob")
    opened = [Socket(server, token=tokens["ann"], query="?stream=public"),
              Socket(server, query=f"?stream=public&access_token={tokens['ann']}"),
              Socket(server, query="/?stream=public", protocol=tokens["ann"])]
    assert opened[2].raw.getsubprotocol() == tokens["ann"].lower()  # the library, not the server, lowers it
    post = clients["bob"].status_post("to everybody")
    for socket in opened:
        stream, event, payload = socket.event()
        assert (stream, event, json.loads(payload)["id"]) == (["public"], "update", str(post["id"]))
        socket.close()
    assert refused(server) == 401
    assert refused(server, token="wrong") == 401
    assert refused(server, protocol="wrong") == 401
    assert refused(server, token=server.token("ann", scopes="write")) == 403
    plain = server.client(tokens["ann"]).get("/api/v1/streaming", status=426)
    assert plain.headers["Sec-WebSocket-Version"] == "13" and "error" in plain.json()
    assert server.client().get("/api/v1/streaming/health").text == "OK"
    urls = server.client().get("/api/v2/instance").json()["configuration"]["urls"]
    assert urls["streaming"] == server.url.replace("http://", "ws://")
    assert server.client().get("/api/v1/instance").json()["urls"]["streaming_api"] == urls["streaming"]


def test_streams_are_told_what_they_are_for(server):
    tokens, clients = people(server, "ann", "bob", "cem")
    ann, bob, cem = clients.values()
    cem_id = cem.account_verify_credentials()["id"]
    names = ["public", "public:media", "public:local", "public:local:media", "public:remote", "public:remote:media", "direct"]
    socket = Socket(server, tokens["ann"])
    for name in names:
        socket.subscribe(name)
    socket.subscribe("hashtag", tag="cat")
    socket.subscribe("hashtag:local", tag="cat")
    socket.settle()
    media = bob.media_post(png(8, 8), "image/png")
    bob.status_post("a picture #cat", media_ids=[media])
    where = sorted(socket.event()[0] for _ in range(6))
    assert where == [["hashtag", "cat"], ["hashtag:local", "cat"], ["public"], ["public:local"], ["public:local:media"],
                     ["public:media"]]
    # What she mutes is not told, what she filters is marked.
    ann.account_mute(cem_id)
    server.client(tokens["ann"]).post("/api/v2/filters", json={"title": "No dogs", "context": ["public"], "filter_action": "warn",
                                                               "keywords_attributes": [{"keyword": "dog"}]})
    cem.status_post("not for ann #cat")
    bob.status_post("a dog")
    told = [socket.event() for _ in range(2)]
    assert sorted(stream for stream, _, _ in told) == [["public"], ["public:local"]]
    assert all(json.loads(payload)["filtered"][0]["filter"]["title"] == "No dogs" for _, _, payload in told)
    bob.status_post("for followers alone #cat", visibility="private")
    assert socket.is_quiet()
    socket.close()


def test_what_is_asked_wrongly_is_answered(server):
    tokens, clients = people(server, "ann", "bob")
    of_bob = clients["bob"].list_create("Not ann's")["id"]
    socket = Socket(server, tokens["ann"], "?stream=hashtag")
    assert socket.next() == {"error": "A parameter is missing or has an illegal value", "status": 400}
    wrong = [("not JSON", 400), ("[]", 400), ('{"type":"shout","stream":"user"}', 400), ('{"type":"subscribe"}', 400),
             ('{"type":"subscribe","stream":"users"}', 400), ('{"type":"subscribe","stream":"hashtag","tag":" "}', 400),
             ('{"type":"subscribe","stream":"list"}', 400), ('{"type":"subscribe","stream":"list","list":"x"}', 400),
             ('{"type":"subscribe","stream":"list","list":"1"}', 401),
             ('{"type":"subscribe","stream":"list","list":"%s"}' % of_bob, 401)]
    for text, status in wrong:
        socket.raw.send(text)
        answer = socket.next()
        assert answer["status"] == status and answer["error"], text
    for i in range(32):
        socket.subscribe("hashtag", tag=f"t{i}")
        socket.subscribe("hashtag", tag=f"t{i}")
        socket.settle()
    socket.subscribe("hashtag", tag="t32")
    assert socket.next() == {"error": "A limit of this server was reached", "status": 400}
    socket.close()
    notes_only = Socket(server, server.token("ann", scopes="read:notifications"), "?stream=user")
    assert notes_only.next()["status"] == 401
    notes_only.subscribe("user:notification")
    notes_only.settle()
    clients["bob"].status_post("hello @ann")
    assert notes_only.event()[:2] == (["user:notification"], "notification")
    notes_only.raw.send_binary(b"\x00")
    assert notes_only.code() == 1003
    statuses_only = Socket(server, server.token("ann", scopes="read:statuses"), "?stream=user")
    statuses_only.subscribe("user:notification")
    assert statuses_only.next()["status"] == 401
    clients["bob"].status_post("hello again @ann")
    assert statuses_only.event()[:2] == (["user"], "update")
    assert statuses_only.is_quiet()
    statuses_only.raw.send("x" * 5000)
    assert statuses_only.code() == 1009


@pytest.mark.engines
def test_a_list_that_is_deleted_is_told_no_more(make_server, engine):
    server = make_server()
    tokens, clients = people(server, "ann", "bob")
    ann, bob = clients.values()
    made = ann.list_create("Close ones")
    ann.list_accounts_add(made["id"], [bob.account_verify_credentials()["id"]])
    socket = Socket(server, tokens["ann"], f"?stream=list&list={made['id']}")
    socket.subscribe("public")
    socket.settle()
    ann.list_delete(made["id"])
    post = bob.status_post("after the list")
    stream, event, payload = socket.event()
    assert (stream, event, json.loads(payload)["id"]) == (["public"], "update", str(post["id"]))
    assert socket.is_quiet()
    socket.subscribe("list", list=made["id"])
    assert socket.next()["status"] == 401
    socket.close()


@pytest.mark.threads
@pytest.mark.engines
def test_who_may_listen_no_more_is_closed(make_server, engine):
    server = make_server(sets=["registration=open"])
    tokens, _ = people(server, "ann", "bob", "cem")
    api = server.client()
    app = api.post("/api/v1/apps", data={"client_name": "A listener", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob",
                                         "scopes": "read write"}).json()
    of_app = {"client_id": app["client_id"], "client_secret": app["client_secret"]}
    grant = api.post("/oauth/token", data={**of_app, "grant_type": "client_credentials", "scope": "read write"}).json()
    form = {"username": "dee", "email": "dee@example.com", "password": "correct horse battery", "agreement": "true", "locale": "en"}
    tokens["dee"] = server.client(grant["access_token"]).post("/api/v1/accounts", data=form).json()["access_token"]
    sockets = {name: Socket(server, token, "?stream=user") for name, token in tokens.items()}
    events = server.client(tokens["dee"]).session.get(server.url + "/api/v1/streaming/user", stream=True, timeout=SECONDS)
    api.post("/oauth/revoke", data={**of_app, "token": tokens["dee"]})
    assert sockets["dee"].code() == 1008
    assert not [line for line in events.iter_lines() if line.startswith(b"event")]  # and then its end
    assert refused(server, token=tokens["dee"]) == 401
    server.run("user", "suspend", "bob")
    assert sockets["bob"].code() == 1008
    server.run("erase", "@cem", "--yes")
    assert sockets["cem"].code() == 1008
    assert sockets["ann"].is_quiet()
    server.stop()
    assert sockets["ann"].code() == 1001
    for socket in sockets.values():
        socket.close()


def test_the_sample_of_nginx_lets_sockets_through(server, tmp_path):
    program = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
    if program is None:
        pytest.skip("nginx is not installed")
    tokens, clients = people(server, "ann", "bob")
    port = free_port()
    sample = (ROOT / "contrib/nginx.conf").read_text()
    sample = re.sub(r" *(ssl_certificate|listen \[::\]).*\n", "", sample)
    sample = sample.replace("listen 443 ssl http2;", f"listen 127.0.0.1:{port};").replace("listen 80;", f"listen 127.0.0.1:{free_port()};")
    sample = sample.replace("127.0.0.1:8080", f"127.0.0.1:{server.port}").replace("example.org", "localhost")
    folders = "".join(f"{name}_temp_path {tmp_path}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    conf = tmp_path / "nginx.conf"
    conf.write_text(f"daemon off;\npid {tmp_path}/pid;\nerror_log {tmp_path}/error.log;\nevents {{}}\n"
                    f"http {{\naccess_log off;\n{folders}{sample}}}\n")
    proxy = subprocess.Popen([program, "-e", f"{tmp_path}/error.log", "-p", str(tmp_path), "-c", str(conf)])
    try:
        wait_until(lambda: requests.get(f"http://localhost:{port}/api/v1/streaming/health", timeout=5).text == "OK"
                   if listens(port) else False, "nginx passes requests on")
        socket = Socket(server, tokens["ann"], "?stream=user", url=f"ws://localhost:{port}")
        events = requests.get(f"http://localhost:{port}/api/v1/streaming/user", stream=True, timeout=SECONDS,
                              headers={"Authorization": f"Bearer {tokens['ann']}"})
        clients["bob"].status_post("through nginx")
        assert socket.event()[:2] == (["user"], "update")
        assert next(line for line in events.iter_lines() if line.startswith(b"event")) == b"event: update"
        socket.close()
        events.close()
    finally:
        proxy.terminate()
        proxy.wait(SECONDS)
