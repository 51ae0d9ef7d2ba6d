"""Production as docker-compose.yml runs it, without containers: PostgreSQL, Redis, gunicorn."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pytest

from tests import migrated
from tests.ops.processes import PROJECT, environment, running, wait_for
from tests.servers import PostgresServer, RedisServer, find_program, free_port

pytestmark = [pytest.mark.thorough, pytest.mark.processes]

SECRETS = "/run/secrets/"


class StayHere(HTTPRedirectHandler):
    """Follows no redirect."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


def status(url: str, **headers: str) -> tuple[int, dict[str, str]]:
    """Return status and headers of an answer, whatever it is."""
    try:
        with build_opener(StayHere).open(Request(url, headers=headers), timeout=10) as answer:
            return answer.status, dict(answer.headers)
    except HTTPError as answer:
        answer.close()
        return answer.code, dict(answer.headers)


def secret(folder: Path, name: str, value: str) -> str:
    (folder / name).write_text(value)
    return str(folder / name)


@pytest.fixture
def database() -> Iterator[PostgresServer]:
    if not PostgresServer.program("initdb"):
        pytest.skip("PostgreSQL is not installed")
    server = PostgresServer().create(migrated.cluster())
    yield server
    server.destroy()


@pytest.fixture
def production(
    tmp_path: Path, database: PostgresServer, redis_server: RedisServer
) -> dict[str, str]:
    """Return the environment of a migrated installation with its secrets in files."""
    env = environment(
        HOST="ateams.example",
        ALLOWED_HOSTS="ateams.example,localhost",
        DATA_DIR=str(tmp_path / "data"),
        SECRET_KEY_FILE=secret(tmp_path, "key", "a-secret-of-sixty-letters-" * 3),
        RECEIPT_SALT_FILE=secret(tmp_path, "salt", "0f" * 16),
        DATABASE_URL_FILE=secret(tmp_path, "database", database.url),
        REDIS_URL_FILE=secret(tmp_path, "redis", redis_server.url),
        METRICS_TOKEN_FILE=secret(tmp_path, "token", "monitor"),
    )
    migrated.static_files()
    return env


def test_production_serves_behind_the_proxy_alone(
    production: dict[str, str], database: PostgresServer, tmp_path: Path
) -> None:
    url, log = f"http://localhost:{free_port()}", tmp_path / "log"
    command = ("gunicorn", "--config", "python:ateams.ops.gunicorn_config", "ateams.wsgi")
    with running(*command, "--bind", url[7:], env=production, log=log) as web:
        assert wait_for(f"{url}/readyz", web, log) == b"ok\n"
        code, headers = status(f"{url}/de/report/", Host="ateams.example")
        assert (code, headers["Location"]) == (301, "https://ateams.example/de/report/")
        tls = {"X-Forwarded-Proto": "https"}
        code, headers = status(f"{url}/de/report/", Host="ateams.example", **tls)
        assert code == 200
        assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
        assert "Set-Cookie" not in headers
        assert_static_files_are_kept(url)
        assert status(f"{url}/de/report/", Host="evil.example", **tls)[0] == 400
        assert status(f"{url}/metrics", **{"X-Forwarded-For": "9.9.9.9"})[0] == 404
        token = {"Authorization": "Bearer monitor", "X-Forwarded-For": "9.9.9.9"}
        assert status(f"{url}/metrics", **token)[0] == 200
        database.stop()
        assert status(f"{url}/readyz")[0] == 503
        assert status(f"{url}/healthz")[0] == 200
        database.start()
        assert status(f"{url}/readyz")[0] == 200
    written = log.read_text()
    for telling in ("127.0.0.1", "9.9.9.9", "/de/", "evil.example", "Traceback"):
        assert telling not in written


def assert_static_files_are_kept(url: str) -> None:
    """Assert that static files, whose names hold a hash of their content, are kept for ever."""
    manifest = json.loads((PROJECT / "staticfiles" / "staticfiles.json").read_text())
    for name in ("app.css", "public.js", "icon.svg"):
        path = f"{url}/static/{manifest['paths'][name]}"
        code, headers = status(path, Host="ateams.example", **{"X-Forwarded-Proto": "https"})
        assert code == 200
        assert headers["Cache-Control"] == "max-age=315360000, public, immutable"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "Set-Cookie" not in headers


def test_worker_and_beat_speak_through_redis(production: dict[str, str], tmp_path: Path) -> None:
    """The commands and health checks of docker-compose.yml, as they stand there."""
    worker = ("celery", "--app", "ateams", "worker", "--concurrency", "2", "--hostname", "c@here")
    beat = ("celery", "--app", "ateams", "beat", "--pidfile=", "--loglevel", "warning")
    worker_log, beat_log = tmp_path / "worker", tmp_path / "beat"
    with (
        running(*worker, env=production, log=worker_log),
        running(*beat, env=production, log=beat_log),
    ):
        ping = ("celery", "--app", "ateams", "inspect", "ping", "--destination", "c@here")
        for _ in range(20):  # a worker that is still starting hears nothing
            pong = subprocess.run(ping, cwd=PROJECT, env=production, check=False)
            if pong.returncode == 0:
                break
        assert pong.returncode == 0, worker_log.read_text()
    assert list((tmp_path / "data").glob("celerybeat-schedule*"))


@pytest.fixture(scope="module")
def compose() -> str:
    """Return docker-compose.yml as docker-compose understands it, without any set-up."""
    program = find_program("docker-compose")
    if not program:
        pytest.skip("docker-compose is not installed")
    answer = subprocess.run(
        [program, "config"], cwd=PROJECT, env=environment(), capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def test_compose_has_all_services(compose: str) -> None:
    services = re.findall(r"^  (\w+):$", compose.partition("\nservices:\n")[2], re.MULTILINE)
    wanted = {"web", "worker", "beat", "migrate", "setup", "db", "redis", "proxy"}
    assert wanted <= set(services)


def test_compose_holds_no_secret(compose: str) -> None:
    """Every variable that is one comes from a file below /run/secrets."""
    secret_name = r"^      (\w*(?:SECRET|PASS|SALT|TOKEN|URL)\w*): (.*)$"
    for name, value in re.findall(secret_name, compose, re.MULTILINE):
        assert value == "null" or (name.endswith("_FILE") and value.startswith(SECRETS)), name


def test_secrets_are_drawn_once(tmp_path: Path) -> None:
    script = tmp_path / "secrets.sh"
    script.write_text((PROJECT / "deploy" / "secrets.sh").read_text())
    for _ in range(2):
        subprocess.run(["sh", str(script)], check=True, capture_output=True)
    drawn = {file.name: file.read_text() for file in (tmp_path / "secrets").iterdir()}
    subprocess.run(["sh", str(script)], check=True, capture_output=True)
    assert drawn == {file.name: file.read_text() for file in (tmp_path / "secrets").iterdir()}
    assert re.fullmatch("[0-9a-f]{32}", drawn["receipt_salt"])
    assert re.fullmatch("[0-9a-f]{64}", drawn["secret_key"])
    owner = f"postgres://ateams:{drawn['postgres_password']}@db:5432/ateams"
    assert drawn["owner_database_url"] == owner
    web = re.fullmatch(
        r"postgres://ateams_web:([0-9a-f]{48})@db:5432/ateams", drawn["database_url"]
    )
    assert web
    assert web[1] != drawn["postgres_password"]
    assert drawn["redis_url"] == f"redis://:{drawn['redis_password']}@redis:6379/0"
    random = [value for name, value in drawn.items() if "url" not in name and value]
    assert len(set(random)) == 5


def test_secrets_of_compose_are_those_that_are_drawn(compose: str) -> None:
    named = set(re.findall(r"file: \S+/deploy/secrets/(\w+)", compose))
    script = (PROJECT / "deploy" / "secrets.sh").read_text()
    assert named == set(re.findall(r"^put (\w+) ", script, re.MULTILINE))


def test_node_of_the_image_is_new_enough() -> None:
    """The image builds with what `static/build.sh` accepts and pyproject.toml names."""
    major = re.search(r"FROM node:(\d+)", (PROJECT / "Dockerfile").read_text())
    assert major
    assert int(major[1]) >= 20
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    python = re.search(r"FROM python:3\.(\d+)", (PROJECT / "Dockerfile").read_text())
    assert python
    assert project["requires-python"] == ">=3.11"
    assert int(python[1]) >= 11
