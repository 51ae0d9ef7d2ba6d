"""Paths and hosts that are none of ours, wherever they are written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import Institution
from tests.security.attack import Attack

pytestmark = pytest.mark.django_db
CLIMBS = [
    "../secret.txt", "..%2fsecret.txt", "%2e%2e/secret.txt", "%2e%2e%2fsecret.txt",
    "..%252fsecret.txt", "....//secret.txt", "..\\secret.txt", "..%5csecret.txt",
    "..%c0%afsecret.txt", "./../secret.txt", "/secret.txt", "app.css/../../secret.txt",
    "app.css%00../../secret.txt", "..;/secret.txt", "%2e%2e%2f" * 8 + "etc/passwd",
]  # fmt: skip


@pytest.mark.parametrize("climb", CLIMBS)
def test_no_path_leads_out_of_the_folder_of_static_files(client: Client, climb: str) -> None:
    secret = Path(settings.DATA_DIR) / "secret.txt"
    secret.write_text("geheim-7QXK")
    (Path(settings.STATIC_ROOT) / "app.css").touch()
    for start in ("/static/", "/m/", "/de/static/", "/invitation/", "/answer/", "/"):
        answer = client.generic("GET", f"{start}{climb}")
        body = b"".join(answer) if answer.streaming else answer.content
        assert b"geheim-7QXK" not in body
        assert b"root:" not in body
        assert answer.status_code < 500


@pytest.mark.parametrize("climb", CLIMBS)
def test_names_that_are_paths_stay_names(attack: Attack, climb: str) -> None:
    """Neither the short name of a team nor an institution's name can be a path."""
    client = attack.client("lead")
    team = attack.world.things["team_id", "own"]
    fields = {"name": climb, "slug": climb}
    answer = client.post(f"/institutions/teams/{team}/edit/", fields)
    assert "slug" in answer.context["form"].errors
    made = client.post(
        "/institutions/new/", {"name": f"{climb} Schule", "type": "other", "district": ""}
    )
    if made.status_code == 302:
        slug = Institution.objects.get(name=f"{climb} Schule").slug
        assert re.fullmatch("[a-z0-9-]+", slug)


def test_host_of_somebody_else_is_refused(client: Client) -> None:
    for host in ("evil.example", "testserver.evil.example", "testserver@evil.example", "a b", ""):
        assert client.get("/de/", headers={"host": host or "-"}).status_code == 400
    forwarded = {"x-forwarded-host": "evil.example", "x-original-url": "/healthz"}
    html = client.get("/de/", headers=forwarded).content.decode()
    assert "evil.example" not in html
