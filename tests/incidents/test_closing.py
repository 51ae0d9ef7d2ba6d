"""Classifying and closing: what is asked, what is sealed, what is counted."""

from __future__ import annotations

from dataclasses import replace

import pytest
import time_machine
from django.utils import timezone

from ateams.audit.models import Entry as AuditEntry
from codelists.enums import CodeList
from incidents.classification import NEEDED_AT_THE_END, Classification
from incidents.classified import classified as classification_of
from incidents.classified import proposed
from incidents.enums import CaseType, Channel, EntryKind, State
from incidents.models import Case, FactRow
from incidents.selectors import open_case
from incidents.services import mailbox, work
from incidents.services.changing import StaleCase
from incidents.services.closing import NotClassified, classify, close
from incidents.timeline import timeline
from incidents.transitions import ForbiddenMove
from tests.factories.accounts import InstitutionFactory
from tests.factories.incidents import (
    CODES,
    PASSPHRASE,
    classified,
    give_key,
    inside,
    make_case,
    open_office,
)
from tests.factories.vault import Holder
from tests.personas import Persona
from vault.receipts import new_code

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def case(counsellor: Persona, lead: Persona) -> Case:
    open_office(counsellor.user, lead.user)
    return in_progress(make_case())


def in_progress(case: Case) -> Case:
    case.state, case.next_date = State.IN_PROGRESS, timezone.localdate()
    case.save()
    return case


def end(case: Case, by: Persona, reason: str = "goal_reached", **more: object) -> Case:
    version = Case.objects.get(pk=case.pk).version
    return close(
        case=case,
        reason=reason,
        version=version,
        by=by.user,
        internal=inside(case, by.user),
        **more,  # type: ignore[arg-type]
    )


def lines(case: Case, by: Persona) -> list[tuple[str, str]]:
    assert by.user.key_pair
    opened = open_case(case, Holder(by.user.key_pair, PASSPHRASE).unlocked)
    assert opened
    return [(line.title, line.body) for line in timeline(opened)]


def counted() -> FactRow:
    return FactRow.objects.get()


def test_classified_case_is_counted_without_a_way_back(case: Case, counsellor: Persona) -> None:
    classified(case, by=counsellor.user)
    row = counted()
    assert row.codes == {
        "main_kind": ["insult"],
        "incident_kind": ["insult"],
        "ground": ["skin_colour"],
        "outcome": ["apology"],
        "assessment": ["confirmed"],
        "case_type": [case.type],
    }
    assert (row.channel, row.institution_type, row.district) == ("web_form", "gymnasium", "Linden")
    found = classification_of(case, inside(case, counsellor.user))
    assert found
    assert (found.row_id, found.classification) == (row.pk, CODES)


def test_case_is_counted_in_the_quarter_in_which_it_came(counsellor: Persona) -> None:
    open_office(counsellor.user)
    with time_machine.travel("2026-09-30T21:30:00Z", tick=False):
        case = in_progress(make_case())
    with time_machine.travel("2026-11-02T09:00:00Z", tick=False):
        classified(case, by=counsellor.user)
    assert counted().quarter == "2026-Q3"


def test_correction_changes_the_same_row_and_keeps_what_was_said(
    case: Case, counsellor: Persona, lead: Persona
) -> None:
    classified(case, by=counsellor.user)
    before = counted().pk
    other = replace(CODES, codes={"main_kind": ["threat"], "ground": ["language"]}, district="")
    classified(case, by=lead.user, codes=other)
    row = counted()
    assert (row.pk, row.codes["main_kind"], row.district) == (before, ["threat"], "")
    assert "outcome" not in row.codes
    entries = case.entries.filter(kind=EntryKind.CLASSIFIED)
    assert [entry.author for entry in entries] == [counsellor.user, lead.user]


def test_timeline_tells_the_office_that_it_was_done_and_not_what_was_said(
    case: Case, counsellor: Persona
) -> None:
    classified(case, by=counsellor.user)
    assert lines(case, counsellor)[-1] == ("Eingeordnet", "")
    assert AuditEntry.objects.filter(action="case.classified").count() == 1


def test_team_does_not_see_that_it_was_done(counsellor: Persona, member: Persona) -> None:
    open_office(counsellor.user, member.user)
    case = in_progress(make_case(team=member.team))
    classified(case, by=counsellor.user)
    assert [title for title, _body in lines(case, member)] == ["Meldung"]


@pytest.mark.parametrize("name", ["main_kind", "ground"])
def test_classification_says_what_and_why(case: Case, counsellor: Persona, name: str) -> None:
    codes = {key: value for key, value in CODES.codes.items() if key != name}
    with pytest.raises(NotClassified) as lacking:
        classified(case, by=counsellor.user, codes=replace(CODES, codes=codes))
    assert lacking.value.missing == [name]
    assert not FactRow.objects.exists()


def test_two_who_classify_at_once_are_told(case: Case, counsellor: Persona, lead: Persona) -> None:
    classified(case, by=counsellor.user)
    internal = inside(case, lead.user)
    with pytest.raises(StaleCase):
        classify(case=case, classification=CODES, version=1, by=lead.user, internal=internal)
    assert case.entries.filter(kind=EntryKind.CLASSIFIED).count() == 1


def test_envelope_of_another_case_is_refused(case: Case, counsellor: Persona) -> None:
    internal = inside(make_case(), counsellor.user)
    with pytest.raises(ValueError, match="another case"):
        classify(case=case, classification=CODES, version=1, by=counsellor.user, internal=internal)


@pytest.mark.parametrize("name", NEEDED_AT_THE_END)
def test_case_is_not_closed_while_something_is_missing(
    case: Case, counsellor: Persona, name: str
) -> None:
    codes = {key: value for key, value in CODES.codes.items() if key != name}
    with pytest.raises(NotClassified) as lacking:
        end(case, counsellor, classification=replace(CODES, codes=codes))
    assert lacking.value.missing == [name]
    case.refresh_from_db()
    assert (case.state, FactRow.objects.count()) == (State.IN_PROGRESS, 0)


def test_case_is_not_closed_unclassified_nor_without_a_reason(
    case: Case, counsellor: Persona
) -> None:
    with pytest.raises(NotClassified) as lacking:
        end(case, counsellor)
    assert lacking.value.missing == list(NEEDED_AT_THE_END)
    with pytest.raises(NotClassified) as lacking:
        end(case, counsellor, reason="", classification=CODES)
    assert lacking.value.missing == ["closing_reason"]


def test_closing_ends_every_date_and_seals_the_reason(case: Case, counsellor: Persona) -> None:
    classified(case, by=counsellor.user)
    done = end(case, counsellor, note="Sie ist zufrieden.")
    assert (done.state, done.next_date, done.reply_due_on) == (State.CLOSED, None, None)
    assert done.closed_at
    assert lines(case, counsellor)[-1] == (
        "Status: Abgeschlossen", "Ziel erreicht\nSie ist zufrieden.",
    )  # fmt: skip
    assert counted().codes["closing_reason"] == ["goal_reached"]


def test_case_is_classified_and_closed_in_one(case: Case, counsellor: Persona) -> None:
    end(case, counsellor, classification=CODES)
    assert counted().codes["main_kind"] == ["insult"]
    assert AuditEntry.objects.filter(action="case.closed").count() == 1


def test_case_is_closed_from_where_the_table_says(case: Case, counsellor: Persona) -> None:
    Case.objects.update(state=State.TRIAGE)
    with pytest.raises(ForbiddenMove):
        end(case, counsellor, classification=CODES)
    assert not FactRow.objects.exists()


@pytest.mark.parametrize("reason", ["duplicate", "spam"])
def test_what_is_no_case_needs_only_the_reason_and_is_not_counted(
    case: Case, counsellor: Persona, reason: str
) -> None:
    assert end(case, counsellor, reason).state == State.CLOSED
    assert not FactRow.objects.exists()
    classified(case, by=counsellor.user)  # a correction leaves the reason, and so the count
    assert not FactRow.objects.exists()


@pytest.mark.parametrize("reason", ["duplicate", "spam"])
def test_what_turns_out_to_be_no_case_is_taken_back(
    case: Case, counsellor: Persona, reason: str
) -> None:
    classified(case, by=counsellor.user)
    end(case, counsellor, reason)
    assert not FactRow.objects.exists()
    moved = Case.objects.get(pk=case.pk)
    work.move(
        case=moved, to="reopened", version=moved.version, by=counsellor.user,
        next_date=timezone.localdate(),
    )  # fmt: skip
    classified(case, by=counsellor.user)
    assert counted().codes.get("closing_reason") is None


def test_no_discrimination_needs_only_the_reason_and_is_counted_as_that(
    case: Case, counsellor: Persona
) -> None:
    end(case, counsellor, "no_discrimination")
    assert counted().codes == {
        "closing_reason": ["no_discrimination"],
        "assessment": ["not_confirmed"],
        "case_type": [case.type],
    }


def test_question_without_an_incident_needs_only_the_reason(
    case: Case, counsellor: Persona
) -> None:
    Case.objects.update(type=CaseType.INQUIRY)
    case.refresh_from_db()
    end(case, counsellor)
    assert counted().codes == {"closing_reason": ["goal_reached"], "case_type": ["inquiry"]}


def test_reason_that_the_office_has_added_is_like_any_other() -> None:
    said = CODES.closed_for("moved_to_another_city")
    assert (said.missing_at_the_end(CaseType.COUNSELLING), said.counts) == ([], True)


def test_correction_after_closing_keeps_the_reason(case: Case, counsellor: Persona) -> None:
    end(case, counsellor, "partly", classification=CODES)
    before = counted().pk
    classified(case, by=counsellor.user, codes=replace(CODES, district="Nordstadt"))
    row = counted()
    assert (row.pk, row.district, row.codes["closing_reason"]) == (before, "Nordstadt", ["partly"])


def test_withdrawal_leaves_the_count_and_nothing_that_leads_to_it(counsellor: Persona) -> None:
    open_office(counsellor.user)
    code = new_code()
    case = in_progress(make_case(code=code))
    classified(case, by=counsellor.user)
    box = mailbox.find_mailbox(code)
    assert box
    mailbox.withdraw(mailbox=box)
    assert (Case.objects.count(), FactRow.objects.count()) == (0, 1)


def test_damaged_correction_leaves_the_earlier_one_and_its_row(
    case: Case, counsellor: Persona
) -> None:
    classified(case, by=counsellor.user)
    before = counted().pk
    classified(case, by=counsellor.user)
    newest = case.entries.filter(kind=EntryKind.CLASSIFIED).latest("at")
    newest.sealed = bytes(newest.sealed or b"")[:-1] + b"?"
    newest.save()
    classified(case, by=counsellor.user, codes=replace(CODES, district="Nordstadt"))
    assert (counted().pk, counted().district) == (before, "Nordstadt")


def test_report_proposes_what_it_has_ticked(counsellor: Persona) -> None:
    open_office(counsellor.user)
    school = InstitutionFactory.create()
    case = make_case(
        institution=school.name, grounds=["skin", "language"], affected=["me"],
        responsible=["teacher"], wishes=["stop"],
    )  # fmt: skip
    said = proposal(case, counsellor)
    assert said == Classification(
        {
            "ground": ["language", "skin_colour"],
            "responsible_role": ["teacher"],
            "wish": ["stop"],
            CodeList.REPORTER_ROLE: ["affected"],
        },
        school.type,
        school.district,
    )


def test_conversation_proposes_the_team_that_noted_it(counsellor: Persona, member: Persona) -> None:
    open_office(counsellor.user)
    give_key(member.user)
    case = make_case(team=member.team, affected=["group"])
    case.channel = Channel.A_TEAM_TALK
    said = proposal(case, counsellor)
    assert (said.one(CodeList.REPORTER_ROLE), said.all("affected_status")) == ("a_team", ["group"])
    assert (said.institution_type, said.district) == (
        member.institution.type, member.institution.district,
    )  # fmt: skip


def test_empty_report_proposes_nothing(case: Case, counsellor: Persona) -> None:
    assert proposal(case, counsellor) == Classification()


def proposal(case: Case, by: Persona) -> Classification:
    assert by.user.key_pair
    opened = open_case(case, Holder(by.user.key_pair, PASSPHRASE).unlocked)
    assert opened
    return proposed(case, opened.shared)
