"""What keeps the demo from starting is said in one sentence, without a traceback."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ops.processes import PROJECT, environment, manage
from tests.servers import free_port

pytestmark = [pytest.mark.thorough, pytest.mark.processes]


def preflight(**variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "ateams/ops/preflight.py"],
        cwd=PROJECT,
        env=environment(**variables),
        capture_output=True,
        text=True,
        check=False,
    )


def test_preflight_is_silent_when_all_is_well(tmp_path: Path) -> None:
    answer = preflight(PORT=str(free_port()), DATA_DIR=str(tmp_path / "new" / "folder"))
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "", "")


def test_preflight_names_a_port_in_use(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        answer = preflight(PORT=str(port), DATA_DIR=str(tmp_path))
    said = f"Port {port} is in use: end what runs there, or set PORT to another one.\n"
    assert (answer.returncode, answer.stderr) == (1, said)


@pytest.mark.parametrize("port", ["0", "65536", "-1", "web", "", "8000.5"])
def test_preflight_names_a_port_that_is_none(tmp_path: Path, port: str) -> None:
    answer = preflight(PORT=port, DATA_DIR=str(tmp_path))
    said = f"PORT must be a number from 1 to 65535, not {port!r}.\n"
    assert (answer.returncode, answer.stderr) == (1, said)


def test_preflight_names_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    answer = preflight(PORT=str(free_port()), DATA_DIR=str(file / "data"))
    said = f"DATA_DIR {file / 'data'} cannot be written to: Not a directory.\n"
    assert (answer.returncode, answer.stderr) == (1, said)


def test_run_embedded_says_the_same(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        env = environment(DEMO="1", PORT=port, DATA_DIR=str(tmp_path))
        answer = manage("run_embedded", env=env)
    assert answer.returncode == 1
    assert f"Port {port} is in use" in answer.stderr
    assert "Traceback" not in answer.stderr


def make(target: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", target], cwd=PROJECT, env=environment(**variables), capture_output=True, text=True,
        check=False,
    )  # fmt: skip


def test_make_run_names_an_old_python(tmp_path: Path) -> None:
    old = tmp_path / "python3.9"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    answer = make("run", PYTHON=str(old), DATA_DIR=str(tmp_path))
    said = "Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11."
    assert answer.stderr.splitlines()[0] == said
    assert answer.returncode != 0


def test_make_run_names_a_port_in_use_before_it_installs_anything(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        answer = make("run", PORT=port, DATA_DIR=str(tmp_path))
    assert answer.stderr.splitlines()[0].startswith(f"Port {port} is in use")
    assert answer.stdout == ""


def test_make_run_without_network_says_so(tmp_path: Path) -> None:
    """A network that leads nowhere, and a virtual environment that does not exist yet."""
    nowhere = f"http://127.0.0.1:{free_port()}/"
    env = {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": nowhere,
        "PIP_EXTRA_INDEX_URL": "",
        "PIP_FIND_LINKS": "",
        "PIP_NO_CACHE_DIR": "1",
        "PORT": str(free_port()),
        "DATA_DIR": str(tmp_path / "data"),
    }
    answer = subprocess.run(
        ["make", "run", f"VENV={tmp_path / 'venv'}", f"BIN={tmp_path / 'venv' / 'bin'}"],
        cwd=PROJECT, env=environment(**env), capture_output=True, text=True, check=False,
    )  # fmt: skip
    said = "The Python packages could not be installed: is there a network?"
    assert answer.stderr.splitlines()[0].startswith(said)
    assert answer.returncode != 0
