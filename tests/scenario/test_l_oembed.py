"""How other sites show a post: in a frame, without a script, until it is erased."""
import html.parser
import urllib.parse

import pytest

from efface import wait_until


class Tags(html.parser.HTMLParser):
    """The start tags of a page, as (name, attributes)."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def all(self, tag):
        return [attributes for name, attributes in self.found if name == tag]


@pytest.mark.engines
def test_a_post_is_shown_on_another_site(server):
    server.user("ann")
    ann, anybody = server.client(server.token("ann")), server.client()
    ann.request("PATCH", "/api/v1/accounts/update_credentials", data={"display_name": 'Ann "quoted" <b>'})
    post = ann.post("/api/v1/statuses", data={"status": "look <b>here</b> #tag"}).json()
    links = Tags(anybody.get(urllib.parse.urlsplit(post["url"]).path).text).all("link")
    found = next(link["href"] for link in links if link.get("type") == "application/json+oembed")
    answer = anybody.get(found)
    embed = answer.json()
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert embed["type"] == "rich" and embed["version"] == "1.0" and embed["cache_age"] == 0
    assert embed["author_name"] == 'Ann "quoted" <b>' and embed["author_url"] == f"{server.url}/@ann"
    assert embed["provider_name"] == server.domain and embed["provider_url"] == f"{server.url}/"
    assert (embed["width"], embed["height"]) == (400, 400)
    tags = Tags(embed["html"])
    assert [name for name, _ in tags.found] == ["iframe"]
    frame = tags.all("iframe")[0]
    assert frame["src"] == post["url"] + "/embed" and frame["width"] == "400"
    small = anybody.get("/api/oembed", params={"url": post["uri"], "maxwidth": 250, "maxheight": 120}).json()
    assert (small["width"], small["height"]) == (250, 120)

    page = anybody.get(frame["src"])
    assert "frame-ancestors *" in page.headers["Content-Security-Policy"] and "X-Frame-Options" not in page.headers
    assert not {name for name, _ in Tags(page.text).found} & {"script", "form", "button", "iframe"}
    assert "look &lt;b&gt;here" in page.text

    for text, visibility in (("followers", "private"), ("to you", "direct")):
        closed = ann.post("/api/v1/statuses", data={"status": text, "visibility": visibility}).json()
        anybody.get("/api/oembed", params={"url": closed["url"]}, status=404)
        ann.get("/api/oembed", params={"url": closed["url"]}, status=404)
        ann.get(urllib.parse.urlsplit(closed["url"]).path + "/embed", status=404)
    for wrong in ("", "x", "https://example.com/@ann/1", f"{server.url}/@ann", f"{server.url}/@ann/1"):
        assert "error" in anybody.get("/api/oembed", params={"url": wrong}, status=404).json()
    anybody.get("/api/oembed", status=404)

    ann.request("DELETE", f"/api/v1/statuses/{post['id']}")
    anybody.get(frame["src"], status=410)
    anybody.get(found, status=404)
    wait_until(lambda: anybody.session.get(frame["src"], timeout=20).status_code == 410, "it stays gone")
