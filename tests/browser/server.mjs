// An Efface server for browser tests: made by the commands, run as a process.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, openSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const binary = process.env.EFFACE_BIN ?? join(root, "build-test/src/efface");
const READY_MS = 30_000;
const STOP_MS = 30_000;
const SANITIZER = /(Address|Leak|Thread|UndefinedBehavior)Sanitizer|runtime error:|Assertion .* failed/;

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

const freePort = () =>
    new Promise((done) => {
        const probe = createServer();
        probe.listen(0, "127.0.0.1", () => {
            const { port } = probe.address();
            probe.close(() => done(port));
        });
    });

// The test's own EFFACE_ variables must not become the server's settings.
const environment = () => {
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("EFFACE_")));
    env.ASAN_OPTIONS = "detect_leaks=1:abort_on_error=0:exitcode=99";
    env.UBSAN_OPTIONS = "halt_on_error=1:print_stacktrace=1";
    return env;
};

export class Server {
    constructor(sets = []) {
        this.folder = mkdtempSync(join(tmpdir(), "efface-browser-"));
        this.sets = ["peers=loopback", "limits.rates=false", "registration=open", ...sets];
    }

    options() {
        return ["--data", join(this.folder, "data"), ...this.sets.flatMap((set) => ["--set", set])];
    }

    run(command, ...rest) {
        const result = spawnSync(binary, [command, ...this.options(), ...rest], { env: environment(), encoding: "utf8" });
        if (result.status !== 0)
            throw new Error(`efface ${command} gave ${result.status}:\n${result.stdout}${result.stderr}`);
        return result.stdout;
    }

    async start() {
        this.port = await freePort();
        this.url = `http://localhost:${this.port}`;
        this.run("init", "--domain", `localhost:${this.port}`);
        this.logPath = join(this.folder, "server.log");
        const log = openSync(this.logPath, "a");
        this.process = spawn(binary, ["serve", ...this.options(), "--listen", `127.0.0.1:${this.port}`], {
            env: environment(),
            stdio: ["ignore", log, log],
        });
        const deadline = Date.now() + READY_MS;
        while (!(await fetch(this.url, { redirect: "manual" }).then((answer) => answer.status < 500, () => false))) {
            if (this.process.exitCode !== null || Date.now() > deadline)
                throw new Error(`the server does not answer:\n${this.log()}`);
            await sleep(50);
        }
        return this;
    }

    log() {
        return readFileSync(this.logPath, "utf8");
    }

    // The address that the server prints for its first visitor.
    firstVisit() {
        return this.log().match(/http:\S+\/first_visit\/\S+/)[0];
    }

    async stop() {
        const ended = new Promise((done) => this.process.once("exit", done));
        this.process.kill("SIGTERM");
        const status = await Promise.race([ended, sleep(STOP_MS)]);
        const log = this.log();
        rmSync(this.folder, { recursive: true, force: true });
        if (status !== 0 || SANITIZER.test(log))
            throw new Error(`the server ended with ${status}:\n${log.slice(-8000)}`);
    }
}
