#!/usr/bin/env bash
# Plays the collected messages of real senders (../shared/vectors) to a fresh bridge and sandbox on free loopback ports.
# Without arguments: the messages that must pass. Arguments go to run.py (scripts/vectors.sh --report all.json).
# Nothing to do, and said so, when ../shared is not there.
set -euo pipefail
cd "$(dirname "$0")/.."
vectors=../shared/vectors
[ -d "$vectors" ] || { echo "../shared/vectors is er niet: niets te doen."; exit 0; }
binary=${VEERPONT_BINARY:-build/release/veerpont}
folder=$(mktemp -d)
bridge=
finish() {
    if [ -n "$bridge" ]; then
        kill "$bridge" 2>/dev/null || true
        wait "$bridge" 2>/dev/null || true
    fi
    rm -rf "$folder"
}
trap finish EXIT

"$binary" serve --config config/vectors.json --data "$folder" --listen 127.0.0.1:0 --admin-listen 127.0.0.1:0 \
    --sandbox-listen 127.0.0.1:0 >"$folder/ready" 2>"$folder/log" &
bridge=$!
for _ in $(seq 150); do
    grep -q 'is klaar' "$folder/ready" && break
    kill -0 "$bridge" 2>/dev/null || { cat "$folder/log"; exit 1; }
    sleep 0.1
done
port=$(sed -n 's/.*StUF op poort \([0-9]*\).*/\1/p' "$folder/ready")
register=$(sed -n 's/.*proefregister op \(http[^ ]*[0-9]\).*/\1/p' "$folder/ready")
client=(--client-id veerpont --secret proef-geheim)
python3 "$vectors/seed.py" --zgw "$register" "${client[@]}" | tail -n 1
run() {
    python3 "$vectors/run.py" --bridge "http://127.0.0.1:$port" --zgw "$register" "${client[@]}" \
        --schemas ../shared/reference/zds-schemas/xerces-ready "$@"
}
if [ $# -gt 0 ]; then
    run "$@"
else
    run --skip 'haarlem-*'
    # ZDS 1.2, as far as it is there.
    run --only 'haarlem-*' --skip '*esluit*' --skip 'haarlem-overdragen*' --skip 'haarlem-ontkoppel*' \
        --skip 'haarlem-updateZaakdocument-inhoud*'
fi
