"""What the instance says of itself: rules, documents, weeks, languages, peers, and whom it blocks."""
import datetime

import pytest

from browser import Browser


@pytest.mark.engines
def test_rules_and_documents_are_published(make_server, engine, tmp_path):
    server = make_server()
    api = server.mastodon(None)
    assert api.instance_rules() == []
    first = server.run("rule", "add", "Be kind.", "--hint", "Always <b>so</b>.").stdout.strip()
    server.run("rule", "add", "No spam.")
    rules = api.instance_rules()
    assert [rule["text"] for rule in rules] == ["Be kind.", "No spam."]
    assert rules[0]["hint"] == "Always <b>so</b>." and str(rules[0]["id"]) == first
    client = server.client()
    for path in ("/api/v2/instance", "/api/v1/instance"):
        assert [rule["text"] for rule in client.get(path).json()["rules"]] == ["Be kind.", "No spam."]
    server.run("rule", "edit", first, "Be very kind.")
    assert "Be very kind." in server.run("rule", "list").stdout
    about = client.get("/about").text
    assert "Be very kind." in about and "No spam." in about
    server.run("rule", "remove", first)
    assert [rule["text"] for rule in client.get("/api/v1/instance/rules").json()] == ["No spam."]
    assert server.run("rule", "remove", first, check=False).returncode != 0

    policy = client.get("/api/v1/instance/privacy_policy").json()
    assert "sealed" in policy["content"] and policy["updated_at"]
    client.get("/api/v1/instance/terms_of_service", 404)
    client.get("/terms-of-service", 404)
    assert client.get("/api/v2/instance").json()["configuration"]["urls"]["terms_of_service"] is None
    text = tmp_path / "text"
    text.write_text("One <i>line</i>.\n\nSee https://example.com/x here.\n")
    today = datetime.datetime.now(datetime.timezone.utc).date()
    soon = str(today + datetime.timedelta(days=30))
    for name in ("description", "privacy", "terms"):
        server.run("document", "publish", name, text)
    text.write_text("Other terms.")
    server.run("document", "publish", "terms", text, "--date", soon)
    for name in ("privacy_policy", "extended_description", "terms_of_service"):
        answer = client.get(f"/api/v1/instance/{name}").json()
        assert "<p>One &lt;i&gt;line&lt;/i&gt;.</p>" in answer["content"] and 'href="https://example.com/x"' in answer["content"]
    terms = client.get("/api/v1/instance/terms_of_service").json()
    assert terms["effective"] is True and terms["effective_date"] == str(today) and terms["succeeded_by"] == soon
    later = client.get(f"/api/v1/instance/terms_of_service/{soon}").json()
    assert later["effective"] is False and later["succeeded_by"] is None and "Other terms." in later["content"]
    client.get("/api/v1/instance/terms_of_service/2001-01-01", 404)
    client.get("/api/v1/instance/terms_of_service/soon", 404)
    urls = client.get("/api/v2/instance").json()["configuration"]["urls"]
    for name in ("privacy_policy", "terms_of_service"):
        assert "One &lt;i&gt;line&lt;/i&gt;." in client.get(urls[name]).text
    assert "One &lt;i&gt;line&lt;/i&gt;." in client.get("/about").text
    french = Browser(server.url)
    french.session.headers["Accept-Language"] = "fr"
    assert "Politique de confidentialité" in french.session.get(f"{server.url}/privacy-policy").text
    server.run("document", "withdraw", "privacy")
    assert "sealed" in client.get("/api/v1/instance/privacy_policy").json()["content"]
    assert server.run("document", "publish", "privacy", "/nonexistent", check=False).returncode != 0
    text.write_bytes(b"\xff\xfe")
    assert server.run("document", "publish", "privacy", text, check=False).returncode != 0
    text.write_text("x" * 65537)
    assert server.run("document", "publish", "privacy", text, check=False).returncode != 0


@pytest.mark.engines
def test_weeks_languages_and_blocks(make_server, engine):
    server = make_server(sets=["server.shows_domain_blocks=users"])
    server.user("ann")
    ann = server.mastodon(server.token("ann"))
    ann.status_post("one")
    ann.status_delete(ann.status_post("two"))
    weeks = server.mastodon(None).instance_activity()
    assert len(weeks) == 12
    assert (weeks[0]["statuses"], weeks[0]["registrations"]) == (2, 1) and weeks[0]["logins"] <= 1
    assert all(week["statuses"] == week["registrations"] == 0 for week in weeks[1:])
    languages = {row["code"]: row["name"] for row in server.client().get("/api/v1/instance/languages").json()}
    assert languages["fr"] == "French" and len(languages) > 40

    server.run("domain", "block", "bad.example", "--comment", "for moderators")
    server.run("domain", "silence", "loud.example")
    server.run("domain", "allow", "fine.bad.example")
    server.client().get("/api/v1/instance/domain_blocks", 404)
    client = server.client(server.token("ann"))
    blocks = client.get("/api/v1/instance/domain_blocks").json()
    assert [(b["domain"], b["severity"], b["comment"]) for b in blocks] == [
        ("bad.example", "suspend", None), ("loud.example", "silence", None)]
    assert len(blocks[0]["digest"]) == 64

    preview = client.get("/api/v1/domain_blocks/preview", params={"domain": "else.example"}).json()
    assert preview == {"following_count": 0, "followers_count": 0}
    client.get("/api/v1/domain_blocks/preview", 422, params={"domain": "not a domain"})
    server.client().get("/api/v1/domain_blocks/preview", 401, params={"domain": "else.example"})


def test_peers_are_found_by_their_beginning(two_servers):
    here, there = two_servers
    here.user("ann")
    there.user("bob")
    here.mastodon(here.token("ann")).search_v2(f"@bob@{there.domain}", resolve=True)
    find = lambda text: here.client().get("/api/v1/peers/search", params={"q": text}).json()
    assert find(there.domain[:6]) == [there.domain] and find("") == [] and find("none") == []
    assert here.client(here.token("ann")).get("/api/v1/domain_blocks/preview", params={"domain": there.domain}).json() == {
        "following_count": 0, "followers_count": 0}
