#!/usr/bin/env bash
# Builds static/build/ from static/src/ and the packages in package.json. Called by `make`.
set -euo pipefail
cd "$(dirname "$0")/.."

node_is_usable() {
  command -v npm >/dev/null 2>&1 && node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null
}

mkdir -p static/build
log=static/build/.log
if ! node_is_usable; then
  uv pip install -q --python .venv/bin/python --require-hashes -r requirements/node.txt >"$log" 2>&1 || {
    echo "Node 20 or newer is needed for styles and scripts and could not be installed: is there a network? (see $log)" >&2
    exit 1
  }
fi
if [ ! node_modules/.package-lock.json -nt package-lock.json ]; then
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error --fetch-retries=1 >"$log" 2>&1 || {
    echo "The npm packages could not be installed: is there a network? (see $log)" >&2
    exit 1
  }
fi
npm run build >"$log" 2>&1 || {
  cat "$log" >&2
  echo "Styles and scripts could not be built." >&2
  exit 1
}
touch static/build/done
