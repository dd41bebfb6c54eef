"""Uploads as apps make and unmake them: words, thumbnails, and taking back what was not posted."""
import io

import requests
from PIL import Image

from pictures import png


def upload(client, status=200, **data):
    files = {"file": ("x.png", png(), "image/png")}
    if "thumbnail" in data:
        files["thumbnail"] = ("t.png", data.pop("thumbnail"), "image/png")
    return client.post("/api/v2/media", files=files, data=data, status=status).json()


def size_of(url):
    answer = requests.get(url, timeout=30)
    assert answer.status_code == 200
    return Image.open(io.BytesIO(answer.content)).size


def test_uploads_can_be_taken_back(server):
    for name in ("ann", "bob"):
        server.user(name)
    ann, bob = (server.client(server.token(name)) for name in ("ann", "bob"))
    free, held = upload(ann), upload(ann)
    assert size_of(free["url"]) == (320, 200)
    post = ann.post("/api/v1/statuses", data={"status": "with a picture", "media_ids[]": [held["id"]]}).json()
    bob.request("DELETE", f"/api/v1/media/{free['id']}", status=404)
    answer = ann.request("DELETE", f"/api/v1/media/{held['id']}", status=422).json()
    assert answer == {"error": "Media attachment is currently used by a status"}
    assert ann.request("DELETE", f"/api/v1/media/{free['id']}").json() == {}
    ann.get(f"/api/v1/media/{free['id']}", status=404)
    ann.request("DELETE", f"/api/v1/media/{free['id']}", status=404)
    assert requests.get(free["url"], timeout=30).status_code == 410
    assert requests.get(free["preview_url"], timeout=30).status_code == 410
    ann.post("/api/v1/statuses", data={"status": "gone", "media_ids[]": [free["id"]]}, status=422)
    shown = ann.get(f"/api/v1/statuses/{post['id']}").json()
    assert [one["id"] for one in shown["media_attachments"]] == [held["id"]]
    assert size_of(held["url"]) == (320, 200)


def test_words_and_focus_are_checked(server):
    server.user("ann")
    ann = server.client(server.token("ann"))
    wrong = upload(ann, status=422, focus="2,0")
    assert wrong["error"] == "Validation failed: Focus is invalid"
    media = upload(ann, description="stripes", focus="0.5,-1")
    assert media["meta"]["focus"] == {"x": 0.5, "y": -1}
    path = f"/api/v1/media/{media['id']}"
    for focus in ("0,1.01", "nonsense", "0.1"):
        wrong = ann.request("PUT", path, data={"focus": focus}, status=422).json()
        assert wrong["error"] == "Validation failed: Focus is invalid"
    wrong = ann.request("PUT", path, data={"description": "x" * 1501}, status=422).json()
    assert wrong["error"] == "Validation failed: Description is too long"
    kept = ann.get(path).json()
    assert kept["description"] == "stripes" and kept["meta"]["focus"] == {"x": 0.5, "y": -1}
    assert ann.request("PUT", path, data={"description": "é" * 1500}).json()["description"] == "é" * 1500


def test_thumbnails_stand_for_the_picture(server):
    server.user("ann")
    ann = server.client(server.token("ann"))
    media = upload(ann, thumbnail=png(400, 100))
    assert media["meta"]["original"]["size"] == "320x200" and media["meta"]["small"]["size"] == "400x100"
    assert size_of(media["preview_url"]) == (400, 100) and size_of(media["url"]) == (320, 200)
    tag = requests.get(media["preview_url"], timeout=30).headers["ETag"]
    path = f"/api/v1/media/{media['id']}"
    changed = ann.request("PUT", path, files={"thumbnail": ("t.png", png(60, 90), "image/png")}).json()
    assert changed["meta"]["small"]["size"] == "60x90" and changed["blurhash"] != media["blurhash"]
    assert size_of(changed["preview_url"]) == (60, 90) and size_of(changed["url"]) == (320, 200)
    again = requests.get(media["preview_url"], headers={"If-None-Match": tag}, timeout=30)
    assert again.status_code == 200, "an app's cached thumbnail is an old one"
    wrong = ann.request("PUT", path, files={"thumbnail": ("t.png", b"no picture", "image/png")}, status=422).json()
    assert wrong["error"] == "Validation failed: File content type is not supported"
    assert size_of(changed["preview_url"]) == (60, 90)
    post = ann.post("/api/v1/statuses", data={"status": "thumb", "media_ids[]": [media["id"]]}).json()
    assert post["media_attachments"][0]["meta"]["small"]["size"] == "60x90"
    ann.request("DELETE", f"/api/v1/statuses/{post['id']}", params={"delete_media": "true"})
