"""Every address of the client API, by the program's own table: limits, pages, parameters nobody knows, a slash too many, HEAD and
OPTIONS."""
import datetime
import json
import re

import pytest

POSTS = 45

# What an address needs to answer with something, and the most that its list may hold; 0: not a list that pages.
LISTS = {
    "/api/v1/accounts/:id/followers": 80, "/api/v1/accounts/:id/following": 80, "/api/v1/accounts/:id/endorsements": 80,
    "/api/v1/accounts/:id/statuses": 40, "/api/v1/blocks": 80, "/api/v1/bookmarks": 40, "/api/v1/conversations": 40,
    "/api/v1/directory": 80, "/api/v1/domain_blocks": 200, "/api/v1/endorsements": 80, "/api/v1/favourites": 40,
    "/api/v1/follow_requests": 80, "/api/v1/followed_tags": 200, "/api/v1/lists/:id/accounts": 80, "/api/v1/mutes": 80,
    "/api/v1/notifications": 80, "/api/v1/scheduled_statuses": 40, "/api/v1/statuses/:id/favourited_by": 80,
    "/api/v1/statuses/:id/reblogged_by": 80, "/api/v1/timelines/direct": 40, "/api/v1/timelines/home": 40,
    "/api/v1/timelines/list/:id": 40, "/api/v1/timelines/public": 40, "/api/v1/timelines/tag/:hashtag": 40,
}
# Held at more than one page by what is made below, and by how many each page is cut without a limit.
FULL = {
    "/api/v1/accounts/:id/statuses": 20, "/api/v1/bookmarks": 20, "/api/v1/favourites": 20, "/api/v1/scheduled_statuses": 20,
    "/api/v1/timelines/home": 20, "/api/v1/timelines/list/:id": 20, "/api/v1/timelines/public": 20, "/api/v1/timelines/tag/:hashtag": 20,
}
DIRECTORY = "/api/v1/directory"
ENDLESS = "/api/v1/streaming"


def table(server):
    """The rows of the client API."""
    rows = json.loads(server.run("routes", "--format=json").stdout)
    return [row for row in rows if row["path"].startswith("/api/")]


class World:
    """A server with enough in it that every list has something to cut."""

    def __init__(self, server):
        self.server = server
        for name in ("ann", "bob", "cem", "dan", "eve"):
            server.user(name)
        self.ann, *self.others = [server.client(server.token(name)) for name in ("ann", "bob", "cem", "dan", "eve")]
        self.anybody = server.client()
        self.ids = {client: client.get("/api/v1/accounts/verify_credentials").json()["id"] for client in (self.ann, *self.others)}
        self.relate()
        self.post()
        self.keep()

    def relate(self):
        ann, (bob, cem, dan, eve) = self.ann, self.others
        for other in (bob, cem):
            ann.post(f"/api/v1/accounts/{self.ids[other]}/follow")
            other.post(f"/api/v1/accounts/{self.ids[ann]}/follow")
            ann.post(f"/api/v1/accounts/{self.ids[other]}/endorse")
            other.request("PATCH", "/api/v1/accounts/update_credentials", data={"discoverable": "true"})
        ann.request("PATCH", "/api/v1/accounts/update_credentials", data={"locked": "true", "discoverable": "true"})
        for other in (dan, eve):
            other.post(f"/api/v1/accounts/{self.ids[ann]}/follow")
            ann.post(f"/api/v1/accounts/{self.ids[other]}/mute", data={"notifications": "false"})
            bob.post(f"/api/v1/accounts/{self.ids[other]}/block")

    def post(self):
        ann, (bob, cem, _, _) = self.ann, self.others
        self.posts = [bob.post("/api/v1/statuses", data={"status": f"number {i} #many"}).json()["id"] for i in range(POSTS)]
        self.status = ann.post("/api/v1/statuses", data={"status": "hello @bob"}).json()["id"]
        for other in (bob, cem):
            other.post(f"/api/v1/statuses/{self.status}/favourite")
            other.post(f"/api/v1/statuses/{self.status}/reblog")
            other.post("/api/v1/statuses", data={"status": "@ann psst", "visibility": "direct"})

    def keep(self):
        ann = self.ann
        for post in self.posts:
            ann.post(f"/api/v1/statuses/{post}/bookmark")
            ann.post(f"/api/v1/statuses/{post}/favourite")
        for i in range(3):
            ann.post(f"/api/v1/tags/tag{i}/follow")
            ann.post("/api/v1/domain_blocks", data={"domain": f"d{i}.example"})
        self.list = ann.post("/api/v1/lists", data={"title": "All"}).json()["id"]
        members = [self.ids[client] for client in self.others[:2]]
        ann.post(f"/api/v1/lists/{self.list}/accounts", json={"account_ids": members})
        start = datetime.datetime.now(datetime.timezone.utc)
        for i in range(POSTS):
            at = start + datetime.timedelta(days=1 + i // 20, hours=1)
            ann.post("/api/v1/statuses", data={"status": "later", "scheduled_at": at.isoformat()})

    def who(self, path):
        """The client that the address is asked by: whose list has something."""
        return self.others[0] if path == "/api/v1/blocks" else self.ann

    def fill(self, path):
        """An address that exists, where it names something."""
        owner = self.others[0] if path.endswith("/statuses") else self.ann
        path = path.replace(":hashtag", "many").replace(":name", "many").replace(":year", "2025").replace(":date", "2025-01-01")
        if path.startswith("/api/v1/accounts/:id"):
            return path.replace(":id", self.ids[owner])
        if path.startswith("/api/v1/statuses/:id"):
            return path.replace(":id", self.status)
        if "/lists/:id" in path or "/list/:id" in path:
            return path.replace(":id", self.list)
        return re.sub(r":\w+", "1", path)


@pytest.fixture
def world(server):
    return World(server)


def ids_of(items):
    return [json.dumps(item, sort_keys=True) if not isinstance(item, dict) or "id" not in item else item["id"] for item in items]


def lists_keep_their_limits(world):
    for path, most in LISTS.items():
        client, address = world.who(path), world.fill(path)
        everything = client.get(address, params={"limit": most}).json()
        assert 2 <= len(everything) <= most, address
        for limit, expected in ((1, 1), (-1, 1), (2, 2), (10 ** 6, min(most, len(everything))), (-10 ** 6, min(most, len(everything)))):
            got = client.get(address, params={"limit": limit}).json()
            assert len(got) == expected, (address, limit)
            assert ids_of(got) == ids_of(everything)[:expected], (address, limit)
        client.get(address, params={"limit": "many"}, status=400)
        if path in FULL:
            assert len(client.get(address).json()) == FULL[path], address
            assert len(client.get(address, params={"limit": 10 ** 6}).json()) == most, address


def pages_join(world):
    """Page by page, on and back, is the same as at once; with its own parameters kept."""
    for path in LISTS.keys() - {DIRECTORY}:
        client, address = world.who(path), world.fill(path)
        at_once = client.get(address, params={"limit": 40}).json()
        page = client.get(address, params={"limit": 1, "unknown": "kept"})
        seen = page.json()
        assert "unknown=kept" in page.headers["Link"] and "limit=1" in page.headers["Link"], address
        second = client.get(page.links["next"]["url"])
        seen += second.json()
        assert ids_of(seen) == ids_of(at_once)[:2], address
        if "prev" in second.links and "min_id" in second.links["prev"]["url"]:
            assert ids_of(client.get(second.links["prev"]["url"]).json()) == ids_of(seen)[:1], address


def the_directory_pages_by_offset(world):
    at_once = ids_of(world.ann.get(DIRECTORY).json())
    assert len(at_once) == 3
    for offset in range(4):
        assert ids_of(world.ann.get(DIRECTORY, params={"limit": 1, "offset": offset}).json()) == at_once[offset:offset + 1]


def statuses_page_by_their_ids(world):
    for path in ("/api/v1/accounts/:id/statuses", "/api/v1/timelines/public", "/api/v1/timelines/tag/:hashtag", "/api/v1/timelines/list/:id"):
        address = world.fill(path)
        ids = ids_of(world.ann.get(address, params={"limit": 40}).json())

        def page(**params):
            return ids_of(world.ann.get(address, params={"limit": 3, **params}).json())

        assert page(max_id=ids[4]) == ids[5:8], path
        assert page(since_id=ids[5]) == ids[:3], path
        assert page(min_id=ids[5]) == ids[2:5], path
        assert page(since_id=ids[5], max_id=ids[2]) == ids[3:5], path
        assert page(min_id=ids[9], max_id=ids[2]) == ids[6:9], path
        assert page(max_id=1) == [] and page(since_id=ids[0]) == [], path
        world.ann.get(address, params={"max_id": "x"}, status=400)


def ids_come_in_every_form(world):
    ann, wanted = world.ann, world.posts[:2]
    for params in ([("id[]", i) for i in wanted], {f"id[{n}]": i for n, i in enumerate(wanted)}):
        assert ids_of(ann.get("/api/v1/statuses", params=params).json()) == wanted
    accounts = [world.ids[client] for client in world.others[:2]]
    for params in ([("id[]", i) for i in accounts], [("id", accounts[0])]):
        got = ids_of(ann.get("/api/v1/accounts/relationships", params=params).json())
        assert got == accounts[:len(got)] and len(got) == len(params)
    ids = {"account_ids": accounts[1:]}
    path = f"/api/v1/lists/{world.list}/accounts"
    for options in ({"json": ids}, {"data": {"account_ids[]": accounts[1:]}}, {"files": {"account_ids[]": (None, accounts[1])}}):
        ann.request("DELETE", path, **options)
        assert len(ann.get(path).json()) == 1
        ann.post(path, **options)
        assert len(ann.get(path).json()) == 2


def comparable(answer):
    """What an answer says; a document that nobody has written yet is as of now."""
    return answer.status_code, answer.headers.get("Content-Type"), re.sub(rb'"updated_at":"[^"]*"', b"", answer.content)


def every_address_answers(world):
    """No route fails on our side; each is the same with a slash at its end, with a parameter nobody knows, and by HEAD."""
    counted = 0
    for row in table(world.server):
        if row["method"] != "GET" or row["path"].startswith(ENDLESS):
            continue
        counted += 1
        url = world.server.url + world.fill(row["path"])
        for client in (world.ann, world.anybody):
            ask = client.session.request
            plain = ask("GET", url, timeout=20)
            assert plain.status_code < 500 or plain.status_code == 501, url
            assert "text/html" not in plain.headers.get("Content-Type", ""), url
            assert comparable(ask("GET", url + "/", timeout=20)) == comparable(plain), url
            assert comparable(ask("GET", url, params={"nobody_knows": "this", "nor[]": "that"}, timeout=20)) == comparable(plain), url
            head = ask("HEAD", url, timeout=20)
            assert (head.status_code, head.content) == (plain.status_code, b""), url
            assert head.headers.get("Content-Type") == plain.headers.get("Content-Type"), url
            assert head.headers.get("Content-Length") == plain.headers.get("Content-Length"), url
            assert plain.headers["Access-Control-Allow-Origin"] == "*", url
    assert counted > 90


def every_address_tells_its_methods(world):
    methods = {}
    for row in table(world.server):
        methods.setdefault(row["path"], set()).add(row["method"])
    for path, known in methods.items():
        url = world.server.url + world.fill(path)
        headers = {"Origin": "https://app.example", "Access-Control-Request-Method": sorted(known)[0],
                   "Access-Control-Request-Headers": "authorization"}
        for slash in ("", "/"):
            answer = world.anybody.session.request("OPTIONS", url + slash, headers=headers, timeout=20)
            assert answer.status_code in (200, 204) and answer.content == b"", url
            allowed = set(re.split(r",\s*", answer.headers["Access-Control-Allow-Methods"]))
            assert known <= allowed, (url, allowed)
            assert answer.headers["Access-Control-Allow-Origin"] == "*", url
            assert "authorization" in answer.headers["Access-Control-Allow-Headers"].lower(), url


@pytest.mark.engines
def test_every_address_of_the_client_api(world):
    lists_keep_their_limits(world)
    pages_join(world)
    the_directory_pages_by_offset(world)
    statuses_page_by_their_ids(world)
    ids_come_in_every_form(world)
    every_address_answers(world)
    every_address_tells_its_methods(world)
