#!/bin/bash
# Lint: every C file of src and tests is as clang-format 14 writes it. Exit status 77 (skipped) where it is not installed.
# A file named in format.waivers (PATH: REASON) is let off; a waiver that is not needed any more is an error.
set -euo pipefail
cd "$1"
waivers=tools/lint/format.waivers
command -v clang-format >/dev/null || { echo "format: clang-format is not installed"; exit 77; }
case $(clang-format --version) in
    *" 14."*) ;;
    *) echo "format: this is not clang-format 14, other versions write otherwise"; exit 77 ;;
esac
mapfile -t files < <(find src tests -name node_modules -prune -o -name '*.[ch]' -print | sort)
complaints=$(clang-format --dry-run -Werror "${files[@]}" 2>&1 || true)
ragged=$(sed -nE 's/^([^: ]+\.[ch]):[0-9]+:[0-9]+: error: .*/\1/p' <<<"$complaints" | sort -u)
waived=$(sed -nE 's/^([^#: ]+): .+/\1/p' "$waivers" | sort -u)
status=0
while read -r file; do
    echo "$file: format/ragged: run clang-format -i on it"
    status=1
done < <(comm -23 <(echo "$ragged") <(echo "$waived") | grep .)
while read -r file; do
    echo "$waivers: format/waiver: $file needs no waiver any more; remove the line"
    status=1
done < <(comm -13 <(echo "$ragged") <(echo "$waived") | grep .)
echo "format: ${#files[@]} files, $(grep -c . <<<"$waived") waived"
exit $status
