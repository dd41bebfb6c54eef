"""Registration with approval: who asks waits, a moderator decides, and the reason is gone with that."""
import pytest
import requests

from browser import Browser
from efface import wait_until
from test_d_erase import scan

PASSWORD = "correct horse battery"


def app_token(server):
    """A token of an application that signs people up, and the application."""
    app = requests.post(f"{server.url}/api/v1/apps", data={"client_name": "app", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob", "scopes": "read write"},
                        timeout=20).json()
    answer = requests.post(f"{server.url}/oauth/token", timeout=20, data={
        "grant_type": "client_credentials", "client_id": app["client_id"], "client_secret": app["client_secret"], "scope": "read write"})
    return answer.json()["access_token"]


def ask(server, name, reason, status=200):
    return server.client(app_token(server)).post("/api/v1/accounts", status, data={
        "username": name, "email": f"{name}@example.com", "password": PASSWORD, "agreement": "true", "locale": "en", "reason": reason}).json()


@pytest.mark.engines
@pytest.mark.erasure
def test_an_app_signs_up_and_waits(make_server, engine):
    server = make_server(sets=["registration=approval"])
    registrations = server.client().get("/api/v2/instance").json()["registrations"]
    assert registrations["enabled"] is True and registrations["approval_required"] is True
    assert server.client().get("/api/v1/instance").json()["approval_required"] is True
    token = ask(server, "ann", "canaryreason one")["access_token"]
    client = server.client(token)
    answer = client.get("/api/v1/accounts/verify_credentials", 403).json()
    assert answer["error"] == "Your login is currently pending approval"
    client.post("/api/v1/statuses", 403, data={"status": "not yet"})
    server.client().get("/api/v1/accounts/lookup", 404, params={"acct": "ann"})
    server.client().get("/@ann", 404)
    listed = server.run("user", "list").stdout
    assert "pending" in listed and "canaryreason one" in listed
    assert server.client().get("/api/v2/instance").json()["usage"]["users"]["active_month"] == 0
    too_long = ask(server, "long", "x" * 421, 422)
    assert too_long["details"]["reason"][0]["error"] == "ERR_TOO_LONG"

    assert scan(server, "canaryreason") == {"canaryreason"}
    server.run("user", "approve", "ann")
    assert client.get("/api/v1/accounts/verify_credentials").json()["username"] == "ann"
    client.post("/api/v1/statuses", data={"status": "let in"})
    assert "canaryreason" not in server.run("user", "list").stdout
    assert server.run("user", "approve", "ann", check=False).returncode != 0
    assert server.run("user", "reject", "ann", check=False).returncode != 0

    token = ask(server, "bob", "canaryrefused")["access_token"]
    server.run("user", "reject", "bob")
    server.client(token).get("/api/v1/accounts/verify_credentials", 401)
    assert "bob" not in server.run("user", "list").stdout
    wait_until(lambda: not scan(server, "canaryrefused", "canaryreason", "bob@example.com"), "nothing is left of the reasons", 60)


def test_pages_ask_why_and_moderators_decide(make_server):
    server = make_server(sets=["registration=approval"])
    server.user("root", role="moderator")
    ann = Browser(server.url)
    ann.open("/register")
    page = ann.submit("/register", {"username": "ann", "email": "ann@example.com", "password": PASSWORD, "reason": "I <3 it"})
    assert "Your registration was received" in page.text
    assert "Nobody has looked at your registration yet." in _signs_in(ann, "ann", 403)
    cem = Browser(server.url, "fr")
    cem.open("/register")
    assert "a été reçue" in cem.submit("/register", {"username": "cem", "email": "cem@example.com", "password": PASSWORD}).text
    root = Browser(server.url)
    root.sign_in("root")
    page = root.open("/moderation")
    assert "I &lt;3 it" in page.text and "ann@example.com" in page.text
    root.submit("/approve")
    assert "ann@example.com" not in root.page.text and "cem@example.com" in root.page.text
    root.submit("/reject")
    assert "cem@example.com" not in root.page.text
    _signs_in(ann, "ann", 200)
    ann.open("/moderation", 403)
    assert _signs_in(cem, "cem", 422)


def _signs_in(browser, name, status):
    browser.open("/sign_in")
    form = next(form for form in browser.forms() if "sign_in" in form.action)
    login = next(field for field in form.fields if field not in ("password", "csrf", "return_to"))
    return browser.submit("sign_in", {login: name, "password": PASSWORD}, status=status).text
