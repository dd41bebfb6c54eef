"""Videos, recordings and moving pictures: uploaded, processed, posted, played in pieces, told to other servers, erased."""
import io

import pytest
import requests

from efface import wait_until
from films import make, moving, needs_ffmpeg, probe, recording, video
from pictures import png
from test_c_two_servers import meet

pytestmark = needs_ffmpeg


def upload(client, content, status=202, version="v2", **data):
    """Looking at a film takes a process, which a busy machine lets wait."""
    answer = client.session.post(f"{client.url}/api/{version}/media", files={"file": ("x", content, "application/octet-stream")}, data=data,
                                 timeout=120)
    assert answer.status_code == status, answer.text
    return answer.json()


def finished(client, media):
    def look():
        answer = client.session.get(f"{client.url}/api/v1/media/{media['id']}", timeout=30)
        assert answer.status_code in (200, 206), answer.text
        return answer.json() if answer.status_code == 200 else None
    return wait_until(look, "the film is processed", seconds=300)


@pytest.mark.engines
def test_a_video_is_processed_and_played(make_server, engine, tmp_path):
    server = make_server()
    server.user("ann")
    ann = server.client(server.token("ann"))
    media = upload(ann, video(tmp_path, text="canaryfilm"), description="a test card")
    assert media["type"] == "video" and media["url"] is None and media["description"] == "a test card"
    early = ann.post("/api/v1/statuses", data={"status": "early", "media_ids[]": [media["id"]]}, status=422).json()
    assert "not finished processing" in early["error"]
    media = finished(ann, media)
    original = media["meta"]["original"]
    assert (original["width"], original["height"], original["frame_rate"]) == (320, 180, "25/1")
    assert 1.9 < original["duration"] < 2.2 and original["bitrate"] > 1000
    assert media["meta"]["audio_encode"] == "aac" and media["meta"]["length"].startswith("0:00:02")
    assert media["meta"]["small"]["width"] == 320 and media["blurhash"] and media["preview_url"]

    whole = requests.get(media["url"], timeout=30)
    assert whole.headers["Content-Type"] == "video/mp4" and b"canaryfilm" not in whole.content
    assert "Lavf" not in probe(tmp_path, whole.content, "format_tags")
    part = requests.get(media["url"], headers={"Range": "bytes=1000-1999"}, timeout=30)
    assert part.status_code == 206 and part.content == whole.content[1000:2000]
    assert part.headers["Content-Range"] == f"bytes 1000-1999/{len(whole.content)}"
    assert requests.get(media["preview_url"], timeout=30).headers["Content-Type"] == "image/jpeg"

    picture = ann.post("/api/v2/media", files={"file": ("x.png", png(), "image/png")}).json()
    mixed = ann.post("/api/v1/statuses", data={"status": "x", "media_ids[]": [media["id"], picture["id"]]}, status=422).json()
    assert "video" in mixed["error"]
    post = ann.post("/api/v1/statuses", data={"status": "A film", "media_ids[]": [media["id"]]}).json()
    page = requests.get(post["url"], timeout=30)
    assert "<video" in page.text and "controls" in page.text and "media-src 'self'" in page.headers["Content-Security-Policy"]
    note = server.client().activity(post["uri"]).json()
    assert [(one["type"], one["mediaType"]) for one in note["attachment"]] == [("Document", "video/mp4")]
    ann.request("DELETE", f"/api/v1/statuses/{post['id']}", params={"delete_media": "true"})
    wait_until(lambda: requests.get(media["url"], timeout=30).status_code == 410, "the film is gone")


def test_recordings_and_moving_pictures(server, tmp_path):
    server.user("ann")
    ann = server.client(server.token("ann"))
    sound = finished(ann, upload(ann, recording(tmp_path, text="canarysound")))
    assert sound["type"] == "audio" and sound["preview_url"] is None
    assert 1.9 < sound["meta"]["original"]["duration"] < 2.2
    content = requests.get(sound["url"], timeout=30)
    assert content.headers["Content-Type"] == "audio/mpeg" and b"canarysound" not in content.content
    post = ann.post("/api/v1/statuses", data={"status": "Listen", "media_ids[]": [sound["id"]]}).json()
    assert "<audio" in requests.get(post["url"], timeout=30).text

    gif = finished(ann, upload(ann, moving(tmp_path)))
    assert gif["type"] == "gifv" and (gif["meta"]["original"]["width"], gif["meta"]["original"]["height"]) == (100, 50)
    assert requests.get(gif["url"], timeout=30).headers["Content-Type"] == "video/mp4"
    card = tmp_path / "cover.png"
    card.write_bytes(png())
    covered = make(tmp_path, "covered.mp3", "-f", "lavfi", "-i", "sine=duration=1", "-i", str(card), "-map", "0", "-map", "1",
                   "-c:v", "copy", "-id3v2_version", "3")
    sound = finished(ann, upload(ann, covered))
    assert sound["type"] == "audio" and sound["meta"]["small"]["size"] == "320x200" and sound["blurhash"]
    # Who asks in the old way waits.
    webm = upload(ann, video(tmp_path, "film.webm"), status=200, version="v1")
    assert webm["type"] == "video" and webm["url"]


def test_a_description_may_change_while_it_is_processed(server, tmp_path):
    server.user("ann")
    ann = server.client(server.token("ann"))
    media = upload(ann, video(tmp_path))
    answer = ann.session.put(f"{ann.url}/api/v1/media/{media['id']}", data={"description": "later words", "focus": "0.5,0.5"},
                             files={"thumbnail": ("t.png", png(64, 48), "image/png")}, timeout=120)
    assert answer.status_code in (200, 206), answer.text
    media = finished(ann, media)
    assert media["description"] == "later words" and media["meta"]["focus"] == {"x": 0.5, "y": 0.5}
    assert media["meta"]["small"]["size"] == "64x48" and media["url"]


def test_what_is_no_film_or_too_large_is_refused(make_server, tmp_path):
    server = make_server(sets=["media.film_max_bytes=100000"])
    server.user("ann")
    ann = server.client(server.token("ann"))
    upload(ann, b"\0\0\0\x20ftypisom" + b"nonsense" * 100, status=422)
    upload(ann, b"OggS" + b"\0" * 500, status=422)
    upload(ann, b"#EXTM3U\nfile:///etc/passwd\n", status=422)
    small = video(tmp_path)
    upload(ann, small + b"\0" * 100000, status=413)
    limits = server.client().get("/api/v2/instance").json()["configuration"]["media_attachments"]
    assert limits["video_size_limit"] == 100000 and limits["video_frame_rate_limit"] == 120
    assert "video/mp4" in limits["supported_mime_types"]
    # One whose end is missing fails, now or when it is processed.
    cut = make(tmp_path, "cut.webm", "-f", "lavfi", "-i", "testsrc2=size=64x64:duration=1", "-c:v", "libvpx")[:200]
    answer = ann.session.post(f"{ann.url}/api/v2/media", files={"file": ("x", cut, "video/webm")}, timeout=60)
    assert answer.status_code in (202, 422)
    if answer.status_code == 202:
        path = f"{ann.url}/api/v1/media/{answer.json()['id']}"
        wait_until(lambda: ann.session.get(path, timeout=30).status_code == 422, "it fails", seconds=60)


@pytest.mark.engines
def test_a_film_travels(make_server, engine, tmp_path):
    one, other = make_server(), make_server()
    ann, bob, _ = meet(one, other)
    client = one.client(one.token("ann"))
    media = finished(client, upload(client, video(tmp_path)))
    ann.status_post("A film", media_ids=[media["id"]])
    copy = wait_until(lambda: bob.timeline_home(), "the post arrives")[0]
    assert [one["type"] for one in copy["media_attachments"]] == ["video"]
    assert copy["media_attachments"][0]["remote_url"] == media["url"]


def test_processing_survives_a_restart(make_server, tmp_path):
    server = make_server()
    server.user("ann")
    token = server.token("ann")
    client = server.client(token)
    media = upload(client, make(tmp_path, "long.mp4", "-f", "lavfi", "-i", "testsrc2=size=1280x720:rate=30:duration=8", "-pix_fmt",
                                "yuv420p", "-preset", "ultrafast"))
    server.restart()
    assert finished(server.client(token), media)["url"]
