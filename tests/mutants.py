"""Plants one bug after the other in a copy of the tree; the test named for it must fail.

`python -m tests.mutants` runs them all, `python -m tests.mutants WORD` those whose name holds WORD.
A test that also fails without its bug proves nothing, so all of them run on a sound copy first.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue

from tests.mutants_table import MUTANTS, Mutant

ROOT = Path(__file__).resolve().parent.parent
AT_ONCE = 2
SECONDS_EACH = 300
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "var", "*_cache", "__pycache__", ".hypothesis")
# What pytest's exit codes say about a bug.
FAILED, INTERRUPTED, USAGE, NONE_FOUND = 1, 2, 4, 5


def copy_of_tree(folder: Path) -> Path:
    tree = folder / "tree"
    shutil.copytree(ROOT, tree, ignore=LEFT_OUT, symlinks=True)
    return tree


def run_tests(
    tree: Path, tests: Sequence[str], seconds: int, *, from_zero: bool = False
) -> tuple[int, str]:
    """The exit code of pytest in this copy, and what it printed; -1 after too long a time.

    The runs share one migrated database to begin with, unless they shall make it `from_zero`.
    """
    data = tree.parent / "data"
    environment = {k: v for k, v in os.environ.items() if k != "TEST_REPORT"}
    environment |= {"DATA_DIR": str(data), "HYPOTHESIS_STORAGE_DIRECTORY": str(data / "examples")}
    if not from_zero:
        environment["TEST_DATABASE_TEMPLATE"] = str(tree.parents[1] / "template.sqlite3")
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    try:
        done = subprocess.run(
            command,
            cwd=tree,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
            timeout=seconds,
        )
    except subprocess.TimeoutExpired:
        return -1, f"no answer in {seconds} s"
    return done.returncode, done.stdout + done.stderr


def plant(mutant: Mutant, tree: Path) -> str:
    """Puts the bug in; returns the sound text, or raises ValueError when it does not apply."""
    path = tree / mutant.file
    if not path.exists():
        raise ValueError(f"there is no {mutant.file}")
    sound = path.read_text("utf-8")
    count = sound.count(mutant.old)
    if count != 1:
        raise ValueError(f"its text stands {count} times in {mutant.file}")
    path.write_text(sound.replace(mutant.old, mutant.new), "utf-8")
    return sound


def judge(mutant: Mutant, tree: Path) -> tuple[bool, str]:
    """Whether the bug was caught, and the words for it. Leaves the copy sound."""
    try:
        sound = plant(mutant, tree)
    except ValueError as reason:
        return False, f"does not apply: {reason}"
    try:
        from_zero = "/migrations/" in mutant.file
        code, output = run_tests(tree, [mutant.killer], SECONDS_EACH, from_zero=from_zero)
        if code == 0 and not from_zero:  # Perhaps it shows only in what loading the facts makes.
            code, output = run_tests(tree, [mutant.killer], SECONDS_EACH, from_zero=True)
    finally:
        (tree / mutant.file).write_text(sound, "utf-8")
    if code == FAILED:
        return True, "caught"
    if code == 0:
        return False, f"SURVIVED {mutant.killer}"
    end = " / ".join(output.strip().splitlines()[-3:])
    return False, f"was not judged (exit code {code}): {end}"


def sound_first(mutants: Sequence[Mutant], tree: Path) -> bool:
    killers = sorted({mutant.killer for mutant in mutants})
    code, output = run_tests(tree, killers, SECONDS_EACH + 10 * len(killers))
    if code:
        print(output[-6000:])
        print("These tests fail without any planted bug, so they cannot judge one.")
    return code == 0


def judge_all(mutants: Sequence[Mutant], folder: Path) -> list[bool]:
    """Each worker has a copy of its own and plants one bug at a time in it."""
    trees: Queue[Path] = Queue()
    for number in range(AT_ONCE):
        own = folder / str(number)
        own.mkdir()
        trees.put(copy_of_tree(own))
    first = trees.get()
    if not sound_first(mutants, first):
        return [False]
    trees.put(first)

    def one(mutant: Mutant) -> bool:
        tree = trees.get()
        try:
            is_caught, words = judge(mutant, tree)
        finally:
            trees.put(tree)
        print(f"{mutant.name}: {words}", flush=True)
        return is_caught

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, mutants))


def leave(*_: object) -> None:
    sys.exit(143)  # Through `finally`, so that no copy stays behind.


def main() -> int:
    signal.signal(signal.SIGTERM, leave)
    word = sys.argv[1] if len(sys.argv) > 1 else ""
    mutants = [mutant for mutant in MUTANTS if word in mutant.name]
    if not mutants:
        print("There is no planted bug of that name.")
        return 1
    folder = Path(tempfile.mkdtemp(prefix="mingbiao-mutants-"))
    try:
        caught = judge_all(mutants, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{sum(caught)} of {len(mutants)} planted bugs caught")
    return 0 if all(caught) else 1


if __name__ == "__main__":
    sys.exit(main())
