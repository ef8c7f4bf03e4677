#!/bin/sh
# setup | run | test | lint | screenshots | bench | torture: each does its own set-up, on a bare Debian 12 too.
set -eu
cd "$(dirname "$0")"

QT_PACKAGES="libglib2.0-0 libgl1 libegl1 libxkbcommon0 libfontconfig1 libdbus-1-3"
SCREEN_PACKAGES="libxcb-cursor0 libxkbcommon-x11-0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libcups2 \
    libwayland-cursor0 libwayland-egl1"
TEST_PACKAGES="xvfb xauth poppler-utils qpdf zbar-tools"
PY=.venv/bin/python
export PYTHONUTF8=1 PIP_DISABLE_PIP_VERSION_CHECK=1

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# need PACKAGE...: Debian packages that must be there; root installs them, others read the command.
need() {
    command -v dpkg-query >/dev/null || return 0
    missing=
    for name in "$@"; do
        dpkg-query -W -f='${db:Status-Status}\n' "$name" "${name}t64" 2>/dev/null | grep -qx installed \
            || missing="$missing $name"
    done
    [ -n "$missing" ] || return 0
    [ "$(id -u)" = 0 ] || die "缺少系统软件包，请先运行： sudo apt-get install -y --no-install-recommends$missing"
    say "正在安装系统软件包：$missing"
    log=$(mktemp)
    # shellcheck disable=SC2086 # the names are words
    if ! { apt-get update -q && DEBIAN_FRONTEND=noninteractive \
           apt-get install -y -q --no-install-recommends $missing; } >"$log" 2>&1 </dev/null; then
        tail -n 20 "$log" >&2
        die "系统软件包没有装上，请检查网络和软件源后再运行一次。"
    fi
    rm -f "$log"
}

python_found() {
    for name in "${PYTHON:-python3.11}" python3 python3.12 python3.13; do
        "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null || continue
        echo "$name"
        return
    done
    die "需要 Python 3.11 至 3.13。Debian 12 上请运行： apt-get install -y python3 python3-venv python3-pip"
}

# environment REQUIREMENTS: .venv holds exactly what the file pins; quick when its stamp says so.
environment() {
    if ! $PY -c 'import pip' 2>/dev/null; then
        python=$(python_found)
        "$python" -c 'import ensurepip' 2>/dev/null || need python3-venv
        rm -rf .venv
        "$python" -m venv .venv
    fi
    stamp=".venv/$1.stamp"
    wanted="$(cksum <"$1") $($PY -V)"
    [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ] || return 0
    say "正在安装 Python 软件包($1)，首次约需一两分钟……"
    $PY -m pip install -qq --no-input --require-hashes --only-binary :all: -r "$1" \
        || die "Python 软件包没有装上，请检查网络后再运行一次。"
    echo "$wanted" >"$stamp"
}

has_screen() { [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; }

headless() {
    export QT_QPA_PLATFORM=offscreen
    if [ -z "${XDG_RUNTIME_DIR:-}" ]; then
        export XDG_RUNTIME_DIR="$PWD/out/.runtime"
        mkdir -p "$XDG_RUNTIME_DIR" && chmod 700 "$XDG_RUNTIME_DIR"
    fi
}

for_running() {
    # shellcheck disable=SC2086
    need $QT_PACKAGES
    environment requirements.txt
}

for_testing() {
    # shellcheck disable=SC2086
    need $QT_PACKAGES $SCREEN_PACKAGES $TEST_PACKAGES
    environment requirements-dev.txt
    headless
}

# lint: every check, even when one fails; the names of those that failed are in $failed.
lint() {
    failed=
    .venv/bin/ruff check --quiet . || failed="$failed ruff"
    .venv/bin/basedpyright || failed="$failed basedpyright"
    .venv/bin/lint-imports --no-logo || failed="$failed lint-imports"
    [ -z "$failed" ] || say "检查未通过：$failed"
}

demo_office() {
    [ ! -e out/demo-office.ready ] || return 0
    say "正在生成演示单位……"
    rm -rf out/demo-office
    mkdir -p out
    $PY main.py --office out/demo-office demo
    : >out/demo-office.ready
}

case "${1:-}" in
setup)
    for_testing
    say "已就绪。sh dev.sh run 打开程序，sh dev.sh test 运行检查与测试。"
    ;;
run)
    for_running
    if has_screen; then
        # shellcheck disable=SC2086
        need $SCREEN_PACKAGES
        demo_office
        exec $PY main.py --office out/demo-office
    fi
    say "没有屏幕：不打开窗口，改为生成演示单位，把单据和界面图片写入 out/ 。"
    headless
    exec $PY -m ljfpa_desktop.showcase out/
    ;;
test)
    for_testing
    lint
    status=0
    .venv/bin/pytest -q -n 2 || status=$?
    [ -z "$failed" ] || status=1
    exit $status
    ;;
lint)
    for_testing
    lint
    [ -z "$failed" ]
    ;;
screenshots)
    for_running
    headless
    exec $PY -m ljfpa_desktop.showcase docs/ --screens
    ;;
bench)
    for_testing
    exec .venv/bin/pytest benchmarks -q -s --benchmark-enable
    ;;
torture)
    for_testing
    export LJFPA_TORTURE=1
    exec .venv/bin/pytest -q -n 2 -m torture
    ;;
*)
    die "用法： sh dev.sh setup | run | test | lint | screenshots | bench | torture"
    ;;
esac
