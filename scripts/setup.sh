# Sourced by ./edgeota and the scripts: checks Swift, installs Debian packages, builds what changed.
# Uses $EDGEOTA_ROOT and $assume_yes.

swift_needed=6.2

# Packages to build and run; to test as well.
run_packages=(libmosquitto-dev mosquitto mosquitto-dev zlib1g-dev libmbedtls-dev libssl-dev libcurl4-openssl-dev
    libmicrohttpd-dev libpopt-dev mono-mcs ca-certificates)
test_packages=(mosquitto-clients mono-runtime mono-devel python3-venv clang-format picolibc-riscv64-unknown-elf openssl
    gcc gcc-riscv64-unknown-elf qemu-system-misc libc6-dev-i386 lib32gcc-12-dev)

say() { printf '%s\n' "$@" >&2; }
fail() {
    if [ -t 2 ] && [ -z "${NO_COLOR:-}" ]; then printf '\033[31medgeota:\033[0m %s\n' "$*" >&2; else say "edgeota: $*"; fi
    exit 69
}

# Set once Ctrl-C (or a signal like it) has come.
interrupted=

# stop_or_finish JOB: on Ctrl-C. What must not be cut short ($must_finish) goes on; anything else ends with its children.
stop_or_finish() {
    interrupted=yes
    if [ -n "$must_finish" ]; then say "" "finishing this step, then stopping ..."; else kill -TERM -- "-$1" 2>/dev/null || true; fi
}

# progress TEXT COMMAND...: runs a command quietly; a line with the seconds on a terminal; its output only if it fails.
# Ctrl-C ends it, and with it this script; with must_finish=yes the command runs to its end and the caller looks at
# $interrupted.
must_finish=
progress() {
    local text=$1 log started job status=0
    shift
    log=$(mktemp)
    started=$SECONDS
    [ -t 2 ] || say "$text"
    # A process group of its own: Ctrl-C reaches this shell alone.
    set -m
    "$@" >"$log" 2>&1 </dev/null &
    job=$!
    set +m
    trap 'stop_or_finish $job' INT TERM HUP
    while kill -0 $job 2>/dev/null; do
        [ ! -t 2 ] || printf '\r%s %ds ' "$text" $((SECONDS - started)) >&2
        sleep 0.2 || true
    done
    wait $job 2>/dev/null || status=$?
    trap - INT TERM HUP
    if [ -n "$interrupted" ] && [ -z "$must_finish" ]; then
        rm -f "$log"
        say "" "interrupted"
        exit 130
    fi
    if [ $status = 0 ]; then
        [ ! -t 2 ] || printf '\r%s %ds, done\n' "$text" $((SECONDS - started)) >&2
    else
        [ ! -t 2 ] || say ""
        cat "$log" >&2
    fi
    rm -f "$log"
    return $status
}

check_swift() {
    command -v swift >/dev/null || fail "Swift is not installed: EdgeOTA needs Swift $swift_needed or later on PATH (swift.org/install)"
    local found
    found=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
    [ -n "$found" ] || fail "cannot tell the version of $(command -v swift); EdgeOTA needs Swift $swift_needed or later"
    [ "$(printf '%s\n%s\n' "$swift_needed" "$found" | sort -V | head -n 1)" = "$swift_needed" ] ||
        fail "Swift $found is too old: EdgeOTA needs Swift $swift_needed or later"
}

missing_packages() {
    local package
    for package in "$@"; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || printf '%s\n' "$package"
    done
}

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

install_packages() {
    local missing had_broker=true
    mapfile -t missing < <(missing_packages "$@")
    [ ${#missing[@]} -gt 0 ] || return 0
    command -v apt-get >/dev/null || fail "these packages are missing, and there is no apt-get to install them: ${missing[*]}"
    say "Debian packages that are missing: ${missing[*]}"
    if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
        fail "install them as root: apt-get install ${missing[*]}"
    fi
    if [ -z "$assume_yes" ]; then
        [ -t 0 ] || fail "install them (apt-get install ${missing[*]}), or run again with --yes"
        local answer
        read -r -p "Install them now? [Y/n] " answer || answer=no
        case $answer in '' | y | Y | yes) ;; *) fail "nothing was installed" ;; esac
    fi
    [[ " ${missing[*]} " == *" mosquitto "* ]] && had_broker=false
    # The password is asked for here: behind a progress line nobody sees the question.
    [ "$(id -u)" = 0 ] || sudo -v || fail "sudo did not work: nothing was installed"
    progress "updating the package lists" as_root apt-get update -qq || fail "apt-get update failed"
    # An installation that is cut short leaves half-configured packages, and perhaps a broker that nobody wanted.
    local failed=
    must_finish=yes
    progress "installing ${#missing[@]} packages" as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" ||
        failed=yes
    must_finish=
    [ $had_broker = true ] || stop_broker_service
    [ -z "$failed" ] || fail "apt-get install failed"
    [ -z "$interrupted" ] || exit 130
}

# Debian switches the broker's service on; a service that this very install brought is switched off again.
stop_broker_service() {
    if command -v systemctl >/dev/null; then as_root systemctl disable --now mosquitto >/dev/null 2>&1 && return; fi
    command -v service >/dev/null && as_root service mosquitto stop >/dev/null 2>&1 || true
    command -v update-rc.d >/dev/null && as_root update-rc.d mosquitto disable >/dev/null 2>&1 || true
}

# setup_machine run|test
setup_machine() {
    check_swift
    if [ "$1" = test ]; then install_packages "${run_packages[@]}" "${test_packages[@]}"; else install_packages "${run_packages[@]}"; fi
}

# One line that changes when a source changes: names, sizes and times of all that the build reads.
sources_stamp() {
    (cd "$EDGEOTA_ROOT" && { find Package.swift Sources managed -type f -printf '%p %s %T@\n' | LC_ALL=C sort; swift --version 2>/dev/null; } | sha256sum)
}

build_options=(--explicit-target-dependency-import-check error)

build_release() {
    local stamp=$EDGEOTA_ROOT/.build/edgeota.stamp now
    now=$(sources_stamp)
    if [ -x "$EDGEOTA_ROOT/.build/release/edgeota" ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$now" ]; then return 0; fi
    progress "building (release)" swift build --package-path "$EDGEOTA_ROOT" -c release "${build_options[@]}" || fail "the build failed"
    progress "compiling the class library" "$EDGEOTA_ROOT/.build/release/edgeota" class-library || fail "the class library does not compile"
    printf '%s\n' "$now" >"$stamp"
}
