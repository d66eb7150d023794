import subprocess
import sys
import textwrap

import pytest

from integument.errors import OutputError
from integument.lock import NAME, exclusive

HOLDER = textwrap.dedent(
    """
    import sys, time
    from integument.lock import exclusive
    with exclusive(sys.argv[1]):
        print("held", flush=True)
        time.sleep(60)
    """
)


def test_leaves_no_file_behind(tmp_path):
    with exclusive(tmp_path / "new"):
        assert (tmp_path / "new" / NAME).exists()
    assert not any((tmp_path / "new").iterdir())


def test_a_second_process_is_refused_and_a_killed_one_lets_go(tmp_path):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout.readline().strip() == "held"
        with pytest.raises(OutputError, match="another run is writing here"), exclusive(tmp_path):
            pass
    finally:
        holder.kill()
        holder.wait()
    with exclusive(tmp_path):
        pass


def test_a_file_in_the_way_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="file"), exclusive(tmp_path / "file"):
        pass
