"""A page with a team: what each did stands in the page's log, and figures say how it fares without naming anybody."""
import csv
import io

import pytest

from browser import Browser
from efface import wait_until
from test_d_erase import scan
from test_l_matrix import join


def team(server):
    """A page with an owner and an editor, and one who reads it."""
    for name in ("olga", "eddy", "bob"):
        server.user(name)
    server.page("news", owner="olga")
    server.run("page", "role", "news", "eddy", "editor")
    return server.client(server.token("olga", page="news")), server.client(server.token("eddy", page="news"))


def log_of(browser):
    return browser.open("/settings/pages/news/log").text


@pytest.mark.engines
@pytest.mark.erasure
def test_the_team_reads_who_did_what(make_server, engine):
    server = make_server()
    olga, eddy = team(server)
    bob = server.client(server.token("bob"))
    news_id = olga.get("/api/v1/accounts/verify_credentials").json()["id"]
    bob_id = bob.get("/api/v1/accounts/verify_credentials").json()["id"]
    bob.post(f"/api/v1/accounts/{news_id}/follow")
    first = eddy.post("/api/v1/statuses", data={"status": "one"}).json()["id"]
    eddy.request("PUT", f"/api/v1/statuses/{first}", data={"status": "one, better"})
    second = olga.post("/api/v1/statuses", data={"status": "two"}).json()["id"]
    olga.post(f"/api/v1/accounts/{bob_id}/remove_from_followers")
    olga.post(f"/api/v1/accounts/{bob_id}/block")
    olga.request("DELETE", f"/api/v1/statuses/{second}")
    olga.request("PATCH", "/api/v1/accounts/update_credentials", data={"note": "All that is fit"})
    eddy.request("PATCH", "/api/v1/accounts/update_credentials", 403, data={"note": "Mine"})

    browser = Browser(server.url)
    browser.sign_in("eddy")
    assert "/settings/pages/news/log" in browser.open("/settings/pages/news").text
    text = log_of(browser)
    order = ["changed the profile", "deleted a post", "blocked", "removed a follower:", "published a post", "edited a post", "published a post",
             "changed the role of", "made the page"]
    at = 0
    for words in order:
        at = text.index(words, at) + 1
    assert f"/@news/{first}" in text and f"/@news/{second}" not in text
    assert text.count(">eddy<") == 3 and "Editor" in text
    french = Browser(server.url, "fr")
    french.sign_in("eddy")
    assert "a supprimé une publication" in log_of(french)
    outsider = Browser(server.url)
    outsider.sign_in("bob")
    outsider.open("/settings/pages/news/log", 404)

    server.run("erase", "@eddy", "--yes")
    owner = Browser(server.url)
    owner.sign_in("olga")
    text = wait_until(lambda: (lambda t: t if "eddy" not in t else None)(log_of(owner)), "eddy is nobody")
    assert "Somebody" in text and "edited a post" in text
    server.run("erase", "@news", "--yes")
    owner.open("/settings/pages/news/log", 404)


@pytest.mark.engines
def test_an_analyst_reads_figures_that_name_nobody(make_server, engine):
    server = make_server(sets=["registration=open"])
    olga, eddy = team(server)
    server.run("page", "role", "news", "eddy", "analyst")
    news_id = olga.get("/api/v1/accounts/verify_credentials").json()["id"]
    post = olga.post("/api/v1/statuses", data={"status": "one"}).json()["id"]
    readers = [server.client(token) for token in join(server, *(f"reader{number}" for number in range(5))).values()]

    def rows():
        text = analyst.open("/settings/pages/news/figures.csv?days=2").text
        assert "reader" not in text
        return {(row["what"], row["server"]): row["count"] for row in csv.DictReader(io.StringIO(text))}

    analyst = Browser(server.url)
    analyst.sign_in("eddy")
    for reader in readers[:4]:
        reader.post(f"/api/v1/accounts/{news_id}/follow")
        reader.post(f"/api/v1/statuses/{post}/favourite")
        reader.post(f"/api/v1/statuses/{post}/reblog")
    assert rows()["favourites", ""] == "<5" and rows()["reblogs", ""] == "<5" and rows()["posts", ""] == "1" and rows()["replies", ""] == "0"
    assert "few" in analyst.open("/settings/pages/news/figures").text
    readers[4].post(f"/api/v1/accounts/{news_id}/follow")
    readers[4].post(f"/api/v1/statuses/{post}/favourite")
    readers[4].post(f"/api/v1/statuses/{post}/reblog")
    readers[4].post(f"/api/v1/statuses/{post}/unreblog")
    assert rows()["favourites", ""] == "5" and rows()["reblogs", ""] == "<5"
    server.restart()
    wait_until(lambda: rows()["followers", ""] == "5" and rows().get(("followers", "this server")) == "5", "followers are counted as it starts", 60)

    page = analyst.open("/settings/pages/news/figures").text
    assert page.count("<svg") == 5 and 'role="img"' in page and "<script" not in page and "This server" in page
    analyst.open("/settings/pages/news/figures?days=many", 400)
    assert "/settings/pages/news/figures" in analyst.open("/settings/pages/news").text
    french = Browser(server.url, "fr")
    french.sign_in("olga")
    assert "Chiffres" in french.open("/settings/pages/news/figures?days=90").text
    outsider = Browser(server.url)
    outsider.sign_in("bob")
    for path in ("/settings/pages/news/figures", "/settings/pages/news/figures.csv"):
        outsider.open(path, 404)


@pytest.mark.engines
@pytest.mark.erasure
def test_an_editors_post_waits_until_somebody_else_lets_it_out(make_server, engine):
    server = make_server()
    olga, eddy = team(server)
    owner, editor = Browser(server.url), Browser(server.url)
    owner.sign_in("olga")
    owner.open("/settings/pages/news")
    owner.submit("/approval", {"needs": owner.form("/approval").choices["needs"][0]})
    assert "made posts of editors wait" in log_of(owner)

    app = server.mastodon(server.token("eddy", page="news"))
    waiting = app.status_post("canarywaiting words", spoiler_text="canarycareful")
    assert waiting["params"]["text"] == "canarywaiting words" and waiting["scheduled_at"]
    assert [s["id"] for s in app.scheduled_statuses()] == [waiting["id"]]
    assert olga.get("/api/v1/timelines/home").json() == []
    first = olga.post("/api/v1/statuses", data={"status": "an owner's"}).json()
    assert "an owner" in first["content"]
    eddy.request("PUT", f"/api/v1/statuses/{first['id']}", 403, data={"status": "changed"})
    assert set(scan(server, "canarywaiting", "canarycareful")) == {"canarywaiting", "canarycareful"}

    editor.sign_in("eddy")
    text = editor.open("/settings/pages/news/waiting").text
    assert "canarywaiting words" in text and "Waits" in text
    path = f"/settings/pages/news/waiting/{waiting['id']}"
    assert "/approve" not in editor.open(path).text
    owner.open(path)
    owner.submit("/approve", {"text": "canarybetter words", "spoiler": ""})
    posted = wait_until(lambda: [s for s in olga.get("/api/v1/timelines/home").json() if "canarybetter" in s["content"]], "it is posted")
    assert posted[0]["spoiler_text"] == "" and "approved a post of" in log_of(editor)
    wait_until(lambda: not scan(server, "canarywaiting", "canarycareful"), "the words before are gone", 60)

    declined = app.status_post("canarydeclined words")
    owner.open(f"/settings/pages/news/waiting/{declined['id']}")
    owner.submit("/decline")
    assert "Declined" in editor.open("/settings/pages/news/waiting").text
    french = Browser(server.url, "fr")
    french.sign_in("olga")
    assert "Refusée" in french.open("/settings/pages/news/waiting").text
    outsider = Browser(server.url)
    outsider.sign_in("bob")
    outsider.open("/settings/pages/news/waiting", 404)
    server.run("erase", "@eddy", "--yes")
    assert not scan(server, "canarydeclined")
