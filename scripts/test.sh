#!/usr/bin/env bash
# Installs what is missing, builds, runs every test, and ends with ctest's summary.
#   scripts/test.sh          what CI runs
#   scripts/test.sh --long   the long forms too: fuzzers 10 minutes each
# Builds once per purpose: the binary as delivered (g++); tests and fuzzers under ASan+UBSan, and store/operations/server
# under TSan (clang, files compiled together). A warm second run builds and checks only what changed (ccache; clang-tidy remembers unchanged files).
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/packages.sh

long=0
[ "${1:-}" = "--long" ] && long=1
start=$SECONDS
part() {
    local name=$1 from=$SECONDS
    shift
    echo "== $name"
    "$@"
    printf '== %s: %d s\n' "$name" $((SECONDS - from))
}

quietly() {
    local log
    log=$(mktemp)
    if ! "$@" >"$log" 2>&1; then
        tail -n 120 "$log"
        rm -f "$log"
        return 1
    fi
    rm -f "$log"
}

build() {
    quietly cmake --preset "$1"
    quietly cmake --build --preset "$1" "${@:2}"
}

part "packages" need_packages "${build_packages[@]}" "${test_packages[@]}"
part "release (binary)" build release
part "asan+ubsan (all tests, fuzz targets)" build asan
part "tsan (store, operations, server)" build tsan --target test_store test_operations test_server
part "clang-tidy compile commands" quietly cmake --preset tidy
echo "== built in $((SECONDS - start)) s"
export VEERPONT_LONG=$long
exec ctest --test-dir build/asan --output-on-failure -j "$(nproc)" --timeout $((long ? 3600 : 1200))
