"""Leaving a team: who reads, for how long, and who goes on."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db.models import F
from django.utils import timezone

from accounts import services as accounts
from accounts.access import key_state
from accounts.enums import EndReason, KeyState, Role
from accounts.errors import DutiesLeftError
from accounts.leaving import duties_left
from accounts.models import Membership, Team, User
from ateams.due import Part
from ateams.outbox.models import Mail
from contactpoints.due import SuccessionGap, TermEnds
from contactpoints.sweeps import end_terms
from followups.sweeps import plan_reminders, send_next_reminder
from incidents.enums import EntryKind
from incidents.models import Case, Entry
from incidents.services.passing_on import NotPassedOn, pass_on
from incidents.team_cases import team_cases
from tests.factories.followups import default_rules
from tests.factories.incidents import make_case
from tests.personas import Persona, give_key, persona, unlock, unlocked_key
from vault.models import Grant
from vault.services import make_recovery_key

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")


def fresh(person: Persona) -> User:
    return User.objects.get(pk=person.user.pk)


def grants_of(person: Persona) -> int:
    return Grant.objects.filter(key_pair=fresh(person).key_pair_id).count()


@pytest.fixture
def team_mate(team: Team) -> Persona:
    return persona(Role.MEMBER, team=team, name="Thuy")


@pytest.fixture
def cases(counsellor: Persona, member: Persona, team_mate: Persona, team: Team) -> list[Case]:
    """Make two cases that the office, the member and the team mate can open."""
    make_recovery_key()
    give_key(counsellor, member, team_mate)
    return [make_case(team=team), make_case(team=team)]


def page_of(case: Case, person: Persona) -> int:
    return person.client.get(f"/cases/{case.reference}/").status_code


def test_member_passes_each_case_on_and_leaves(
    member: Persona, team_mate: Persona, cases: list[Case]
) -> None:
    page = member.client.get("/team/leaving/").content.decode()
    assert all(case.reference in page for case in cases)
    assert page.count("Thuy") == 2
    with pytest.raises(DutiesLeftError):
        accounts.leave_team(person=member.user, reason=EndReason.OWN_WISH)
    first, second = cases
    Case.objects.update(unread=False)
    for case, to in ((first, str(team_mate.user.pk)), (second, "")):
        member.client.post(f"/team/leaving/{case.reference}/", {"to": to})
        assert page_of(case, member) == 404
    assert list(Case.objects.order_by("received_at").values_list("unread", flat=True)) == [
        False,
        True,
    ]
    assert grants_of(member) == 0
    assert grants_of(team_mate) == 2
    assert Mail.objects.get(kind="case.waiting").address == team_mate.user.email
    again = member.client.post(f"/team/leaving/{first.reference}/", {"to": ""})
    assert again.status_code == 404
    assert (
        "Kein offener Fall ist mehr bei dir."
        in member.client.get("/team/leaving/").content.decode()
    )
    done = member.client.post("/team/leaving/done/", {"reason": "own_wish"}, follow=True)
    assert "Deine Zeit im Team ist beendet." in done.content.decode()
    assert key_state(fresh(member)) == KeyState.NO_TERM


@pytest.mark.parametrize("to", ["stranger", "counsellor", "self", "nonsense"])
def test_case_is_passed_on_to_nobody_new(
    member: Persona, counsellor: Persona, cases: list[Case], to: str
) -> None:
    stranger = persona(Role.MEMBER, team=member.team, name="Neu")
    give_key(stranger)  # reads nothing that was told before
    ids = {"stranger": stranger, "counsellor": counsellor, "self": member}
    value = str(ids[to].user.pk) if to in ids else to
    answer = member.client.post(f"/team/leaving/{cases[0].reference}/", {"to": value}, follow=True)
    assert "Bitte auswählen, wer weitermacht." in answer.content.decode()
    assert team_cases(fresh(member)).count() == 2
    with pytest.raises(NotPassedOn):
        pass_on(case=cases[0], person=fresh(member), to=stranger.user, by=member.user)


def test_last_way_to_a_case_is_not_cut(
    member: Persona, counsellor: Persona, cases: list[Case]
) -> None:
    Grant.objects.filter(key_pair=counsellor.user.key_pair_id).delete()
    with pytest.raises(NotPassedOn):
        pass_on(case=cases[0], person=fresh(member), to=None, by=member.user)
    assert team_cases(fresh(member)).count() == 2


def test_coordinator_who_ends_it_learns_nothing_and_the_office_goes_on(
    lead: Persona, member: Persona, coordinator: Persona, cases: list[Case]
) -> None:
    membership = member.user.memberships.get()
    before = coordinator.client.get(f"/team/{membership.team_id}/").content.decode()
    answer = coordinator.client.post(
        f"/team/members/{membership.pk}/end/", {"reason": "removed"}, follow=True
    )
    assert not any(case.reference in before + answer.content.decode() for case in cases)
    assert "Fall" not in answer.content.decode().partition("<main")[2].partition("</main")[
        0
    ].replace("Fälle", "")
    assert grants_of(member) == 0
    assert Entry.objects.filter(kind=EntryKind.NARROWED, person=None).count() == 2
    told = Mail.objects.filter(kind="account_term_shortened")  # never unseen
    assert set(told.values_list("address", flat=True)) == {member.user.email, lead.user.email}


def test_lead_hands_over_in_the_team(
    lead: Persona, member: Persona, team_mate: Persona, cases: list[Case]
) -> None:
    page = lead.client.get(f"/people/{member.user.pk}/").content.decode()
    assert "Liest in 2 offenen Fällen mit." in page
    assert "Thuy (kann 2 davon übernehmen)" in page
    lead.client.post(f"/people/{member.user.pk}/hand-over/", {"to": str(team_mate.user.pk)})
    assert duties_left(fresh(member)) == []
    told = Entry.objects.filter(kind=EntryKind.NARROWED).annotate(to=F("person__name"))
    assert list(told.values_list("to", flat=True)) == ["Thuy", "Thuy"]


def test_whose_key_is_not_active_leaves_without_passing_on(
    member: Persona, cases: list[Case]
) -> None:
    accounts.end_activation(person=member.user)
    assert cases[0].reference not in member.client.get("/team/leaving/").content.decode()
    accounts.leave_team(person=fresh(member), reason=EndReason.OWN_WISH)
    assert grants_of(member) == 0


@time_machine.travel(datetime(2027, 7, 9, 9, 30, tzinfo=BERLIN), tick=False)
def test_three_weeks_before_member_coordinator_and_office_are_told() -> None:
    default_rules()
    lead, coordinator = persona(Role.LEAD), persona(Role.COORDINATOR)
    member = persona(Role.MEMBER, team=coordinator.team)
    Membership.objects.filter(user=member.user).update(term_ends_on=date(2027, 7, 31))
    [item] = TermEnds().items(until=date(2027, 8, 9))
    assert (item.due_on, item.title) == (date(2027, 7, 31), f"Amtszeit endet: {member.user.name}")
    assert [one.email for one in item.people[Part.RESPONSIBLE]] == [member.user.email]
    plan_reminders(timezone.now())
    while send_next_reminder(timezone.now()):
        pass
    mails = Mail.objects.filter(kind="team.term_ends")
    assert not mails.exists()  # 22 days before: nobody yet
    with time_machine.travel(datetime(2027, 7, 12, 9, 30, tzinfo=BERLIN), tick=False):
        plan_reminders(timezone.now())
        while send_next_reminder(timezone.now()):
            pass
    assert set(mails.values_list("address", flat=True)) == {
        member.user.email,
        coordinator.user.email,
        lead.user.email,
    }
    assert all("am 31.07.2027 endet eine Amtszeit" in mail.text for mail in mails)
    assert "Offene Fälle weitergeben" not in coordinator.client.get("/").content.decode()
    with time_machine.travel(datetime(2027, 7, 12, 9, 30, tzinfo=BERLIN), tick=False):
        assert "Offene Fälle weitergeben" in member.client.get("/").content.decode()
        assert member.client.get(item.url).headers["Location"] == "/team/leaving/"
        roster = coordinator.client.get(item.url).headers["Location"]
        assert roster == f"/team/{coordinator.user.memberships.get().team_id}/"


@time_machine.travel(datetime(2027, 5, 3, 9, 30, tzinfo=BERLIN), tick=False)
def test_due_items_show_to_those_concerned_alone() -> None:
    member = persona(Role.MEMBER)
    stranger = persona(Role.COORDINATOR)
    Membership.objects.filter(user=member.user).update(term_ends_on=date(2027, 5, 20))
    until = date(2027, 6, 1)
    for source in (TermEnds(), SuccessionGap()):
        ids = {str(item.url) for item in source.items(until=until, reader_id=stranger.user.pk)}
        assert not any(str(member.user.memberships.get().pk) in url for url in ids)
    [item] = TermEnds().items(until=until)
    assert list(TermEnds().items(until=until, object_id=item.object_id)) == [item]
    assert list(TermEnds().items(until=until, object_id="nonsense")) == []
    assert list(SuccessionGap().items(until=until, reader_id=member.user.pk)) == []
    gaps = list(SuccessionGap().items(until=until))
    assert {gap.due_on for gap in gaps} == {date(2027, 4, 1)}
    assert list(SuccessionGap().items(until=until, object_id=gaps[0].object_id)) == [gaps[0]]


def test_unlocked_key_opens_nothing_after_the_term(member: Persona, cases: list[Case]) -> None:
    unlock(member)
    key = unlocked_key(member)
    assert page_of(cases[0], member) == 200
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(user=member.user).update(term_ends_on=yesterday)
    assert page_of(cases[0], member) == 404
    end_terms(timezone.localdate())
    assert not Grant.objects.filter(key_pair=key.key_pair_id).exists()
