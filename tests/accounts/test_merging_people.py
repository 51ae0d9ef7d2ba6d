"""Two accounts of one person become one, and nobody reads more than before."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db.models import ForeignKey
from django.urls import reverse
from django.utils import timezone

from accounts.access import scope_of
from accounts.duplicates import pairs_of_people
from accounts.enums import Role
from accounts.errors import DutiesLeftError, OwnAccountError
from accounts.models import FormerAccount, Membership, User
from accounts.services import reactivate
from accounts.services.erasure import erase_account
from accounts.services.merging_people import (
    BothReadCasesError,
    CannotMergeAccountsError,
    KeyStaysError,
    MustBeActiveError,
    merge_people,
)
from ateams.audit.models import Entry
from incidents.kept_out import KeptOut, Person, kept_out_of, seal_kept_out
from incidents.models import Case
from tests.factories.accounts import MembershipFactory, TeamFactory, UserFactory
from tests.factories.incidents import make_case
from tests.factories.trainings import SignUpFactory, TrainingFactory
from tests.personas import Persona, give_key, persona, unlocked_key
from trainings.belongings import ACTS
from trainings.enums import AttendanceStatus, ConsentScope
from trainings.models import (
    AboutPerson,
    ApprovedHours,
    Attendance,
    CohortMember,
    PersonConsent,
    SignUp,
    Trainer,
)
from vault.models import Grant, KeyPair
from vault.services import make_recovery_key, open_envelopes

DAY = date(2026, 3, 2)


def url(first: User, second: User) -> str:
    return reverse("accounts:person-merge-with", args=[first.pk, second.pk])


def two_members() -> tuple[User, User]:
    """Return two accounts of the same person; only the second one is in a team."""
    keep = UserFactory.create(role=Role.MEMBER, name="Nora Beck")
    other = UserFactory.create(role=Role.MEMBER, name="Beck, Nora")
    MembershipFactory.create(user=other, team=TeamFactory.create())
    return keep, other


def test_everything_moves_and_what_both_have_is_there_once(lead: Persona) -> None:
    keep, other = two_members()
    both, one = TrainingFactory.create(), TrainingFactory.create(logged_by=other)
    for user, status in ((keep, AttendanceStatus.ABSENT), (other, AttendanceStatus.PRESENT)):
        Attendance.objects.create(session=both.sessions.get(), user=user, status=status)
        Trainer.objects.create(training=both, user=user)
        SignUpFactory.create(training=both, user=user, name="", email="")
        ApprovedHours.objects.create(
            user=user, first_day=DAY, last_day=DAY, minutes=60, approved_on=DAY
        )
    SignUp.objects.filter(user=keep).update(excused_at=timezone.now())
    ApprovedHours.objects.filter(user=other).update(minutes=90)
    Attendance.objects.create(session=one.sessions.get(), user=other, minutes=30)
    AboutPerson.objects.create(user=other, chosen_name="Nora B.")
    PersonConsent.objects.create(user=keep, scope=ConsentScope.PHOTO, given_on=DAY)
    taken_back = DAY + timedelta(days=1)
    PersonConsent.objects.create(
        user=other, scope=ConsentScope.PHOTO, given_on=DAY, withdrawn_on=taken_back
    )
    PersonConsent.objects.create(user=other, scope=ConsentScope.CEREMONY, given_on=DAY)
    term = Membership.objects.get(user=other)

    page = lead.client.get(url(keep, other)).content.decode()
    assert other.email in page
    answers = [lead.client.post(url(keep, other), {"keep": str(keep.pk)}) for _twice in range(2)]
    assert {answer.headers["Location"] for answer in answers} == {
        reverse("accounts:person", args=[keep.pk])
    }

    found = Attendance.objects.filter(user=keep).order_by("pk").values_list("status", "minutes")
    assert list(found) == [(AttendanceStatus.PRESENT, None), (AttendanceStatus.PRESENT, 30)]
    assert SignUp.objects.get(user=keep).excused_at is None
    assert ApprovedHours.objects.get(user=keep).minutes == 90
    assert Trainer.objects.get(training=both).user == keep
    one.refresh_from_db()
    assert one.logged_by == keep
    assert AboutPerson.objects.get().user == keep
    current = PersonConsent.objects.current().filter(user=keep)
    assert [consent.scope for consent in current] == [ConsentScope.CEREMONY]
    for model in (Attendance, SignUp, ApprovedHours, Trainer, PersonConsent, CohortMember):
        assert not model._default_manager.filter(user=other).exists()
    terms = Membership.objects.filter(user=keep).order_by("starts_on", "ended_on")
    running = terms.get(ended_on=None)
    assert (running.team, running.term_ends_on) == (term.team, term.term_ends_on)
    assert running.pk != term.pk
    other.refresh_from_db()
    assert (other.is_active, other.left_on) == (False, timezone.localdate())
    entry = Entry.objects.get(action="account.merged")
    assert (entry.subject_id, entry.about, entry.actor) == (str(keep.pk), other.pk, lead.user.pk)
    assert erase_account(person_id=other.pk)
    assert FormerAccount.objects.get().user == keep


def test_no_key_opens_more_and_the_active_one_stays(lead: Persona) -> None:
    make_recovery_key()
    give_key(lead)
    reader = persona(Role.MEMBER)
    second = persona(Role.MEMBER, team=reader.team)
    give_key(reader)
    make_case(team=reader.team)

    def state() -> tuple[list[object], ...]:
        return (
            list(Grant.objects.order_by("pk").values_list("pk", "envelope", "key_pair", "scope")),
            list(KeyPair.objects.order_by("pk").values_list("pk", "activation_scope")),
            [scope_of(reader.user)],
        )

    before = state()
    with pytest.raises(KeyStaysError):
        merge_people(keep_id=second.user.pk, other_id=reader.user.pk, by=lead.user)
    form = lead.client.get(url(reader.user, second.user)).context["form"]
    assert [value for value, _label in form.fields["keep"].choices] == [str(reader.user.pk)]
    merge_people(keep_id=reader.user.pk, other_id=second.user.pk, by=lead.user)
    assert state() == before

    third = persona(Role.MEMBER, team=reader.team)
    give_key(third)
    answer = lead.client.post(url(reader.user, third.user), {"keep": str(reader.user.pk)})
    assert answer.context["form"].errors == {"keep": [str(BothReadCasesError.text)]}
    third.user.refresh_from_db()
    assert third.user.is_active


def test_whoever_was_shut_out_stays_out(lead: Persona, counsellor: Persona) -> None:
    make_recovery_key()
    give_key(lead, counsellor)
    case = make_case()
    keep, other = two_members()
    last = UserFactory.create(role=Role.MEMBER)
    (shared,) = open_envelopes(
        envelope_ids=[case.shared_envelope_id], key=unlocked_key(counsellor)
    ).values()
    seal_kept_out(case, KeptOut((Person(other.pk, "Nora"),)), shared)
    merge_people(keep_id=keep.pk, other_id=other.pk, by=lead.user)
    assert kept_out_of(case, shared).people == (Person(keep.pk, "Nora"),)
    merge_people(keep_id=last.pk, other_id=keep.pk, by=lead.user)
    assert erase_account(person_id=other.pk)
    assert erase_account(person_id=keep.pk)
    assert last.pk in kept_out_of(case, shared)


def test_what_cannot_be_merged_is_refused_and_stays(lead: Persona, counsellor: Persona) -> None:
    make_recovery_key()
    give_key(lead, counsellor)
    one, other = two_members()
    third = UserFactory.create(role=Role.MEMBER)
    gone = UserFactory.create(role=Role.MEMBER, is_active=False)
    busy = persona(Role.COUNSELLOR)
    case = make_case()
    Case.objects.filter(pk=case.pk).update(responsible=busy.user)
    refusals: tuple[tuple[User, User, type[Exception]], ...] = (
        (lead.user, one, OwnAccountError),
        (one, lead.user, OwnAccountError),
        (one, one, CannotMergeAccountsError),
        (gone, one, MustBeActiveError),
        (one, busy.user, DutiesLeftError),
    )
    for keep, second, refusal in refusals:
        with pytest.raises(refusal):
            merge_people(keep_id=keep.pk, other_id=second.pk, by=lead.user)
    assert not FormerAccount.objects.exists()
    merge_people(keep_id=one.pk, other_id=other.pk, by=lead.user)
    with pytest.raises(CannotMergeAccountsError):
        merge_people(keep_id=third.pk, other_id=other.pk, by=lead.user)
    reactivate(person=other, by=lead.user)
    merge_people(keep_id=third.pk, other_id=other.pk, by=lead.user)
    assert FormerAccount.objects.get().user == third


def test_doubles_are_found_by_name_and_others_by_looking(lead: Persona) -> None:
    keep, other = two_members()
    UserFactory.create(name="Nora Beckmann")
    assert pairs_of_people(list(User.objects.all())) == [(keep, other)]
    page = lead.client.get(reverse("accounts:people-duplicates"))
    assert url(keep, other) in page.content.decode()
    found = lead.client.get(reverse("accounts:person-merge", args=[keep.pk]), {"q": "beckm"})
    assert [one.name for one in found.context["found"]] == ["Nora Beckmann"]
    assert found.context["alike"] == [other]


def test_every_column_that_names_somebody_moves_or_stays_by_choice() -> None:
    """A new column fails here until somebody has said what becomes of it."""
    moves = {
        *(f"{model._meta.label}.{field}" for model, field in ACTS),
        *(
            f"trainings.{name}.user"
            for name in (
                *("AboutPerson", "ApprovedHours", "Attendance", "BatchEntry", "CertificateHolder"),
                *("CohortMember", "PersonConsent", "SignUp", "Trainer"),
            )
        ),
    }
    stays = {
        "trainings.CalendarFeed.user",  # its address is over with the account
        "contactpoints.Attestation.by",  # about others; empty when the account is erased
        "contactpoints.Attestation.withdrawn_by",
    }
    named = {
        f"{model._meta.label}.{field.name}"
        for package in ("trainings", "contactpoints")
        for model in apps.get_app_config(package).get_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey) and field.related_model is User
    }
    assert named == moves | stays
