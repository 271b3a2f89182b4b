#!/usr/bin/env python
"""Django's command line with Mingbiao's settings."""

import os
import sys
from itertools import pairwise


def environment_of_up(words: list[str]) -> None:
    """The options of `up` that the settings read before any command runs."""
    given = dict(pairwise(words))
    given |= dict(word.split("=", 1) for word in words if word.startswith("--") and "=" in word)
    host, port = given.get("--host", "127.0.0.1"), given.get("--port", "8000")
    if "--data" in given:
        os.environ["DATA_DIR"] = given["--data"]
    os.environ.setdefault("SITE_URL", f"http://{host}:{port}")
    if host not in {"127.0.0.1", "localhost", "::1"}:
        os.environ.setdefault("ALLOWED_HOSTS", f"{host},127.0.0.1,localhost")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if sys.argv[1:2] == ["up"]:
        environment_of_up(sys.argv[2:])
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
