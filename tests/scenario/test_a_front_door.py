"""A data folder is made, served, looked at, and the server ends cleanly."""
import re

import pytest


@pytest.mark.engines
def test_init_serve_look_stop(make_server, engine):
    server = make_server()
    client = server.client()

    front = client.get("/")
    assert front.headers["Content-Type"].startswith("text/html")
    assert "script-src" in front.headers["Content-Security-Policy"] or "default-src" in front.headers["Content-Security-Policy"]
    assert "<script" not in front.text

    assert client.get("/api/v2/instance").json()["domain"] == server.domain
    instance = client.get("/api/v1/instance").json()
    assert instance["uri"] == server.domain
    assert instance["registrations"] is False

    server.stop()
    assert (server.data / "efface.conf").is_file()
    assert server.keys.is_dir() and server.keys.stat().st_mode & 0o077 == 0


def test_the_first_visitor_gets_a_link(server):
    link = re.search(re.escape(server.url) + r"/\S+", server.log())
    assert link is not None, server.log()
    page = server.client().get(link.group())
    assert "<form" in page.text


def test_what_is_not_there_is_a_json_404(server):
    answer = server.client().get("/api/v1/there-is-no-such-thing", status=404)
    assert answer.json()["error"]


def test_users_pages_and_tokens(server):
    server.user("ann", role="admin")
    server.page("news", owner="ann", title="The News")
    me = server.client(server.token("ann")).get("/api/v1/accounts/verify_credentials").json()
    assert me["username"] == "ann"
    page = server.client(server.token("ann", page="news")).get("/api/v1/accounts/verify_credentials").json()
    assert page["username"] == "news" and page["display_name"] == "The News"
    server.client("wrong").get("/api/v1/accounts/verify_credentials", status=401)


def test_a_second_start_finds_everything(server):
    server.user("ann")
    token = server.token("ann")
    server.restart()
    assert server.client(token).get("/api/v1/accounts/verify_credentials").json()["username"] == "ann"


@pytest.mark.engines
def test_told_to_stop_while_it_starts_it_ends_cleanly(server):
    server.stop()
    for _ in range(5):
        process = server.begin("serve", "--listen", f"127.0.0.1:{server.port}")
        assert "peers = loopback" in process.stderr.readline(), "its first line, before it serves"
        process.terminate()
        assert process.wait(30) == 0, process.stderr.read()
        process.communicate()


def test_init_is_not_repeated(make_server):
    server = make_server(start=False)
    before = (server.data / "efface.conf").read_bytes()
    again = server.run("init", "--domain", "other.localhost", check=False)
    assert again.returncode == 1 and again.stderr.strip()
    assert (server.data / "efface.conf").read_bytes() == before


@pytest.mark.parametrize("setting, sentence", [
    ("server.worker=3", "server.workers"),
    ("server.workers=0", "whole number from 1 to"),
    ("keys.dir={data}/keys", "inside each other"),
])
def test_a_wrong_setting_is_a_sentence(make_server, setting, sentence):
    server = make_server(start=False)
    result = server.run("check", "--set", setting.format(data=server.data), check=False)
    assert result.returncode == 1
    assert sentence in result.stderr


def test_loopback_peers_are_refused_for_a_public_domain(make_server):
    server = make_server(start=False)
    result = server.run("serve", "--set", "server.domain=social.example.com", check=False)
    assert result.returncode == 1
    assert "loopback" in result.stderr
