#!/usr/bin/env bash
# Installs what is missing and builds build/release/veerpont. Arguments go to the build (for example -v).
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/packages.sh
need_packages "${build_packages[@]}"
cmake --preset release >/dev/null
cmake --build --preset release "$@"
echo "Klaar: build/release/veerpont"
