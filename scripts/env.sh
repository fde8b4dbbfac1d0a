# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# Sourced by the other scripts: the repository's root, where Swift is, and how to report.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root" || exit 1

# Where a toolchain is commonly unpacked, for shells whose PATH does not name it.
if ! command -v swift >/dev/null; then
    for directory in /opt/swift/usr/bin /usr/local/swift/usr/bin "${HOME:-/root}/.local/share/swiftly/bin"; do
        if [ -x "$directory/swift" ]; then
            PATH=$directory:$PATH
            export PATH
            break
        fi
    done
fi

# The virtual environment of the SDK tests; `.build*/` is ignored by git.
venv=$root/.build-venv

say() {
    printf '%s\n' "$*"
}

fail() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# logged LABEL LOG COMMAND...: runs the command with its output in LOG, shows how far it is, and the end of LOG when
# it fails.
logged() {
    local label=$1 log=$2
    shift 2
    mkdir -p "$(dirname "$log")"
    local started=$SECONDS
    if "$@" 2>&1 </dev/null | tee "$log" | progress "$label"; then
        say "$label: done in $((SECONDS - started)) s"
    else
        tail -n 40 "$log" >&2
        fail "$label failed; the whole output is in $log"
    fi
}

# progress LABEL: the last line of the input, overwritten in place on a terminal; elsewhere every fiftieth line.
progress() {
    local label=$1 line count=0
    while IFS= read -r line; do
        count=$((count + 1))
        if [ -t 1 ]; then
            printf '\r\033[K%s' "${label}: ${line:0:90}"
        elif ((count % 50 == 1)); then
            printf '%s: %s\n' "$label" "${line:0:90}"
        fi
    done
    if [ -t 1 ]; then printf '\r\033[K'; fi
}

# run_tests LOG ARGUMENT...: `swift test` with what the tests read from the environment:
#
#   VIGNETTE_BIN         directory of the executables under test (set by the caller)
#   VIGNETTE_CORPUS      real and hostile files, default ../shared/corpus
#   VIGNETTE_CONTRACT    the wire contract's vectors and recordings, default ../shared/contract
#   VIGNETTE_SDK_PYTHON  a Python that has the SDK
#   VIGNETTE_FINDINGS    where inputs that ended something are kept, if anywhere
#
# A missing corpus or contract is left out of the environment: its tests are skipped, which under CI is a failure.
run_tests() {
    local log=$1 name default
    shift
    for name in VIGNETTE_CORPUS VIGNETTE_CONTRACT; do
        default=$root/../shared/$(tr '[:upper:]' '[:lower:]' <<<"${name#VIGNETTE_}")
        declare -gx "$name=${!name:-$default}"
        if [ -d "${!name}" ]; then
            declare -gx "$name=$(cd "${!name}" && pwd)"
        elif [ "${CI:-}" = true ]; then
            fail "$name: no directory ${!name}"
        else
            say "NOT TESTED: $name: no directory ${!name}; the tests that read it are skipped" >&2
            unset "$name"
        fi
    done
    export VIGNETTE_SDK_PYTHON=$venv/bin/python

    # Without XCTest, whose closing line would say that no test ran.
    if ! swift test --disable-xctest "$@" 2>&1 </dev/null | tee "$log"; then
        say "failed:" >&2
        grep -aE '^(✘|.*\berror:)' "$log" | head -n 60 >&2 || true
        fail "the whole output is in $log"
    fi
}

# run_suites NAME: every suite, in one process after the other. Those in one process run at once, on as many threads as
# there are cores: suites that wait for programs, decode in place or measure answers would take the threads from under
# the others.
run_suites() {
    local suite alone=(
        VideoTests TimeTests ColorTests GeometryTests PixelTests PageTests ImageTests OfficeTests RendererTests HTTPTests
        EdgeTests KooDriveTests CLITests CorpusTests TortureTests FuzzTests AttackTests FaultTests
    )
    run_tests ".build/$1.log" --skip-build --skip "^($(IFS='|' && printf '%s' "${alone[*]}"))\\."
    for suite in "${alone[@]}"; do
        run_tests ".build/$1-$suite.log" --skip-build --filter "^$suite\\."
    done
}
