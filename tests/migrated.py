"""What every installation of a run begins with: a migrated database, made once, then copied.

Migrating takes as long as many a test. The processes of a run share what was made through
TEST_DATA_DIR; a lock lets one make it while the others wait.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp

from tests.servers import PostgresServer

ROOT = Path(__file__).resolve().parent.parent
OWNER, WEB = "ateams", "ateams_web"


def database_file(to: Path) -> None:
    """Put a migrated SQLite database at a path."""
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(_once("sqlite", _make_file) / "db.sqlite3", to)


def cluster() -> Path:
    """Return the data of a stopped PostgreSQL server; its database `ateams` is migrated.

    The role `ateams_web` has its rights there.
    """
    return _once("cluster", _make_cluster) / "data"


def static_files() -> None:
    """Collect the static files, as every installation has to."""
    _once("static", lambda folder: _manage(folder, "collectstatic", "--no-input", "-v", "0"))


def _once(name: str, make: Callable[[Path], None]) -> Path:
    run = Path(os.environ.setdefault("TEST_DATA_DIR", mkdtemp(prefix="ateams-test-")))
    folder, done = run / name, run / f"{name}.done"
    with (run / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            folder.mkdir()
            make(folder)
            done.touch()
    return folder


def _make_file(folder: Path) -> None:
    _manage(folder, "migrate", "-v", "0")


def _make_cluster(folder: Path) -> None:
    server = PostgresServer().create()
    roles = {
        "DATABASE_URL": server.url,
        "WEB_DATABASE_URL": server.url.replace(f"//{OWNER}@", f"//{WEB}@"),
    }
    _manage(folder, "migrate", "-v", "0", **roles)
    _manage(folder, "database_rights", **roles)
    server.stop("fast")
    shutil.rmtree(server.folder / "log", ignore_errors=True)
    subprocess.run(["mv", server.folder / "data", folder / "data"], check=True)
    shutil.rmtree(server.folder)


def _manage(folder: Path, *command: str, **settings: str) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(folder),
        "SECRET_KEY": secrets.token_urlsafe(50),
        "RECEIPT_SALT": secrets.token_hex(16),
        **settings,
    }
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        env=environment, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr}")
