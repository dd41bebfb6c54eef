#!/usr/bin/python3
"""Add up the results of a test round: tally.py FOLDER

Reads *.testlog.json (meson), *.junit.xml (pytest, node) and notes.tsv (./test itself). Names what failed and what was
skipped, and ends with one line `N passed, N failed`. A cmocka program counts by its cases. Exit status 0 only when
something ran and nothing failed.
"""
import json
import pathlib
import re
import sys
import xml.etree.ElementTree as xml

CASE_OK = re.compile(r"^\[       OK \] (\S+)", re.M)
CASE_FAILED = re.compile(r"^\[  (?:FAILED|ERROR)  \] (\S+)$", re.M)
CASE_SKIPPED = re.compile(r"^\[  SKIPPED \] (\S+)$", re.M)
SKIP_NOTE = re.compile(r"^\[  SKIP  \] (.+)$", re.M)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


class Tally:
    def __init__(self):
        self.passed = 0
        self.failed = []
        self.skipped = []


def add_meson(tally, path):
    label = path.name.split(".")[0]
    for line in path.read_text().splitlines():
        row = json.loads(line)
        name = row["name"].split(" / ")[-1]
        name = name if label == "unit" else f"{label}: {name}"
        output = (row.get("stdout") or "") + "\n" + (row.get("stderr") or "")
        skipped = sorted(set(CASE_SKIPPED.findall(output)) | set(SKIP_NOTE.findall(output)))
        tally.skipped += [f"{name}: {case}" for case in skipped]
        if row["result"] == "SKIP":
            tally.skipped.append(name)
        elif row["result"] in ("OK", "EXPECTEDFAIL"):
            tally.passed += max(1, len(CASE_OK.findall(output)))
        else:
            cases = sorted(set(CASE_FAILED.findall(output)))
            tally.passed += len(CASE_OK.findall(output))
            tally.failed += [f"{name}: {case}" for case in cases] or [f"{name}: {row['result']}"]


def add_junit(tally, path):
    label = path.name.split(".")[0]
    # A failed test's message may have a terminal's colours in it, which XML has no place for.
    text = CONTROL.sub("", path.read_text(errors="replace"))
    for case in xml.fromstring(text).iter("testcase"):
        name = f"{label}: {case.get('classname', '')}.{case.get('name')}"
        skipped = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            tally.failed.append(name)
        elif skipped is not None:
            tally.skipped.append(f"{name} ({skipped.get('message', '')})")
        else:
            tally.passed += 1


def add_notes(tally, path):
    for line in path.read_text().splitlines():
        result, name, reason = line.split("\t")
        text = f"{name} ({reason})" if reason else name
        if result == "pass":
            tally.passed += 1
        else:
            (tally.failed if result == "fail" else tally.skipped).append(text)


def main():
    folder = pathlib.Path(sys.argv[1])
    tally = Tally()
    for path in sorted(folder.iterdir()):
        if path.name.endswith(".testlog.json"):
            add_meson(tally, path)
        elif path.name.endswith(".junit.xml"):
            add_junit(tally, path)
        elif path.name == "notes.tsv":
            add_notes(tally, path)
    for name in tally.skipped:
        print(f"SKIPPED {name}")
    for name in tally.failed:
        print(f"FAILED  {name}")
    print(f"{tally.passed} passed, {len(tally.failed)} failed")
    return 0 if tally.passed > 0 and not tally.failed else 1


if __name__ == "__main__":
    sys.exit(main())
