"""Efface servers for scenario tests: made by the commands, run as a process, asked over HTTP.

Nothing here knows the inside of the server; what it uses is the interface that scripts use.
"""
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import time
import urllib.parse

import mastodon
import requests

ROOT = pathlib.Path(__file__).resolve().parents[2]
SANITIZER = re.compile(r"(Address|Leak|Thread|UndefinedBehavior)Sanitizer|runtime error:|Assertion .* failed")
COMMAND_SECONDS = 60
READY_SECONDS = 30
STOP_SECONDS = 30


def binary():
    """Path of the program under test."""
    return pathlib.Path(os.environ.get("EFFACE_BIN", ROOT / "build-test/src/efface"))


def binary_has_serve():
    """True when there is a program that can serve."""
    if not os.access(binary(), os.X_OK):
        return False
    answer = subprocess.run([binary(), "--help"], capture_output=True, text=True, timeout=COMMAND_SECONDS)
    return re.search(r"\bserve\b", answer.stdout) is not None


def environment():
    """The test's own EFFACE_ variables must not become the server's settings."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("EFFACE_")}
    env["ASAN_OPTIONS"] = "detect_leaks=1:abort_on_error=0:exitcode=99"
    env["UBSAN_OPTIONS"] = "halt_on_error=1:print_stacktrace=1"
    env["TSAN_OPTIONS"] = "exitcode=99"
    return env


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(claim, what, seconds=15):
    """Ask until the claim holds; what it gave is returned. Federation and jobs take their time."""
    deadline = time.monotonic() + seconds
    while True:
        value = claim()
        if value:
            return value
        assert time.monotonic() < deadline, f"waited {seconds} s in vain: {what}"
        time.sleep(0.05)


def assert_no_sanitizer_report(text, where):
    match = SANITIZER.search(text)
    assert match is None, f"{where}:\n{text[max(0, match.start() - 500):match.start() + 6000]}"


class Server:
    """One data folder and, while it runs, the process that serves it."""

    def __init__(self, folder, database="sqlite", domain=None, sets=()):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.data = self.folder / "data"
        self.keys = self.folder / "data.keys"
        self.log_path = self.folder / "server.log"
        self.database = database
        self.port = free_port()
        self.domain = domain or f"localhost:{self.port}"
        self.url = f"http://localhost:{self.port}"
        self.sets = ["peers=loopback", "limits.rates=false", *sets]
        self.process = None
        self.first_status = None

    # Commands

    def command(self, *arguments):
        """A command on this server's data folder, as its words."""
        options = ["--data", str(self.data)]
        for name in self.sets:
            options += ["--set", name]
        return [str(binary()), arguments[0], *options, *map(str, arguments[1:])]

    def run(self, *arguments, stdin="", check=True, seconds=COMMAND_SECONDS):
        """Run a command; with `check`, it must succeed."""
        command = self.command(*arguments)
        result = subprocess.run(command, input=stdin, capture_output=True, text=True, env=environment(), timeout=seconds)
        assert_no_sanitizer_report(result.stderr, " ".join(command))
        if check:
            assert result.returncode == 0, f"{' '.join(command)} gave {result.returncode}:\n{result.stdout}{result.stderr}"
        return result

    def begin(self, *arguments):
        """Run a command beside the test; to be waited for."""
        return subprocess.Popen(self.command(*arguments), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                text=True, env=environment())

    def init(self):
        self.run("init", "--domain", self.domain, "--database", self.database)
        return self

    def user(self, name, role="user", password="correct horse battery"):
        self.run("user", "new", name, "--email", f"{name}@example.com", "--role", role, "--password-stdin", stdin=password + "\n")
        return name

    def page(self, handle, owner, title=None):
        self.run("page", "new", handle, "--title", title or handle.capitalize(), "--owner", owner)
        return handle

    def token(self, name, page=None, scopes="read write follow push"):
        """An access token of a user, acting as themself or as a page they have a role on."""
        acting_as = ["--as", page] if page else []
        return self.run("token", "new", name, *acting_as, "--scopes", scopes).stdout.split()[-1]

    # The process

    def start(self, first="/"):
        """Run it until it answers; first_status is its first answer, on that path."""
        command = [str(binary()), "serve", "--data", str(self.data), "--listen", f"127.0.0.1:{self.port}"]
        for name in self.sets:
            command += ["--set", name]
        with self.log_path.open("ab") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment())
        wait_until(lambda: self._is_ready(first), f"{self.domain} answers\n{self.log()[-4000:]}", READY_SECONDS)
        return self

    def _is_ready(self, path):
        status = self.process.poll()
        assert status is None, f"serve ended with {status}:\n{self.log()[-8000:]}"
        try:
            self.first_status = requests.get(self.url + path, timeout=5, allow_redirects=False).status_code
        except requests.ConnectionError:
            return False
        return self.first_status < 500

    def stop(self):
        """Ask it to end; it must do so cleanly."""
        process, self.process = self.process, None
        process.send_signal(signal.SIGTERM)
        try:
            status = process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGABRT)
            process.wait()
            raise AssertionError(f"serve did not end within {STOP_SECONDS} s:\n{self.log()[-4000:]}") from None
        assert_no_sanitizer_report(self.log(), "server.log")
        assert status == 0, f"serve ended with {status}:\n{self.log()[-8000:]}"

    def kill(self):
        """End it as a power failure of the process would."""
        process, self.process = self.process, None
        process.kill()
        process.wait()

    def restart(self):
        self.stop()
        return self.start()

    def log(self):
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    # Its clients

    def client(self, token=None):
        return Client(self.url, token)

    def mastodon(self, token):
        """Mastodon.py on this server."""
        return mastodon.Mastodon(access_token=token, api_base_url=self.url, version_check_mode="none", request_timeout=20)

    def toot(self, name, token, *arguments, stdin=""):
        """Run toot as somebody with a token; its output."""
        config = self.folder / f"toot-{name}"
        user = f"{name}@{self.domain}"
        (config / "toot").mkdir(parents=True, exist_ok=True)
        (config / "toot/config.json").write_text(json.dumps({
            "active_user": user,
            "apps": {self.domain: {"instance": self.domain, "base_url": self.url, "client_id": "-", "client_secret": "-"}},
            "users": {user: {"instance": self.domain, "username": name, "access_token": token}},
        }))
        env = environment() | {"XDG_CONFIG_HOME": str(config), "LANG": "C.UTF-8"}
        result = subprocess.run(["toot", *arguments, "--no-color"], input=stdin, capture_output=True, text=True, env=env,
                                timeout=COMMAND_SECONDS)
        assert result.returncode == 0, f"toot {arguments} gave {result.returncode}:\n{result.stdout}{result.stderr}"
        return result.stdout


class Client:
    """HTTP on one server: paths instead of URLs, and the status a test expects."""

    def __init__(self, url, token=None):
        self.url = url
        self.session = requests.Session()
        if token:
            self.session.headers["Authorization"] = f"Bearer {token}"

    def request(self, method, path, status=200, **options):
        answer = self.session.request(method, urllib.parse.urljoin(self.url, path), timeout=20, **options)
        assert answer.status_code == status, f"{method} {path} gave {answer.status_code}: {answer.text[:2000]}"
        return answer

    def get(self, path, status=200, **options):
        return self.request("GET", path, status, **options)

    def post(self, path, status=200, **options):
        return self.request("POST", path, status, **options)

    def activity(self, path, status=200):
        """An ActivityPub document."""
        return self.get(path, status, headers={"Accept": "application/activity+json"})
