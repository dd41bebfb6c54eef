#!/usr/bin/env python3
"""A folder of static files becomes a C table, sorted by name: assets.py FOLDER OUT_C DEPFILE

Every file's address holds a hash of its bytes, so that it may be kept for ever by whoever has fetched it.
"""
import hashlib
import pathlib
import sys

MIMES = {
    ".css": "text/css; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}


def c_bytes(data):
    """Array elements, lines of 100 columns."""
    numbers = [f"{byte}," for byte in data] or ["0,"]
    lines = [""]
    for number in numbers:
        if len(lines[-1]) + len(number) > 96:
            lines.append("")
        lines[-1] += number
    return "\n".join("    " + line for line in lines)


def main(folder, out_c, depfile):
    root = pathlib.Path(folder)
    files = sorted((path.relative_to(root).as_posix(), path) for path in root.rglob("*") if path.is_file())
    text = ["/* Made by tools/gen/assets.py. */", '#include "api/asset.h"', ""]
    rows = []
    for number, (name, path) in enumerate(files):
        if path.suffix not in MIMES:
            sys.exit(f"assets: {name}: no media type is known for '{path.suffix}'")
        data = path.read_bytes()
        digest = hashlib.sha256(data).hexdigest()[:16]
        text += [f"static const unsigned char bytes_{number}[] = {{", c_bytes(data), "};", ""]
        rows.append(f'    {{ SV_INIT("{name}"), "{MIMES[path.suffix]}", SV_INIT("{digest}"),\n'
                    f'      SV_INIT("/assets/{digest}/{name}"), SV_INIT("\\"{digest}\\""),\n'
                    f"      {{ (const char *)bytes_{number}, {len(data)} }} }},")
    text += ["const struct asset assets[] = {", *rows, "};", f"const size_t asset_count = {len(files)};", ""]
    pathlib.Path(out_c).write_text("\n".join(text))
    folders = {path.parent for _, path in files} | {root}
    inputs = [str(path) for _, path in files] + sorted(str(path) for path in folders)
    pathlib.Path(depfile).write_text(f"{out_c}: " + " ".join(inputs) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
