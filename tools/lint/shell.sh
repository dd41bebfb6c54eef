#!/bin/bash
# Lint: every shell script passes shellcheck. Exit status 77 (skipped) where shellcheck is not installed.
set -euo pipefail
cd "$1"
command -v shellcheck >/dev/null || { echo "shell: shellcheck is not installed"; exit 77; }
mapfile -t scripts < <(grep --recursive --files-with-matches --exclude-dir='build*' --exclude-dir=node_modules \
    --exclude-dir=.git --exclude='*.md' -E '^#!/bin/(ba)?sh|^# shellcheck shell=' .)
shellcheck -x "${scripts[@]}"
echo "shell: ${#scripts[@]} scripts"
