"""What a measurement is made of: processes and their processor time, wrk, nginx, the limits' program."""
import json
import os
import pathlib
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parent
BUILD = pathlib.Path(os.environ.get("EFFACE_BENCH_BUILD", TOP / "build-bench"))
PORT = int(os.environ.get("EFFACE_BENCH_PORT", "8180"))
NGINX_PORT, SINK_PORT, PEER_PORT = PORT + 1, PORT + 2, PORT + 3
BASE = f"http://127.0.0.1:{PORT}"
ACTIVITY = "application/activity+json"
SETTINGS = ["peers=loopback", "limits.rates=false", "log.level=warn"]


class Absent(Exception):
    """Something that a row needs is not built yet; its text says what."""


def cpu_seconds(pid):
    """Processor time of a process, user and system, to the nanosecond (the clock behind /proc/PID/stat)."""
    return time.clock_gettime((~pid << 3) | 2)


def children(pid):
    found = []
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        try:
            found += map(int, (task / "children").read_text().split())
        except OSError:  # the thread ended meanwhile
            pass
    return found


def cpu_seconds_of_family(pid):
    """With its children, but for one that ends meanwhile."""
    total = cpu_seconds(pid)
    for child in children(pid):
        try:
            total += cpu_seconds(child)
        except OSError:
            pass
    return total


def memory_mb(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024


class Process:
    """A program that serves; ended by its own id."""

    def __init__(self, command, ready_url, log):
        self.start_wall = time.monotonic()
        self.log = open(log, "ab")
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        while not self._is_ready(ready_url):
            if self.process.poll() is not None:
                raise RuntimeError(f"{command[0]} ended; see {log}")
            time.sleep(0.002)
        self.ready_seconds = time.monotonic() - self.start_wall

    @staticmethod
    def _is_ready(url):
        try:
            urllib.request.urlopen(url, timeout=60).close()
        except urllib.error.HTTPError:
            pass
        except OSError:
            return False
        return True

    def cpu(self):
        return cpu_seconds_of_family(self.process.pid)

    def memory(self):
        return memory_mb(self.process.pid)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)
        self.log.close()


def serve(data):
    command = [BUILD / "src/efface", "serve", "--data", data, "--listen", f"127.0.0.1:{PORT}"]
    for setting in SETTINGS:
        command += ["--set", setting]
    return Process(list(map(str, command)), BASE + "/", f"{data}.log")


def nginx(folder):
    (folder / "static").mkdir(parents=True, exist_ok=True)
    text = (HERE / "nginx.conf").read_text()
    for named, port in (("8181", NGINX_PORT), ("8182", SINK_PORT)):
        text = text.replace(f"127.0.0.1:{named}", f"127.0.0.1:{port}")
    (folder / "nginx.conf").write_text(text)
    command = ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    return Process(command, f"http://127.0.0.1:{NGINX_PORT}/", folder / "nginx.log")


def efface(data, *arguments, seconds=600):
    command = [str(BUILD / "src/efface"), arguments[0]]
    words = [a for a in arguments[1:]]
    result = subprocess.run([*command, *_leading(words), "--data", str(data), *_rest(words)], capture_output=True,
                            text=True, timeout=seconds)
    if result.returncode != 0:
        raise Absent(f"`efface {' '.join(arguments)}`: {result.stderr.strip()[-200:]}")
    return result.stdout


def _leading(words):
    return [w for w in words[:1] if w in ("new", "role", "list")]


def _rest(words):
    return words[len(_leading(words)):]


def get(path, headers=None, method="GET", body=None, what=None):
    """Body of an answer; Absent when the server has no such thing yet."""
    request = urllib.request.Request(BASE + path, headers=headers or {}, method=method, data=body)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.read()
    except urllib.error.HTTPError as error:
        raise Absent(f"{what or method + ' ' + path} answers {error.code}") from None


def get_json(path, token=None, **options):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return json.loads(get(path, headers=headers, **options))


def post_status(token, text, idempotency=None):
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    body = json.dumps({"status": text, "visibility": "public"}).encode()
    return json.loads(get("/api/v1/statuses", headers, "POST", body))


def wrk(url, seconds, connections, headers=None, script=None, arguments=(), threads=1):
    """Requests done, seconds, p50 and p99 in milliseconds; whatever was not 2xx is an error."""
    command = ["wrk", "-t", str(threads), "-c", str(connections), "-d", f"{seconds}s", "--latency"]
    for name, value in (headers or {}).items():
        command += ["-H", f"{name}: {value}"]
    if script:
        command += ["-s", str(script)]
    result = subprocess.run([*command, url, *arguments], capture_output=True, text=True, timeout=seconds + 60)
    text = result.stdout
    if "Non-2xx" in text:
        raise RuntimeError(f"{url}: {re.search(r'Non-2xx.*', text).group(0)}")
    done = re.search(r"(\d+) requests in ([\d.]+)(\w+)", text)
    unit = {"us": 1e-3, "ms": 1.0, "s": 1e3}
    latency = {name: float(value) * unit[scale] for name, value, scale in re.findall(r"(50|99)%\s+([\d.]+)(us|ms|s)", text)}
    return int(done.group(1)), float(done.group(2)), latency["50"], latency["99"]


def limit(*arguments):
    """Of the limits' program: operations, processor seconds, wall-clock seconds."""
    text = subprocess.run([str(BUILD / "bench/efface-limit"), *map(str, arguments)], capture_output=True, text=True,
                          check=True, timeout=900).stdout
    operations, cpu, wall = map(int, text.split())
    return operations, cpu / 1e6, wall / 1e6


def openssl_rsa(seconds=2):
    """Signatures and verifications a second of one core, RSA-2048."""
    text = subprocess.run(["openssl", "speed", "-seconds", str(seconds), "rsa2048"], capture_output=True, text=True,
                          timeout=60).stdout
    words = re.search(r"rsa 2048 bits.*", text).group(0).split()
    return float(words[-2]), float(words[-1])
