# Sourced by ./run and ./test: sets $python to a Python 3.11-3.14 that can make a virtual environment.
find_python() {
  for candidate in "${APP_PYTHON:-}" python3 python3.13 python3.12 python3.11 python3.14 /usr/bin/python3; do
    [ -n "$candidate" ] && "$candidate" -c 'import sys, ensurepip, venv
sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 15))' 2>/dev/null && { python=$candidate; return; }
  done
  return 1
}
if ! find_python; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "   0.0 s  installing Python" >&2
    export DEBIAN_FRONTEND=noninteractive
    { apt-get -qq update && apt-get -qq install -y --no-install-recommends python3 python3-venv ca-certificates; } \
      </dev/null >/tmp/abilaud-apt.$$.log 2>&1 || cat /tmp/abilaud-apt.$$.log >&2
    rm -f /tmp/abilaud-apt.$$.log
  fi
  find_python || { echo "Needs Python 3.11 to 3.14 with venv. Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }
fi
