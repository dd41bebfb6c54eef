#!/bin/bash
# A private PostgreSQL cluster for tests: a temporary folder, a Unix socket, no network, an unprivileged user.
#
#   postgres_cluster.sh start FOLDER [NAME=VALUE…]   make and start it, with settings besides; prints its libpq URL
#                                         (database efface_test)
#   postgres_cluster.sh stop FOLDER       stop it at once and remove the folder
#   postgres_cluster.sh run COMMAND…      start one, run COMMAND with EFFACE_TEST_POSTGRES set to the URL, stop it
#
# FOLDER must not exist yet and be short: a socket's path has at most 107 bytes. The server refuses to run as root, so
# under root it runs as `postgres`, the user of Debian's package. Nothing survives, hence fsync is off.
# Exit status 77 when PostgreSQL is not installed.
set -euo pipefail

fail() {
    echo "postgres_cluster: $*" >&2
    exit 1
}

# The newest installed version's programs; Debian keeps them out of PATH.
postgres_bin() {
    local bin newest=
    for bin in /usr/lib/postgresql/*/bin; do
        [[ -x $bin/initdb ]] && newest=$bin
    done
    [[ -n $newest ]] || return 1
    echo "$newest"
}

as_unprivileged() {
    if [[ $EUID -eq 0 ]]; then
        (cd / && setpriv --reuid=postgres --regid=postgres --init-groups -- "$@")
    else
        (cd / && "$@")
    fi
}

cluster_start() {
    local folder=$1 bin setting settings=''
    for setting in "${@:2}"; do
        settings+=" -c $setting"
    done
    bin=$(postgres_bin) || { echo "postgres_cluster: PostgreSQL is not installed" >&2; exit 77; }
    [[ ! -e $folder ]] || fail "$folder exists"
    mkdir -m 0700 "$folder"
    folder=$(realpath "$folder")
    if [[ $EUID -eq 0 ]]; then
        chown postgres:postgres "$folder"
    fi
    as_unprivileged "$bin/initdb" --pgdata="$folder/data" --username=efface --auth=trust --encoding=UTF8 \
        --locale=C.UTF-8 --no-sync >"$folder.log" 2>&1 || { cat "$folder.log" >&2; fail "initdb failed"; }
    as_unprivileged "$bin/pg_ctl" start --pgdata="$folder/data" --wait --silent --log="$folder/server.log" \
        --options="-k '$folder' -c listen_addresses='' -c fsync=off -c max_connections=200 -c shared_buffers=64MB$settings" \
        >>"$folder.log" 2>&1 </dev/null || { cat "$folder.log" >&2; fail "the server did not start"; }
    rm -f "$folder.log"
    "$bin/createdb" --host="$folder" --username=efface efface_test
    echo "postgresql:///efface_test?host=$folder&user=efface"
}

cluster_stop() {
    local folder=$1 bin
    bin=$(postgres_bin)
    if [[ -d $folder/data ]]; then
        as_unprivileged "$bin/pg_ctl" stop --pgdata="$(realpath "$folder")/data" --mode=immediate --wait --silent || true
    fi
    rm -rf "$folder"
}

cluster_run() {
    local parent status=0
    parent=$(mktemp -d "${TMPDIR:-/tmp}/efface-pg-XXXXXX")
    chmod 0711 "$parent"
    # shellcheck disable=SC2064  # the folder's name of now is meant
    trap "cluster_stop '$parent/c'; rm -rf '$parent'" EXIT
    trap 'exit 130' INT TERM
    EFFACE_TEST_POSTGRES=$(cluster_start "$parent/c")
    export EFFACE_TEST_POSTGRES
    "$@" || status=$?
    return "$status"
}

case ${1:-} in
start) [[ $# -ge 2 ]] || fail "usage: start FOLDER [NAME=VALUE…]"; cluster_start "${@:2}" ;;
stop) [[ $# -eq 2 ]] || fail "usage: stop FOLDER"; cluster_stop "$2" ;;
run) shift; [[ $# -gt 0 ]] || fail "usage: run COMMAND…"; cluster_run "$@" ;;
*) fail "usage: start FOLDER [NAME=VALUE…] | stop FOLDER | run COMMAND…" ;;
esac
