# shellcheck shell=bash
# Makes the Python environment of this checkout; read by ./run and ./test, never run alone.
#
# After `prepare_environment FILE` the variable `python` names an interpreter that has what FILE
# pins. Nothing is installed while FILE is unchanged: the environment keeps a copy to compare.

unset PYTHONHOME PYTHONPATH PIP_USER PIP_TARGET PIP_PREFIX
export PYTHONUTF8=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1

say() {
    printf '%s\n' "$@" >&2
}

stop() {
    say "$@"
    exit 1
}

is_usable_python() {
    command -v "$1" >/dev/null 2>&1 &&
        "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

can_make_environments() {
    "$1" -c 'import ensurepip, venv' >/dev/null 2>&1
}

# The first Python that is new enough; one that can make environments is preferred.
find_python() {
    local name first=""
    for name in python3 python3.14 python3.13 python3.12 python3.11 python /usr/bin/python3; do
        is_usable_python "$name" || continue
        if can_make_environments "$name"; then
            printf '%s' "$name"
            return
        fi
        first=${first:-$name}
    done
    printf '%s' "$first"
}

# Debian packs `ensurepip` apart. Root gets it installed, others are told how.
add_ensurepip() {
    local version
    version=$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        say "正在安装 python${version}-venv …" "Installing python${version}-venv …"
        export DEBIAN_FRONTEND=noninteractive
        apt-get update -qq >&2 </dev/null &&
            apt-get install -y -qq "python${version}-venv" >&2 </dev/null
    fi
    can_make_environments "$1" || stop \
        "此 Python 不能建立虚拟环境。请先安装：sudo apt-get install python${version}-venv" \
        "This Python cannot make a virtual environment. First install: sudo apt-get install python${version}-venv"
}

is_writable_place() {
    mkdir -p "$1" 2>/dev/null && [ -w "$1" ]
}

# The checkout; where that is read-only, the data folder or this user's cache.
place_of_environment() {
    local place
    if [ -w "$root" ] && { [ ! -e "$root/.venv" ] || [ -w "$root/.venv" ]; }; then
        printf '%s' "$root/.venv"
        return
    fi
    place=mingbiao-$(printf '%s' "$root" | cksum | cut -d ' ' -f 1)
    if [ -n "${DATA_DIR:-}" ] && is_writable_place "$DATA_DIR"; then
        printf '%s' "$DATA_DIR/.venv"
    elif is_writable_place "${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}"; then
        printf '%s' "${XDG_CACHE_HOME:-$HOME/.cache}/$place/.venv"
    else
        stop "这里没有可写的文件夹，请设置 DATA_DIR。" "No folder can be written here. Set DATA_DIR."
    fi
}

has_installed() {
    cmp -s "$root/$1" "$environment/installed/$1" && is_usable_python "$environment/bin/python"
}

make_environment() {
    local base
    is_usable_python "$environment/bin/python" &&
        "$environment/bin/python" -m pip --version >/dev/null 2>&1 && return
    base=$(find_python)
    [ -n "$base" ] || stop "需要 Python 3.11 或更新版本。" "Python 3.11 or newer is needed."
    can_make_environments "$base" || add_ensurepip "$base"
    "$base" -m venv --clear "$environment" >&2
}

install_requirements() {
    local began=$SECONDS
    say "正在安装 $1 所列的依赖，第一次约需一分钟 …" \
        "Installing what $1 pins; the first time takes about a minute …"
    rm -f "$environment/installed/$1"
    [ -w "${HOME:-/nonexistent}" ] || export PIP_NO_CACHE_DIR=1  # Else pip complains of it.
    "$environment/bin/python" -m pip install --quiet --require-hashes -r "$root/$1" >&2 </dev/null ||
        stop "安装失败，原因见上。" "The installation failed; the reason is above."
    mkdir -p "$environment/installed"
    cp "$root/$1" "$environment/installed/$1"
    say "已安装（$((SECONDS - began)) 秒）。 Installed in $((SECONDS - began)) s."
}

prepare_environment() {
    environment=$root/.venv
    if ! has_installed "$1"; then
        environment=$(place_of_environment) || exit 1
        [ "$environment" = "$root/.venv" ] || say \
            "此文件夹不可写，虚拟环境放在 $environment" \
            "This folder is not writable; the environment is kept in $environment"
    fi
    if ! has_installed "$1"; then
        make_environment || stop "无法建立虚拟环境。" "The environment could not be made."
        install_requirements "$1"
    fi
    python=$environment/bin/python
}
