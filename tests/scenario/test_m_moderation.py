"""Moderation by apps: accounts are listed and acted on, the person is told, the log keeps it, and both go with the person."""
import mastodon
import pytest

from browser import Browser
from efface import wait_until
from test_d_erase import scan
from test_j_approval import app_token, ask

STAFF = "read write follow push admin:read admin:write"


def staff(server, name, role):
    server.user(name, role=role)
    return server.mastodon(server.token(name, scopes=STAFF))


def names(accounts):
    return [account["username"] for account in accounts]


@pytest.mark.engines
def test_staff_lists_accounts(make_server, engine):
    server = make_server(sets=["registration=approval"])
    root = staff(server, "root", "admin")
    mona = staff(server, "mona", "moderator")
    for name in ("ann", "annika", "bob"):
        server.user(name)
    ask(server, "wim", "let me")
    listed = mona.admin_accounts_v2()
    assert names(listed) == ["wim", "bob", "annika", "ann", "mona", "root"]
    bob = next(account for account in listed if account["username"] == "bob")
    assert bob["email"] == "bob@example.com" and bob["ip"] is None and bob["ips"] == [] and bob["domain"] is None
    assert bob["confirmed"] and bob["approved"] and not bob["disabled"] and str(bob["role"]["id"]) == "-99"
    assert bob["account"]["acct"] == "bob" and bob["invite_request"] is None
    assert names(mona.admin_accounts_v2(status="pending")) == ["wim"]
    assert mona.admin_accounts_v2(status="pending")[0]["invite_request"] == "let me"
    assert names(mona.admin_accounts_v2(username="ANN")) == ["annika", "ann"]
    assert names(mona.admin_accounts_v2(email="bob@example.com")) == ["bob"]
    assert mona.admin_accounts_v2(email="bob") == []
    assert names(mona.admin_accounts_v2(permissions="staff")) == ["mona", "root"]
    assert mona.admin_accounts_v2(origin="remote") == [] == mona.admin_accounts_v2(ip="127.0.0.1")
    client = server.client(server.token("mona", scopes=STAFF))
    assert names(client.get("/api/v2/admin/accounts?role_ids[]=3").json()) == ["root"]
    assert client.get("/api/v2/admin/accounts?invited_by=1").json() == []
    client.get("/api/v2/admin/accounts?status=odd", 400)
    page = client.get("/api/v1/admin/accounts?local=true&limit=2")
    assert names(page.json()) == ["wim", "bob"]
    behind = client.get(page.links["next"]["url"])
    assert names(behind.json()) == ["annika", "ann"]
    assert names(client.get(behind.links["prev"]["url"]).json()) == ["wim", "bob"]
    assert names(client.get("/api/v1/admin/accounts?staff=true").json()) == ["mona", "root"]
    assert names(client.get("/api/v1/admin/accounts?pending=true").json()) == ["wim"]
    root.account_update_credentials(display_name="The Root")
    assert names(mona.admin_accounts_v2(display_name="the r")) == ["root"]


def test_who_may_ask(make_server):
    server = make_server()
    server.user("root", role="admin")
    server.user("ann")
    server.client().get("/api/v1/admin/accounts", 401)
    server.client(server.token("ann", scopes="read write follow push")).get("/api/v1/admin/accounts", 403)
    server.client(server.token("root", scopes="read write follow push")).get("/api/v1/admin/accounts", 403)
    reads = server.client(server.token("root", scopes="admin:read"))
    listed = reads.get("/api/v1/admin/accounts").json()
    ann = next(account["id"] for account in listed if account["username"] == "ann")
    reads.get(f"/api/v1/admin/accounts/{ann}")
    reads.get("/api/v1/admin/accounts/1", 404)
    reads.post(f"/api/v1/admin/accounts/{ann}/action", 403, data={"type": "silence"})


@pytest.mark.engines
@pytest.mark.erasure
def test_a_person_is_warned_limited_and_let_go(make_server, engine):
    server = make_server()
    root = staff(server, "root", "admin")
    mona = staff(server, "mona", "moderator")
    server.user("ann")
    ann = server.mastodon(server.token("ann"))
    me = ann.me()["id"]
    post = ann.status_post("something")
    report = root.report(me, status_ids=[post["id"]], comment="look")
    mona.admin_account_moderate(me, action="none", text="canarywarned: be kind", report_id=report["id"])
    told = ann.notifications()[0]
    assert told["type"] == "moderation_warning"
    warning = told["moderation_warning"]
    assert warning["action"] == "none" and warning["text"] == "canarywarned: be kind" and warning["appeal"] is None
    assert warning["target_account"]["id"] == me
    groups = server.client(server.token("ann")).get("/api/v2/notifications").json()["notification_groups"]
    assert groups[0]["type"] == "moderation_warning" and groups[0]["moderation_warning"]["text"] == warning["text"]
    assert scan(server, "canarywarned") == {"canarywarned"}

    mona.admin_account_moderate(me, action="sensitive")
    assert mona.admin_account(me)["sensitized"] is True
    assert mona.status(post["id"])["sensitive"] is True
    assert mona.admin_account_unsensitive(me)["sensitized"] is False
    assert mona.status(post["id"])["sensitive"] is False

    mona.admin_account_moderate(me, action="silence")
    assert mona.admin_account(me)["silenced"] is True
    assert names(mona.admin_accounts_v2(status="silenced")) == ["ann"]
    assert mona.admin_account_unsilence(me)["silenced"] is False

    mona.admin_account_moderate(me, action="disable")
    assert mona.admin_account(me)["disabled"] is True and names(mona.admin_accounts_v2(status="disabled")) == ["ann"]
    with pytest.raises(mastodon.MastodonAPIError):
        ann.me()
    server.client().get(f"/api/v1/accounts/{me}")
    assert mona.admin_account_enable(me)["disabled"] is False
    ann.me()

    mona.admin_account_moderate(me, action="suspend")
    assert mona.admin_account(me)["suspended"] is True and mona.admin_account(me)["disabled"] is False
    assert mona.admin_account_unsuspend(me)["suspended"] is False
    assert [n["moderation_warning"]["action"] for n in ann.notifications(types=["moderation_warning"])] == \
        ["suspend", "disable", "silence", "sensitive", "none"]

    client = server.client(server.token("mona", scopes=STAFF))
    path = f"/api/v1/admin/accounts/{me}/action"
    assert "Type" in client.post(path, 422, data={"type": "odd"}).json()["error"]
    client.post(path, 422, data={"type": "none", "text": "x" * 2001})
    client.post(path, 404, data={"type": "none", "report_id": "1"})
    client.post(path, 404, data={"type": "none", "warning_preset_id": "1"})
    root_id = root.me()["id"]
    client.post(f"/api/v1/admin/accounts/{root_id}/action", 403, data={"type": "silence"})
    client.post(f"/api/v1/admin/accounts/{mona.me()['id']}/action", 403, data={"type": "silence"})
    client.request("DELETE", f"/api/v1/admin/accounts/{me}", 403)
    roots = server.client(server.token("root", scopes=STAFF))
    roots.request("DELETE", f"/api/v1/admin/accounts/{me}", 403)
    root.admin_account_moderate(me, action="suspend", text="canarywarned twice")
    assert roots.request("DELETE", f"/api/v1/admin/accounts/{me}").json()["suspended"] is True
    wait_until(lambda: not scan(server, "canarywarned"), "nothing is left of what the person was told", 60)
    client.get(f"/api/v1/admin/accounts/{me}", 404)


def test_an_app_lets_in_and_refuses(make_server):
    server = make_server(sets=["registration=approval"])
    mona = staff(server, "mona", "moderator")
    token = ask(server, "ann", "please")["access_token"]
    ask(server, "bob", "canaryrefused")
    waiting = {account["username"]: account["id"] for account in mona.admin_accounts_v2(status="pending")}
    assert mona.admin_account(waiting["ann"])["approved"] is False
    server.client(server.token("mona", scopes=STAFF)).post(f"/api/v1/admin/accounts/{waiting['ann']}/action", 404, data={"type": "silence"})
    assert mona.admin_account_approve(waiting["ann"])["approved"] is True
    assert server.mastodon(token).me()["username"] == "ann"
    assert [(n["type"], n["account"]["username"]) for n in mona.notifications()] == [("admin.sign_up", "ann")]
    with pytest.raises(mastodon.MastodonAPIError):
        mona.admin_account_approve(waiting["ann"])
    assert mona.admin_account_reject(waiting["bob"])["username"] == "bob"
    assert mona.admin_accounts_v2(status="pending") == []
    wait_until(lambda: not scan(server, "canaryrefused", "bob@example.com"), "nothing is left of who was refused", 60)


def test_staff_hears_who_comes(make_server):
    server = make_server(sets=["registration=open"])
    mona = staff(server, "mona", "moderator")
    server.user("ann")
    server.client(app_token(server)).post("/api/v1/accounts", data={
        "username": "cem", "email": "cem@example.com", "password": "correct horse battery", "agreement": "true", "locale": "en"})
    told = mona.notifications()
    assert [(n["type"], n["account"]["username"]) for n in told] == [("admin.sign_up", "cem")]


def add_rule(server, text):
    """A rule of the instance, and its id."""
    server.run("rule", "add", text)
    return next(rule["id"] for rule in server.client().get("/api/v1/instance/rules").json() if rule["text"] == text)


@pytest.mark.engines
@pytest.mark.erasure
def test_reports_are_worked_on(make_server, engine):
    server = make_server()
    root = staff(server, "root", "admin")
    mona = staff(server, "mona", "moderator")
    server.user("ann")
    server.user("bob")
    ann, bob = server.mastodon(server.token("ann")), server.mastodon(server.token("bob"))
    rule = add_rule(server, "Be kind.")
    post = ann.status_post("unkind")
    me = ann.me()["id"]
    client = server.client(server.token("bob"))
    about = {"account_id": me, "comment": "canaryreported", "status_ids[]": post["id"]}
    client.post("/api/v1/reports", 422, data=about | {"category": "spam", "rule_ids[]": rule})
    client.post("/api/v1/reports", 422, data=about | {"rule_ids[]": "1"})
    made = client.post("/api/v1/reports", data=about | {"rule_ids[]": rule}).json()
    assert made["category"] == "violation" and made["rule_ids"] == [rule]
    plain = client.post("/api/v1/reports", data={"account_id": me}).json()
    assert plain["category"] == "other" and plain["rule_ids"] is None

    told = [n for n in mona.notifications() if n["type"] == "admin.report"]
    assert [str(n["report"]["id"]) for n in told] == [plain["id"], made["id"]]
    assert told[1]["report"]["comment"] == "canaryreported" and told[1]["report"]["target_account"]["id"] == me
    groups = server.client(server.token("mona")).get("/api/v2/notifications").json()["notification_groups"]
    assert groups[0]["report"]["id"] == plain["id"]

    listed = mona.admin_reports()
    assert [str(report["id"]) for report in listed] == [plain["id"], made["id"]]
    report = listed[1]
    assert report["account"]["username"] == "bob" and report["target_account"]["username"] == "ann"
    assert report["comment"] == "canaryreported" and report["category"] == "violation" and not report["forwarded"]
    assert [str(status["id"]) for status in report["statuses"]] == [str(post["id"])]
    assert [r["text"] for r in report["rules"]] == ["Be kind."]
    assert report["assigned_account"] is None and report["action_taken_by_account"] is None and not report["action_taken"]
    assert report["created_at"] == report["updated_at"]
    id = report["id"]
    assert mona.admin_report_assign(id)["assigned_account"]["username"] == "mona"
    assert mona.admin_report_unassign(id)["assigned_account"] is None
    done = mona.admin_report_resolve(id)
    assert done["action_taken"] and done["action_taken_by_account"]["username"] == "mona" and done["updated_at"] > done["created_at"]
    assert [str(r["id"]) for r in mona.admin_reports()] == [plain["id"]]
    assert [r["id"] for r in mona.admin_reports(resolved=True)] == [id]
    assert mona.admin_reports(resolved=True, account_id=me) == []
    assert [r["id"] for r in mona.admin_reports(resolved=True, account_id=bob.me()["id"], target_account_id=me)] == [id]
    assert mona.admin_reports(target_account_id=bob.me()["id"]) == []
    assert mona.admin_report_reopen(id)["action_taken"] is False

    staffs = server.client(server.token("mona", scopes=STAFF))
    path = f"/api/v1/admin/reports/{id}"
    moved = staffs.request("PUT", path, data={"category": "spam"}).json()
    assert moved["category"] == "spam" and moved["rules"] == []
    staffs.request("PUT", path, 422, data={"category": "spam", "rule_ids[]": rule})
    staffs.request("PUT", path, 422, data={"category": "odd"})
    moved = staffs.request("PUT", path, data={"category": "violation", "rule_ids[]": rule}).json()
    assert moved["category"] == "violation" and len(moved["rules"]) == 1
    assert staffs.request("PUT", path, data={"category": "violation"}).json()["rules"] == moved["rules"]
    page = staffs.get("/api/v1/admin/reports?limit=1")
    assert [r["id"] for r in page.json()] == [plain["id"]]
    assert [r["id"] for r in staffs.get(page.links["next"]["url"]).json()] == [str(id)]
    staffs.get("/api/v1/admin/reports/1", 404)
    client.get("/api/v1/admin/reports", 403)

    assert scan(server, "canaryreported") == {"canaryreported"}
    server.client(server.token("root", scopes=STAFF)).post(f"/api/v1/admin/accounts/{bob.me()['id']}/action", data={"type": "suspend"})
    server.client(server.token("root", scopes=STAFF)).request("DELETE", f"/api/v1/admin/accounts/{report['account']['id']}")
    assert root.admin_reports() == []
    wait_until(lambda: not scan(server, "canaryreported"), "nothing is left of the report", 60)


def test_the_log_is_read_on_a_page(make_server):
    server = make_server()
    mona = staff(server, "mona", "moderator")
    server.user("ann")
    ann = server.mastodon(server.token("ann"))
    mona.admin_account_moderate(ann.me()["id"], action="none", text="Be <kind>.")
    mona.admin_account_moderate(ann.me()["id"], action="sensitive")
    browser = Browser(server.url)
    browser.sign_in("mona")
    assert "/moderation/log" in browser.open("/moderation").text
    page = browser.open("/moderation/log").text
    assert "Be &lt;kind&gt;." in page and page.index("covered all media") < page.index("warned") and "/@ann" in page and "/@mona" in page
    french = Browser(server.url, "fr")
    french.sign_in("mona")
    assert "a masqué tous les médias" in french.open("/moderation/log").text
    person = Browser(server.url)
    person.sign_in("ann")
    person.open("/moderation/log", 403)
    told = person.open("/notifications").text
    assert "Be &lt;kind&gt;." in told and "Your media are always covered" in told


@pytest.mark.engines
def test_rules_for_other_servers(make_server, engine):
    server = make_server(sets=["server.shows_domain_blocks=everybody"])
    root = staff(server, "root", "admin")
    client = server.client(server.token("root", scopes=STAFF))
    blocks, allows = "/api/v1/admin/domain_blocks", "/api/v1/admin/domain_allows"
    made = root.admin_create_domain_block("Chitter.example", severity="suspend", public_comment="odd behaviour")
    assert made["domain"] == "chitter.example" and made["severity"] == "suspend" and made["public_comment"] == "odd behaviour"
    assert made["private_comment"] is None and not made["reject_media"] and not made["reject_reports"] and not made["obfuscate"]
    assert len(made["digest"]) == 64
    again = client.post(blocks, 422, data={"domain": "chitter.example"}).json()
    assert again["existing_domain_block"]["id"] == str(made["id"])
    for wrong in ({}, {"domain": "not a host"}, {"domain": "a.example", "severity": "odd"}, {"domain": "a.example", "private_comment": "x" * 1001}):
        client.post(blocks, 422, data=wrong)
    now = client.request("PUT", f"{blocks}/{made['id']}", data={"severity": "silence", "private_comment": "jk <3", "obfuscate": "true"}).json()
    assert now["severity"] == "silence" and now["private_comment"] == "jk <3" and now["public_comment"] == "odd behaviour" and now["obfuscate"]
    assert client.get(f"{blocks}/{made['id']}").json() == now
    public = server.client().get("/api/v1/instance/domain_blocks").json()
    assert [(rule["domain"], rule["severity"], rule["comment"]) for rule in public] == [("chit***.****ple", "silence", "odd behaviour")]
    assert public[0]["digest"] == made["digest"]
    noop = client.post(blocks, data={"domain": "noop.example", "severity": "noop", "reject_media": "true", "reject_reports": "true"}).json()
    assert noop["severity"] == "noop" and noop["reject_media"] and noop["reject_reports"]
    assert len(server.client().get("/api/v1/instance/domain_blocks").json()) == 1
    page = client.get(f"{blocks}?limit=1")
    assert [rule["domain"] for rule in page.json()] == ["noop.example"]
    behind = client.get(page.links["next"]["url"])
    assert [rule["domain"] for rule in behind.json()] == ["chitter.example"]
    assert [rule["domain"] for rule in client.get(behind.links["prev"]["url"]).json()] == ["noop.example"]

    allowed = client.post(allows, data={"domain": "good.example"}).json()
    assert allowed["domain"] == "good.example" and client.post(allows, data={"domain": "good.example"}).json() == allowed
    assert client.get(allows).json() == [allowed] and client.get(f"{allows}/{allowed['id']}").json() == allowed
    client.get(f"{blocks}/{allowed['id']}", 404)
    client.get(f"{allows}/{noop['id']}", 404)
    client.post(allows, 422, data={"domain": "noop.example"})
    assert client.post(blocks, data={"domain": "good.example"}).json()["severity"] == "silence"
    assert client.get(allows).json() == []
    client.request("DELETE", f"{blocks}/{noop['id']}")
    client.request("DELETE", f"{blocks}/{noop['id']}", 404)
    server.user("ann")
    server.client(server.token("ann", scopes=STAFF)).get(blocks, 403)
    browser = Browser(server.url)
    browser.sign_in("root")
    log = browser.open("/moderation/log").text
    assert "took away the rule for a server" in log and "set the rule for a server" in log
