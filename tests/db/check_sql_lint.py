#!/usr/bin/env python3
"""The SQL check is silent on the good sample and names each fault of the bad one.

usage: check_sql_lint.py TOOLS_LINT_SQL DATA_FOLDER
expected.txt: RULE QUERY ENGINE, where ENGINE is `postgres` for what only PostgreSQL can see.
"""
import pathlib
import subprocess
import sys


def run(lint, queries, migrations):
    done = subprocess.run([sys.executable, lint, "--folder", queries, migrations], stdout=subprocess.PIPE, text=True,
                          check=False)
    return done.returncode, done.stdout


def main():
    lint, data = sys.argv[1], pathlib.Path(sys.argv[2])
    code, output = run(lint, data / "sql", data / "migrations")
    if code != 0:
        sys.exit(f"the good sample is refused:\n{output}")
    code, output = run(lint, data / "bad_sql", data / "migrations")
    has_postgres = "SKIPPED" not in output
    rows = [line.split() for line in (data / "bad_sql" / "expected.txt").read_text().splitlines()]
    expected = {(rule, name) for rule, name, engine in rows if has_postgres or engine != "postgres"}
    got = {tuple(line.split()) for line in output.splitlines() if line.startswith("sql/")}
    if got != expected:
        sys.exit(f"{output}\nmissing: {sorted(expected - got)}\nunexpected: {sorted(got - expected)}")


if __name__ == "__main__":
    main()
