#!/usr/bin/env python3
"""A second scanner, written apart from `efface scan`, so that one's mistake is not the other's.

usage: scan.py FOLDER... -- WORD...

Reads every file below the folders, decodes what it can instead of encoding the words: the bytes are compared as they are,
as UTF-16, with percent, JSON and HTML escapes undone, and every run of hexadecimal or base64 digits is decoded; gzip, zlib
and zip are unpacked. Prints WORD, file and how it was found; exit status 0 none, 1 found.
"""
import base64
import binascii
import html
import io
import pathlib
import re
import sys
import urllib.parse
import zipfile
import zlib

HEX = re.compile(rb"[0-9a-fA-F]{8,}")
BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{6,}")
JSON_ESCAPE = re.compile(rb"\\u([0-9a-fA-F]{4})")


def json_undone(data):
    def unescape(match):
        return chr(int(match.group(1), 16)).encode("utf-8", "surrogatepass")
    text = JSON_ESCAPE.sub(unescape, data)
    return text.replace(b"\\/", b"/").replace(b'\\"', b'"').replace(b"\\\\", b"\\")


def hex_runs(data):
    for match in HEX.finditer(data):
        run = match.group()
        for start in (0, 1):
            part = run[start:]
            yield binascii.unhexlify(part[:len(part) // 2 * 2])


def base64_runs(data):
    for match in BASE64.finditer(data):
        run = match.group().replace(b"-", b"+").replace(b"_", b"/")
        for start in range(4):
            part = run[start:]
            yield base64.b64decode(part[:len(part) // 4 * 4] + b"")
            rest = part[len(part) // 4 * 4:]
            if len(rest) > 1:
                yield base64.b64decode(part + b"=" * (4 - len(rest)))


def unpacked(data):
    for at in (match.start() for match in re.finditer(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]", data)):
        try:
            yield zlib.decompressobj(47).decompress(data[at:], 1 << 28)
        except zlib.error:
            pass
    if data[:2] == b"PK":
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for name in archive.namelist():
                    yield archive.read(name)
        except (zipfile.BadZipFile, RuntimeError):
            pass


def views(data):
    """(how, bytes) of everything that the data may say."""
    yield "raw", data
    for how in ("utf-16-le", "utf-16-be"):
        for start in (0, 1):
            yield how, data[start:].decode(how, "replace").encode("utf-8", "replace")
    yield "percent", urllib.parse.unquote_to_bytes(data.replace(b"+", b" "))
    yield "json", json_undone(data)
    if b"&" in data:
        yield "html", html.unescape(data.decode("utf-8", "replace")).encode("utf-8", "replace")
    for how, runs in (("hex", hex_runs), ("base64", base64_runs)):
        for run in runs(data):
            yield how, run


def look(path, data, words, finds, depth=0):
    for how, view in views(data):
        low = view.lower()
        for word in words:
            if word.lower().encode() in low:
                finds.add((word, str(path), how if depth == 0 else how + ", unpacked"))
    if depth < 2:
        for inner in unpacked(data):
            look(path, inner, words, finds, depth + 1)


def main(argv):
    if "--" not in argv:
        sys.exit(__doc__)
    cut = argv.index("--")
    finds = set()
    for folder in argv[:cut]:
        for path in sorted(pathlib.Path(folder).rglob("*")):
            if path.is_file() and not path.is_symlink():
                look(path, path.read_bytes(), argv[cut + 1:], finds)
    for find in sorted(finds):
        print("\t".join(find))
    return 1 if finds else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
