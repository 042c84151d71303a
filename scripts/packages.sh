# Sourced by the other scripts: installs the Debian packages that are missing, and says which.
# Objects are remembered across clones: paths are relative to the project, and the folder does not count.
export CCACHE_NOHASHDIR=1

# need_packages NAME...
need_packages() {
    local missing=()
    local name
    for name in "$@"; do
        dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q 'install ok installed' || missing+=("$name")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    echo "Ontbrekende Debian-pakketten worden geïnstalleerd: ${missing[*]}" >&2
    local root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || { echo "Start dit script als root of installeer sudo." >&2; return 1; }
        root=(sudo)
    fi
    "${root[@]}" apt-get update -qq
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

build_packages=(g++ cmake ninja-build ccache ca-certificates libxerces-c-dev libpoco-dev nlohmann-json3-dev libspdlog-dev libfmt-dev
    libsqlite3-dev libssl-dev zlib1g-dev)
test_packages=(libgtest-dev libgmock-dev clang-14 clang-tidy-14 clang-format-14 libclang-rt-14-dev llvm-14 python3 python3-yaml libxml2-utils
    util-linux curl git)
