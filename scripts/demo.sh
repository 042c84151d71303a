#!/usr/bin/env bash
# Builds, starts bridge and sandbox on free loopback ports, sends a zaak and a document as a form engine would, and shows
# what came in, which rules fired, which calls were made, what the register holds and what went back.
# Exit code 0 only when all is right. --keep leaves it running and prints the addresses.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/build.sh >&2
keep=()
ports=(--listen 127.0.0.1:0 --admin-listen 127.0.0.1:0 --sandbox-listen 127.0.0.1:0)
for argument in "$@"; do
    case "$argument" in
        --keep) keep=(--keep); ports=() ;;
        *) echo "Gebruik: scripts/demo.sh [--keep]" >&2; exit 2 ;;
    esac
done
exec build/release/veerpont demo "${ports[@]}" "${keep[@]}"
