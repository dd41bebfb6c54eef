"""Every route against everybody: the table of routes, as the program prints it, is what the answers are held against.

The requests are made from the table, so a route is covered from the day it has a row. What cannot be read from a row (which role on a
page a route needs where that does not follow from its scope) stands in the sheets below.
"""
import http.client
import json
import re
import urllib.parse
from concurrent.futures import ThreadPoolExecutor

from browser import Browser
from efface import wait_until
from pictures import png

EVERY_SCOPE = "profile read write follow push admin:read admin:write"
ROLES = ["analyst", "moderator", "editor", "owner"]

# Rooms whose routes answer nobody in particular: other servers' signatures and one-time secrets are their own tests' matter.
OTHERS_AUTHENTICATE = ("/actor/inbox", "/actors/:id/inbox", "/inbox", "/oauth/", "/first_visit/", "/sign_in", "/sign_out", "/register")

# Signing up is an application's own act.
APP_ALONE = {"POST /api/v1/accounts"}

# What is refused to whoever is let in: nothing is translated here, no address waits to be confirmed, and what others are in is theirs.
REFUSES_ITSELF = {"POST /api/v1/statuses/:id/translate", "POST /api/v1/emails/confirmations", "GET /api/v1/accounts/:id/in_collections"}

# The least role on a page that a route needs follows from its scope: who answers people is a moderator, who publishes an editor.
MODERATORS_SCOPES = {"write:blocks", "write:mutes", "write:notifications", "write:reports", "write:conversations", "push", "read:notifications"}

# And where it does not.
LEAST_ROLE = {
    "GET /api/v1/conversations": "moderator",  # what people write to the page alone is for those who answer
    "GET /api/v1/timelines/direct": "moderator",
    "GET /api/v1/scheduled_statuses": "editor",  # what is not out yet
    "GET /api/v1/scheduled_statuses/:id": "editor",
    "POST /api/v1/markers": "moderator",  # what is read is read for the whole team
    "POST /api/v1/follow_requests/:id/authorize": "moderator",
    "POST /api/v1/follow_requests/:id/reject": "moderator",
    "POST /api/v1/accounts/:id/remove_from_followers": "moderator",
    "PATCH /api/v1/accounts/update_credentials": "owner",  # name, face and whom it lets in
    "PATCH /api/v1/profile": "owner",
    "DELETE /api/v1/profile/avatar": "owner",
    "DELETE /api/v1/profile/header": "owner",
}


class Kept:
    """A kept connection: raw requests, as many as there are."""

    def __init__(self, port):
        self.port = port
        self.connection = None

    def ask(self, method, path, token=None, headers=None, body=None):
        """Status, text and headers of the answer; of a stream its head alone."""
        head = dict(headers or {})
        if token:
            head["Authorization"] = f"Bearer {token}"
        if body is not None:
            head.setdefault("Content-Type", "application/x-www-form-urlencoded")
        for attempt in (1, 2):
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
            try:
                self.connection.request(method, path, body=body, headers={"Host": f"localhost:{self.port}", **head})
                answer = self.connection.getresponse()
                break
            except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                self.close()
                if attempt == 2:
                    raise
        if answer.headers.get("Content-Type", "").startswith("text/event-stream"):
            self.close()
            return answer.status, "", answer.headers
        text = answer.read().decode("utf-8", "replace")
        if answer.will_close:
            self.close()
        return answer.status, text, answer.headers

    def close(self):
        if self.connection is not None:
            self.connection.close()
        self.connection = None


class Row:
    """One row of the table."""

    def __init__(self, row):
        self.method, self.path, self.auth, self.body = row["method"], row["path"], row["auth"], row["body"]
        self.scopes = set(row["scope"].split())

    def __str__(self):
        return f"{self.method} {self.path}"

    @property
    def is_api(self):
        return self.path.startswith("/api/")

    def is_scoped_by(self, granted):
        """Has a token with these scopes one of the row's? A parent is all of its children."""
        return not self.scopes or any(covers(one, asked) for one in granted for asked in self.scopes)


def covers(granted, asked):
    """A parent is all of its children, and where the row names a parent each of its children will do."""
    return granted == asked or asked.startswith(granted + ":") or granted.startswith(asked + ":")


def table(server):
    return [Row(row) for row in json.loads(server.run("routes", "--format", "json").stdout)]


def leaf_scopes(rows):
    """Every scope that is nobody's parent."""
    named = {scope for row in rows for scope in row.scopes}
    return sorted(scope for scope in named if not any(other.startswith(scope + ":") for other in named))


def expected(row, who, granted=(), role="user"):
    """What the columns say of somebody: the status that refuses, or None where the handler is reached."""
    if row.auth == "none":
        return None
    if str(row) in APP_ALONE and who == "user":
        return 403
    if who == "forged" or who == "erased":
        return 401
    if who in ("suspended", "pending"):
        return 403
    if who == "nobody":
        return None if row.auth == "optional" else 401
    if who == "app":
        if row.auth not in ("optional", "app"):
            return 422
    elif {"moderator": 1, "admin": 2}.get(row.auth, 0) > {"user": 0, "moderator": 1, "admin": 2}[role]:
        return 403
    return None if row.is_scoped_by(granted) else 403


class World:
    """Ids of real things to put into a path, each belonging to one account."""

    def __init__(self, things, names=None):
        self.things = things
        self.names = names or {}

    def path(self, row):
        """The row's path with something in each of its places."""
        parts = row.path.split("/")
        for at, part in enumerate(parts):
            if part.startswith("*"):
                parts[at] = "x"
            elif ":" in part:
                before, _, name = part.partition(":")
                noun = parts[at - 1] if at > 0 else ""
                parts[at] = before + str(self.things.get(noun if name == "id" else name, self.names.get(name, "1")))
        return "/".join(parts)


def fits(row, status, refused):
    """Does the answer agree with the columns?"""
    if not refused and str(row) in REFUSES_ITSELF:
        return status in (403, 404)
    return status == refused if refused else status not in (401, 403) and status < 500 or status == 501


def app_of(server):
    return server.client().post("/api/v1/apps", data={"client_name": "matrix", "redirect_uris": "http://localhost:9/done",
                                                      "scopes": EVERY_SCOPE}).json()


def grant(browser, server, app, scope):
    """A token with these scopes, by the consent form."""
    query = urllib.parse.urlencode({"response_type": "code", "client_id": app["client_id"], "scope": scope, "redirect_uri": "http://localhost:9/done"})
    browser.open("/oauth/authorize?" + query)
    agree = next(button for button in browser.form("/oauth/authorize").buttons if button[1] not in ("deny", "no", "cancel"))
    answer = browser.submit("/oauth/authorize", button=agree if agree[0] else None, status=303, follow=False)
    code = urllib.parse.parse_qs(urllib.parse.urlsplit(answer.headers["Location"]).query)["code"][0]
    data = {"grant_type": "authorization_code", "code": code, "redirect_uri": "http://localhost:9/done"}
    return token_of(server, app, data)


def token_of(server, app, data):
    client = {"client_id": app["client_id"], "client_secret": app["client_secret"]}
    return server.client().post("/oauth/token", data={**data, **client}).json()["access_token"]


def join(server, *names):
    """People who sign up, with tokens of all that people may do."""
    app = app_of(server)
    opened = token_of(server, app, {"grant_type": "client_credentials", "scope": "profile read write follow push"})

    def one(name):
        form = {"username": name, "email": f"{name}@example.com", "password": "correct horse battery", "agreement": "true", "locale": "en"}
        return name, server.client(opened).post("/api/v1/accounts", data=form).json()["access_token"]

    return dict(map(one, names))


def compare(port, rows, askers, world):
    """Ask every row as every asker and list the answers that disagree. An asker: (name, token, a function of the row)."""
    def one(asker):
        name, token, says = asker
        kept, faults = Kept(port), []
        for row in rows:
            refused = says(row)
            if refused == "skip":
                continue
            status, text, _ = kept.ask(row.method, world.path(row), token)
            if not fits(row, status, refused):
                faults.append(f"{row} as {name}: {status}, the table says {refused or 'let in'}: {text[:120]}")
        kept.close()
        return faults

    with ThreadPoolExecutor(4) as pool:
        return [fault for faults in pool.map(one, askers) for fault in faults]


def test_the_columns_hold_for_tokens_and_scopes(make_server):
    server = make_server(sets=["registration=approval"])
    rows = [row for row in table(server) if row.is_api]
    for name in ("ann", "sus", "gone"):
        server.user(name)
    server.user("mod", role="moderator")
    tokens = {name: server.token(name, scopes=EVERY_SCOPE) for name in ("ann", "mod", "sus", "gone")}
    server.run("user", "suspend", "sus")
    server.run("erase", "@gone", "--yes", "--no-wait")
    app = app_of(server)
    browser = Browser(server.url)
    browser.sign_in("mod")
    narrow = {scope: grant(browser, server, app, scope) for scope in leaf_scopes(rows)}
    assert len(narrow) > 30
    # Scopes only ever let in: what all the others together do not open, none of them does.
    without = {sheet: grant(browser, server, app, " ".join(leaf for leaf in narrow if not any(covers(leaf, asked) for asked in sheet)))
               for sheet in {frozenset(row.scopes) for row in rows if row.scopes}}
    app_token = token_of(server, app, {"grant_type": "client_credentials", "scope": "read write"})
    bare_app = token_of(server, app, {"grant_type": "client_credentials", "scope": "push"})
    waiting = server.client(app_token).post("/api/v1/accounts", data={"username": "wait", "email": "wait@example.com", "agreement": "true",
                                            "password": "correct horse battery", "locale": "en", "reason": "please"}).json()["access_token"]

    def asker(name, token, who, granted=(), role="user"):
        return name, token, lambda row: expected(row, who, granted, role)

    def alone(scope):
        """One scope, on the rows that name it or a parent of it."""
        def says(row):
            return expected(row, "user", [scope], "moderator") if any(covers(scope, asked) for asked in row.scopes) else "skip"
        return scope, narrow[scope], says

    def all_but(sheet):
        return f"all but {' '.join(sheet)}", without[sheet], lambda row: 403 if row.scopes == sheet and row.auth != "none" else "skip"

    world = World({}, {"acct": "ann", "name": "walks", "hashtag": "walks", "date": "2026-01-01", "year": "2026"})
    faults = compare(server.port, rows, [asker("nobody", None, "nobody"), asker("a forged token", "x" * 43, "forged"),
                                         asker("an app", app_token, "app", ["read", "write"]), asker("an app that may push", bare_app, "app", ["push"]),
                                         asker("somebody suspended", tokens["sus"], "suspended"), asker("somebody who waits", waiting, "pending"),
                                         asker("somebody erased", tokens["gone"], "erased"), *map(all_but, without)], world)
    # Who is let in changes things, so they come last.
    faults += compare(server.port, rows, [*map(alone, narrow), asker("ann", tokens["ann"], "user", EVERY_SCOPE.split()),
                                          asker("a moderator", tokens["mod"], "user", EVERY_SCOPE.split(), "moderator")], world)
    assert not faults, "\n".join(faults)


def least_role(row):
    if str(row) in LEAST_ROLE:
        return LEAST_ROLE[str(row)]
    if not row.scopes or any(scope.startswith("read") and scope != "read:notifications" or scope == "profile" for scope in row.scopes):
        return "analyst"
    return "moderator" if row.scopes <= MODERATORS_SCOPES else "editor"


class Owner:
    """Somebody who has one of everything; what a request used up is made again."""

    def __init__(self, server, token, other_token, other):
        self.client, self.other_client = server.client(token), server.client(other_token)
        self.other, self.other_token = other, other_token
        self.me = self.client.get("/api/v1/accounts/verify_credentials").json()
        self.makers = {"lists": self.list, "filters": self.filter, "keywords": self.keyword, "statuses": self.status, "media": self.media,
                       "scheduled_statuses": self.scheduled, "conversations": self.conversation, "notifications": self.notification,
                       "featured_tags": self.featured_tag, "polls": self.poll}
        self.things = {noun: make() for noun, make in self.makers.items()}

    def again(self, noun):
        if noun in self.makers:
            self.things[noun] = self.makers[noun]()

    def world(self, row):
        names = {"acct": "ann", "name": "walks", "hashtag": "walks", "date": "2026-01-01", "year": "2026", "group_key": f"ungrouped-{self.things['notifications']}"}
        if row.path.startswith("/api/v2/filters/"):
            return World({**self.things, "statuses": "1", "accounts": self.other}, names)
        if row.path.startswith("/api/v1/filters/"):
            return World({**self.things, "filters": self.things["keywords"]}, names)
        return World({**self.things, "accounts": self.other, "follow_requests": self.other, "suggestions": self.other}, names)

    def post(self, path, **data):
        return self.client.post(path, json=data).json()

    def list(self):
        return self.post("/api/v1/lists", title="secretlist")["id"]

    def filter(self):
        return self.post("/api/v2/filters", title="secretfilter", context=["home"])["id"]

    def keyword(self):
        return self.post(f"/api/v2/filters/{self.filter()}/keywords", keyword="secretkeyword")["id"]

    def status(self):
        return self.post("/api/v1/statuses", status="secretstatus", visibility="private")["id"]

    def media(self):
        return self.client.post("/api/v2/media", files={"file": ("x.png", png(), "image/png")}).json()["id"]

    def scheduled(self):
        return self.post("/api/v1/statuses", status="secretlater", scheduled_at="2099-01-01T00:00:00Z")["id"]

    def featured_tag(self):
        for tag in self.client.get("/api/v1/featured_tags").json():
            self.client.request("DELETE", f"/api/v1/featured_tags/{tag['id']}")
        return self.post("/api/v1/featured_tags", name="secrettag")["id"]

    def conversation(self):
        self.other_client.post("/api/v1/statuses", json={"status": f"@{self.me['acct']} secretmessage", "visibility": "direct"})
        return self.client.get("/api/v1/conversations").json()[0]["id"]

    def notification(self):
        self.other_client.post("/api/v1/statuses", json={"status": f"@{self.me['acct']} secretmention", "visibility": "private"})
        return self.client.get("/api/v1/notifications").json()[0]["id"]

    def poll(self):
        status = self.other_client.post("/api/v1/statuses", json={"status": "which?", "poll": {"options": ["a", "b"], "expires_in": 600}}).json()
        return status["poll"]["id"]


def test_the_roles_of_a_page(server):
    rows = [row for row in table(server) if row.is_api and row.auth == "user"]
    for name in (*ROLES, "bob"):
        server.user(name)
    server.page("news", owner="owner")
    for role in ROLES[:-1]:
        server.run("page", "role", "news", role, role)
    tokens = {role: server.token(role, page="news") for role in ROLES}
    bobs = server.token("bob")
    bob = server.client(bobs).get("/api/v1/accounts/verify_credentials").json()["id"]
    owner = Owner(server, tokens["owner"], bobs, bob)
    kept, faults = Kept(server.port), []
    for row in rows:
        least = ROLES.index(least_role(row))
        for at, role in enumerate(ROLES):
            path = owner.world(row).path(row)
            status, text, _ = kept.ask(row.method, path, tokens[role])
            if status not in (403, 501) if at < least else not fits(row, status, None):
                faults.append(f"{row} as {role}: {status}, its least role is {ROLES[least]}: {text[:120]}")
        if row.method != "GET":
            for verb in ("unblock", "unmute"):
                kept.ask("POST", f"/api/v1/accounts/{bob}/{verb}", tokens["owner"])
            for noun in owner.makers:
                if f"/{noun}" in row.path:
                    owner.again(noun)
    assert not faults, "\n".join(faults)


# What is not there was dismissed, and nobody quotes it.
MAY_BE_ABSENT = {"POST /api/v2/notifications/:group_key/dismiss": "{}", "GET /api/v1/statuses/:id/quotes": "[]"}


def snapshot(owner):
    """Everything the owner has, as the API tells."""
    paths = ["lists", "filters", "scheduled_statuses", "conversations", "notifications", "featured_tags", "markers", "preferences", "profile", "bookmarks",
             f"statuses/{owner.things['statuses']}", f"media/{owner.things['media']}"]
    return {path: owner.client.get(f"/api/v1/{path}").json() for path in paths} | {"filters/2": owner.client.get("/api/v2/filters").json()}


def test_nobody_reaches_what_is_somebody_elses(make_server):
    server = make_server(sets=["registration=open"])
    rows = [row for row in table(server) if row.is_api and row.auth in ("user", "optional") and ":" in row.path]
    tokens = join(server, "ann", "bob", "eve")
    bobs, eves = tokens["bob"], tokens["eve"]
    bob = server.client(bobs).get("/api/v1/accounts/verify_credentials").json()["id"]
    ann = Owner(server, tokens["ann"], bobs, bob)
    before, kept, faults = snapshot(ann), Kept(server.port), []
    for row in rows:
        world = ann.world(row)
        path = world.path(row)
        status, text, _ = kept.ask(row.method, path, eves)
        owned = {noun for noun in ann.makers if noun != "polls" and f"/{noun}/:id" in row.path or noun == "notifications" and ":group_key" in row.path}
        is_absent = status in (404, 501) or MAY_BE_ABSENT.get(str(row)) == text
        if "secret" in text or owned and not is_absent:
            faults.append(f"{row} ({path}) as somebody else: {status}: {text[:160]}")
    after = snapshot(ann)
    faults += [f"{path} was {before[path]} and is {after[path]}" for path in before if before[path] != after[path]]
    assert not faults, "\n".join(faults)


def test_pages_let_in_whom_their_rows_say(server):
    rows = [row for row in table(server) if not row.is_api and row.auth != "none" and not row.path.startswith(OTHERS_AUTHENTICATE)]
    server.user("ann")
    narrow = server.token("ann", scopes="read:lists")
    browser = Browser(server.url)
    browser.sign_in("ann")
    cookie = "; ".join(f"{c.name}={c.value}" for c in browser.session.cookies)
    world, kept, faults = World({}, {"acct": "@ann", "name": "walks"}), Kept(server.port), []
    for row in rows:
        path = world.path(row)
        # A token's scopes say nothing of pages, so it opens none.
        for name, token, head in (("nobody", None, {}), ("a token", narrow, {}), ("ann", None, {"Cookie": cookie}),
                                  ("another site", None, {"Cookie": cookie, "Sec-Fetch-Site": "cross-site"})):
            status, text, _ = kept.ask(row.method, path, token, {"Accept": "text/html", **head})
            if row.auth == "optional" and row.method == "GET" or name == "another site" and row.method == "GET":
                good = status < 500
            elif row.auth == "optional":
                good = status in (200, 303, 400, 403, 404, 422) or status == 401
            elif name in ("nobody", "a token"):
                good = status in (401, 403) or status == 303
            elif row.auth == "moderator" or row.method != "GET":
                good = status == 403  # a form without its own secret is another site's
            else:
                good = status in (200, 404, 410)
            if not good:
                faults.append(f"{row} as {name}: {status}: {text[:160]}")
    assert not faults, "\n".join(faults)


SEEN_BY_ALL = {"wpublic", "wunlisted", "wreply", "farpublic", "farunlisted"}
# Whoever asks, and the words of what they may see when they look straight at it.
MAY_SEE = {
    "nobody": SEEN_BY_ALL,
    "stranger": SEEN_BY_ALL,
    "follower": SEEN_BY_ALL | {"wprivate"},
    "mentioned": SEEN_BY_ALL | {"wdirect"},
    "former": SEEN_BY_ALL,  # followed once, and kept bookmarks
    "blocked": {"wreply", "farpublic", "farunlisted"},
    "blocking": SEEN_BY_ALL,
    "muting": SEEN_BY_ALL | {"wprivate"},
    "refusing": SEEN_BY_ALL,  # the domain of far
}
# And of what no list brings them, though they may look at it.
UNWANTED = {"blocking": {"wpublic", "wunlisted"}, "muting": {"wpublic", "wunlisted", "wprivate"}, "refusing": {"farpublic", "farunlisted"}}
WORDS = SEEN_BY_ALL | {"wprivate", "wdirect", "wgone", "wsuspended"}
# What brings statuses that nobody looked for.
LISTS = ("/api/v1/timelines/", "/api/v1/notifications", "/api/v2/notifications", "/api/v1/conversations", "/api/v1/trends", "/home", "/notifications",
         "/conversations", "/tags/")


def word_pattern(words):
    return re.compile(r"\b(" + "|".join(sorted(words)) + r")\b")


class Cast:
    """Ann, who wrote in every visibility, and everybody around her."""

    def __init__(self, near, far):
        self.near, self.far = near, far
        names = [name for name in MAY_SEE if name != "nobody"]
        self.tokens = join(near, *names, "ann", "ted", "suspended")
        self.api = {name: near.client(token) for name, token in self.tokens.items()}
        self.fern = far.client(join(far, "fern")["fern"])
        self.ids = {name: api.get("/api/v1/accounts/verify_credentials").json()["id"] for name, api in self.api.items()}
        self.statuses = {}
        self.relate()
        self.write()
        self.fall_out()

    def relate(self):
        for name in ("follower", "former", "blocked", "blocking", "muting", "ted"):
            for other in ("ann", "suspended"):
                self.follow(name, self.ids[other])
        for name in ("follower", "muting", "mentioned", "blocked", "blocking", "refusing"):
            self.follow(name, self.ids["ted"])
        found = self.api["ted"].get(f"/api/v2/search?q=@fern@{self.far.domain}&resolve=true&type=accounts").json()["accounts"]
        self.ids["fern"] = found[0]["id"]
        for name in ("ted", "refusing", "follower"):
            self.follow(name, self.ids["fern"])
        wait_until(lambda: self.fern.get("/api/v1/accounts/verify_credentials").json()["followers_count"] == 3, "fern is followed")

    def follow(self, name, who):
        self.api[name].post(f"/api/v1/accounts/{who}/follow")

    def say(self, name, text, **more):
        return self.api[name].post("/api/v1/statuses", json={"status": text, **more}).json()["id"]

    def write(self):
        s = self.statuses
        s["wpublic"] = self.say("ann", "wpublic #wtag @muting @blocking @blocked @ted")
        s["wunlisted"] = self.say("ann", "wunlisted #wtag", visibility="unlisted")
        s["wprivate"] = self.say("ann", "wprivate #wtag", visibility="private")
        s["wdirect"] = self.say("ann", "wdirect #wtag @mentioned", visibility="direct")
        s["wgone"] = self.say("ann", "wgone #wtag")
        s["wsuspended"] = self.say("suspended", "wsuspended #wtag")
        s["wreply"] = self.say("ted", "wreply", in_reply_to_id=s["wprivate"])
        self.api["ted"].post(f"/api/v1/statuses/{s['wpublic']}/reblog")
        for word, visibility in (("farpublic", "public"), ("farunlisted", "unlisted")):
            self.fern.post("/api/v1/statuses", json={"status": f"{word} #wtag", "visibility": visibility})
        wait_until(lambda: len(self.far_statuses()) == 2, "fern's posts arrive")
        s.update(self.far_statuses())
        for name in ("former", "blocked", "blocking", "muting", "follower"):
            for word in ("wpublic", "wprivate", "wgone", "wsuspended"):
                for verb in ("bookmark", "favourite"):
                    self.api[name].post(f"/api/v1/statuses/{s[word]}/{verb}")
        for word in ("wpublic", "wprivate"):
            self.api["ann"].post(f"/api/v1/statuses/{s[word]}/pin")

    def far_statuses(self):
        found = self.api["ted"].get(f"/api/v1/accounts/{self.ids['fern']}/statuses").json()
        return {re.search("far[a-z]+", status["content"])[0]: status["id"] for status in found}

    def fall_out(self):
        ann, me = self.api["ann"], self.ids
        ann.post(f"/api/v1/accounts/{me['former']}/remove_from_followers")
        ann.post(f"/api/v1/accounts/{me['blocked']}/block")
        self.api["blocking"].post(f"/api/v1/accounts/{me['ann']}/block")
        self.api["muting"].post(f"/api/v1/accounts/{me['ann']}/mute")
        self.api["refusing"].post("/api/v1/domain_blocks", data={"domain": self.far.domain})
        ann.request("DELETE", f"/api/v1/statuses/{self.statuses['wgone']}")
        self.near.run("user", "suspend", "suspended")

    def paths(self, row):
        """The row's path for each of the statuses, authors and tags that could stand in it."""
        if "/statuses/:id" in row.path or "/objects/:id" in row.path or "/@:acct/:id" == row.path:
            return [(World({"statuses": i, "objects": i, ":acct": i, "@ann": i}, {"acct": "ann"}).path(row).replace("@ann/1", f"@ann/{i}"), word)
                    for word, i in self.statuses.items()]
        authors = ("ann", "fern", "ted", "suspended")
        if "/accounts/:id" in row.path or "/actors/:id" in row.path:
            return [(World({"accounts": self.ids[a], "actors": self.ids[a]}, {"name": "wtag"}).path(row), None) for a in authors]
        if ":acct" in row.path:
            return [(World({}, {"acct": a if a != "fern" else f"fern@{self.far.domain}", "name": "wtag"}).path(row), None) for a in authors]
        world = World({"lists": "1"}, {"name": "wtag", "hashtag": "wtag"})
        return [(world.path(row), None)]


def test_no_answer_shows_what_is_not_for_who_asks(make_server):
    near, far = (make_server(sets=["registration=open"]) for _ in "12")
    cast = Cast(near, far)
    rows = [row for row in table(near) if not row.path.startswith(OTHERS_AUTHENTICATE)]
    gets = [(row, path, word) for row in rows if row.method == "GET" for path, word in cast.paths(row)]
    ids = "&".join(f"id[]={i}" for i in cast.statuses.values())
    asked = ["/api/v2/search?q=wtag", f"/api/v1/statuses?{ids}", "/api/v1/timelines/public?local=true", "/api/v1/timelines/tag/wtag?any[]=wtag",
             f"/api/v1/accounts/{cast.ids['ann']}/statuses?pinned=true"]
    asked += [f"/api/v2/search?resolve=true&q={urllib.parse.quote(near.url)}/@ann/{i}" for i in cast.statuses.values()]
    pattern = word_pattern(WORDS)

    def sees(name):
        kept, faults = Kept(near.port), []
        token = cast.tokens.get(name)
        head = {}
        if token:
            browser = Browser(near.url)
            browser.sign_in(name)
            head = {"Cookie": "; ".join(f"{c.name}={c.value}" for c in browser.session.cookies)}

        def look(path, how, seer=name):
            status, text, _ = kept.ask("GET", path, token if path.startswith("/api/") else None, how)
            told = set(pattern.findall(text))
            too_much = told - MAY_SEE[seer]
            if path.startswith(LISTS):
                too_much |= told & UNWANTED.get(seer, set())
            if too_much:
                faults.append(f"{name} sees {sorted(too_much)} at {path}: {status}: {text[:100]}")
            return status

        for row, path, word in gets:
            # Who asks is not looked at there, so anybody may see it.
            seer = "nobody" if row.auth == "none" else name
            if row.is_api:
                status = look(path, {}, seer)
                if row.path == "/api/v1/statuses/:id" and (status == 200) != (word in MAY_SEE[name]):
                    faults.append(f"{name} gets {status} for {word}")
            else:
                look(path, {"Accept": "text/html", **head}, seer)
                if not token:
                    look(path, {"Accept": "application/activity+json"})
        for path in asked:
            look(path, {})
        for row in rows:
            if row.method != "GET" and row.path.startswith("/api/v1/statuses/:id") and token:
                for word, i in cast.statuses.items():
                    if word in MAY_SEE[name]:
                        continue
                    status, text, _ = kept.ask(row.method, World({"statuses": i}).path(row), token)
                    if status not in (404, 501) or pattern.search(text):
                        faults.append(f"{name} at {row} of {word}: {status}: {text[:100]}")
        kept.close()
        return faults

    with ThreadPoolExecutor(4) as pool:
        faults = [fault for found in pool.map(sees, MAY_SEE) for fault in found]
    assert not faults, "\n".join(faults)
    home = cast.api["follower"].get("/api/v1/timelines/home").text
    assert set(pattern.findall(home)) == {"wpublic", "wunlisted", "wprivate", "wreply", "farpublic", "farunlisted"}
