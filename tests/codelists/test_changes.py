"""What the office does with a list."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from ateams.audit.models import Entry
from codelists.enums import FIXED, CodeList
from codelists.models import CODE_LENGTH, Code, valid_code
from codelists.selectors import code_book
from codelists.services import add_code, change_code, free_code
from tests.personas import Persona


def row(code: str, name: CodeList = CodeList.GROUND) -> Code:
    return Code.objects.get(list=name, code=code)


def order(name: CodeList) -> list[str]:
    return [code for code, _label in code_book(name).choices(name)]


@pytest.mark.django_db
def test_code_is_renamed_in_both_languages(lead: Persona) -> None:
    code = Code(list="gender", code="self")
    change_code(code=code, de="eigenes Wort", en="own word", after="diverse", by=lead.user)
    book = code_book(CodeList.GENDER)
    assert book.label(CodeList.GENDER, "self") == "eigenes Wort"
    assert order(CodeList.GENDER) == ["female", "male", "diverse", "self", "na"]
    assert Entry.objects.filter(action="codelist.changed", subject_id="gender").count() == 1


@pytest.mark.django_db
def test_hidden_code_cannot_be_chosen_and_keeps_its_name(lead: Persona) -> None:
    code = Code(list="gender", code="self")
    change_code(code=code, de="eigene Angabe", en="own", hidden=True, after="diverse", by=lead.user)
    book = code_book(CodeList.GENDER)
    assert order(CodeList.GENDER) == ["female", "male", "diverse", "na"]
    assert book.label(CodeList.GENDER, "self") == "eigene Angabe"
    shown = book.choices(CodeList.GENDER, including={"self"})
    assert ("self", "eigene Angabe") in shown
    change_code(code=code, de="eigene Angabe", en="own", after="diverse", by=lead.user)
    assert "self" in order(CodeList.GENDER)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("", ["na", "female", "male", "diverse", "self"]),
        ("female", ["female", "na", "male", "diverse", "self"]),
        ("self", ["female", "male", "diverse", "self", "na"]),
        ("gone", ["na", "female", "male", "diverse", "self"]),
    ],
)
def test_code_is_put_behind_another(lead: Persona, after: str, expected: list[str]) -> None:
    code = Code(list="gender", code="na")
    change_code(code=code, de="Keine Angabe", en="Not stated", after=after, by=lead.user)
    assert order(CodeList.GENDER) == expected


@pytest.mark.django_db
def test_added_code_comes_last_under_a_code_of_its_words(lead: Persona) -> None:
    added = add_code(name=CodeList.SETTING, de="Übergang & Flur", en="Corridor", by=lead.user)
    assert added.code == "uebergang_flur"
    assert order(CodeList.SETTING)[-1] == "uebergang_flur"
    assert Entry.objects.get(action="codelist.added").subject_id == "setting"


@pytest.mark.django_db
def test_added_code_belongs_to_a_group(lead: Persona) -> None:
    ground = CodeList.GROUND
    added = add_code(name=ground, de="Dialekt", en="Dialect", parent="racism", by=lead.user)
    book = code_book(ground)
    assert book.group_of(ground, added.code) == "racism"
    name, choices = book.groups(ground)[0]
    assert (name, choices[0][0], choices[-1][0]) == (
        "Rassismus / ethnische Herkunft", "racism", added.code,
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "parent"),
    [(CodeList.GROUND, "language"), (CodeList.GROUND, "nothing"), (CodeList.SETTING, "classroom")],
)
def test_group_must_be_one(lead: Persona, name: CodeList, parent: str) -> None:
    with pytest.raises(ValidationError):
        add_code(name=name, de="Neu", en="New", parent=parent, by=lead.user)
    assert Code.objects.filter(de="Neu").count() == 0


@pytest.mark.django_db
def test_code_is_never_used_again(lead: Persona) -> None:
    hidden = Code(list="setting", code="toilet")
    change_code(code=hidden, de="Toilette", en="Toilet", hidden=True, by=lead.user)
    with pytest.raises(ValidationError):
        add_code(name=CodeList.SETTING, de="WC", en="WC", code="toilet", by=lead.user)
    added = add_code(name=CodeList.SETTING, de="Toilet", en="Toilet", by=lead.user)
    assert added.code == "toilet_2"
    with pytest.raises(IntegrityError, match=r"code_once_in_list|UNIQUE"), transaction.atomic():
        Code.objects.create(list="setting", code="toilet", de="WC", en="WC", position=1)


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["Groß", "mit leer", "_x", "ä", "x" * 41])
def test_code_is_a_plain_word(lead: Persona, code: str) -> None:
    with pytest.raises(ValidationError):
        add_code(name=CodeList.SETTING, de="Neu", en="New", code=code, by=lead.user)


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(FIXED))
def test_list_that_the_program_acts_on_is_renamed_and_nothing_else(
    lead: Persona, name: CodeList
) -> None:
    codes = order(name)
    with pytest.raises(ValidationError):
        add_code(name=name, de="Neu", en="New", by=lead.user)
    first = Code(list=name, code=codes[0])
    change_code(code=first, de="Anders", en="Otherwise", hidden=True, by=lead.user)
    assert order(name) == codes
    assert code_book(name).label(name, codes[0]) == "Anders"


@given(st.text(max_size=200), st.sets(st.text(max_size=10), max_size=5))
def test_code_made_of_any_words_is_free_and_valid(words: str, taken: set[str]) -> None:
    taken = taken | {free_code(words, ())}
    code = free_code(words, taken)
    valid_code(code)
    assert code not in taken
    assert len(code) <= CODE_LENGTH
