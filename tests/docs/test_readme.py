"""Every command of the README is run, or, where it takes too long or needs a server, its parts."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.ops.processes import PROJECT, environment, manage, running, wait_for
from tests.servers import find_program, free_port

pytestmark = [pytest.mark.thorough, pytest.mark.processes]

BIN = Path(sys.executable).parent


def commands() -> list[str]:
    """Return the commands in the README's fenced blocks, in their order."""
    blocks = re.findall(
        r"^ *```sh\n(.*?)^ *```", (PROJECT / "README.md").read_text(), re.MULTILINE | re.DOTALL
    )
    return [line.strip() for block in blocks for line in block.splitlines() if line.strip()]


def make_run(folder: Path) -> None:
    """Start the demo with the virtual environment and assets that are here, on a free port."""
    port, log = str(free_port()), folder / "log"
    as_they_are = ["-o", f"{BIN.parent}/installed", "-o", "static/build/done"]
    here = [f"VENV={BIN.parent}", f"BIN={BIN}", f"PYTHON={sys.executable}"]
    env = environment(PORT=port, DATA_DIR=str(folder / "data"))
    with running("make", "run", *as_they_are, *here, env=env, log=log) as demo:
        page = wait_for(f"http://localhost:{port}/de/report/", demo, log)
        assert "Was ist passiert?" in page.decode()
        mails = wait_for(f"http://localhost:{port}/demo/mail/", demo, log)
        assert "Mails der Vorführung" in mails.decode()
    said = log.read_text()
    assert f"http://localhost:{port}/ is served until you press Ctrl-C." in said
    assert "coordinator@demo.example" in said
    assert (folder / "data" / "demo.json").exists()


def make_test(_folder: Path) -> None:
    """Not the suite inside the suite: what make would do, and that its script is sound."""
    plan = subprocess.run(
        ["make", "--dry-run", "--no-print-directory", "test"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert plan.stdout.splitlines()[-1] == "bash tests/run suite"
    subprocess.run(["bash", "-n", "tests/run"], cwd=PROJECT, check=True)


def copy_settings(folder: Path) -> None:
    """Copy the example as it is and let it pass the checks of a deployment, with drawn secrets."""
    shutil.copy(PROJECT / ".env.example", folder / ".env")
    secrets = draw_secrets(folder)
    variables: dict[str, str] = {}
    for line in (folder / ".env").read_text().splitlines():
        name, separator, value = line.partition("=")
        if separator and not name.startswith("#"):
            variables[name] = value
    variables["DATA_DIR"] = str(folder / "data")
    variables["TRUSTED_PROXIES"] = "1"  # as docker-compose.yml says
    for name in ("SECRET_KEY", "RECEIPT_SALT", "METRICS_TOKEN"):
        variables[f"{name}_FILE"] = str(secrets / name.lower())
    checked = manage("check", "--deploy", "--fail-level", "WARNING", env=environment(**variables))
    assert checked.returncode == 0, checked.stderr


def draw_secrets(folder: Path) -> Path:
    """Draw the secrets beside a copy of the script."""
    shutil.copy(PROJECT / "deploy" / "secrets.sh", folder)
    subprocess.run(["sh", str(folder / "secrets.sh")], check=True, capture_output=True)
    assert (folder / "secrets").stat().st_mode & 0o777 == 0o700
    return folder / "secrets"


def secrets_script(folder: Path) -> None:
    draw_secrets(folder)


def compose_up(folder: Path) -> None:
    """No containers in a test: docker-compose reads the file, the example and the secrets.

    That the programs work together is shown by tests/ops/test_production.py and test_proxy.py.
    """
    config = compose_config(folder)
    assert "EMAIL_HOST: mail.example.org" in config
    assert "HOST: ateams.example.org" in config


def compose_setup(folder: Path) -> None:
    """Find what would be run; tests/ops/test_setup.py runs it on a pseudo-terminal."""
    setup = compose_config(folder).partition("\n  setup:\n")[2].partition("\n  web:\n")[0]
    assert "command: python manage.py setup" in setup
    assert "driver: none" in setup


def compose_config(folder: Path) -> str:
    program = find_program("docker-compose")
    if not program:
        pytest.skip("docker-compose is not installed")
    for file in ("docker-compose.yml", "deploy"):
        source, target = PROJECT / file, folder / file
        shutil.copy(source, target) if source.is_file() else shutil.copytree(source, target)
    shutil.copy(PROJECT / ".env.example", folder / ".env")
    subprocess.run(["sh", str(folder / "deploy/secrets.sh")], check=True, capture_output=True)
    env = {name: value for name, value in environment().items() if name != "HOST"}
    answer = subprocess.run(
        [program, "config"], cwd=folder, env=env, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


RUN: dict[str, Callable[[Path], None]] = {
    "make run": make_run,
    "make test": make_test,
    "cp .env.example .env": copy_settings,
    "sh deploy/secrets.sh": secrets_script,
    "docker-compose up --build --detach": compose_up,
    "docker-compose run --rm setup": compose_setup,
}


def test_readme_has_exactly_the_commands_that_are_tested() -> None:
    assert commands() == list(RUN)


@pytest.mark.parametrize("command", RUN)
def test_command_of_the_readme_works(command: str, tmp_path: Path) -> None:
    RUN[command](tmp_path)


def test_make_targets_that_the_readme_names_exist() -> None:
    named = set(re.findall(r"`make (\w+)`", (PROJECT / "README.md").read_text()))
    targets = set(re.findall(r"^(\w+):", (PROJECT / "Makefile").read_text(), re.MULTILINE))
    assert named <= targets
    assert os.access(PROJECT / "tests" / "run", os.X_OK)
