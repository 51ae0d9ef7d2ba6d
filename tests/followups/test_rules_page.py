"""Rules on their page: read by the office, changed by the lead, after a look at what they do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.enums import Role
from ateams.audit.models import Entry
from ateams.outbox.enums import Hours
from followups.default_rules import DEFAULTS, MAY_BE_SILENT, Stage, make_rule
from followups.enums import Counting
from followups.models import Reminder, Rule
from followups.preview import foresee, foresee_rule
from followups.rule_changes import save_rule
from followups.rule_words import sentence
from followups.sources import SOURCES
from followups.sweeps import plan_reminders
from incidents.models import Case
from tests.factories.accounts import ContactFactory, UserFactory
from tests.factories.followups import RuleFactory, due_item
from tests.factories.incidents import make_case, open_office
from tests.factories.trainings import TrainingFactory
from tests.personas import Persona
from vault.models import Grant

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)  # a Wednesday
FILLED = {
    "number": "3",
    "direction": "after",
    "counting": "working_days",
    "repeat_days": "",
    "who": "coordinator",
    "otherwise": "office",
    "hours": "office",
    "active": "on",
}


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def stage(kind: str, code: str) -> Rule:
    return Rule.objects.get(kind=kind, stage=code)


def send(person: Persona, rule: Rule | str, press: str = "save", **changes: str) -> tuple[int, str]:
    """Send the form of a rule, or that of a new one of a kind."""
    place = f"{rule.pk}/" if isinstance(rule, Rule) else f"{rule}/new/"
    data = {**FILLED, **changes, press: ""}
    answer = person.client.post(f"/agenda/rules/{place}", data)
    return answer.status_code, answer.content.decode()


def test_shipped_rows_are_those_of_the_table() -> None:
    """Every kind is reminded of, and "back to the start" gives what the migrations brought."""
    names = [*Stage._fields[:3], "repeat_days", "who", "otherwise", "hours"]
    rows = {tuple(getattr(rule, name) for name in names) for rule in Rule.objects.all()}
    table = {tuple(getattr(rule, name) for name in names) for rule in map(make_rule, DEFAULTS)}
    assert rows == table
    assert {source.kind for source in SOURCES} == {one.kind for one in DEFAULTS}
    assert {one.kind for one in DEFAULTS} >= MAY_BE_SILENT


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (
            (3, "working_days", None, "coordinator"),
            "3 Arbeitstage nach dem Termin an die Koordination",
        ),
        ((-1, "days", None, "lead"), "1 Tag vor dem Termin an die Leitung"),
        (
            (0, "school_days", 28, "coordinator"),
            "Am ersten Schultag ab dem Termin an die Koordination, danach alle 28 Tage",
        ),
        (
            (0, "working_days", 1, "responsible"),
            "Am Termin, sonst am nächsten Arbeitstag, an die zuständige Person, danach jeden Tag",
        ),
    ],
)
def test_rule_is_said_in_a_sentence(told: tuple[int, str, int | None, str], expected: str) -> None:
    offset, counting, repeat, who = told
    assert sentence(make_rule(Stage("x", "s", offset, counting, repeat, who, who))) == expected


def test_office_reads_the_rules_and_the_lead_changes_them(
    lead: Persona, counsellor: Persona
) -> None:
    rule = stage("training.to_confirm", "due")
    text = counsellor.client.get("/agenda/rules/").content.decode()
    assert "7 Tage nach dem Termin an die Koordination" in text
    assert f"/agenda/rules/{rule.pk}/" not in text
    assert f"/agenda/rules/{rule.pk}/" in lead.client.get("/agenda/rules/").content.decode()
    assert send(counsellor, rule)[0] == 404
    assert send(lead, rule)[0] == 302
    rule.refresh_from_db()
    assert (rule.offset, rule.counting) == (3, Counting.WORKING_DAYS)
    entry = Entry.objects.latest("at")
    assert (entry.action, entry.subject_id, entry.actor) == (
        "rule.saved",
        str(rule.pk),
        lead.user.pk,
    )


def test_stage_is_added_once_and_taken_back(lead: Persona) -> None:
    assert send(lead, "training.to_confirm", number="21", who="lead")[0] == 302
    status, text = send(lead, "training.to_confirm", number="21", who="lead")  # a double click
    assert (status, "Diese Stufe gibt es schon" in text) == (200, True)
    assert Rule.objects.filter(kind="training.to_confirm").count() == 3
    send(lead, stage("training.to_confirm", "late"), active="", number="14")
    assert lead.client.post("/agenda/rules/training.to_confirm/reset/").status_code == 302
    shipped = [one for one in DEFAULTS if one.kind == "training.to_confirm"]
    rows = Rule.objects.filter(kind="training.to_confirm", active=True)
    assert {(rule.stage, rule.offset, rule.counting) for rule in rows} == {
        (one.stage, one.offset, one.counting) for one in shipped
    }
    assert lead.client.post("/agenda/rules/no.kind/reset/").status_code == 404
    assert send(lead, "no.kind")[0] == 404


@pytest.mark.parametrize(
    ("kind", "changes", "field", "message"),
    [
        ("training.to_confirm", {"repeat_days": "0"}, "repeat_days", "größer oder gleich 1"),
        ("training.to_confirm", {"number": "5000"}, "number", "kleiner oder gleich 365"),
        ("training.to_confirm", {"number": "300"}, "number", "höchstens 120"),
        ("training.to_confirm", {"number": "viele"}, "number", "ganze Zahl"),
        ("training.to_confirm", {"who": "pope"}, "who", "nicht zur Auswahl"),
        ("training.to_confirm", {"who": "contact"}, "who", "nicht zur Auswahl"),
        ("case.reply", {"who": "coordinator"}, "who", "nicht zur Auswahl"),
        ("case.reply", {"who": "lead", "counting": "school_days"}, "counting", "zur Auswahl"),
        ("case.reply", {"who": "lead", "number": "1"}, "who", "gibt es schon"),
        ("training.asked", {"hours": "at_once"}, "hours", "nicht zur Auswahl"),
    ],
)
def test_nonsense_is_named_beside_its_field(
    lead: Persona, kind: str, changes: dict[str, str], field: str, message: str
) -> None:
    before = Rule.objects.count()
    status, text = send(lead, kind, **changes)
    beside = re.search(rf'id="id_{field}_error".*?</p>', text, re.DOTALL)
    assert (status, Rule.objects.count()) == (200, before)
    assert beside
    assert message in beside[0]


def test_last_reminder_of_a_kind_stays_unless_nobody_waits_for_it(lead: Persona) -> None:
    rule = stage("case.override", "due")
    status, text = send(lead, rule, who="lead", otherwise="lead", number="0", active="")
    assert (status, "letzte Erinnerung dieser Art" in text) == (200, True)
    quiet = stage("case.opening_ends", "due")
    assert send(lead, quiet, who="lead", otherwise="lead", active="")[0] == 302
    assert "ohne Erinnerung" in lead.client.get("/agenda/rules/").content.decode()


def test_database_refuses_hours_and_days_that_do_not_fit(lead: Persona) -> None:
    for fields in ({"school_days": True}, {"hours": Hours.AT_ONCE}, {"hours": Hours.SCHOOL}):
        with pytest.raises(IntegrityError), transaction.atomic():
            RuleFactory.create(kind="x", **fields)
    with pytest.raises(ValidationError):
        save_rule(rule=make_rule(Stage("case.reply", "x", 999, "days", 0, "lead", "lead")),
                  by=lead.user)  # fmt: skip


# --- the preview


def test_preview_says_what_would_go_out_before_anything_is_saved(lead: Persona) -> None:
    contact = ContactFactory.create(name="Kim Kontakt", email="kim@schule.example")
    for on in (date(2026, 11, 10), date(2026, 11, 18)):  # asked on 10 and 18 December
        TrainingFactory.create(
            institution=contact.institution, on=on, state="confirmed", title="Was tun?"
        )
    rule = stage("training.follow_up", "asked_again")
    changes = {"who": "contact", "counting": "school_days", "number": "2"}
    status, text = send(lead, rule, press="preview", **changes)
    assert status == 200
    assert "<strong>2 Mails</strong> gingen hinaus" in text
    assert "Kim Kontakt" in text
    assert re.findall(r"<h3>\s*<time[^>]*>([\d.]+)", text) == ["14.12.2026", "22.12.2026"]
    assert "2 Schultage nach dem Termin" in text
    assert 'name="save"' in text
    rule.refresh_from_db()
    assert (rule.offset, Reminder.objects.count()) == (5, 0)


def test_preview_names_no_case_that_the_viewer_cannot_open(lead: Persona) -> None:
    open_office(lead.user)
    case = make_case()
    rule = stage("case.unattended", "due")
    text = lead.client.get(f"/agenda/rules/{rule.pk}/").content.decode()
    assert case.reference in text
    assert "Etwas ist passiert" not in text
    Grant.objects.all().delete()  # it was sealed to somebody else
    text = lead.client.get(f"/agenda/rules/{rule.pk}/").content.decode()
    assert case.reference not in text


@pytest.mark.thorough
def test_preview_is_what_the_sweeps_then_do() -> None:
    """Day by day, with mails that went out already, weekends and repetitions."""
    contact = ContactFactory.create()
    UserFactory.create(role=Role.COUNSELLOR)
    for days in (3, 40, 66):
        TrainingFactory.create(
            institution=contact.institution,
            on=NOW.date() - timedelta(days=days),
            logged_at=NOW - timedelta(days=days),
            state="confirmed",
        )
    rules = [rule for rule in Rule.objects.all() if rule.kind == "training.follow_up"]
    foreseen = {
        (mail.day, mail.item.object_id, mail.stage, mail.recipient.key)
        for rule in rules
        for mail in foresee_rule(rule, NOW.date())
    }
    happened: set[tuple[date, str, str, str]] = set()
    for number in range(30):
        at = NOW + timedelta(days=number)
        with time_machine.travel(at, tick=False):
            plan_reminders(at)
            from_now = Reminder.objects.sendable(at).values_list(
                "object_id", "stage", "recipient_key"
            )
            happened |= {(at.date(), *key) for key in from_now}
            Reminder.objects.sendable(at).update(state="queued")
    assert foreseen == happened
    assert len(foreseen) > 4


def test_preview_counts_everybody_once() -> None:
    rules = [RuleFactory.build(stage="a", repeat_days=2), RuleFactory.build(stage="b", who="lead")]
    item = due_item(date(2026, 11, 25), responsible="ada", lead="ada,lea")
    days = [date(2026, 11, 25) + timedelta(days=number) for number in range(5)]
    found = [
        (mail.day.day, mail.stage, mail.recipient.name)
        for mail in foresee(rules, lambda _day: [item], days)
    ]
    assert found == [(25, "a", "ada"), (25, "b", "lea"), (27, "a+1", "ada")]


def test_queries_do_not_grow(lead: Persona) -> None:
    open_office(lead.user)
    rule, counts = stage("case.unattended", "due"), []
    lead.client.get("/")  # the number beside "Agenda" is remembered from now on
    for number in (1, 2):
        for _ in range(number):
            make_case()
        assert Case.objects.count() == 2 * number - 1
        for path in (f"/agenda/rules/{rule.pk}/", "/agenda/rules/", "/agenda/due/?on=2027-01-01"):
            with CaptureQueriesContext(connection) as queries:
                assert lead.client.get(path).status_code == 200
            counts.append(len(queries))
    assert counts[:3] == counts[3:]
