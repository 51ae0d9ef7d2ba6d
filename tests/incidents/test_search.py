"""Searching: what is found by whom, what of it is kept, and how it goes on in steps."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ateams.audit.models import Entry as AuditEntry
from incidents import searching
from incidents.classification import Classification
from incidents.enums import State
from incidents.forms.report import ReportForm
from incidents.models import Case
from incidents.plain_words import QUESTIONS
from incidents.searching import WRITTEN
from incidents.selectors import open_case
from incidents.services import work
from incidents.services.closing import close
from tests.factories.incidents import add_text_file, classified, make_case, open_office
from tests.factories.incidents import give_key as give_key_to
from tests.incidents.consenting import ask, decide
from tests.incidents.test_mailbox import CODE
from tests.incidents.working import agree, link, set_task
from tests.personas import Persona, unlock, unlocked_key

pytestmark = pytest.mark.django_db
URL = "/cases/search/"


@pytest.fixture
def office(counsellor: Persona, lead: Persona) -> None:
    open_office(counsellor.user, lead.user)
    for person in (counsellor, lead):
        person.user.refresh_from_db()
        unlock(person)


def look(person: Persona, q: str = "", **more: Any) -> str:
    answer = person.client.post(URL, {"q": q, **more})
    assert answer.status_code == 200
    return answer.content.decode()


def found(html: str) -> list[str]:
    return re.findall(r'<a href="/cases/([^/]+)/" data-row>', html)


def excerpts(html: str) -> list[tuple[str, str]]:
    """Return kind and words of every hit shown, what was found in square brackets."""
    hits = re.findall(r'<p><span class="muted">(.*?) · .*?</span><br>(.*?)</p>', html, re.DOTALL)
    plain = re.compile("<[^>]+>")
    return [
        (kind, unescape(plain.sub("", text.replace("<mark>", "[").replace("</mark>", "]"))).strip())
        for kind, text in hits
    ]


# --- by reference ----------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["{}", "{:.4}", "{:.6}"])
@pytest.mark.parametrize("change", [str, str.lower, lambda text: f" {text.replace('-', '')} "])
def test_reference_leads_straight_to_the_case(
    office: None, counsellor: Persona, typed: str, change: Any
) -> None:
    case, _other = make_case(), make_case()
    answer = counsellor.client.post(URL, {"q": change(typed.format(case.reference))})
    assert answer["Location"] == f"/cases/{case.reference}/"
    assert not AuditEntry.objects.filter(action="case.searched").exists()


def test_beginning_that_fits_several_offers_them(office: None, counsellor: Persona) -> None:
    one, two = make_case(), make_case()
    Case.objects.filter(pk=one.pk).update(reference="K7QX-2222")
    Case.objects.filter(pk=two.pk).update(reference="K7QX-3333")
    html = look(counsellor, "k7qx")
    assert re.findall(r'<li><a href="/cases/([^/]+)/">', html) == ["K7QX-2222", "K7QX-3333"]


def test_reference_of_a_case_that_somebody_cannot_open_is_none(
    office: None, member: Persona
) -> None:
    give_key_to(member.user)
    case = make_case()
    missing, foreign = (
        re.sub(r'value="[^"]*"', "", look(member, typed)) for typed in ("XXXX-XXXX", case.reference)
    )
    assert missing == foreign


# --- by words --------------------------------------------------------------------------------


def test_words_are_found_wherever_somebody_wrote_them(
    office: None, counsellor: Persona, lead: Persona
) -> None:
    case = make_case(code=CODE, what="Der LEHRER hat gelacht.", place="Im Café der Schule")
    opened = open_case(case, unlocked_key(counsellor))
    assert opened
    assert opened.internal
    work.send_message(
        case=case, text="Wir reden mit dem Lehrer.", version=1, once=uuid4(),
        by=counsellor.user, shared=opened.shared,
    )  # fmt: skip
    work.write_note(
        case=case, text="Lehrer ist bekannt.", once=uuid4(),
        by=counsellor.user, envelope=opened.internal,
    )  # fmt: skip
    ask(case, counsellor)
    decide(case, lead)
    add_text_file(case, CODE)
    html = look(counsellor, "lehrer")
    assert found(html) == [case.reference]
    assert excerpts(html) == [
        ("Meldung", "Der [LEHRER] hat gelacht. Im Café der Schule"),
        ("Antwort", "Wir reden mit dem [Lehrer]."),
        ("Interne Notiz", "[Lehrer] ist bekannt."),
    ]
    assert excerpts(look(counsellor, "cafe")) == [
        ("Meldung", "Der LEHRER hat gelacht. Im [Café] der Schule")
    ]
    assert excerpts(look(counsellor, "chat.txt")) == [("Datei", "[chat.txt]")]
    assert excerpts(look(counsellor, "polizei gehen"))[0] == (
        "Einverständnis", "Dürfen wir zur [Polizei] [gehen]?",
    )  # fmt: skip
    assert excerpts(look(counsellor, "Suizid")) == [("Einverständnis", "Angekündigter [Suizid].")]
    assert found(look(counsellor, "lehrer polizei")) == []


def test_closing_reasons_are_found(office: None, counsellor: Persona) -> None:
    case = make_case()
    Case.objects.filter(pk=case.pk).update(state=State.IN_PROGRESS)
    opened = open_case(case, unlocked_key(counsellor))
    assert opened
    assert opened.internal
    close(
        case=case, reason="spam", note="Umzug nach Celle", version=1, by=counsellor.user,
        internal=opened.internal,
    )  # fmt: skip
    assert excerpts(look(counsellor, "celle")) == [("Status", "Umzug nach [Celle]")]


def test_everything_that_a_reporter_can_type_is_searched() -> None:
    ticked = {*QUESTIONS, "urgent"}
    assert {*ReportForm.answer_fields} - ticked <= set(WRITTEN)


def test_team_finds_nothing_of_the_office(
    office: None, counsellor: Persona, member: Persona
) -> None:
    give_key_to(member.user)
    member.user.refresh_from_db()
    unlock(member)
    shared = make_case(team=member.team, what="Auf dem Schulhof beleidigt.")
    make_case(what="Im Flur beleidigt.")
    opened = open_case(shared, unlocked_key(counsellor))
    assert opened
    assert opened.internal
    work.write_note(
        case=shared, text="Lehrer X wird beleidigt sein.", once=uuid4(),
        by=counsellor.user, envelope=opened.internal,
    )  # fmt: skip
    html = look(member, "beleidigt")
    assert excerpts(html) == [("Meldung", "Auf dem Schulhof [beleidigt].")]
    assert found(look(member, "Flur")) == []
    assert "1 von 1 Fall" in html


def test_codes_narrow_like_words(office: None, counsellor: Persona) -> None:
    skin = make_case(what="Im Bus beleidigt.", grounds=["skin", "origin"])
    religion = make_case(what="Im Bus beschimpft.", grounds=["religion"])
    make_case(what="Im Bus geschubst.")
    assert found(look(counsellor, ground="skin_colour")) == [skin.reference]
    assert found(look(counsellor, "bus", ground="religion_belief")) == [religion.reference]
    assert found(look(counsellor, "schule", ground="religion_belief")) == []
    assert excerpts(look(counsellor, ground="religion_belief")) == [
        ("Meldung", "Im Bus beschimpft.")
    ]


def test_what_the_office_says_counts_more_than_what_was_ticked(
    office: None, counsellor: Persona
) -> None:
    case = make_case(what="Im Bus beleidigt.", grounds=["skin"])
    make_case(what="Im Bus beschimpft.", grounds=["religion"])
    said = {"ground": ["racism_anti_muslim"], "main_kind": ["insult"], "setting": ["trip"]}
    classified(case, by=counsellor.user, codes=Classification(said))
    assert found(look(counsellor, ground="skin_colour")) == []
    assert found(look(counsellor, ground="racism")) == [case.reference]  # the group
    assert found(look(counsellor, main_kind="insult", ground="racism_anti_muslim")) == [
        case.reference
    ]
    assert found(look(counsellor, main_kind="threat")) == []
    assert "data-error-summary" in look(counsellor, ground="gibt es nicht")


@pytest.mark.parametrize("q", ["", " ", "a", "\u00b4"])
def test_nothing_in_particular_is_refused(office: None, counsellor: Persona, q: str) -> None:
    assert "data-error-summary" in look(counsellor, q)


def test_locked_key_is_unlocked_in_place_and_the_words_stay(
    office: None, counsellor: Persona
) -> None:
    case = make_case(what="Im Bus beleidigt.")
    del counsellor.client.cookies["vault"]
    html = look(counsellor, "bus")
    assert 'value="bus"' in html
    assert "beleidigt" not in html
    html = look(counsellor, "bus", passphrase=counsellor.passphrase)
    assert found(html) == [case.reference]


def test_damaged_row_does_not_end_the_search(office: None, counsellor: Persona) -> None:
    damaged, whole = make_case(what="Im Bus beleidigt."), make_case(what="Im Bus beschimpft.")
    entry = damaged.entries.get()
    entry.sealed = b"\x01" + bytes(600)
    entry.save()
    assert found(look(counsellor, "bus")) == [whole.reference]


# --- what is kept of it ----------------------------------------------------------------------


def test_search_leaves_its_number_of_hits_and_nothing_else(
    office: None, counsellor: Persona, caplog: pytest.LogCaptureFixture
) -> None:
    make_case(what="Ein Unterwasserfahrrad fiel um.")
    make_case(what="Kein UNTERWASSERFAHRRAD zu sehen.")
    caplog.set_level(0)
    with CaptureQueriesContext(connection) as captured:
        html = look(counsellor, "unterwasserfahrrad")
    assert len(found(html)) == 2
    (entry,) = AuditEntry.objects.filter(action="case.searched")
    assert (entry.actor, entry.subject_kind, entry.number) == (counsellor.user.pk, "account", 2)
    assert not AuditEntry.objects.filter(action="case.opened").exists()
    said = [query["sql"] for query in captured] + [caplog.text]
    said.append(repr(dict(counsellor.client.session)))
    assert [text for text in said if "wasserfahrrad" in text.lower()] == []
    assert Case.objects.filter(unread=True).count() == 2


def test_search_stands_in_no_address(office: None, counsellor: Persona) -> None:
    make_case(what="Im Bus beleidigt.")
    html = counsellor.client.get(f"{URL}?q=bus").content.decode()
    assert found(html) == []
    assert 'value="bus"' not in html
    for page in (html, counsellor.client.get("/cases/").content.decode()):
        form = re.search(r'<form[^>]*action="/cases/search/"[^>]*>', page)
        assert form
        assert 'method="post"' in form[0]
        assert 'autocomplete="off"' in form[0]


# --- in steps --------------------------------------------------------------------------------


def following(html: str) -> str:
    carried = re.search(r'name="after" value="([^"]+)"', html)
    return carried[1] if carried else ""


def test_search_goes_on_where_it_ended(
    office: None, counsellor: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "STEP", 2)
    monkeypatch.setattr(searching, "BATCH", 1)
    moment = timezone.now()
    cases = [make_case(what=f"Im Bus, Fall {number}.") for number in range(5)]
    for case in cases[1:]:  # some at the same instant
        Case.objects.filter(pk=case.pk).update(received_at=moment - timedelta(hours=1))
    seen, after, told = [], "", []
    while True:
        html = look(counsellor, "bus", after=after)
        seen.append(found(html))
        told += re.findall(r"(\d von 5) Fällen durchsucht", html)
        if not (after := following(html)):
            break
    newest_first = Case.objects.order_by("-received_at", "-pk").values_list("reference", flat=True)
    assert [reference for step in seen for reference in step] == list(newest_first)
    assert [len(step) for step in seen] == [2, 2, 1]
    assert told == ["2 von 5", "4 von 5", "5 von 5"]
    assert AuditEntry.objects.filter(action="case.searched").count() == 3


def test_search_that_finds_too_much_stops_and_goes_on(
    office: None, counsellor: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "MOST_FOUND", 2)
    for _ in range(3):
        make_case(what="Im Bus.")
    html = look(counsellor, "im bus")
    assert len(found(html)) == 2
    assert len(found(look(counsellor, "im bus", after=following(html)))) == 1


def test_work_and_the_reason_of_a_link_are_found(office: None, lead: Persona) -> None:
    case, other = make_case(), make_case()
    set_task(case, lead, "Dolmetscherin anrufen")
    agree(case, lead, "Ein ruhiger Raum", partner="Sportverein")
    link(case, other, lead, "Derselbe Aufzug")
    assert excerpts(look(lead, "dolmetscherin")) == [("Aufgabe", "[Dolmetscherin] anrufen")]
    assert found(look(lead, "sportverein")) == [case.reference]
    assert set(found(look(lead, "derselbe aufzug"))) == {case.reference, other.reference}


def test_step_that_ends_with_the_last_case_offers_no_further_one(
    office: None, counsellor: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "STEP", 2)
    for _ in range(2):
        make_case(what="Im Bus.")
    assert following(look(counsellor, "im bus")) == ""


@pytest.mark.parametrize("after", ["x", "A" * 600, "9" * 3000])
def test_position_that_is_none_of_ours_begins_anew(
    office: None, counsellor: Persona, after: str
) -> None:
    case = make_case(what="Im Bus.")
    html = look(counsellor, "im bus", after=after)
    assert found(html) == [case.reference]


def test_search_costs_constant_queries(
    office: None, counsellor: Persona, django_assert_num_queries: Any
) -> None:
    counts = []
    for more in (1, 2):
        for _ in range(more):
            make_case(what="Im Bus.")
        look(counsellor, "im bus")
        with django_assert_num_queries(100, exact=False) as captured:
            assert found(look(counsellor, "im bus"))
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 22
