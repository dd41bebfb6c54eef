#!/bin/bash
# Lint: mandoc has nothing to say about the manual pages. Exit status 77 (skipped) where mandoc is not installed.
set -euo pipefail
cd "$1"
command -v mandoc >/dev/null || { echo "man: mandoc is not installed"; exit 77; }
status=0
for page in man/*.[1-9]; do
    # Whether the pages that others refer to are installed is a matter of the machine.
    if mandoc -T lint -W style "$page" 2>&1 | grep -v -e 'referenced manual not found' -e 'outdated mandoc.db'; then
        status=1
    fi
done
[[ $status -eq 0 ]] && echo "man: clean"
exit "$status"
