"""The log tells that a request failed and where, never of whom or what it was."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from io import StringIO

import pytest
from django.test import Client

from accounts.models import User
from accounts.views import accept
from tests.factories.accounts import InvitationFactory

TOKEN = "live-token-7Q"


@pytest.fixture
def written() -> Iterator[StringIO]:
    """Everything that any handler writes, formatted as in earnest."""
    stream = StringIO()
    loggers = [logging.getLogger(name) for name in (None, *logging.root.manager.loggerDict)]
    handlers = {
        handler
        for logger in loggers
        for handler in logger.handlers
        if type(handler) is logging.StreamHandler
    }
    before = {handler: handler.setStream(stream) for handler in handlers}
    yield stream
    for handler, earlier in before.items():
        handler.setStream(earlier or handler.stream)


def line(written: StringIO) -> str:
    """Return the only line, without its time."""
    (only,) = written.getvalue().splitlines()
    return only.split(" ", 2)[2]


@pytest.mark.django_db
def test_failure_names_view_and_exception_alone(
    written: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_token: str) -> None:
        raise ValueError(f"no {TOKEN} for anna@schule.example")

    monkeypatch.setattr(accept, "open_invitation", fail)
    client = Client(raise_request_exception=False)
    answer = client.post(f"/invitation/{TOKEN}/?q=secret", {"password": "hidden"})
    assert answer.status_code == 500
    assert line(written) == (
        "ERROR django.request status=500 view=accounts:invitation error=ValueError"
    )


@pytest.mark.django_db
def test_form_without_token_names_the_view_alone(written: StringIO) -> None:
    InvitationFactory.create(token=TOKEN)
    answer = Client(enforce_csrf_checks=True).post(f"/invitation/{TOKEN}/", {"name": "Ada"})
    assert answer.status_code == 403
    assert not User.objects.exists()
    assert line(written) == (
        "WARNING django.security.csrf status=403 view=accounts:invitation error=-"
    )


def test_foreign_host_is_not_named(written: StringIO) -> None:
    answer = Client().get(f"/invitation/{TOKEN}/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert written.getvalue()
    for entry in written.getvalue().splitlines():
        assert entry.split(" ", 2)[2].startswith(
            "ERROR django.security.DisallowedHost status=400 view=- error="
        )


@pytest.mark.django_db
def test_missing_page_is_not_written_down(written: StringIO) -> None:
    assert Client().get(f"/nowhere/{TOKEN}/").status_code == 404
    assert written.getvalue() == ""
