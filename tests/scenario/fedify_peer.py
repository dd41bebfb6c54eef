"""A Fedify server in a process of its own (fedify/server.mjs), for servers under test to talk to."""
import pathlib
import re
import shutil
import subprocess

import requests

from efface import free_port, wait_until

FOLDER = pathlib.Path(__file__).resolve().parent / "fedify"


def node():
    """Node 22 from npm's package, else one on the path that is new enough; None without."""
    packaged = FOLDER / "node_modules/.bin/node"
    program = str(packaged) if packaged.exists() else shutil.which("node")
    if program is None or not (FOLDER / "node_modules/@fedify/fedify").exists():
        return None
    version = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=30).stdout
    match = re.match(r"v(\d+)", version)
    return program if match and int(match.group(1)) >= 22 else None


class Fedify:
    """One peer. Every order of server.mjs is a method: peer.follow(**{"as": "bob"}, target="@page@localhost:8080")."""

    def __init__(self, folder, env=None):
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.log_path = pathlib.Path(folder) / f"fedify-{self.port}.log"
        with self.log_path.open("ab") as log:
            self.process = subprocess.Popen([node(), FOLDER / "server.mjs", str(self.port)], stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log, env=env)
        wait_until(self._is_ready, f"the Fedify peer starts: {self.log_path.read_text()}", 60)

    def _is_ready(self):
        text = self.log_path.read_text()
        assert self.process.poll() is None, f"the Fedify peer ended:\n{text}"
        return "ready " in text

    def __getattr__(self, order):
        def give(**body):
            answer = requests.post(f"{self.url}/control/{order}", json=body, timeout=30)
            assert answer.status_code == 200, f"Fedify {order} {body}: {answer.text}"
            return answer.json()
        return give

    def actor(self, handle, **options):
        """A new actor, bound: peer.actor("bob").follow(target=…)."""
        answer = self.__getattr__("actor")(handle=handle, **options)
        return FedifyActor(self, handle, answer["id"], answer["handle"])

    def wait_for(self, kind, count=1, seconds=15):
        """The activities of a type that came in, once there are so many."""
        return wait_until(lambda: (found := self.received(type=kind)) and len(found) >= count and found,
                          f"{count} {kind} came in at the Fedify peer; failures: {self.failures()}", seconds)

    def stop(self):
        self.process.terminate()
        self.process.wait(15)


class FedifyActor:
    """One actor of a peer; its orders need no `as`."""

    def __init__(self, peer, name, actor_id, handle):
        self.peer = peer
        self.name = name
        self.id = actor_id
        self.handle = handle

    def __getattr__(self, order):
        return lambda **body: getattr(self.peer, order)(**{"as": self.name}, **body)
