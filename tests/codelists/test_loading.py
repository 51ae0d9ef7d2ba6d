"""Loading adds what is new and leaves what the office has decided."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from codelists.enums import CodeList
from codelists.models import Code
from codelists.selectors import code_book
from codelists.services import add_code, change_code, load
from codelists.shipped import shipped
from tests.personas import Persona

pytestmark = pytest.mark.django_db


def row(code: str, name: CodeList = CodeList.GROUND) -> Code:
    return Code.objects.get(list=name, code=code)


def test_loaded_lists_are_as_shipped() -> None:
    before = {name: code_book(name).choices(name) for name in CodeList}
    assert load() == sum(len(shipped(name).codes) for name in CodeList)
    assert {name: code_book(name).choices(name) for name in CodeList} == before


def test_second_loading_changes_nothing() -> None:
    load()
    before = list(Code.objects.values_list())
    assert load() == 0
    assert list(Code.objects.values_list()) == before


def test_loading_brings_corrected_words() -> None:
    load()
    Code.objects.filter(code="racism").update(de="Rasismus", definition="", en="Rasism")
    load()
    assert row("racism").de == "Rassismus / ethnische Herkunft"
    assert row("racism").definition.startswith("Benachteiligung wegen")


def test_loading_leaves_what_the_office_has_named_hidden_and_moved(lead: Persona) -> None:
    load()
    change_code(
        code=row("age"), de="Alter", en="Age", hidden=True, after="antisemitism", by=lead.user
    )
    added = add_code(name=CodeList.GROUND, de="Wohnort", en="Where one lives", by=lead.user)
    before = list(Code.objects.order_by("pk").values_list())
    load()
    assert list(Code.objects.order_by("pk").values_list()) == before
    assert (row("age").de, row("age").hidden, row(added.code).de) == ("Alter", True, "Wohnort")


def test_hidden_code_keeps_following_its_file(lead: Persona) -> None:
    """Who hides an entry has not named it."""
    load()
    change_code(code=row("age"), de="Lebensalter", en="Age", hidden=True, by=lead.user)
    Code.objects.filter(code="age").update(definition="")
    load()
    assert (row("age").definition, row("age").hidden) == ("Zu jung / zu alt.", True)


def test_new_code_of_a_file_comes_last_and_is_shown() -> None:
    load()
    Code.objects.filter(code="racism_anti_asian").delete()
    assert load() == 1
    last = Code.objects.of(CodeList.GROUND).last()
    assert last
    assert (last.code, last.hidden) == ("racism_anti_asian", False)


def test_code_that_left_its_file_stays() -> None:
    load()
    Code.objects.create(list="ground", code="long_ago", de="Früher", en="Once", position=99)
    load()
    assert code_book().label(CodeList.GROUND, "long_ago") == "Früher"


def test_command_says_how_much_was_new(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_codelists")
    call_command("load_codelists")
    total = sum(len(shipped(name).codes) for name in CodeList)
    assert capsys.readouterr().out.splitlines() == [
        f"Code lists: {total} new entries.",
        "Code lists: 0 new entries.",
    ]
