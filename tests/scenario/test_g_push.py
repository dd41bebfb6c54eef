"""Web Push: an app is told of a mention by a message that only it can read, in both encodings, and stops being told."""
import pytest

import efface
from browser import Browser
from push_service import PushService, unb64

SCOPES = "read write follow push"


@pytest.fixture
def push():
    service = PushService()
    yield service
    service.stop()


def put(client, status=200, **data):
    return client.request("PUT", "/api/v1/push/subscription", status, data=data).json()


def server_key_of(server, client):
    key = client.get("/api/v2/instance").json()["configuration"]["vapid"]["public_key"]
    assert len(unb64(key)) == 65 and unb64(key)[0] == 4
    app = client.post("/api/v1/apps", data={"client_name": "x", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob"}).json()
    assert app["vapid_key"] == key
    return key


@pytest.mark.engines
@pytest.mark.threads
@pytest.mark.parametrize("standard", [True, False], ids=["aes128gcm", "aesgcm"])
def test_a_mention_reaches_the_app(server, push, standard):
    for name in ("ann", "bob"):
        server.user(name)
    token = server.token("ann", scopes=SCOPES)
    ann, bob = server.client(token), server.client(server.token("bob", scopes=SCOPES))
    key = server_key_of(server, ann)
    app = push.app("phone")
    ann.get("/api/v1/push/subscription", status=404)
    form = app.subscription(standard, **{"data[alerts][mention]": "true"})
    made = ann.post("/api/v1/push/subscription", data=form).json()
    assert made["endpoint"] == app.endpoint and made["standard"] is standard and made["server_key"] == key
    assert made["policy"] == "all" and made["alerts"]["mention"] is True and made["alerts"]["favourite"] is False
    assert len(made["alerts"]) == 12 and isinstance(made["id"], str)
    assert ann.get("/api/v1/push/subscription").json() == made

    post = bob.post("/api/v1/statuses", data={"status": "@ann come & see <this>"}).json()
    message = app.next(key)
    told = ann.get("/api/v1/notifications").json()[0]
    assert message["access_token"] == token and message["notification_type"] == "mention"
    assert str(message["notification_id"]) == told["id"] and told["status"]["id"] == post["id"]
    assert message["body"] == "@ann come & see <this>" and "bob" in message["title"]
    assert message["icon"].startswith("http") and message["preferred_locale"] == "en"

    # A warning stands for its text, and only what was asked for is sent.
    bob.post("/api/v1/statuses", data={"status": "@ann secret", "spoiler_text": "beware"})
    assert app.next(key)["body"] == "beware"
    mine = ann.post("/api/v1/statuses", data={"status": "mine"}).json()
    bob.post(f"/api/v1/statuses/{mine['id']}/favourite")
    assert app.has_nothing()

    changed = put(ann, **{"data[alerts][favourite]": "true"})
    assert changed["alerts"]["favourite"] is True and changed["alerts"]["mention"] is False
    other = ann.post("/api/v1/statuses", data={"status": "another"}).json()
    bob.post(f"/api/v1/statuses/{other['id']}/favourite")
    told = app.next(key)
    assert told["notification_type"] == "favourite" and told["body"] == "another"
    assert ann.request("DELETE", "/api/v1/push/subscription").json() == {}
    ann.get("/api/v1/push/subscription", status=404)
    third = ann.post("/api/v1/statuses", data={"status": "a third"}).json()
    bob.post(f"/api/v1/statuses/{third['id']}/favourite")
    assert app.has_nothing()


def test_whom_to_hear_of(server, push):
    for name in ("ann", "bob", "cat"):
        server.user(name)
    ann, bob, cat = (server.client(server.token(name, scopes=SCOPES)) for name in ("ann", "bob", "cat"))
    key = server_key_of(server, ann)
    app = push.app("phone")
    ids = {name: ann.get("/api/v1/accounts/lookup", params={"acct": name}).json()["id"] for name in ("ann", "bob", "cat")}
    ann.post(f"/api/v1/accounts/{ids['bob']}/follow")
    cat.post(f"/api/v1/accounts/{ids['ann']}/follow")
    form = app.subscription(True, **{"data[alerts][mention]": "1", "data[policy]": "followed"})
    assert ann.post("/api/v1/push/subscription", data=form).json()["policy"] == "followed"

    def mention():
        for client, name in ((bob, "bob"), (cat, "cat")):
            client.post("/api/v1/statuses", data={"status": f"@ann it is {name}"})

    mention()
    assert app.next(key)["body"] == "@ann it is bob" and app.has_nothing()
    assert put(ann, policy="follower")["policy"] == "follower"
    assert ann.get("/api/v1/push/subscription").json()["alerts"]["mention"] is True
    mention()
    assert app.next(key)["body"] == "@ann it is cat" and app.has_nothing()
    assert put(ann, **{"data[policy]": "none"})["policy"] == "none"
    mention()
    assert app.has_nothing()
    wrong = put(ann, status=422, policy="everybody")
    assert wrong["error"] == "Validation failed: Policy is not included in the list"
    # As JSON, nested.
    assert ann.request("PUT", "/api/v1/push/subscription",
                       json={"data": {"policy": "all", "alerts": {"mention": True}}}).json()["policy"] == "all"
    mention()
    assert {app.next(key)["body"], app.next(key)["body"]} == {"@ann it is bob", "@ann it is cat"}


def test_what_is_no_subscription_is_refused(server, push):
    server.user("ann")
    ann = server.client(server.token("ann", scopes=SCOPES))
    form = push.app("phone").subscription(True)

    def refused(**change):
        data = {name: value for name, value in {**form, **change}.items() if value is not None}
        return ann.post("/api/v1/push/subscription", data=data, status=422).json()["error"]

    assert refused(**{"subscription[endpoint]": None}) == "Validation failed: Endpoint can't be blank"
    for endpoint in ("ftp://push.example/", "javascript:alert(1)", "https://user@push.example/", "https://" + "x" * 3000):
        assert refused(**{"subscription[endpoint]": endpoint}).startswith("Validation failed")
    for key in ("AAAA", form["subscription[keys][p256dh]"][:-4] + "AAAA", "B" + "A" * 86, "!"):
        assert refused(**{"subscription[keys][p256dh]": key}).startswith("Validation failed")
    assert refused(**{"subscription[keys][auth]": "AAAA"}).startswith("Validation failed")
    assert refused(**{"data[policy]": "some"}).startswith("Validation failed")
    ann.get("/api/v1/push/subscription", status=404)
    put(ann, status=404, policy="all")
    weak = server.client(server.token("ann", scopes="read write"))
    assert weak.post("/api/v1/push/subscription", data=form, status=403).json()["error"]


def test_push_services_that_fail(server, push):
    """One that says the app is gone is told nothing more; one that is busy is asked again, and keeps nobody waiting."""
    for name in ("ann", "bob"):
        server.user(name)
    bob = server.client(server.token("bob", scopes=SCOPES))
    clients, apps = {}, {}
    for name in ("gone", "busy", "fine"):
        clients[name] = server.client(server.token("ann", scopes=SCOPES))
        apps[name] = push.app(name)
        form = apps[name].subscription(True, **{"data[alerts][mention]": "true"})
        clients[name].post("/api/v1/push/subscription", data=form)
    key = server_key_of(server, bob)
    push.answers = {"/send/gone": [(410, {})], "/send/busy": [(503, {"Retry-After": "1"})]}
    bob.post("/api/v1/statuses", data={"status": "@ann one"})
    assert apps["fine"].next(key)["body"] == "@ann one"
    efface.wait_until(lambda: clients["gone"].session.get(f"{server.url}/api/v1/push/subscription").status_code == 404,
                      "the subscription of an app that is gone ends")
    bob.post("/api/v1/statuses", data={"status": "@ann two"})
    assert apps["fine"].next(key)["body"] == "@ann two"
    assert apps["busy"].next(key, seconds=60)["body"] == "@ann one"
    assert apps["busy"].next(key)["body"] == "@ann two"
    assert [path for path, _ in push.requests].count("/send/gone") == 1


def test_subscriptions_go_with_their_token(server, push):
    for name in ("ann", "bob"):
        server.user(name)
    bob = server.client(server.token("bob", scopes=SCOPES))
    app = push.app("phone")
    key = server_key_of(server, bob)
    token = server.token("ann", scopes=SCOPES)
    ann = server.client(token)
    ann.post("/api/v1/push/subscription", data=app.subscription(True, **{"data[alerts][mention]": "true"}))
    # It is there after a restart, and tells what happened meanwhile.
    server.stop()
    server.start()
    bob.post("/api/v1/statuses", data={"status": "@ann still there"})
    assert app.next(key)["body"] == "@ann still there"
    browser = Browser(server.url)
    browser.sign_in("ann")
    browser.open("/settings")
    end = next(form.action for form in browser.forms() if form.action.startswith("/settings/tokens/"))
    browser.submit(end)
    ann.get("/api/v1/push/subscription", status=401)
    bob.post("/api/v1/statuses", data={"status": "@ann nobody listens"})
    assert app.has_nothing()
