"""A quick exit: the empty page comes at once, and then the mailbox is over for every copy of it."""

from __future__ import annotations

import logging
from threading import Thread
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.test import Client, RequestFactory

from ateams.web.views import quick_exit
from incidents.carried import carry
from incidents.models import Case
from tests.factories.incidents import make_case, open_office
from tests.incidents.consenting import CODE
from tests.personas import Persona


@pytest.fixture
def case(counsellor: Persona) -> Case:
    open_office(counsellor.user)
    return make_case(code=CODE)


def cookie(case_id: UUID, opening: UUID) -> str:
    values = {"case": str(case_id), "secret": "", "opening": str(opening), "opened": 0}
    return carry("mailbox", values)


def opening(case: Case) -> UUID:
    return Case.objects.values_list("mailbox_opening", flat=True).get(pk=case.pk)


@pytest.mark.django_db(transaction=True)  # the end of a request closes its connection
def test_page_goes_out_before_anything_is_asked_of_the_database(case: Case) -> None:
    request = RequestFactory().get("/exit/", headers={"sec-fetch-site": "cross-site"})
    request.COOKIES["mailbox"] = cookie(case.pk, case.mailbox_opening)
    page = quick_exit(request)
    assert b"refresh" in page.content
    assert opening(case) == case.mailbox_opening
    page.close()
    assert opening(case) != case.mailbox_opening


def test_page_goes_out_without_a_database(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    client.cookies["mailbox"] = cookie(uuid4(), uuid4())
    with caplog.at_level(logging.ERROR):
        page = client.get("/exit/")
    assert page.status_code == 200
    assert page.cookies["mailbox"]["max-age"] == 0
    assert "Something stayed open after a quick exit" in caplog.text


@pytest.mark.parametrize("carried", ["", "forged", "x" * 300])
def test_nothing_is_asked_for_whoever_has_no_mailbox_open(client: Client, carried: str) -> None:
    """There is no database here, and nothing is logged."""
    client.cookies["mailbox"] = carried
    assert client.get("/exit/").status_code == 200


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_whoever_works_on_the_case(case: Case) -> None:
    pages = []

    def leave() -> None:
        client = Client()
        client.cookies["mailbox"] = cookie(case.pk, case.mailbox_opening)
        pages.append(client.get("/exit/"))
        connection.close()

    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        thread = Thread(target=leave)
        thread.start()
        thread.join(timeout=20)
        assert not thread.is_alive()
    assert pages[0].cookies["mailbox"]["max-age"] == 0
    assert opening(case) == case.mailbox_opening
