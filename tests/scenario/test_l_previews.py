"""Preview cards: what a page says of itself stands under the post that links to it, here and on the server that receives it."""
import http.server
import threading

import pytest

from efface import wait_until

PAGES = {
    "/article": ("text/html; charset=utf-8", """<!doctype html><html><head><title>Plain</title>
        <meta property="og:title" content="Dikes &amp; <b>dunes</b>"><meta property="og:description" content="canarysummary of water">
        <meta property="og:site_name" content="The Coast"><meta property="og:image" content="/hill.png"><meta property="og:image:alt" content="A hill">
        <meta property="og:image:width" content="640"><meta property="og:image:height" content="480">
        <meta property="article:published_time" content="2026-01-02T03:04:05Z"><meta name="author" content="Ann Writer">
        <meta name="fediverse:creator" content="@ann@{domain}"></head><body>no</body></html>"""),
    "/other": ("text/html; charset=windows-1251", b"<title>\xcf\xf0\xe8\xe2\xe5\xf2</title>"),
    "/silent": ("text/html", "<p>no title</p>"),
    "/file": ("application/pdf", "%PDF"),
}


class Pages:
    """A site on loopback that counts who asks."""

    def __init__(self, domain):
        self.asked = []
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                site.asked.append(self.path)
                kind, body = PAGES.get(self.path, (None, b""))
                self.send_response(200 if kind else 404)
                if isinstance(body, str):
                    body = body.replace("{domain}", domain).encode()
                self.send_header("Content-Type", kind or "text/html")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://site.localhost:{self.server.server_port}"  # no bare word is taken for a host in a post
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def pages():
    made = []

    def make(domain):
        made.append(Pages(domain))
        return made[-1]

    yield make
    for site in made:
        site.server.shutdown()
        site.server.server_close()


def card_of(client, post):
    return client.get(f"/api/v1/statuses/{post['id']}").json()["card"]


def await_card(client, post):
    return wait_until(lambda: card_of(client, post), "the card", 30)


@pytest.mark.engines
@pytest.mark.erasure
def test_a_link_is_previewed(make_server, engine, pages):
    server = make_server()
    site = pages(server.domain)
    server.user("ann")
    server.user("bob")
    ann, bob = server.mastodon(server.token("ann")), server.client(server.token("bob"))
    api = server.client()
    link = f"{site.url}/article"
    post = ann.status_post(f"Read {link}#part please")
    assert post["card"] is None
    card = await_card(api, post)
    assert card["url"] == link and card["type"] == "link" and card["title"] == "Dikes & <b>dunes</b>"
    assert card["description"] == "canarysummary of water" and card["provider_name"] == "The Coast" and card["provider_url"] == site.url
    assert card["image"] == f"{site.url}/hill.png" and card["image_description"] == "A hill" and (card["width"], card["height"]) == (640, 480)
    assert card["published_at"] == "2026-01-02T03:04:05.000Z" and card["html"] == "" and card["embed_url"] == ""
    assert card["author_name"] == "Ann Writer" and card["authors"] == [{"name": "Ann Writer", "url": "", "account": None}]
    assert card["blurhash"] is None and card["language"] is None
    page = api.get(f"/@ann/{post['id']}").text
    assert "Dikes &amp; &lt;b&gt;dunes&lt;/b&gt;" in page and "canarysummary of water" in page and "hill.png" not in page

    # One page, one question, whoever links to it; every list shows it.
    again = bob.post("/api/v1/statuses", data={"status": f"Also {link}"}).json()
    assert await_card(api, again) == card and site.asked.count("/article") == 1
    listed = api.get("/api/v1/timelines/public").json()
    assert [status["card"] for status in listed] == [card, card]

    # Other charsets, pages that say nothing, and what is no page.
    assert await_card(api, ann.status_post(f"{site.url}/other"))["title"] == "Привет"
    none = [ann.status_post(f"{site.url}{path}") for path in ("/silent", "/file", "/missing")]
    hidden = ann.status_post(f"{link} for few", visibility="private")
    own = ann.status_post(f"{server.url}/@ann")
    wait_until(lambda: {"/silent", "/file", "/missing"} <= set(site.asked), "the questions")
    last = ann.status_post(f"{link} last", visibility="unlisted")
    await_card(api, last)
    assert all(card_of(api, status) is None for status in (*none, own))
    assert server.client(server.token("ann")).get(f"/api/v1/statuses/{hidden['id']}").json()["card"] is None

    # An edit brings another page, or none.
    ann.status_update(post["id"], f"Now {site.url}/other")
    wait_until(lambda: (card_of(api, post) or {}).get("title") == "Привет", "the other card")
    ann.status_update(post["id"], "No link any more")
    wait_until(lambda: card_of(api, post) is None, "no card")

    # It goes with the last post that links there.
    from test_d_erase import scan
    assert scan(server, "canarysummary") == {"canarysummary"}
    ann.status_delete(last["id"])
    assert card_of(api, again) == card
    server.run("erase", "@bob", "--yes")
    wait_until(lambda: not scan(server, "canarysummary"), "nothing is left of the page", 60)


@pytest.mark.engines
def test_an_author_is_named_who_lets_the_site(make_server, engine, pages):
    server = make_server()
    site = pages(server.domain)
    server.user("ann")
    client = server.client(server.token("ann"))
    client.request("PATCH", "/api/v1/accounts/update_credentials", data={"attribution_domains[]": "localhost"})
    post = client.post("/api/v1/statuses", data={"status": f"{site.url}/article"}).json()
    card = await_card(client, post)
    assert card["authors"][0]["account"]["acct"] == "ann" and card["author_url"] == f"{server.url}/@ann"
    server.run("erase", "@ann", "--yes")


@pytest.mark.engines
def test_who_receives_a_post_asks_for_itself(make_server, engine, pages):
    one, other = make_server(), make_server()
    site = pages(one.domain)
    one.user("ann")
    other.user("bob")
    bob = other.mastodon(other.token("bob"))
    bob.account_follow(bob.search_v2(f"@ann@{one.domain}", resolve=True)["accounts"][0]["id"])
    one.mastodon(one.token("ann")).status_post(f"Read {site.url}/article")
    home = wait_until(lambda: [status for status in bob.timeline_home() if status["card"]], "the card there", 40)
    assert home[0]["card"]["title"] == "Dikes & <b>dunes</b>"
    assert site.asked.count("/article") == 2
