"""What the documents say about the code is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.ops.processes import PROJECT

DOCUMENTS = sorted([*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md")])
SETTINGS = (PROJECT / "ateams" / "settings.py").read_text()
OPERATION = (PROJECT / "docs" / "operation.md").read_text()
COMPOSE = (PROJECT / "docker-compose.yml").read_text()

# Read by gunicorn_config.py; not by the settings.
OF_GUNICORN = {"WEB_WORKERS", "WEB_THREADS"}
# Given to the one service that prepares the database.
OF_MIGRATE = {"WEB_DATABASE_URL"}
# Fixed by the image or by what production is.
NOT_IN_COMPOSE = {"DEMO", "HTTPS", "PORT", "DATA_DIR"}


def read_settings() -> set[str]:
    return set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', SETTINGS))


def documented() -> set[str]:
    table = OPERATION.partition("## Settings")[2].partition("\n## ")[0]
    return set(re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE))


def test_every_setting_is_documented_and_nothing_else() -> None:
    assert documented() == read_settings() | OF_GUNICORN


def test_every_setting_can_be_given_to_docker_compose() -> None:
    given = set(re.findall(r"^    ([A-Z_]+?)(?:_FILE)?:", COMPOSE, re.MULTILINE))
    assert given == documented() - NOT_IN_COMPOSE - OF_MIGRATE
    prepares = COMPOSE.partition("\n  migrate:\n")[2].partition("\n\n")[0]
    assert set(re.findall(r"^      (\w+)_FILE:", prepares, re.MULTILINE)) >= OF_MIGRATE


def test_example_names_known_settings() -> None:
    named = set(re.findall(r"^([A-Z_]+)=", (PROJECT / ".env.example").read_text(), re.MULTILINE))
    assert named <= documented()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(PROJECT)))
def test_links_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)", document.read_text()):
        if "://" not in target:
            assert (document.parent / target).exists(), target


@pytest.mark.parametrize("document", ["README.md", "docs/architecture.md", "docs/operation.md"])
def test_files_that_are_named_exist(document: str) -> None:
    """Whatever looks like a path with a folder and an ending, or like a folder of the project."""
    text = (PROJECT / document).read_text()
    for path in re.findall(r"`([\w.-]+/(?:[\w.*-]+/)*(?:[\w*-]+\.\w+)?)`", text):
        if path == "deploy/secrets/":  # made by deploy/secrets.sh
            continue
        assert list(PROJECT.glob(path.rstrip("/"))), path


def test_decisions_are_numbered_once_and_say_when() -> None:
    records = sorted((PROJECT / "docs" / "adr").glob("*.md"))
    numbers = [record.name[:4] for record in records]
    assert len(set(numbers)) == len(numbers)
    for record in records:
        lines = record.read_text().splitlines()
        assert lines[0].startswith(f"# {record.name[:4]} – ")
        assert re.match(r"\*\*Decided\*\* \d{4}-\d\d-\d\d", lines[2]), record.name


def test_publiccode_names_what_is_mandatory() -> None:
    """The mandatory keys of the standard, as of its state of June 2026."""
    text = (PROJECT / "publiccode.yml").read_text()
    keys = set(re.findall(r"^(\w+):", text, re.MULTILINE))
    assert {
        "publiccodeYmlVersion",
        "name",
        "url",
        "platforms",
        "developmentStatus",
        "softwareType",
        "description",
        "legal",
        "maintenance",
        "localisation",
    } <= keys
    for short in re.findall(r"shortDescription: (.*)", text):
        assert len(short) <= 150
    assert "license: EUPL-1.2" in text


def test_licence_is_named_alike_everywhere() -> None:
    assert (PROJECT / "LICENSE").read_text().startswith("SPDX-License-Identifier: EUPL-1.2\n")
    assert 'license = "EUPL-1.2"' in (PROJECT / "pyproject.toml").read_text()
    assert '"license": "EUPL-1.2"' in (PROJECT / "package.json").read_text()


@pytest.mark.parametrize("name", ["base", "dev", "uv", "node"])
def test_python_locks_have_hashes_and_name_no_registry(name: str) -> None:
    text = (PROJECT / "requirements" / f"{name}.txt").read_text()
    assert "://" not in text
    packages = re.findall(r"^\w[\w.\[\]-]*==", text, re.MULTILINE)
    assert packages
    assert len(re.findall(r"^\w[^\n]*\\\n +--hash=sha256:", text, re.MULTILINE)) == len(packages)


def test_npm_lock_has_hashes_and_names_no_registry() -> None:
    text = (PROJECT / "package-lock.json").read_text()
    assert '"resolved"' not in text
    assert text.count('"integrity": "sha512-') == text.count('"node_modules/')
