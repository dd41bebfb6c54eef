#!/usr/bin/env python3
"""Package check: every library that a meson.build asks for is in packages.txt, so that a fresh machine can build.

  packages/missing   the Debian package of a dependency() or find_library() is not listed
  packages/order     a group is not sorted
Exit status 77 (skipped) where there is no dpkg.
"""
import pathlib
import re
import shutil
import subprocess
import sys

DEPENDENCY = re.compile(r"dependency\('([^']+)'")
LIBRARY = re.compile(r"find_library\('([^']+)'")
NO_PACKAGE = {"threads", "m", "rt", "dl"}


PKG_CONFIG = ["lib/*/pkgconfig/{}.pc", "lib/pkgconfig/{}.pc", "share/pkgconfig/{}.pc"]
SHARED_OBJECT = ["lib/*/lib{}.so"]


def owner(globs, name):
    """The Debian package that brought a file, or None."""
    usr = pathlib.Path("/usr")
    for path in (path for glob in globs for path in usr.glob(glob.format(name))):
        answer = subprocess.run(["dpkg", "-S", path], capture_output=True, text=True)
        if answer.returncode == 0:
            return answer.stdout.split(":")[0]
    return None


def main():
    root = pathlib.Path(sys.argv[1])
    if shutil.which("dpkg") is None:
        print("packages: no dpkg here")
        return 77
    problems = []
    groups = root.joinpath("packages.txt").read_text().split("# [")[1:]
    names = [[line.split()[0] for line in group.splitlines()[1:] if line.strip()] for group in groups]
    for group in names:
        if group != sorted(group):
            problems.append(f"packages.txt: packages/order: sort the group of {group[0]}")
    listed = {name for group in names for name in group}
    files = [root / "meson.build", *root.glob("src/*/meson.build"), *root.glob("tests/*/meson.build")]
    for path in files:
        text = path.read_text()
        wanted = [(name, PKG_CONFIG) for name in DEPENDENCY.findall(text)]
        wanted += [(name, SHARED_OBJECT) for name in LIBRARY.findall(text)]
        for name, globs in wanted:
            package = None if name in NO_PACKAGE else owner(globs, name)
            if package is not None and package not in listed:
                problems.append(f"{path.relative_to(root)}: packages/missing: {name} is of {package}; add it to packages.txt")
    for problem in problems:
        print(problem)
    print(f"packages: {len(listed)} packages, {len(files)} files, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
