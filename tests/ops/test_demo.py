"""The demo's data: what it promises whoever looks around.

Loaded once for all tests of the class, which roll back what they change.
"""

from __future__ import annotations

import json
import shutil
import stat
from collections import Counter
from datetime import timedelta
from io import StringIO
from pathlib import Path
from tempfile import mkdtemp

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client, TestCase, override_settings
from django.utils import timezone

from accounts.access import key_state
from accounts.enums import KeyState, Role
from accounts.gates import lacking
from accounts.models import Contact, Institution, Invitation, User
from ateams.due import DueItem
from ateams.outbox.models import Mail
from followups.models import Delegation, Snooze
from followups.sources import SOURCES
from incidents.attachments import OpenedFile
from incidents.enums import ConsentState, ConsentWay, State
from incidents.lost_keys import losses
from incidents.models import Case, Consent, Entry
from incidents.services.mailbox import conversation, files, find_mailbox
from tests.factories.accounts import UserFactory
from trainings.enums import State as TrainingState
from trainings.models import FollowUpAnswer, Training
from trainings.progress import progress_of
from trainings.reach import reach
from vault.recovery import secret_from_halves
from vault.services import open_envelope_with_recovery_key

pytestmark = pytest.mark.thorough

INVENTED_NAMES = {"Beispiel", "Muster", "Platzhalter", "Probe"}


class TestDemo(TestCase):
    """A freshly loaded demo."""

    folder: Path
    printed: str

    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = Path(mkdtemp(prefix="ateams-demo-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        demo = override_settings(DEMO=True, REQUIRE_SECOND_FACTOR=False, DATA_DIR=cls.folder)
        demo.enable()
        cls.addClassCleanup(demo.disable)
        super().setUpClass()

    @classmethod
    def setUpTestData(cls) -> None:
        output = StringIO()
        call_command("demo", stdout=output)
        cls.printed = output.getvalue()

    def sign_ins(self) -> list[dict[str, str]]:
        entries: list[dict[str, str]] = json.loads((self.folder / "demo.json").read_text())
        return entries

    def test_names_one_person_per_role(self) -> None:
        roles = [entry["role"] for entry in self.sign_ins()]
        assert roles == ["member", "coordinator", "counsellor", "lead", "admin"]
        assert [entry["case_passphrase"] is None for entry in self.sign_ins()] == [False] * 4 + [
            True
        ]
        for entry in self.sign_ins():
            assert entry["email"] in self.printed
            assert set(entry) == {"role", "email", "password", "case_passphrase", "institution"}

    def test_everybody_named_signs_in_and_unlocks(self) -> None:
        for entry in self.sign_ins():
            client = Client()
            credentials = {"login": entry["email"], "password": entry["password"]}
            assert client.post("/accounts/login/", credentials).status_code == 302
            assert client.get("/").status_code == 200
            if passphrase := entry["case_passphrase"]:
                answer = client.post("/vault/unlock/", {"passphrase": passphrase})
                assert answer.status_code == 302
                assert "Fälle sind entsperrt" in client.get("/").content.decode()

    def test_readable_cases_by_role(self) -> None:
        readable = {
            entry["role"]: Case.objects.readable_by(User.objects.get(email=entry["email"])).count()
            for entry in self.sign_ins()
        }
        assert readable == {
            "member": 7,
            "coordinator": 3,
            "counsellor": 40,
            "lead": 40,
            "admin": 0,
        }

    def test_institutions_have_teams_people_and_contacts(self) -> None:
        assert Institution.objects.count() == 6
        assert len(set(Institution.objects.values_list("type", flat=True))) == 6
        assert len(set(Institution.objects.values_list("district", flat=True))) == 6
        assert all(
            name.endswith("(erfunden)")
            for name in Institution.objects.values_list("name", flat=True)
        )
        for institution in Institution.objects.all():
            people = User.objects.get_queryset().filter(
                memberships__team__institution=institution, is_active=True
            )
            roles = Counter(people.values_list("role", flat=True))
            assert roles[Role.COORDINATOR] == 1
            assert roles[Role.MEMBER] >= 1
        assert Contact.objects.filter(responsible=True).count() == 5

    def test_everybody_is_recognisably_invented(self) -> None:
        people = [*User.objects.get_queryset(), *Contact.objects.all()]
        assert {person.name.split()[-1] for person in people} <= INVENTED_NAMES
        assert all(person.email.endswith(".example") for person in people)

    def test_cases_stand_in_every_state(self) -> None:
        states = Counter(Case.objects.values_list("state", flat=True))
        assert sum(states.values()) == 40
        assert set(states) == set(State) - {State.ANONYMISED}
        assert Case.objects.filter(urgent=True).count() == 1
        assert Case.objects.filter(unread=True).exists()
        assert Case.objects.filter(language="en").count() == 2
        assert Case.objects.filter(channel="a_team_talk").count() == 4

    def test_dates_of_cases_are_in_order_and_relative_to_today(self) -> None:
        now = timezone.now()
        for case in Case.objects.prefetch_related("entries"):
            moments = [entry.at for entry in case.entries.all()]
            assert case.received_at <= min(moments)
            assert max(moments) <= now
            if case.closed_at:
                assert case.received_at < case.closed_at <= now
            if case.first_reply_at:
                assert case.received_at < case.first_reply_at <= now
            assert case.gone_by > timezone.localdate() + timedelta(days=2 * 365)
        received = Case.objects.order_by("received_at").values_list("received_at", flat=True)
        assert (now - received[0]).days > 300
        assert (now - received[39]).days == 0

    def test_some_is_overdue_and_some_is_not(self) -> None:
        today = timezone.localdate()
        items: list[DueItem] = [
            item for source in SOURCES for item in source.items(until=today + timedelta(days=10))
        ]
        overdue = {item.kind for item in items if item.due_on < today}
        assert {"case.reply", "case.next_date", "training.follow_up"} <= overdue
        assert {"training.to_confirm", "training.help_wanted"} <= overdue
        assert {item.kind for item in items if item.due_on >= today} >= {
            "case.reply",
            "case.next_date",
            "training.follow_up",
        }

    def test_something_is_put_off_and_passed_on(self) -> None:
        by = Snooze.objects.order_by("by__name").values_list("by__name", flat=True)
        assert list(by) == ["Cem Muster", "Karim Beispiel"]
        assert Delegation.objects.get().to.name == "Cem Muster"
        assert User.objects.get(name="Agnieszka Platzhalter").mails == "weekly"

    def test_trainings(self) -> None:
        told = Training.objects.filter(cohort=None)
        states = Counter(told.values_list("state", flat=True))
        assert sum(states.values()) == 25
        assert set(states) == set(TrainingState)
        reached = [reach(training) for training in Training.objects.took_place().with_details()]
        assert all(number > 0 for number in reached)
        assert FollowUpAnswer.objects.filter(answer="want_help").count() == 2
        assert FollowUpAnswer.objects.unhandled().count() == 2

    def test_one_key_waits_and_one_invitation_is_open(self) -> None:
        waiting = [user for user in User.objects.active() if key_state(user) == KeyState.WAITING]
        closed = lacking(waiting)
        assert {user.name: user.pk in closed for user in waiting} == {
            "Luca Muster": False,
            "Noah Beispiel": True,
        }
        [noah] = [user for user in waiting if user.pk in closed]
        assert str(progress_of([noah])[noah.pk]) == (
            "9 von 32 Stunden, Mehrfachdiskriminierung (Intersektionalität) fehlt"
        )
        assert Invitation.objects.open(timezone.now()).count() == 1
        assert sorted(Mail.objects.values_list("kind", "state")) == [
            ("account_invitation", "queued"),
            ("training_request_planned", "refused"),
            ("training_request_planned", "uncertain"),
        ]

    def test_receipt_codes_open_mailboxes(self) -> None:
        codes = json.loads((self.folder / "demo-receipts.json").read_text())
        assert len(codes) == 40
        mailbox = find_mailbox(codes[-1])
        assert mailbox
        assert len(conversation(mailbox)) == 3

    def test_one_of_the_receipts_that_are_offered_has_a_question_and_a_picture(self) -> None:
        mailbox = find_mailbox(json.loads((self.folder / "demo-receipts.json").read_text())[-2])
        assert mailbox
        assert [one.state for one in mailbox.case.consents.all()] == ["done", "asked"]
        (picture,) = files(mailbox)
        assert isinstance(picture, OpenedFile)
        assert picture.is_picture
        assert b"".join(picture.content.read()).startswith(b"\x89PNG")

    def test_consents_stand_in_every_state_that_teaches_something(self) -> None:
        states = set(Consent.objects.values_list("state", flat=True))
        assert states == set(ConsentState) - {ConsentState.GIVEN, ConsentState.RECALLED}
        assert set(Consent.objects.values_list("way", flat=True)) == set(ConsentWay)
        assert Consent.objects.opened().count() == 1
        for consent in Consent.objects.select_related("case"):
            days = [consent.asked_at, consent.answered_at, consent.done_at, consent.ended_at]
            told = [consent.case.received_at, *(day for day in days if day), timezone.now()]
            assert told == sorted(told)

    def test_one_recovery_code_is_missing_and_one_lost_key_waits_to_be_shared_again(self) -> None:
        people = {entry["role"]: entry["email"] for entry in self.sign_ins()}
        holders = User.objects.filter(email__in=people.values(), key_pair__isnull=False)
        without = holders.filter(key_pair__wrapped_by_recovery_code=None)
        assert [user.email for user in without] == [people["member"]]
        (loss,) = losses(by=User.objects.get(email=people["lead"]))
        assert (loss.person.name, loss.lost, loss.shareable) == ("Jakob Beispiel", 3, 3)
        assert loss.is_ready

    def test_recovery_key_opens_every_case(self) -> None:
        file = self.folder / "demo-recovery.txt"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        *_warning, first, second = file.read_text().splitlines()
        secret = secret_from_halves(first, second)
        for case in Case.objects.all():
            open_envelope_with_recovery_key(envelope_id=case.shared_envelope_id, secret_key=secret)

    def test_second_load_keeps_everything(self) -> None:
        Case.objects.filter(urgent=True).update(urgent=False)
        entries, sign_ins = Entry.objects.count(), self.sign_ins()
        output = StringIO()
        call_command("demo", stdout=output)
        assert output.getvalue() == self.printed
        assert (Entry.objects.count(), self.sign_ins()) == (entries, sign_ins)
        assert not Case.objects.filter(urgent=True).exists()

    def test_half_a_demo_is_not_taken_for_a_whole_one(self) -> None:
        file = self.folder / "demo.json"
        text = file.read_text()
        file.unlink()
        self.addCleanup(file.write_text, text)
        with pytest.raises(CommandError, match=f"empty {self.folder} and start again"):
            call_command("demo")


@pytest.mark.django_db
def test_demo_is_refused_outside_the_demo() -> None:
    with pytest.raises(CommandError, match="DEMO=1 only"):
        call_command("demo")
    assert not User.objects.get_queryset().exists()


@pytest.mark.django_db
def test_demo_touches_no_other_data(tmp_path: Path) -> None:
    UserFactory.create()
    with override_settings(DEMO=True, DATA_DIR=tmp_path), pytest.raises(CommandError):
        call_command("demo")
    assert User.objects.get_queryset().count() == 1
    assert not Institution.objects.exists()
    assert settings.DEMO is False
