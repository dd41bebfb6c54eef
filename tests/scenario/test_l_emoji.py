"""Custom emoji: an operator adds them, apps and pages show them, other servers get them and theirs are shown here."""
import io

import pytest
import requests
from PIL import Image

from browser import Browser
from efface import wait_until
from pictures import png


def gif(side=48, frames=3):
    pictures = [Image.new("RGB", (side, side), (80 * i, 0, 200)) for i in range(frames)]
    out = io.BytesIO()
    pictures[0].save(out, "GIF", save_all=True, append_images=pictures[1:], duration=100, loop=0)
    return out.getvalue()


def write(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    return str(path)


def picture_of(url):
    answer = requests.get(url, timeout=20)
    assert answer.status_code == 200 and "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    return Image.open(io.BytesIO(answer.content))


def names(entity):
    return [one["shortcode"] for one in entity["emojis"]]


@pytest.mark.engines
def test_the_operators_emoji_are_shown(make_server, engine, tmp_path):
    server = make_server()
    server.user("ann")
    cat, blink = write(tmp_path, "cat.png", png(60, 40)), write(tmp_path, "blink.gif", gif())
    server.run("emoji", "new", "cat", cat, "--category", "Animals")
    server.run("emoji", "new", ":blink:", blink)
    server.run("emoji", "new", "secret", cat, "--hidden")
    assert server.run("emoji", "list").stdout == ":blink:\n:cat:  Animals\n:secret:  hidden\n"

    client = server.client(server.token("ann"))
    blinks, cats = client.get("/api/v1/custom_emojis").json()
    assert cats["shortcode"] == "cat" and cats["category"] == "Animals" and cats["visible_in_picker"] is True
    assert cats["url"] == cats["static_url"] and blinks["category"] is None
    assert picture_of(cats["url"]).size == (60, 40)
    assert picture_of(blinks["url"]).n_frames == 3 and not getattr(picture_of(blinks["static_url"]), "is_animated", False)
    assert server.mastodon(server.token("ann")).custom_emojis()[1]["shortcode"] == "cat"

    posted = client.post("/api/v1/statuses", data={"status": "A :cat: and :secret: not x:cat: or :nobody:", "spoiler_text": ":blink:",
                                                   "poll[options][]": [":cat: yes", "no"], "poll[expires_in]": 3600}).json()
    assert ":cat:" in posted["content"] and names(posted) == ["cat", "secret", "blink"]
    assert names(posted["poll"]) == ["cat"]
    changed = client.request("PATCH", "/api/v1/accounts/update_credentials",
                             data={"display_name": "Ann :cat:", "note": ":blink:", "fields_attributes[0][name]": "x",
                                   "fields_attributes[0][value]": ":secret:"}).json()
    assert names(changed) == ["cat", "blink", "secret"]
    assert names(client.get(f"/api/v1/statuses/{posted['id']}").json()["account"]) == ["cat", "blink", "secret"]
    client.request("PUT", f"/api/v1/statuses/{posted['id']}", data={"status": "plain"})
    assert names(client.get(f"/api/v1/statuses/{posted['id']}").json()) == []
    assert [names(version) for version in client.get(f"/api/v1/statuses/{posted['id']}/history").json()] == [["cat", "secret", "blink"], []]

    post = client.post("/api/v1/statuses", data={"status": "On a page :cat:"}).json()
    for page in (requests.get(f"{server.url}/@ann", timeout=20), requests.get(post["url"], timeout=20)):
        assert f'<img class="emoji" src="{cats["static_url"]}" alt=":cat:" title=":cat:"' in page.text
    assert f'src="{blinks["static_url"]}" alt=":blink:"' in requests.get(f"{server.url}/@ann", timeout=20).text

    server.run("emoji", "edit", "secret", "--category", "Open")
    assert [one["shortcode"] for one in client.get("/api/v1/custom_emojis").json()] == ["blink", "cat", "secret"]
    server.run("emoji", "remove", "cat")
    assert names(client.get(f"/api/v1/statuses/{post['id']}").json()) == []
    assert requests.get(cats["url"], timeout=20).status_code == 404
    assert 'class="emoji"' not in requests.get(post["url"], timeout=20).text.split("</header>")[-1]
    server.restart()
    assert server.run("emoji", "list").stdout == ":blink:\n:secret:  Open\n"
    assert names(client.get("/api/v1/accounts/verify_credentials").json()) == ["blink", "secret"]


def test_the_wrong_is_refused(server, tmp_path):
    cat = write(tmp_path, "cat.png", png(60, 40))
    server.run("emoji", "new", "cat", cat)
    photo = io.BytesIO()
    Image.new("RGB", (20, 20)).save(photo, "JPEG")
    noise = Image.effect_noise((800, 800), 90)
    large = io.BytesIO()
    noise.save(large, "PNG")
    for arguments, word in ((("cat", cat), "already"), (("c", cat), "shortcode"), (("c-t", cat), "shortcode"),
                            (("jpeg", write(tmp_path, "p.jpg", photo.getvalue())), "PNG, GIF or WebP"),
                            (("text", write(tmp_path, "t.png", b"no picture")), "PNG, GIF or WebP"),
                            (("large", write(tmp_path, "l.png", large.getvalue())), "256 KiB"),
                            (("none", str(tmp_path / "none.png")), "cannot open")):
        refused = server.run("emoji", "new", *arguments, check=False)
        assert refused.returncode != 0 and word in refused.stderr
    assert "no such emoji" in server.run("emoji", "remove", "dog", check=False).stderr
    assert server.run("emoji", "list").stdout == ":cat:\n"


@pytest.mark.engines
def test_emoji_travel(make_server, engine, tmp_path):
    one, other = make_server(), make_server()
    one.user("ann")
    other.user("bob")
    one.run("emoji", "new", "cat", write(tmp_path, "cat.png", png(60, 40)))
    one.run("emoji", "new", "fox", write(tmp_path, "fox.png", png(30, 40)))
    other.run("emoji", "new", "cat", write(tmp_path, "cat.png", png(20, 20)))
    client = one.client(one.token("ann"))
    client.request("PATCH", "/api/v1/accounts/update_credentials", data={"display_name": "Ann :fox:"})
    ann, bob = one.mastodon(one.token("ann")), other.mastodon(other.token("bob"))
    found = bob.search_v2(f"@ann@{one.domain}", resolve=True)["accounts"][0]
    (fox,) = found["emojis"]
    assert fox["shortcode"] == "fox" and fox["url"].startswith(one.url) and fox["url"] == fox["static_url"]
    bob.account_follow(found["id"])
    wait_until(lambda: bob.account_relationships(found["id"])[0]["following"], "the follow is accepted")

    post = ann.status_post("From here :cat:", poll=ann.make_poll([":fox: one", "two"], 3600))
    copy = wait_until(lambda: bob.timeline_home(), "the post arrives")[0]
    assert sorted(names(copy)) == ["cat", "fox"] and names(copy["poll"]) == ["fox"]
    cat = next(emoji for emoji in copy["emojis"] if emoji["shortcode"] == "cat")
    assert cat["url"] == client.get("/api/v1/custom_emojis").json()[0]["url"]
    page = requests.get(f"{other.url}/@ann@{one.domain}", timeout=20).text
    assert f'src="{cat["url"]}" alt=":cat:"' in page and f'src="{fox["url"]}" alt=":fox:"' in page

    note = client.activity(post["uri"]).json()
    tag = next(tag for tag in note["tag"] if tag["name"] == ":cat:")
    assert tag["type"] == "Emoji" and tag["icon"]["url"] == cat["url"] and tag["icon"]["mediaType"] == "image/png"
    document = client.activity(tag["id"]).json()
    assert {key: document[key] for key in tag} == tag
    actor = client.activity(note["attributedTo"]).json()
    assert [tag["name"] for tag in actor["tag"]] == [":fox:"]

    ann.status_update(post["id"], "Now :fox:")
    wait_until(lambda: "Now" in bob.status(copy["id"])["content"], "the edit arrives")
    assert names(bob.status(copy["id"])) == ["fox"]
    assert sorted(names(bob.status_history(copy["id"])[0])) == ["cat", "fox"]

    # Bob's own text shows the emoji of his server.
    mine = bob.status_post("Mine :cat: :fox:")
    assert names(mine) == ["cat"] and mine["emojis"][0]["url"].startswith(other.url)
    other.run("domain", "block", one.domain)
    wait_until(lambda: f'alt=":cat:"' not in requests.get(f"{other.url}/@ann@{one.domain}", timeout=20).text, "they go with their server")


def test_an_administrator_keeps_them_on_a_page(server):
    server.user("root", role="admin")
    server.user("mod", role="moderator")
    admin = Browser(server.url)
    admin.sign_in("root")
    assert "/moderation/emojis" in admin.open("/moderation").text
    admin.open("/moderation/emojis")
    page = admin.submit("/moderation/emojis", {"shortcode": "cat", "category": "Animals"}, files={"picture": ("c.png", png(60, 40), "image/png")})
    assert ":cat:" in page.text and 'value="Animals"' in page.text
    page = admin.submit("/moderation/emojis", {"shortcode": "cat"}, files={"picture": ("c.png", png(60, 40), "image/png")}, status=422)
    assert "already" in page.text
    page = admin.submit("/moderation/emojis", {"shortcode": "dog"}, files={"picture": ("c.png", b"none", "image/png")}, status=422)
    assert "Nothing was added" in page.text
    admin.open("/moderation/emojis")
    admin.submit("/cat/file", {"category": "Pets", "listed": None})
    assert server.run("emoji", "list").stdout == ":cat:  hidden  Pets\n"
    admin.open("/moderation/emojis")
    admin.submit("/cat/delete")
    assert server.run("emoji", "list").stdout == ""
    moderator = Browser(server.url)
    moderator.sign_in("mod")
    assert "/moderation/emojis" not in moderator.open("/moderation").text
    moderator.open("/moderation/emojis", 403)
    french = Browser(server.url, "fr")
    french.sign_in("root")
    assert "Ajouter cet émoji" in french.open("/moderation/emojis").text


def test_announcements_show_and_take_them(server, tmp_path):
    server.user("ann")
    server.run("emoji", "new", "cat", write(tmp_path, "cat.png", png(60, 40)))
    server.run("announcement", "add", "Feed the :cat:")
    client = server.client(server.token("ann"))
    (told,) = client.get("/api/v1/announcements").json()
    assert names(told) == ["cat"]
    path = f"/api/v1/announcements/{told['id']}/reactions/"
    client.request("PUT", path + "cat")
    client.request("PUT", path + "dog", 422)
    (told,) = client.get("/api/v1/announcements").json()
    url = told["emojis"][0]["url"]
    assert told["reactions"] == [{"name": "cat", "count": 1, "me": True, "url": url, "static_url": url}]
    ann = Browser(server.url)
    ann.sign_in("ann")
    assert ann.open("/home").text.count(f'src="{url}" alt=":cat:"') == 2
    client.request("DELETE", path + "cat")
    assert client.get("/api/v1/announcements").json()[0]["reactions"] == []
