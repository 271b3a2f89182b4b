"""The stand-alone verifier, loaded from its one file."""

import importlib.util
from pathlib import Path

TOOL = Path(__file__).parents[2] / "tools" / "verify_record.py"
spec = importlib.util.spec_from_file_location("verify_record", TOOL)
assert spec is not None and spec.loader is not None
tool = importlib.util.module_from_spec(spec)
spec.loader.exec_module(tool)
