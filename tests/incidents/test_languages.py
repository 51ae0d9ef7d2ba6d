"""Languages: ticked answers are read in the reader's own, and the person's can be corrected."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import translation

from ateams.audit.models import Entry as AuditEntry
from incidents.languages import SPOKEN, language_label
from incidents.models import Case
from tests.factories.incidents import make_case, open_office
from tests.personas import Persona, unlock

pytestmark = pytest.mark.django_db
TICKED: dict[str, Any] = {"grounds": ["skin", "unsure"], "wishes": ["stop"], "affected": ["me"]}


@pytest.fixture
def case(counsellor: Persona) -> Case:
    open_office(counsellor.user)
    unlock(counsellor)
    return make_case(language="ar", what="لقد حدث شيء.", **TICKED)


def shown(person: Persona, case: Case) -> str:
    html = person.client.get(f"/cases/{case.reference}/").content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))


def speak(person: Persona, language: str) -> None:
    person.user.language = language
    person.user.save(update_fields=["language"])


def test_ticked_answers_are_told_in_the_readers_language(case: Case, counsellor: Persona) -> None:
    """They came in another language; what was written stays as it was written."""
    html = shown(counsellor, case)
    assert "wegen der Hautfarbe" in html
    assert "Es soll aufhören" in html
    assert "Arabisch" in html
    assert "لقد حدث شيء." in html
    speak(counsellor, "en")
    html = shown(counsellor, case)
    with translation.override("en"):
        words = [translation.gettext(text) for text in ("Es soll aufhören", "weiß nicht")]
    assert all(text in html for text in words)
    assert "Es soll aufhören" not in html
    assert "لقد حدث شيء." in html


def test_office_corrects_the_language(case: Case, counsellor: Persona) -> None:
    url = f"/cases/{case.reference}/language/"
    counsellor.client.post(url, {"version": case.version, "language": "fa"})
    found = Case.objects.get()
    assert (found.language, found.version) == ("fa", case.version + 1)
    assert "Farsi oder Dari" in shown(counsellor, case)
    assert AuditEntry.objects.filter(action="case.language_set").count() == 1


def test_second_of_two_corrections_is_told(case: Case, counsellor: Persona) -> None:
    url = f"/cases/{case.reference}/language/"
    for language in ("fa", "ku"):
        answer = counsellor.client.post(url, {"version": case.version, "language": language})
    assert "Inzwischen hat jemand anderes den Fall geändert." in answer.content.decode()
    assert Case.objects.get().language == "fa"


def test_language_is_one_of_the_list(case: Case, counsellor: Persona) -> None:
    url = f"/cases/{case.reference}/language/"
    answer = counsellor.client.post(url, {"version": case.version, "language": "tlh"})
    assert "data-error-summary" in answer.content.decode()
    assert Case.objects.get().language == "ar"


def test_every_language_has_a_name_and_fits_its_column(case: Case, counsellor: Persona) -> None:
    longest = Case._meta.get_field("language").max_length
    assert longest
    assert all(len(code) <= longest for code in SPOKEN)
    assert len({language_label(code) for code in SPOKEN}) == len(SPOKEN)
    for code in ("ku", "gsg", "other", "tlh"):
        Case.objects.update(language=code)
        assert language_label(code) in shown(counsellor, case)
