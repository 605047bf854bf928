# SPDX-License-Identifier: Apache-2.0
# Steps that demo and test share. Sourced, from any folder; everything is idempotent and quick when there is nothing to do.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# What a build needs; the names are those of Debian 12 and 13 alike.
packages=(
  g++ cmake ninja-build pkg-config git ca-certificates python3 python3-venv
  libopencv-dev libeigen3-dev liblcms2-dev libvips-dev libexempi-dev libcli11-dev nlohmann-json3-dev libvalijson-dev
  libfmt-dev libexpected-dev libssl-dev zlib1g-dev libgtest-dev librapidcheck-dev libbenchmark-dev
)

# What the Python package and its tests need besides.
python_packages=(python3-dev pybind11-dev python3-numpy python3-pil python3-pytest mypy)

# What the tests of the editors need besides; GIMP 2.10 is of Debian 12. GIMP 3 is in a tree of Debian 13 (packaging/debian13).
editor_packages=(
  ccache gettext libgtk2.0-dev libgtk-3-dev gimp libgimp2.0-dev krita python3-pyqt5
  xvfb xauth xdotool openbox imagemagick x11-utils mmdebstrap
)

# More for CMake to be told, beside the preset: an array.
configure=()

say() { printf '== %s\n' "$*"; }
stop() { printf '%s: %s\n' "${0##*/}" "$2" >&2; exit "$1"; }

missing_packages() {
  local installed
  # dpkg-query fails where it does not know a package: that is an answer here, not an error.
  installed=" $(dpkg-query -W -f='${db:Status-Abbrev}${Package} ' "${packages[@]}" 2>/dev/null || true) "
  for package in "${packages[@]}"; do
    [[ $installed == *" ii $package "* ]] || printf '%s\n' "$package"
  done
}

# Installs what is missing: as root, by sudo where it asks nothing, else says the line to run.
install_packages() {
  command -v dpkg-query >/dev/null || stop 2 "needs Debian 12 or later; elsewhere install: ${packages[*]}"
  local missing as=()
  mapfile -t missing < <(missing_packages)
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null || stop 2 "run first: sudo apt-get install --no-install-recommends ${missing[*]}"
    as=(sudo -n)
  fi
  say "installing ${missing[*]}"
  local apt=("${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300)
  "${apt[@]}" update || true  # an old list often serves; the next line says if it does not
  "${apt[@]}" install -y --no-install-recommends "${missing[@]}" >/dev/null ||
    stop 2 "apt-get could not install: ${missing[*]}"
}

fetch_models() {
  say "networks"
  "$root/models/fetch" || stop 5 "the networks could not be fetched"
}

fetch_portraits() {
  say "portraits"
  "$root/packaging/fetch-portraits" "$@" || stop 2 "the portraits could not be fetched"
}

# build PRESET [TARGET…]
build() {
  local preset=$1
  shift
  # With ccache, another checkout takes what one has compiled.
  export CCACHE_BASEDIR=${CCACHE_BASEDIR-$root} CCACHE_NOHASHDIR=${CCACHE_NOHASHDIR-1}
  say "building ($preset)"
  (
    mkdir -p "$root/build"
    cd "$root" # presets are read from the current folder
    cmake --preset "$preset" "${configure[@]}" >"$root/build/$preset.log" 2>&1 || { cat "$root/build/$preset.log" >&2; exit 1; }
    cmake --build --preset "$preset" --parallel "$(nproc)" ${1:+--target "$@"}
  ) || stop 1 "the build failed"
}
