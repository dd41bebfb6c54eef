#!/bin/bash
# What is printed from the tables in the binary: the pages of docs/reference, and efface.conf(5).
#
#   tools/gen/reference.sh EFFACE            write them
#   tools/gen/reference.sh EFFACE --check    refuse a stale one
set -euo pipefail
efface=$(realpath "$1")
check=${2:-}
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

# shellcheck disable=SC2016,SC2317 # the backticks are Markdown; page calls it
commands_page() {
    printf '# Commands\n\nPrinted by `efface --help`; do not edit.\n\n```\n'
    "$efface" --help
    printf '```\n'
}

status=0
count=0
# page FILE COMMAND…: the file is what the command prints.
page() {
    local file=$1
    shift
    count=$((count + 1))
    if [[ $check != --check ]]; then
        mkdir -p "$(dirname "$file")"
        "$@" >"$file"
    elif ! diff -u "$file" <("$@"); then
        echo "reference/stale: $file is not what the binary prints; run tools/gen/reference.sh $efface"
        status=1
    fi
}

page docs/reference/commands.md commands_page
for table in errors jobs manifest routes settings; do
    page "docs/reference/$table.md" "$efface" "$table" --format md
done
page man/efface.conf.5 "$efface" settings --format mdoc
echo "reference: $count pages"
exit "$status"
