"""What the tests of the verifier share."""

import json

import pytest

from tests.tools.program import (
    tool,
)


@pytest.fixture
def verify(tmp_path, capsys):
    """The exit code, the findings and the summary for some contents, one file each."""

    def verify(*contents):
        paths = []
        for content in contents:
            paths.append(tmp_path / f"{len(paths)}.json")
            paths[-1].write_text(json.dumps(content), encoding="utf-8")
        code = tool.main([str(path) for path in paths])
        lines = capsys.readouterr().out.splitlines()
        cut = next((i for i, line in enumerate(lines) if line.startswith("Log ")), len(lines))
        return code, lines[:cut], lines[cut:]

    return verify
