#!/bin/bash
# The printed pages of docs/reference, from the tables in the binary.
#
#   tools/gen/reference.sh EFFACE            write them
#   tools/gen/reference.sh EFFACE --check    refuse a stale one
set -euo pipefail
efface=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

# Each is a subcommand that understands --format md.
pages=(settings)

status=0
for page in "${pages[@]}"; do
    file=docs/reference/$page.md
    if [[ ${2:-} != --check ]]; then
        mkdir -p docs/reference
        "$efface" "$page" --format md >"$file"
    elif ! diff -u "$file" <("$efface" "$page" --format md); then
        echo "reference/stale: $file is not what the binary prints; run tools/gen/reference.sh $efface"
        status=1
    fi
done
echo "reference: ${#pages[@]} pages"
exit "$status"
