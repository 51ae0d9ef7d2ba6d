"""What only shows with the settings of production: cookies, checks, static files."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ops.processes import PROJECT, environment, manage

pytestmark = [pytest.mark.thorough, pytest.mark.processes]

LOOK = """
import json, django; django.setup()
from django.conf import settings
from incidents.views import mailbox
from vault import unlocked
from ateams.web.views import KEY_COOKIES
names = [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME]
names += [mailbox.COOKIE, unlocked.COOKIE_NAME]
secure = [settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.VAULT_COOKIE_SECURE]
samesite = [settings.SESSION_COOKIE_SAMESITE, settings.CSRF_COOKIE_SAMESITE]
print(json.dumps([names, secure, samesite, sorted(KEY_COOKIES), settings.SECURE_HSTS_SECONDS]))
"""


def production(tmp: object) -> dict[str, str]:
    return environment(
        HOST="ateams.example",
        TRUSTED_PROXIES="1",
        DATA_DIR=f"{tmp}/data",
        SECRET_KEY="a-secret-of-sixty-letters-and-more-" * 2 + "0123456789",
        RECEIPT_SALT="0f" * 16,
        DJANGO_SETTINGS_MODULE="ateams.settings",
    )


def test_cookies_of_production_belong_to_this_host_alone(tmp_path: object) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOOK],
        env=production(tmp_path), cwd=PROJECT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    names, secure, samesite, keys, hsts = json.loads(done.stdout)
    assert names == [
        "__Host-sessionid", "__Host-csrftoken", "__Host-mailbox", "__Host-vault",
    ]  # fmt: skip
    assert secure == [True, True, True]
    assert samesite == ["Lax", "Strict"]
    assert keys == ["__Host-mailbox", "__Host-vault"]
    assert hsts == 365 * 24 * 3600


def test_earlier_secret_keys_are_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "fallbacks"
    file.write_text("the-one-before-this-one, and-the-one-before\n")
    read = "from django.conf import settings; print(settings.SECRET_KEY_FALLBACKS)"
    found = []
    for about in ({}, {"SECRET_KEY_FALLBACKS_FILE": str(file)}):
        env = production(tmp_path) | about
        found.append(
            subprocess.run(
                [sys.executable, "-c", read],
                env=env, cwd=PROJECT, capture_output=True, text=True, check=True,
            ).stdout.strip()
        )  # fmt: skip
    assert found == ["[]", "['the-one-before-this-one', 'and-the-one-before']"]


def test_check_of_a_deployment_finds_nothing(tmp_path: object) -> None:
    done = manage("check", "--deploy", "--fail-level", "WARNING", env=production(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    assert "no issues" in done.stdout
