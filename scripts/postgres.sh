# A PostgreSQL server for the tests alone: a new cluster in a temporary directory, on a free port of loopback.
# shellcheck shell=bash

POSTGRES_DIR=

# Where the newest server's programs are; empty if there is none.
postgres_bin() {
  local initdb
  initdb=$(find /usr/lib/postgresql /usr/local/pgsql -path '*/bin/initdb' 2>/dev/null | sort -V | tail -n 1)
  initdb=${initdb:-$(command -v initdb || true)}
  [[ -z $initdb ]] || dirname "$(realpath "$initdb")"
}

# The server refuses to run as root: there it runs as Debian's user `postgres`.
as_postgres() {
  if is_root; then runuser -u postgres -- "$@"; else "$@"; fi
}

free_port() {
  local port
  while port=$((20000 + RANDOM % 12000)); do
    # A port that nobody answers on is free; were it taken meanwhile, the server would say so.
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
  done
  echo "$port"
}

# Starts it and exports RUSU_TEST_POSTGRES_URL.
start_postgres() {
  local bin port
  bin=$(postgres_bin)
  port=$(free_port)
  POSTGRES_DIR=$(mktemp -d "${TMPDIR:-/tmp}/rusu-postgres.XXXXXX")
  if is_root; then chown postgres "$POSTGRES_DIR"; fi
  # The tests prove what is stored, not what a power cut leaves: without fsync they take a fraction of the time.
  local settings="-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories= -c fsync=off"
  settings+=" -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"
  (
    cd "$POSTGRES_DIR" || exit
    as_postgres "$bin/initdb" -D data -U rusu -A trust -E UTF8 --locale=C.UTF-8 --no-sync >initdb.log 2>&1 ||
      { cat initdb.log >&2 && exit 1; }
    as_postgres "$bin/pg_ctl" -D data -w -t 60 -s -o "$settings" -l "$POSTGRES_DIR/data/server.out" start ||
      { cat data/server.out >&2 && exit 1; }
    as_postgres "$bin/createdb" -h 127.0.0.1 -p "$port" -U rusu rusu
  )
  export RUSU_TEST_POSTGRES_URL=postgres://rusu@127.0.0.1:$port/rusu
  echo "PostgreSQL $("$bin/postgres" --version | awk '{print $3}') on port $port"
}

# Stops it, if it was started, and removes all that it stored.
stop_postgres() {
  [[ -n $POSTGRES_DIR ]] || return 0
  as_postgres "$(postgres_bin)/pg_ctl" -D "$POSTGRES_DIR/data" -m immediate -s stop || true
  rm -rf "$POSTGRES_DIR"
  POSTGRES_DIR=
}
