"""The short address on posters and cards."""

import pytest
from django.test import Client

from tests.factories.accounts import TeamFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("asked", "language"), [("de-DE", "de"), ("en-GB,en", "en"), ("xx", "de")])
def test_qr_code_leads_to_the_form_in_the_visitors_language(
    client: Client, asked: str, language: str
) -> None:
    TeamFactory.create(slug="teich")
    answer = client.get("/m/teich", headers={"accept-language": asked})
    assert answer["Location"] == f"/{language}/report/?team=teich"
    assert not client.cookies


def test_qr_code_of_nobody_is_not_found(client: Client) -> None:
    assert client.get("/m/teich").status_code == 404


def test_qr_code_is_read_only(client: Client) -> None:
    assert client.post("/m/teich").status_code == 405
