"""The commands in docs/serve.md work as they stand there."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import numpy as np
import pytest

from live import running
from serving import decoded, encoded

DOCS = Path(__file__).parents[2] / "docs" / "serve.md"

pytestmark = [
    pytest.mark.skipif(not DOCS.is_file(), reason="the documentation is not here"),
    pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed"),
]


def test_every_curl_command(toy_model, person, tmp_path: Path) -> None:
    pytest.importorskip("fastapi")
    from integument.segmenter import Segmenter

    (tmp_path / "me.jpg").write_bytes(encoded(person, "JPEG", quality=95))
    (tmp_path / "beach.jpg").write_bytes(encoded(np.full((30, 40, 3), 99, np.uint8), "JPEG"))
    commands = re.findall(r"^curl .*$", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(commands) >= 8
    with running(Segmenter(toy_model, threads=1)) as url:
        for command in commands:
            script = f"U={url.rstrip('/')}\n" + command.replace("curl ", "curl -sS --fail ", 1)
            done = subprocess.run(
                ["bash", "-c", script], cwd=tmp_path, capture_output=True, timeout=60
            )
            assert done.returncode == 0, f"{command}: {done.stderr.decode()}"
            out = re.search(r"-o (\S+)", command)
            data = (tmp_path / out[1]).read_bytes() if out else done.stdout
            if out is None:
                assert json.loads(data)["found"] is True
            elif out[1].endswith(".zip"):
                assert len(zipfile.ZipFile(tmp_path / out[1]).namelist()) == 8
            else:
                assert decoded(data).shape[1] > 10


def test_every_limit_is_documented_with_its_default() -> None:
    from integument.serve.settings import ServeSettings

    own, text = ServeSettings(), DOCS.read_text(encoding="utf-8")
    names = ("max_megapixels", "max_megabytes", "workers", "waiting", "seconds", "upload_seconds")
    for name in names:
        assert f"| `--{name.replace('_', '-')}` | {getattr(own, name):g} |" in text
