"""Leaving: first hand over, then nothing can be read any more; and the lock that does not wait."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts import services
from accounts.access import current_membership, key_state
from accounts.enums import EndReason, KeyState, Role
from accounts.errors import DutiesLeftError, OwnAccountError
from accounts.leaving import duties_left
from accounts.models import Team, User
from accounts.selectors import recipient
from ateams.audit.models import Entry as AuditEntry
from ateams.outbox.enums import Hours
from ateams.outbox.models import Mail
from followups.mails import case_waiting
from incidents.enums import EntryKind
from incidents.models import Case, Entry
from incidents.services import work
from tests.factories.incidents import make_case
from tests.personas import Persona, give_key, persona, show_second_factor, unlock, unlocked_key
from vault.errors import NotGranted
from vault.models import Grant
from vault.services import make_recovery_key, open_envelope

pytestmark = pytest.mark.database


@pytest.fixture
def colleague(db: None) -> Persona:
    return persona(Role.COUNSELLOR, name="Kollegin")


@pytest.fixture
def cases(lead: Persona, counsellor: Persona, colleague: Persona) -> list[Case]:
    """Make two cases for which the counsellor is responsible, and that three people can open."""
    make_recovery_key()
    give_key(lead, counsellor, colleague)
    made = [make_case(), make_case()]
    for case in made:
        work.assign(case=case, person=counsellor.user, version=case.version, by=lead.user)
    return made


def fresh(person: Persona) -> User:
    return User.objects.get(pk=person.user.pk)


def page_of(person: Persona, by: Persona) -> str:
    return by.client.get(f"/people/{person.user.pk}/").content.decode()


def grants_of(person: Persona) -> int:
    return Grant.objects.filter(key_pair=fresh(person).key_pair_id).count()


def leave_only_to(person: Persona, case: Case) -> None:
    """Take a case away from everybody else in the office."""
    envelopes = [case.shared_envelope_id, case.internal_envelope_id]
    others = Grant.objects.filter(envelope__in=envelopes, key_pair__isnull=False)
    others.exclude(key_pair=person.user.key_pair).delete()


@pytest.mark.usefixtures("cases")
def test_page_says_how_much_must_be_handed_over_and_to_whom(
    lead: Persona, counsellor: Persona, colleague: Persona
) -> None:
    page = page_of(counsellor, by=lead)
    assert "Für 2 offene Fälle zuständig." in page
    for other in (lead, colleague):
        assert f"{other.user.name} (kann 2 davon übernehmen)" in page


@pytest.mark.usefixtures("cases")
def test_administrator_sees_the_count_and_leaves_it_to_a_lead(
    admin: Persona, counsellor: Persona, colleague: Persona
) -> None:
    page = page_of(counsellor, by=admin)
    assert "Für 2 offene Fälle zuständig." in page
    assert "Eine Leitung kann alles auf einmal übergeben." in page
    address = f"/people/{counsellor.user.pk}/hand-over/"
    assert admin.client.post(address, {"to": str(colleague.user.pk)}).status_code == 404


@pytest.mark.usefixtures("cases")
def test_nobody_leaves_before(admin: Persona, counsellor: Persona) -> None:
    with pytest.raises(DutiesLeftError):
        services.deactivate(person=counsellor.user, by=admin.user)
    with pytest.raises(DutiesLeftError):
        services.assign(person=counsellor.user, role=Role.ADMIN, team=None, by=admin.user)
    admin.client.post(f"/people/{counsellor.user.pk}/deactivate/")
    assert "Erst muss alles übergeben sein" in page_of(counsellor, by=admin)
    assert fresh(counsellor).is_active


@pytest.mark.usefixtures("cases")
def test_within_the_office_everything_is_kept(admin: Persona, counsellor: Persona) -> None:
    services.assign(person=counsellor.user, role=Role.LEAD, team=None, by=admin.user)
    assert grants_of(counsellor) == 4


def test_lead_hands_everything_over_in_one_step(
    lead: Persona, counsellor: Persona, colleague: Persona, cases: list[Case]
) -> None:
    lead.client.post(f"/people/{counsellor.user.pk}/hand-over/", {"to": str(colleague.user.pk)})
    assert set(Case.objects.values_list("responsible", "version")) == {(colleague.user.pk, 3)}
    told = Entry.objects.filter(kind=EntryKind.ASSIGNED, person=colleague.user, author=lead.user)
    assert told.count() == 2
    actions = AuditEntry.objects.order_by("-pk").values_list("action", flat=True)
    assert list(actions[:3]) == ["cases.handed_over", "case.assigned", "case.assigned"]
    assert duties_left(fresh(counsellor)) == []
    told_by_mail = Mail.objects.get(kind="case.waiting")
    assert told_by_mail.address == colleague.user.email
    usual = case_waiting(to=recipient(lead.user), not_before=timezone.now(), hours=Hours.OFFICE)
    assert (told_by_mail.subject, told_by_mail.text, told_by_mail.html, told_by_mail.hours) == (
        usual.subject,
        usual.text,
        usual.html,
        usual.hours,
    )


def test_only_what_the_receiver_can_open_is_handed_over(
    lead: Persona, counsellor: Persona, colleague: Persona, cases: list[Case]
) -> None:
    envelope = cases[0].internal_envelope_id
    Grant.objects.filter(envelope=envelope, key_pair=colleague.user.key_pair).delete()
    services.hand_over(person=counsellor.user, to=colleague.user, by=lead.user)
    assert [Case.objects.get(pk=case.pk).responsible for case in cases] == [
        counsellor.user,
        colleague.user,
    ]
    [left] = duties_left(fresh(counsellor))
    assert (left.count, [one.person for one in left.receivers]) == (1, [lead.user])


@pytest.mark.usefixtures("cases")
@pytest.mark.parametrize("to", ["", "nobody", "self"])
def test_nothing_is_handed_over_to_whoever_cannot_take_it(
    lead: Persona, counsellor: Persona, to: str
) -> None:
    data = {"to": str(counsellor.user.pk) if to == "self" else to}
    lead.client.post(f"/people/{counsellor.user.pk}/hand-over/", data)
    assert Case.objects.filter(responsible=counsellor.user).count() == 2


@pytest.mark.parametrize("way", ["deactivate", "assign"])
def test_after_leaving_nothing_can_be_read(
    lead: Persona, admin: Persona, counsellor: Persona, cases: list[Case], way: str
) -> None:
    unlock(counsellor)
    key = unlocked_key(counsellor)
    services.hand_over(person=counsellor.user, to=lead.user, by=lead.user)
    if way == "deactivate":
        services.deactivate(person=counsellor.user, by=admin.user)
        assert counsellor.client.get("/vault/").status_code == 302
    else:
        services.assign(person=counsellor.user, role=Role.ADMIN, team=None, by=admin.user)
        assert counsellor.client.get(f"/cases/{cases[0].reference}/").status_code == 404
    assert grants_of(counsellor) == 0
    with pytest.raises(NotGranted):
        open_envelope(envelope_id=cases[0].shared_envelope_id, key=key)


def test_return_brings_nothing_back(
    lead: Persona, admin: Persona, counsellor: Persona, cases: list[Case]
) -> None:
    services.hand_over(person=counsellor.user, to=lead.user, by=lead.user)
    services.deactivate(person=counsellor.user, by=admin.user)
    services.reactivate(person=counsellor.user, by=admin.user)
    assert key_state(fresh(counsellor)) == KeyState.WAITING
    assert grants_of(counsellor) == 0


def test_former_key_pairs_are_forgotten_too(
    lead: Persona, admin: Persona, counsellor: Persona, cases: list[Case]
) -> None:
    services.hand_over(person=counsellor.user, to=lead.user, by=lead.user)
    services.make_key_pair(person=counsellor.user, passphrase="sechs neue")
    services.deactivate(person=fresh(counsellor), by=admin.user)
    assert Grant.objects.filter(key_pair__retired_at__isnull=False).count() == 0


# --- what nobody else can open --------------------------------------------------------------------


def test_case_that_nobody_else_opens_blocks_and_says_what_to_do(
    lead: Persona, admin: Persona, counsellor: Persona, cases: list[Case]
) -> None:
    services.hand_over(person=counsellor.user, to=lead.user, by=lead.user)
    leave_only_to(counsellor, cases[1])
    page = page_of(counsellor, by=admin)
    assert "1 Fall öffnet sonst niemand in der Beratungsstelle." in page
    assert "„Fälle übergeben“" in page
    assert cases[1].reference not in page
    with pytest.raises(DutiesLeftError):
        services.deactivate(person=counsellor.user, by=admin.user)


def test_holder_shares_what_nobody_else_opens_and_can_leave(
    lead: Persona, admin: Persona, counsellor: Persona, colleague: Persona, cases: list[Case]
) -> None:
    leave_only_to(counsellor, cases[1])
    unlock(counsellor)
    assert "/cases/hand-over/" in counsellor.client.get("/vault/").content.decode()
    answer = counsellor.client.post("/cases/hand-over/", {"to": str(colleague.user.pk)})
    assert answer.headers["Location"] == "/cases/hand-over/"
    services.hand_over(person=counsellor.user, to=colleague.user, by=lead.user)
    services.deactivate(person=counsellor.user, by=admin.user)
    unlock(colleague)
    for case in cases:
        assert colleague.client.get(f"/cases/{case.reference}/").status_code == 200
    shared = AuditEntry.objects.filter(action="case.reader_added")
    assert [entry.subject_id for entry in shared] == [str(cases[1].pk)]


def test_what_others_open_is_not_shared_by_the_way(
    counsellor: Persona, colleague: Persona, cases: list[Case]
) -> None:
    late = persona(Role.COUNSELLOR)
    give_key(late)
    unlock(counsellor)
    counsellor.client.post("/cases/hand-over/", {"to": str(late.user.pk)})
    assert grants_of(late) == 0


# --- locked at once -------------------------------------------------------------------------------


def test_lock_works_at_once_without_hand_over(
    lead: Persona, admin: Persona, counsellor: Persona, cases: list[Case]
) -> None:
    unlock(counsellor)
    key = unlocked_key(counsellor)
    admin.client.post(f"/people/{counsellor.user.pk}/lock/")
    assert counsellor.client.get("/vault/").status_code == 302  # signed out
    assert not fresh(counsellor).is_active
    with pytest.raises(NotGranted):
        open_envelope(envelope_id=cases[0].shared_envelope_id, key=key)
    assert AuditEntry.objects.latest("pk").action == "account.locked"


def test_locked_account_comes_back_with_its_cases(
    lead: Persona, admin: Persona, counsellor: Persona, cases: list[Case]
) -> None:
    services.lock_account(person=counsellor.user, by=admin.user)
    services.reactivate(person=counsellor.user, by=admin.user)
    current = fresh(counsellor)
    assert current.key_pair
    wanted = services.Activation(current.key_pair.pk, Role.COUNSELLOR)
    services.activate_keys(activations=[wanted], by=lead.user, key=unlocked_key(lead))
    counsellor.client.force_login(fresh(counsellor))
    show_second_factor(counsellor.client, counsellor.user)
    unlock(counsellor)
    assert counsellor.client.get(f"/cases/{cases[0].reference}/").status_code == 200


def test_locked_account_is_handed_over_later_and_ended(
    lead: Persona, admin: Persona, counsellor: Persona, colleague: Persona, cases: list[Case]
) -> None:
    services.lock_account(person=counsellor.user, by=admin.user)
    assert "Endgültig" not in page_of(counsellor, by=admin)
    services.hand_over(person=counsellor.user, to=colleague.user, by=lead.user)
    assert "Endgültig" in page_of(counsellor, by=admin)
    admin.client.post(f"/people/{counsellor.user.pk}/deactivate/")
    assert grants_of(counsellor) == 0


@pytest.mark.usefixtures("cases")
def test_last_lead_can_be_locked_and_the_page_warns(lead: Persona, admin: Persona) -> None:
    assert "Das ist die letzte Leitung" in page_of(lead, by=admin)
    services.lock_account(person=lead.user, by=admin.user)
    assert not fresh(lead).is_active


@pytest.mark.usefixtures("cases")
def test_nobody_locks_the_own_account(lead: Persona) -> None:
    with pytest.raises(OwnAccountError):
        services.lock_account(person=lead.user, by=lead.user)


# --- teams ----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("cases")
def test_end_of_a_membership_ends_reading(admin: Persona, member: Persona, team: Team) -> None:
    give_key(member)
    case = make_case(team=team)
    unlock(member)
    data = {"reason": EndReason.LEFT_INSTITUTION}
    admin.client.post(f"/people/{member.user.pk}/end-membership/", data)
    assert current_membership(fresh(member)) is None
    assert member.user.memberships.get().end_reason == EndReason.LEFT_INSTITUTION
    assert member.client.get(f"/cases/{case.reference}/").status_code == 404
    assert member.client.get("/vault/").context["unlocked"] is False
    assert grants_of(member) == 0


@pytest.mark.usefixtures("cases")
@pytest.mark.parametrize("reason", ["", "moved", "nonsense"])
def test_membership_ends_for_a_reason(admin: Persona, member: Persona, reason: str) -> None:
    admin.client.post(f"/people/{member.user.pk}/end-membership/", {"reason": reason})
    assert current_membership(fresh(member))
