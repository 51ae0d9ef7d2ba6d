"""The page on which a case is classified, and closed with it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ateams.audit.models import Entry as AuditEntry
from codelists.enums import CodeList
from codelists.models import Code
from codelists.services import load
from incidents.enums import State
from incidents.models import Case, FactRow
from incidents.services import work
from tests.factories.incidents import PASSPHRASE, classified, make_case, open_office
from tests.personas import Persona, unlock

pytestmark = pytest.mark.django_db
CHOSEN: dict[str, Any] = {"main_kind": "joke", "ground": ["skin_colour", "language"]}
ENDED: dict[str, Any] = {
    **CHOSEN,
    "closing_reason": "partly",
    "outcome": ["apology"],
    "assessment": "confirmed",
}


@pytest.fixture
def case(counsellor: Persona, lead: Persona) -> Case:
    open_office(counsellor.user, lead.user)
    made = make_case(what="Immer dieselben Witze.", grounds=["skin"], responsible=["teacher"])
    return work.acknowledge(case=made, version=1, by=counsellor.user)


def url(case: Case) -> str:
    return f"/cases/{case.reference}/classification/"


def send(who: Persona, case: Case, do: str = "save", **fields: Any) -> Any:
    fields.setdefault("version", Case.objects.get(pk=case.pk).version)
    return who.client.post(url(case), {"do": do, **fields})


def row() -> FactRow:
    return FactRow.objects.get()


def test_page_asks_for_the_passphrase_and_records_the_opening(
    case: Case, counsellor: Persona
) -> None:
    assert "Immer dieselben Witze." not in counsellor.client.get(url(case)).text
    answer = counsellor.client.post(url(case), {"passphrase": PASSPHRASE})
    assert answer["Location"] == url(case)
    assert "Immer dieselben Witze." in counsellor.client.get(url(case)).text
    assert AuditEntry.objects.filter(action="case.opened").count() == 1


def test_what_the_report_has_ticked_is_ticked(case: Case, counsellor: Persona) -> None:
    unlock(counsellor)
    form = counsellor.client.get(url(case)).context["form"]
    assert form["ground"].value() == ["skin_colour"]
    assert form["responsible_role"].value() == ["teacher"]
    page = counsellor.client.get(url(case)).text
    assert "Verantwortlich: Lehrkraft" in page
    racism = form.ground_groups()[0]
    assert (racism.name, racism.unfolded) == ("Rassismus / ethnische Herkunft", True)


def test_case_is_classified(case: Case, counsellor: Persona) -> None:
    unlock(counsellor)
    answer = send(counsellor, case, **CHOSEN, incident_kind=["joke", "insult"], district="")
    assert answer["Location"] == f"/cases/{case.reference}/"
    assert row().codes == {
        "main_kind": ["joke"],
        "incident_kind": ["joke", "insult"],
        "ground": ["skin_colour", "language"],
        "case_type": ["counselling"],
    }
    page = counsellor.client.get(f"/cases/{case.reference}/").text
    assert "Abwertender Witz, Spruch, Stereotyp" in page
    assert "Hautfarbe (sonstige), Sprache / Akzent" in page
    form = counsellor.client.get(url(case)).context["form"]
    assert (form["main_kind"].value(), form["incident_kind"].value()) == ("joke", ["insult"])


def test_case_is_classified_and_closed_on_one_page(case: Case, counsellor: Persona) -> None:
    unlock(counsellor)
    send(counsellor, case, "close", **ENDED, note="Mehr ging nicht.", wish_fulfilled="partly")
    case.refresh_from_db()
    assert case.state == State.CLOSED
    assert row().codes["closing_reason"] == ["partly"]
    assert row().codes["wish_fulfilled"] == ["partly"]
    page = counsellor.client.get(f"/cases/{case.reference}/").text
    assert "Mehr ging nicht." in page
    assert "Der Fall ist abgeschlossen." in page  # and can be taken back
    page = counsellor.client.get(url(case)).text
    assert "Wie es ausging" in page
    assert 'value="close"' not in page


@pytest.mark.parametrize(
    ("do", "left_out", "named"),
    [
        ("save", "main_kind", "Hauptart des Vorfalls"),
        ("save", "ground", "Merkmale"),
        ("close", "main_kind", "Hauptart des Vorfalls"),
        ("close", "outcome", "Ergebnis"),
        ("close", "assessment", "Einschätzung"),
        ("close", "closing_reason", "Grund für den Abschluss"),
    ],
)
def test_what_is_missing_is_named(
    case: Case, counsellor: Persona, do: str, left_out: str, named: str
) -> None:
    unlock(counsellor)
    page = send(counsellor, case, do, **{k: v for k, v in ENDED.items() if k != left_out}).text
    summary = page.partition("data-error-summary")[2].partition("</ul>")[0]
    assert named in summary
    assert "Diese Angabe fehlt noch." in summary
    assert not FactRow.objects.exists()


def test_reason_alone_closes_where_it_is_enough(case: Case, counsellor: Persona) -> None:
    unlock(counsellor)
    send(counsellor, case, "close", closing_reason="spam")
    case.refresh_from_db()
    assert (case.state, FactRow.objects.count()) == (State.CLOSED, 0)


def test_quick_closing_says_what_is_missing_and_leads_there(
    case: Case, counsellor: Persona
) -> None:
    unlock(counsellor)
    version = Case.objects.get(pk=case.pk).version
    fields = {"closing_reason": "goal_reached", "version": version}
    page = counsellor.client.post(f"/cases/{case.reference}/close/", fields).text
    assert (
        "Für diesen Grund fehlt noch die Einordnung: "
        "„Hauptart des Vorfalls“, „Merkmale“, „Ergebnis“, „Einschätzung“." in page
    )
    assert f'<a href="{url(case)}">Zur Einordnung</a>' in page
    classified(case, by=counsellor.user)
    fields["version"] = version + 1
    counsellor.client.post(f"/cases/{case.reference}/close/", fields)
    case.refresh_from_db()
    assert case.state == State.CLOSED


def test_choice_survives_a_lock(case: Case, counsellor: Persona) -> None:
    page = send(counsellor, case, "close", **ENDED).text
    assert "Was du geschrieben hast, ist noch da." in page
    assert 'name="do" value="close"' in page
    send(counsellor, case, "close", **ENDED, passphrase=PASSPHRASE)
    case.refresh_from_db()
    assert (case.state, row().codes["main_kind"]) == (State.CLOSED, ["joke"])


def test_choice_survives_a_colleague(case: Case, counsellor: Persona, lead: Persona) -> None:
    version = Case.objects.get(pk=case.pk).version
    classified(case, by=counsellor.user)
    unlock(lead)
    page = send(lead, case, **CHOSEN, version=version)
    assert "Inzwischen hat jemand anderes den Fall geändert." in page.text
    form = page.context["form"]
    assert (form["main_kind"].value(), form["version"].value()) == ("joke", str(version + 1))
    assert row().codes["main_kind"] == ["insult"]


def test_hidden_code_stays_where_it_is_in_use(case: Case, counsellor: Persona) -> None:
    classified(case, by=counsellor.user)
    load()
    Code.objects.filter(code__in=["insult", "threat"]).update(hidden=True)
    unlock(counsellor)
    form = counsellor.client.get(url(case)).context["form"]
    codes = [code for code, _label in form.fields["main_kind"].choices]
    assert ("insult" in codes, "threat" in codes) == (True, False)
    answer = send(counsellor, case, main_kind="insult", ground=["age"])
    assert answer.status_code == 302


def test_added_code_can_be_chosen(case: Case, counsellor: Persona) -> None:
    load()
    Code.objects.create(list="ground", code="dialect", de="Dialekt", en="Dialect", position=99)
    unlock(counsellor)
    send(counsellor, case, main_kind="joke", ground=["dialect"])
    assert row().codes["ground"] == ["dialect"]


@pytest.mark.parametrize(
    "fields", [{"main_kind": "nothing"}, {"ground": ["nothing"]}, {"assessment": "nothing"}]
)
def test_unknown_code_is_refused(case: Case, counsellor: Persona, fields: dict[str, Any]) -> None:
    unlock(counsellor)
    answer = send(counsellor, case, **(CHOSEN | fields))
    assert (answer.status_code, FactRow.objects.count()) == (200, 0)


def test_page_asks_the_database_as_often_however_much_was_said(
    case: Case, counsellor: Persona
) -> None:
    unlock(counsellor)
    classified(case, by=counsellor.user)
    counsellor.client.get(url(case))
    counts = []
    for _turn in range(2):
        with CaptureQueriesContext(connection) as captured:
            counsellor.client.get(url(case))
        counts.append(len(captured))
        load()
        for _version in range(3):
            classified(case, by=counsellor.user)
    assert counts[0] == counts[1]


def test_every_list_of_the_form_is_a_code_list_in_use(case: Case, counsellor: Persona) -> None:
    """Lists that no form offers would be kept up for nothing."""
    unlock(counsellor)
    form = counsellor.client.get(url(case)).context["form"]
    asked = {name for name in form.fields if name in set(CodeList)}
    assert asked == {
        "ground", "incident_kind", "form", "responsible_role", "affected_status", "reporter_role",
        "setting", "age_band", "gender", "wish", "outcome", "assessment", "closing_reason",
        "institution_type",
    }  # fmt: skip
