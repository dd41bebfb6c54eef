"""Strings that break programs, written by others: what a person typed comes back as it was."""
import html
import json
import os
import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture
def naughty_strings():
    vectors = pathlib.Path(os.environ.get("EFFACE_VECTORS", ROOT.parent / "shared/vectors"))
    path = vectors / "naughty-strings/blns.json"
    if not path.exists():
        pytest.skip(f"{path} is not there")
    return json.loads(path.read_text())


def visible(text):
    """Letters and signs, without the spaces and line breaks that markup may set otherwise."""
    return re.sub(r"[\s\0-\x1f\x7f-\x9f]+", "", text)


def words_of(content):
    """The text that a browser shows of a status."""
    return visible(html.unescape(re.sub(r"<[^>]*>", "", content)))


def test_every_string_can_be_posted_read_and_searched(make_server, naughty_strings):
    server = make_server()
    server.user("ann")
    ann = server.client(server.token("ann"))
    visitor = server.client()
    assert len(naughty_strings) > 400
    for text in naughty_strings:
        is_blank = not text.strip(" \t\r\n\v\f")
        answer = ann.post("/api/v1/statuses", status=422 if is_blank else 200, json={"status": text})
        if is_blank:
            continue
        status = answer.json()
        assert ann.get(f"/api/v1/statuses/{status['id']}/source").json()["text"] == text
        assert words_of(status["content"]) == visible(text)
        page = visitor.get(f"/@ann/{status['id']}").text
        assert status["content"] in page
        assert "<script" not in page
        assert isinstance(ann.get("/api/v2/search", params={"q": text}).json()["statuses"], list)
