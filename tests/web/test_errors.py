"""Pages for what goes wrong."""

import pytest
from django.template.loader import render_to_string
from django.test import Client

pytestmark = pytest.mark.urls("tests.web.urls")


def test_unknown_address_is_answered_with_a_page(client: Client) -> None:
    response = client.get("/nowhere/")

    assert response.status_code == 404
    assert "Diese Seite gibt es nicht" in response.content.decode()


def test_failure_is_answered_with_a_page_that_needs_no_context(client: Client) -> None:
    client.raise_request_exception = False

    response = client.get("/broken/")

    assert response.status_code == 500
    assert response.content.decode() == render_to_string("500.html")
    assert "Der Fehler liegt bei uns" in response.content.decode()


def test_expired_form_is_told_what_to_do() -> None:
    response = Client(enforce_csrf_checks=True).post("/guarded/")

    assert response.status_code == 403
    assert "Diese Seite lag zu lange offen" in response.content.decode()
