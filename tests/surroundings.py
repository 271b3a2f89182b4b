"""What the tests can be run with here: PostgreSQL, Redis and Chromium, or why not."""

import os
import re
from dataclasses import dataclass, field

from tests.servers import Missing, Server, ask_redis, find_chromium, start_postgresql, start_redis


@dataclass
class Surroundings:
    """What could be had here: version and address of each, or why not."""

    postgresql: Server | None = None
    postgresql_url: str = ""
    redis_url: str = ""
    redis_version: str = ""
    chromium: str = ""
    chromium_version: str = ""
    missing: dict[str, str] = field(default_factory=dict)
    started: list[Server] = field(default_factory=list)

    def stop(self) -> None:
        for server in self.started:
            server.stop()


def gather(run_browser: bool) -> Surroundings:
    """Starts what is here; an address given by the environment is used instead."""
    surroundings = Surroundings()
    try:
        postgresql_here(surroundings)
    except Missing as reason:
        surroundings.missing["PostgreSQL"] = str(reason)
    try:
        redis_here(surroundings)
    except Missing as reason:
        surroundings.missing["Redis"] = str(reason)
    if run_browser:
        try:
            path, surroundings.chromium_version = find_chromium()
            surroundings.chromium = str(path)
        except Missing as reason:
            surroundings.missing["Chromium"] = str(reason)
    return surroundings


def postgresql_here(surroundings: Surroundings) -> None:
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith(("postgres://", "postgresql://")):
        surroundings.postgresql_url = given
        return
    server = start_postgresql()
    surroundings.started.append(server)
    surroundings.postgresql_url = server.url


def redis_here(surroundings: Surroundings) -> None:
    given = os.environ.get("REDIS_URL", "")
    if not given:
        server = start_redis()
        surroundings.started.append(server)
        surroundings.redis_url, surroundings.redis_version = server.url, server.version
        return
    surroundings.redis_url, surroundings.redis_version = given, "unknown version"
    if address := re.search(r"([\w.-]+):(\d+)", given.rpartition("@")[2]):
        answer = ask_redis(int(address[2]), b"INFO server", address[1]).decode(errors="replace")
        if found := re.search(r"(?:redis|valkey)_version:(\S+)", answer):
            surroundings.redis_version = found[1]
