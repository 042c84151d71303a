#!/usr/bin/env bash
# Runs one fuzz target on its committed corpus with a fixed seed: scripts/fuzz.sh NAME SECONDS. New finds stay in build/.
set -euo pipefail
cd "$(dirname "$0")/.."
name=$1
seconds=$2
[ "${VEERPONT_LONG:-0}" = 1 ] && seconds=600
work=build/fuzz-found/$name
mkdir -p "$work"
ASAN_OPTIONS=detect_leaks=0 setarch -R "build/asan/tests/fuzz/fuzz_$name" -seed=20261122 -max_total_time="$seconds" -timeout=10 \
    -rss_limit_mb=2048 -print_final_stats=1 -artifact_prefix="$work/" "$work" "tests/fuzz/corpus/$name" 2>"$work.log" ||
    { tail -n 60 "$work.log"; exit 1; }
grep -E 'stat::number_of_executed_units|stat::peak_rss_mb' "$work.log"
