#!/usr/bin/env bash
# Regenerates what needs Python: what a real PyTorch exports of the rules' cases, what a real ONNX Runtime makes of it, and the pages that show it.
#
#   tests/oracle/regenerate.sh          installs what is missing (apt-get, npm), writes the files that changed
#   tests/oracle/regenerate.sh --check  writes nothing; exit code 1 if a committed file would change
#
# Without ONNX Runtime --check says so and checks the rest; what ONNX Runtime answered for a model that is still the same is then kept.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
mode=${1:-}
[ -z "$mode" ] || [ "$mode" = --check ] || { echo "usage: tests/oracle/regenerate.sh [--check]" >&2; exit 2; }
python=/usr/bin/python3
onnxruntime=1.30.0
modules=${ORACLE_NODE_MODULES:-${XDG_CACHE_HOME:-$HOME/.cache}/modelfix-oracle}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

has_torch() { "$python" -c 'import numpy, onnx, torch' 2>/dev/null; }

install_packages() {
    echo "Installing $*" >&2
    [ "$(id -u)" = 0 ] || { echo "Run as root once, or install them: apt-get install $*" >&2; return 1; }
    # Another test installs packages too, perhaps at the same time.
    { flock 9 && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; } \
        >"$work/apt.log" 2>&1 9>/tmp/modelfix-apt.lock || { tail -5 "$work/apt.log" >&2; return 1; }
}

# The version of onnxruntime-node, or nothing where it is not installed or does not load.
runtime_version() {
    command -v node >/dev/null || return 0
    node -p "require('$modules/node_modules/onnxruntime-node'), require('$modules/node_modules/onnxruntime-node/package.json').version" 2>/dev/null || true
}

has_registry() { "$python" -c 'import urllib.request; urllib.request.urlopen("https://registry.npmjs.org/onnxruntime-node", timeout=10)' 2>/dev/null; }

install_runtime() {
    if ! command -v npm >/dev/null; then
        [ "$mode" != --check ] || has_registry || return 1
        install_packages nodejs npm || return 1
    fi
    mkdir -p "$modules"
    # Its install script only fetches GPU libraries.
    npm install --prefix "$modules" --no-audit --no-fund --ignore-scripts --fetch-retries=0 --fetch-timeout=60000 "onnxruntime-node@$onnxruntime" >"$work/npm.log" 2>&1 || {
        grep -m1 'npm ERR!\|npm error' "$work/npm.log" >&2 || tail -1 "$work/npm.log" >&2
        return 1
    }
}

has_torch || install_packages python3-torch python3-onnx python3-numpy || { echo "NOT CHECKED: anything. PyTorch (python3-torch, python3-onnx, python3-numpy) could not be installed." >&2; exit 3; }
[ -n "$(runtime_version)" ] || install_runtime || true
version=$(runtime_version)
if [ -n "$version" ]; then
    export ORACLE_RUNTIME="node $here/onnxruntime.js" ORACLE_RUNTIME_VERSION=$version ORACLE_NODE_MODULES=$modules
elif [ "$mode" = --check ]; then
    echo "NOT CHECKED: what ONNX Runtime makes of the exported models, because onnxruntime-node@$onnxruntime is not installed and npm could not get it." >&2
    echo "             What PyTorch exports, and the pages, are checked." >&2
else
    echo "onnxruntime-node@$onnxruntime could not be installed; its answers in docs/evidence.json can only be written with it." >&2
    exit 3
fi

# The generator writes beside its cases, so it runs in a copy.
mkdir -p "$work/docs" "$work/tests/ModelFix.Evidence.Tests"
cp -r "$here" "$work/tests/oracle"
cp -r "$root/tests/ModelFix.Evidence.Tests/Cases" "$work/tests/ModelFix.Evidence.Tests/"
[ ! -e "$root/docs/evidence.json" ] || cp "$root/docs/evidence.json" "$work/docs/"
export PYTHONDONTWRITEBYTECODE=1 PYTHONWARNINGS=ignore
(cd "$work/tests/oracle" && "$python" -m rules.generate)
result=0
"$python" "$here/settle.py" "$work/docs/evidence.json" "$root/docs/evidence.json" ${mode:+"$mode"} || result=1

# The pages follow from committed files alone: what was measured, and what the rules write.
if [ "$mode" != --check ]; then
    MODELFIX_RECORD=1 dotnet test "$root/tests/ModelFix.Evidence.Tests" -v q -nologo --filter FullyQualifiedName~What_the_rules_write_is_recorded
    "$python" "$here/rules/pages.py" "$root"
    exit
fi
pages=$work/pages
mkdir -p "$pages/tests/ModelFix.Evidence.Tests"
cp -r "$root/docs" "$pages/"
cp -r "$root/tests/ModelFix.Evidence.Tests/Cases" "$root/tests/ModelFix.Evidence.Tests/rewrites.json" "$pages/tests/ModelFix.Evidence.Tests/"
"$python" "$here/rules/pages.py" "$pages"
diff -r "$root/docs" "$pages/docs" || { echo "docs: a page is not what its figures say" >&2; result=1; }
[ $result = 0 ] || echo "Run tests/oracle/regenerate.sh and commit what it writes." >&2
exit $result
