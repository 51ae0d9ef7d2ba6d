"""Names of codes, in one query per page."""

from __future__ import annotations

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from codelists.enums import CodeList
from codelists.selectors import code_book, overview
from codelists.services import load

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("loaded", [False, True], ids=["as shipped", "loaded"])
def test_book_takes_one_query(
    loaded: bool, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    if loaded:
        load()
    with django_assert_num_queries(1):
        book = code_book()
        assert book.label(CodeList.GROUND, "antisemitism") == "Antisemitismus"
        assert book.labels(CodeList.WISH, ["stop", "apology"]) == [
            "Es soll aufhören", "Entschuldigung",
        ]  # fmt: skip
        assert book.choices(CodeList.ASSESSMENT)[0][0] == "confirmed"


def test_names_are_in_the_language_of_the_page() -> None:
    book = code_book(CodeList.GROUND)
    with translation.override("en"):
        assert book.label(CodeList.GROUND, "sex_gender") == "Sex / gender"
    assert book.label(CodeList.GROUND, "sex_gender") == "Geschlecht"


def test_unknown_code_is_shown_as_itself() -> None:
    book = code_book(CodeList.GROUND)
    assert book.label(CodeList.GROUND, "of_the_future") == "of_the_future"
    assert book.group_of(CodeList.GROUND, "of_the_future") == "of_the_future"


def test_grounds_stand_in_groups() -> None:
    book = code_book(CodeList.GROUND)
    groups = dict(book.groups(CodeList.GROUND))
    assert list(groups)[:3] == [
        "Rassismus / ethnische Herkunft", "Antisemitismus", "Religion / Weltanschauung",
    ]  # fmt: skip
    assert [code for code, _label in groups["Behinderung"]] == [
        "disability", "chronic_illness", "mental_health", "learning_difficulty",
    ]  # fmt: skip
    assert sum(len(choices) for choices in groups.values()) == 29


def test_overview_takes_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        before = overview()
    load()
    assert overview() == before
    assert [found.name for found in before] == list(CodeList)
