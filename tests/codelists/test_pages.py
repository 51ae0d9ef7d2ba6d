"""The lead looks after the lists."""

from __future__ import annotations

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from codelists.enums import CodeList
from codelists.models import Code
from codelists.selectors import code_book
from codelists.services import load
from tests.personas import Persona

pytestmark = pytest.mark.django_db


def test_lists_stand_in_the_menu_of_the_lead(lead: Persona, counsellor: Persona) -> None:
    assert "/codelists/" in lead.client.get("/").text
    assert "/codelists/" not in counsellor.client.get("/").text


def test_page_shows_a_list_with_hidden_entries(lead: Persona) -> None:
    load()
    Code.objects.filter(list="ground", code="age").update(hidden=True)
    page = lead.client.get("/codelists/ground/").text
    assert "Lebensalter" in page
    assert page.count("ausgeblendet") == 1
    assert "Neuer Eintrag" in page


def test_list_that_the_program_acts_on_says_so(lead: Persona) -> None:
    page = lead.client.get("/codelists/status/").text
    assert "Nach diesen Einträgen handelt das Programm." in page
    assert "Neuer Eintrag" not in page
    assert "Ausblenden" not in lead.client.get("/codelists/status/new/").text


def test_entry_is_added(lead: Persona) -> None:
    data = {"de": "Bibliotheksbus", "en": "Mobile library"}
    answer = lead.client.post("/codelists/setting/", data, follow=True)
    assert "„Bibliotheksbus“ steht jetzt zur Auswahl." in answer.text
    assert code_book().label(CodeList.SETTING, "bibliotheksbus") == "Bibliotheksbus"


def test_taken_code_is_refused_beside_its_field(lead: Persona) -> None:
    data = {"de": "Klo", "en": "Loo", "code": "toilet"}
    answer = lead.client.post("/codelists/setting/", data)
    assert "Dieses Kürzel gibt es schon, oder es gab es einmal." in answer.text
    assert "Klo" in answer.text
    assert Code.objects.filter(de="Klo").count() == 0


def test_entry_is_renamed_hidden_and_moved(lead: Persona) -> None:
    data = {"de": "Zeugin oder Zeuge", "en": "Witness", "after": "parent", "hidden": "on"}
    answer = lead.client.post("/codelists/reporter_role/witness/", data)
    assert answer.status_code == 302
    with translation.override("de"):
        codes = [code for code, _ in code_book().choices(CodeList.REPORTER_ROLE)]
    assert codes[:4] == ["affected", "friend", "parent", "a_team"]
    assert code_book().label(CodeList.REPORTER_ROLE, "witness") == "Zeugin oder Zeuge"


def test_saving_an_entry_as_it_stands_moves_nothing(lead: Persona) -> None:
    before = code_book().choices(CodeList.SETTING)
    form = lead.client.get("/codelists/setting/toilet/").context["form"]
    data = {name: form.initial[name] or "" for name in ("de", "en", "after")}
    lead.client.post("/codelists/setting/toilet/", data)
    assert code_book().choices(CodeList.SETTING) == before
    assert not Code.objects.filter(own_words=True).exists()


@pytest.mark.parametrize("address", ["/codelists/", "/codelists/ground/", "/codelists/gender/"])
def test_pages_take_as_many_queries_whatever_the_list(
    lead: Persona, address: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    load()
    lead.client.get("/")
    with django_assert_max_num_queries(6):
        lead.client.get(address)


@pytest.mark.parametrize("address", ["/codelists/sources/", "/codelists/ground/nothing/"])
def test_what_does_not_exist_is_not_found(lead: Persona, address: str) -> None:
    assert lead.client.get(address).status_code == 404
