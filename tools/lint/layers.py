#!/usr/bin/env python3
"""Layer check: who includes whom, against layers.toml.

Rules, each named in its message:
  layers/room      a room includes only rooms of its row
  layers/subroom   sub-rooms do not include each other
  layers/library   a library's header is included only by the rooms that own it
  layers/unknown   a folder under src/ that is no room, or a quoted include that names no file
  layers/ring      two rooms reach each other
A line may end with `/* layers: REASON */` to waive layers/room; a waiver that waives nothing is an error.
"""
import pathlib
import re
import sys
import tomllib

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"](.*)$')


def allowed_rooms(rooms):
    """Map each room to the set of rooms it may include, itself among them."""
    order = list(rooms)
    allowed = {}
    for name, row in rooms.items():
        may = set(row["may"])
        if "all" in may:
            may = {other for other in order if rooms[other]["level"] < row["level"]}
        allowed[name] = may | {name}
    return allowed


def check_table(rooms, allowed, problems):
    for name, may in allowed.items():
        for other in may - {name}:
            if other not in rooms:
                problems.append(f"layers.toml: layers/unknown: {name} may include {other}, which is no room")
            elif rooms[other]["level"] > rooms[name]["level"] or name in allowed[other]:
                problems.append(f"layers.toml: layers/ring: {name} and {other} must not reach each other")


def check_file(path, src, config, allowed, problems):
    relative = path.relative_to(src)
    room = relative.parts[0] if len(relative.parts) > 1 else "cmd"
    subrooms = config.get("subrooms", {})
    for number, line in enumerate(path.read_text().splitlines(), 1):
        match = INCLUDE.match(line)
        if match is None:
            continue
        where = f"src/{relative}:{number}"
        bracket, target, rest = match.groups()
        for prefix, owners in config["libraries"].items():
            if bracket == "<" and target.startswith(prefix) and room not in owners:
                problems.append(f"{where}: layers/library: <{target}> belongs to {', '.join(owners)}; "
                                f"call a function of that room instead")
        if bracket == "<":
            continue
        parts = pathlib.PurePosixPath(target).parts
        waived = "/* layers:" in rest
        if len(parts) < 2 or parts[0] not in allowed:
            problems.append(f"{where}: layers/unknown: \"{target}\" is not written from src/ as room/file.h")
            continue
        refused = parts[0] not in allowed[room]
        if refused and not waived:
            problems.append(f"{where}: layers/room: {room} may not include {parts[0]}; move the code or the need")
        if waived and not refused:
            problems.append(f"{where}: layers/room: this waiver waives nothing; remove it")
        mine = relative.parts[1] if len(relative.parts) > 2 else None
        theirs = parts[1] if len(parts) > 2 else None
        if parts[0] == room and mine in subrooms.get(room, []) and theirs in subrooms.get(room, []) and mine != theirs:
            problems.append(f"{where}: layers/subroom: {room}/{mine} may not include {room}/{theirs}")


def main():
    root = pathlib.Path(sys.argv[1])
    src = root / "src"
    config = tomllib.loads((root / "layers.toml").read_text())
    allowed = allowed_rooms(config["rooms"])
    problems = []
    check_table(config["rooms"], allowed, problems)
    for folder in sorted(p for p in src.iterdir() if p.is_dir()):
        if folder.name not in allowed:
            problems.append(f"src/{folder.name}: layers/unknown: a folder that is no room of layers.toml")
        elif not (folder / "README.md").exists():
            problems.append(f"src/{folder.name}: layers/readme: a room has a README.md")
    files = sorted(src.rglob("*.[ch]")) + sorted(src.rglob("*.def"))
    for path in files:
        if path.relative_to(src).parts[0] in allowed or path.parent == src:
            check_file(path, src, config, allowed, problems)
    for problem in problems:
        print(problem)
    print(f"layers: {len(files)} files, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
