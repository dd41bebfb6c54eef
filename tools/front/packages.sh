# shellcheck shell=bash
# The Debian packages of packages.txt: which are missing, and installing them. Sourced by ./run and ./test.

# Names of one group's packages that are neither installed nor replaced by a program from elsewhere.
packages_missing() {
    local group=$1 name program installed
    local -a names=()
    local -A programs=()
    while read -r name program; do
        names+=("$name")
        programs[$name]=${program#program=}
    done < <(sed -n "/^# \[$group\]/,/^# \[/p" packages.txt | sed 's/#.*//; /^ *$/d')
    installed=$'\n'$(dpkg-query --show --showformat='${Package} ${db:Status-Status}\n' "${names[@]}" 2>/dev/null || true)
    for name in "${names[@]}"; do
        [[ $installed == *$'\n'"$name installed"* ]] && continue
        [[ -n ${programs[$name]} ]] && command -v "${programs[$name]}" >/dev/null && continue
        echo "$name"
    done
}

# apt-get as root, without questions.
packages_apt() {
    local -a apt=(env DEBIAN_FRONTEND=noninteractive apt-get --quiet=2 --option Dpkg::Use-Pty=0)
    if [[ $EUID -ne 0 ]]; then
        command -v sudo >/dev/null || {
            echo "There is no sudo here: run this as root: apt-get install --no-install-recommends ${*:2}" >&2
            return 1
        }
        apt=(sudo "${apt[@]}")
    fi
    "${apt[@]}" "$@"
}

# Install what is missing of the groups given; quick and silent when nothing is.
packages_ensure() {
    local group
    local -a missing=()
    for group in "$@"; do
        mapfile -t -O "${#missing[@]}" missing < <(packages_missing "$group")
    done
    [[ ${#missing[@]} -gt 0 ]] || return 0
    command -v apt-get >/dev/null || {
        echo "This is not Debian; please install by hand what stands for: ${missing[*]}" >&2
        return 1
    }
    echo "Installing ${#missing[@]} Debian packages: ${missing[*]}"
    # Package lists may be absent or old; fetch them only then.
    packages_apt install --yes --no-install-recommends "${missing[@]}" >/dev/null 2>&1 ||
        { packages_apt update && packages_apt install --yes --no-install-recommends "${missing[@]}" >/dev/null; }
}
