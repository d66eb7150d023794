"""The process beside us, with scripts in Blender's place."""

import importlib.util
import os
import time

import pytest

from integument.errors import ExitCode
from integument.synth.cycles.process import (
    PYTHON_VARIABLE,
    Blender,
    BlenderError,
    BlenderMissingError,
    find_python,
)

ECHO = """
for line in sys.stdin:
    request = json.loads(line)
    say({"id": request["id"], "twice": 2 * request["number"]})
"""
CRASH = """
sys.stdin.readline()
print("loading", file=sys.stderr)
print("Error: out of memory\\n", file=sys.stderr)
sys.exit(3)
"""
KILLED = """
import os, signal
sys.stdin.readline()
os.kill(os.getpid(), signal.SIGKILL)
"""
REFUSE = """
for line in sys.stdin:
    say({"id": json.loads(line)["id"], "error": "KeyError: 'points'"})
"""
STUCK = """
import signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
sys.stdin.readline()
time.sleep(60)
"""


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_one_process_answers_many_requests(script, tmp_path, this_python):
    with Blender(this_python, tmp_path, script(ECHO)) as blender:
        first = blender._process.pid
        assert [blender.ask({"number": n}, 10)["twice"] for n in range(3)] == [0, 2, 4]
        assert blender._process.pid == first
    assert not alive(first)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (CRASH, r"ended while rendering \(exit code 3\): Error: out of memory$"),
        (KILLED, r"ended while rendering \(signal 9\): it said nothing$"),
        (REFUSE, r"could not render the picture: KeyError: 'points'$"),
        ("sys.stdin.readline(); print('Fra:1 Mem:2M', flush=True)", "no known way: Fra:1 Mem:2M$"),
        ("sys.stdin.readline(); say({'id': 7})", "out of turn"),
    ],
)
def test_failures_are_named(script, tmp_path, this_python, body, said):
    with (
        Blender(this_python, tmp_path, script(body)) as blender,
        pytest.raises(BlenderError, match=said) as caught,
    ):
        blender.ask({"number": 1}, 10)
    assert "\n" not in str(caught.value)


def test_a_refused_picture_leaves_the_process_for_the_next(script, tmp_path, this_python):
    with Blender(this_python, tmp_path, script(REFUSE)) as blender:
        for _ in range(2):
            with pytest.raises(BlenderError, match="KeyError"):
                blender.ask({}, 10)
        assert alive(blender._process.pid)


def test_asking_after_the_end_fails_in_the_same_way(script, tmp_path, this_python):
    with Blender(this_python, tmp_path, script("sys.exit('no display')")) as blender:
        blender._process.wait(10)
        with pytest.raises(BlenderError, match=r"exit code 1.*no display"):
            blender.ask({}, 10)


def test_a_late_answer_ends_a_process_that_will_not_listen(script, tmp_path, this_python):
    with Blender(this_python, tmp_path, script(STUCK)) as blender:
        with pytest.raises(BlenderError, match=r"no answer within 0\.3 seconds"):
            blender.ask({}, 0.3)
        assert not alive(blender._process.pid)


def test_an_interrupt_ends_the_process_at_once(script, tmp_path, this_python):
    start = time.monotonic()
    with (
        pytest.raises(KeyboardInterrupt),
        Blender(this_python, tmp_path, script("sys.stdin.readline(); time.sleep(60)")) as blender,
    ):
        raise KeyboardInterrupt
    assert not alive(blender._process.pid)
    assert time.monotonic() - start < 20


@pytest.mark.parametrize(
    ("hello", "said"),
    [
        ('print(\'{"missing": "No module named bpy"}\')', "cannot import it .No module named bpy"),
        ('print(\'{"ready": true, "blender": [4, 2, 3]}\')', r"Blender 4\.2\.3, older than 5\.0"),
    ],
)
def test_a_python_without_a_fitting_blender(script, tmp_path, this_python, hello, said):
    with pytest.raises(BlenderMissingError, match=said) as caught:
        Blender(this_python, tmp_path, script("", hello))
    assert PYTHON_VARIABLE in str(caught.value)
    assert "bpy==" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code is ExitCode.MISSING


def test_a_python_that_is_not_there(tmp_path):
    with pytest.raises(BlenderMissingError, match="cannot run '/no/such/python'"):
        Blender("/no/such/python", tmp_path)


def test_our_own_worker_says_so_where_there_is_no_bpy(tmp_path, this_python):
    if importlib.util.find_spec("bpy"):
        pytest.skip("this Python has bpy")
    with pytest.raises(BlenderMissingError, match="No module named 'bpy'"):
        Blender(this_python, tmp_path)


def test_a_given_python_wins_over_that_of_the_environment(monkeypatch):
    monkeypatch.setenv(PYTHON_VARIABLE, "/from/environment")
    assert find_python("/given") == "/given"
    assert find_python() == "/from/environment"


def test_without_any_python_with_bpy_the_line_says_what_to_install(monkeypatch):
    monkeypatch.delenv(PYTHON_VARIABLE, raising=False)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(BlenderMissingError, match=f"pip install bpy.*{PYTHON_VARIABLE}"):
        find_python()
