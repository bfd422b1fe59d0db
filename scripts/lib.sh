# Shared by ./run and ./test: steps with a name and a time, and one sentence for every failure.
# shellcheck shell=bash disable=SC2034

RUST_MIN=1.95
NODE_MIN=20.11
# Tools come as binaries from PyPI, into the clone and nowhere else.
TOOLS_DIR=.tools
TYPOS_VERSION=1.52.0
NODE_WHEEL_VERSION=24.19.0

STEP_NAMES=() STEP_FUNCTIONS=() STEP_ADVICE=() STEP_TIMES=()
CURRENT=-1
ADVICE_GIVEN=0

# Ends with a sentence that says what to do.
fail() {
  ADVICE_GIVEN=1
  printf '\n%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

# step NAME FUNCTION ADVICE: plans a step; ADVICE is said if it fails without having said anything itself.
step() {
  STEP_NAMES+=("$1") STEP_FUNCTIONS+=("$2") STEP_ADVICE+=("$3")
}

# Runs what was planned, in order. Functions are called plainly, so that `set -e` holds inside them.
run_steps() {
  local count=${#STEP_NAMES[@]} started
  for CURRENT in "${!STEP_NAMES[@]}"; do
    printf '[%d/%d] %s …\n' "$((CURRENT + 1))" "$count" "${STEP_NAMES[CURRENT]}"
    started=$SECONDS
    STEP_STARTED=$started
    "${STEP_FUNCTIONS[CURRENT]}"
    STEP_TIMES+=("$((SECONDS - started))")
    printf '[%d/%d] %s: %d s\n' "$((CURRENT + 1))" "$count" "${STEP_NAMES[CURRENT]}" "${STEP_TIMES[CURRENT]}"
  done
  CURRENT=-1
}

# Called at every exit with its code: the advice of the step that failed, if it gave none itself.
explain_failure() {
  local code=$1
  ((code != 0 && CURRENT >= 0)) || return 0
  STEP_TIMES+=("$((SECONDS - STEP_STARTED)) FAILED")
  ((ADVICE_GIVEN)) ||
    printf '\n%s: step "%s" failed. %s\n' "$(basename "$0")" "${STEP_NAMES[CURRENT]}" "${STEP_ADVICE[CURRENT]}" >&2
}

# The steps that ran and their seconds.
print_times() {
  local index
  ((${#STEP_TIMES[@]})) || return 0
  printf '\n%9s  %s\n' seconds step
  for index in "${!STEP_TIMES[@]}"; do
    printf '%9s  %s\n' "${STEP_TIMES[index]% FAILED}" "${STEP_NAMES[index]}$([[ ${STEP_TIMES[index]} == *FAILED ]] && echo ' — FAILED')"
  done
  printf '%9d  in all\n' "$SECONDS"
}

has() { command -v "$1" >/dev/null 2>&1; }

is_root() { [[ $(id -u) == 0 ]]; }

# at_least WANTED GIVEN: whether version GIVEN is WANTED or later.
at_least() { [[ $(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1) == "$1" ]]; }

# Installs Debian packages, or says which command does.
need_packages() {
  (($#)) || return 0
  has apt-get || fail "install with this system's package manager what Debian calls: $*"
  is_root || fail "missing Debian packages; run: sudo apt-get install -y --no-install-recommends $*"
  echo "installing: $*"
  export DEBIAN_FRONTEND=noninteractive
  local quiet=(-qq -o Dpkg::Use-Pty=0)
  # The lists of a fresh machine may be missing or stale; a second try with new ones tells.
  apt-get install "${quiet[@]}" -y --no-install-recommends "$@" >/dev/null 2>&1 ||
    { apt-get update "${quiet[@]}" && apt-get install "${quiet[@]}" -y --no-install-recommends "$@" >/dev/null; } ||
    fail "Debian's packages cannot be installed; check the network, then run: apt-get update && apt-get install -y $*"
}

# A C compiler, for the bundled SQLite.
need_compiler() {
  has cc || need_packages gcc libc6-dev
}

rust_version() { cargo --version 2>/dev/null | cut -d ' ' -f 2; }

rust_is_fit() { has cargo && has rustc && at_least "$RUST_MIN" "$(rust_version)"; }

# cargo and rustc of at least RUST_MIN: those of the path, those of ~/.cargo, or new ones from rustup.
need_rust() {
  [[ -d $HOME/.cargo/bin ]] && PATH=$PATH:$HOME/.cargo/bin
  rust_is_fit && return 0
  local advice="install Rust $RUST_MIN or later (https://rustup.rs), then run this again"
  if has rustup; then
    echo "installing Rust with rustup"
    rustup toolchain install stable --profile minimal --component rustfmt --component clippy ||
      fail "rustup cannot reach its server; $advice"
    export RUSTUP_TOOLCHAIN=stable
  else
    has curl || need_packages curl ca-certificates
    echo "installing Rust from https://sh.rustup.rs into $HOME/.cargo"
    local installer
    installer=$(curl --proto '=https' --tlsv1.2 -fsS https://sh.rustup.rs) ||
      fail "Rust $RUST_MIN or later is missing and https://sh.rustup.rs cannot be reached; $advice"
    sh -s -- -y --quiet --no-modify-path --profile minimal --component rustfmt,clippy <<<"$installer" ||
      fail "rustup's installer failed; $advice"
    PATH=$HOME/.cargo/bin:$PATH
  fi
  hash -r
  rust_is_fit || fail "cargo is version $(rust_version), $RUST_MIN is the least; $advice"
}

# rustfmt and clippy, which a minimal installation lacks.
need_rust_tools() {
  cargo fmt --version >/dev/null 2>&1 && cargo clippy --version >/dev/null 2>&1 && return 0
  if has rustup; then rustup component add rustfmt clippy && return 0; fi
  fail "cargo has no fmt or clippy; run: rustup component add rustfmt clippy"
}

# need_python_tool COMMAND REQUIREMENT: a binary from PyPI, pinned, in the clone's own environment.
need_python_tool() {
  local marker=$TOOLS_DIR/installed-$2
  [[ -e $marker && -x $TOOLS_DIR/bin/$1 ]] && return 0
  if [[ ! -x $TOOLS_DIR/bin/pip ]]; then
    python3 -m venv "$TOOLS_DIR" ||
      fail "python3 cannot make an environment in $TOOLS_DIR; run: apt-get install -y python3-venv"
  fi
  "$TOOLS_DIR/bin/pip" install --quiet --disable-pip-version-check "$2" ||
    fail "$2 cannot be installed from PyPI; check the network, then run this again"
  touch "$marker"
}

target_dir() { echo "${CARGO_TARGET_DIR:-target}"; }
