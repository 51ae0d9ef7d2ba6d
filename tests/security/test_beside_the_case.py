"""A case that somebody may not open shows on no page, in no count, search, mail or log of theirs.

Two worlds are compared that differ in cases alone: every page must be the same to the byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from ateams.outbox.models import Mail
from followups.sweeps import plan_reminders, send_next_reminder
from incidents.models import Case
from tests.architecture.test_url_matrix import matrix, parameters
from tests.architecture.world import World, make_world
from tests.factories.followups import default_rules
from tests.factories.incidents import make_case
from tests.personas import Persona, give_key, persona, unlock
from tests.security.found_forms import SIGN_OUT
from vault.receipts import format_code, new_code

pytestmark = [pytest.mark.thorough, pytest.mark.django_db]
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
MARKER, SEARCHED = "Marke7QXK", "Marke7"
NEXT_DATE = date(2026, 12, 17)
# Here an administrator sees that a mail was sent, and a machine how many were.
COUNTS_MAILS = {"followups:mails", "metrics"}
# Where cases are listed, counted, found, or named beside something else.
TELLING = {
    "accounts:start",
    "followups:agenda",
    "followups:mails",
    "incidents:case",
    "incidents:cases",
    "incidents:search",
    "trainings:list",
}
DRAWN = re.compile(r'(name="(?:csrfmiddlewaretoken|ticket|once|submission|words)" value=")[^"]*')
TO_NOBODY_ELSE: dict[str, Any] = {}
TO_MEMBERS = {"with_members": True, "with_coordinator": False}
TO_COORDINATOR = {"with_members": False, "with_coordinator": True}
TO_ALL = {"with_members": True, "with_coordinator": True}
# Where a page was asked for, and how it was answered.
Asked = tuple[str, str]
Pages = dict[Asked, str]


@dataclass
class Sides:
    """A world, and who must not learn of the cases that `make_cases` adds to it."""

    world: World
    onlooker: Persona
    hidden: list[dict[str, Any]]
    everywhere: bool = True
    marks: list[str] = field(default_factory=list)

    def make_cases(self) -> None:
        """Let cases come in and be worked on by the lead, with marks wherever one fits."""
        unlock(self.world.people["lead"])
        self.marks = [MARKER, NEXT_DATE.isoformat(), "17.12.2026", "17. Dezember"]
        for readers in self.hidden:
            self._make_case(readers)

    def _make_case(self, readers: dict[str, Any]) -> None:
        team = self.world.people["member"].team
        assert team
        code = new_code()
        fields = ("what", "place", "when", "contact")
        answers: dict[str, Any] = {name: f"{MARKER} {name}" for name in fields}
        case = make_case(
            code=code,
            institution=team.institution.name,
            urgent=True,
            team=team if readers else None,
            **answers,
            **readers,
        )
        self._work_on(case)
        Case.objects.filter(pk=case.pk).update(reply_due_on=timezone.localdate())
        self.marks += [case.reference, str(case.pk), case.pk.hex, code, format_code(code)]

    def _work_on(self, case: Case) -> None:
        path = reverse("incidents:case", args=[case.reference])
        done: list[tuple[str, dict[str, Any]]] = [
            ("message", {"text": f"{MARKER} Antwort", "version": 1}),
            ("note", {"text": f"{MARKER} Notiz"}),
            ("date", {"next_date": NEXT_DATE.isoformat(), "version": 2}),
        ]
        for number, (action, fields) in enumerate(done):
            fields["once"] = f"0355b8ef-3215-4b4e-b000-00000000000{number}"
            answer = self.world.people["lead"].client.post(f"{path}{action}/", fields)
            assert answer.status_code == 302

    def walk(self, *queries: str) -> Pages:
        """Return every page as the onlooker sees it; where there are lists, with each query."""
        undo = transaction.savepoint()  # looking at the own case is recorded, and shown
        pages = dict(self._pages(queries))
        transaction.savepoint_rollback(undo)
        return pages

    def _pages(self, queries: tuple[str, ...]) -> Iterator[tuple[Asked, str]]:
        for number, line in enumerate(matrix()):
            if line.method != "GET" or line.name in SIGN_OUT or line.variant == "missing":
                continue
            if not self.everywhere and line.name not in TELLING and number % 6:
                continue
            arguments = self.world.kwargs(parameters()[line.name], line.variant)
            path = reverse(line.name, kwargs=arguments)
            shown = self._ask(path)
            yield (line.name, path), shown
            for query in queries if 'method="get"' in shown else ():
                yield (line.name, path + query), self._ask(path + query)

    def _ask(self, path: str) -> str:
        client = Client(headers={"sec-fetch-site": "same-origin"})
        client.cookies.load(self.onlooker.client.cookies.output(header=""))
        answer = client.get(path)
        headers = str(sorted(answer.headers.items()))
        shown = DRAWN.sub(r"\1", answer.getvalue().decode(errors="replace"))
        return f"{answer.status_code} {headers} {shown}"

    def arrive(self) -> None:
        """Let the onlooker unlock the own key; a newcomer receives it only now."""
        if self.onlooker.user.role == Role.ADMIN:
            return
        if self.onlooker.user.key_pair is None:
            give_key(self.onlooker)
        unlock(self.onlooker)


def remind() -> list[Mail]:
    """Let the periodic jobs write every mail that is due; return the mails."""
    default_rules()
    plan_reminders(timezone.now())
    while send_next_reminder(timezone.now()):
        pass
    return list(Mail.objects.exclude(kind="invitation"))


def pages_without_and_with(sides: Sides) -> tuple[Pages, Pages]:
    """Walk once before the cases come in, take everything back, and walk once more after."""
    queries = (
        f"?q={SEARCHED}&state=all",
        "?state=all&who=nobody&due=overdue&year=",
        "?state=new&page=2",
    )
    undo = transaction.savepoint()
    sides.arrive()
    without = sides.walk(*queries)
    transaction.savepoint_rollback(undo)
    sides.onlooker.user.refresh_from_db()
    sides.make_cases()
    sides.arrive()
    return without, sides.walk(*queries)


def differing(pages: Pages, others: Pages) -> set[str]:
    """Return the names of the addresses that are answered differently."""
    return {asked[0] for asked, shown in others.items() if shown != pages[asked]}


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.mark.parametrize(
    ("who", "hidden"),
    [
        ("coord", [TO_NOBODY_ELSE, TO_MEMBERS]),
        ("member", [TO_NOBODY_ELSE, TO_COORDINATOR]),
        ("admin", [TO_NOBODY_ELSE, TO_ALL]),
        ("newcomer", [TO_NOBODY_ELSE, TO_ALL]),
    ],
)
@pytest.mark.parametrize(
    "everywhere",
    [
        pytest.param(False, id="where it matters"),
        pytest.param(True, id="everywhere", marks=pytest.mark.prove),
    ],
)
def test_case_shows_nowhere_to_those_who_may_not_open_it(
    caplog: pytest.LogCaptureFixture, who: str, hidden: list[dict[str, Any]], *, everywhere: bool
) -> None:
    world = make_world()
    new = who == "newcomer"
    onlooker = persona(Role.COUNSELLOR, name="Neu Hier") if new else world.people[who]
    sides = Sides(world, onlooker, hidden, everywhere)
    without, with_cases = pages_without_and_with(sides)
    assert differing(without, with_cases) == set()

    mails = remind()
    with_mails = sides.walk()
    assert differing(without, with_mails) <= COUNTS_MAILS
    waiting = {mail.address for mail in mails if mail.kind == "case.waiting"}
    assert world.people["lead"].user.email in waiting
    assert onlooker.user.email not in waiting

    said = [f"{mail.subject} {mail.text} {mail.html}" for mail in mails]
    texts = [*with_cases.values(), *with_mails.values(), *said, caplog.text]
    assert len(sides.marks) == 14
    assert [mark for mark in sides.marks for text in texts if mark in text] == []


def test_comparison_shows_cases_to_those_who_may_open_them() -> None:
    """The counterpart: the same walk as the lead differs, and shows reference and date."""
    world = make_world()
    sides = Sides(world, world.people["lead"], [TO_NOBODY_ELSE], everywhere=False)
    without, with_cases = pages_without_and_with(sides)
    everywhere = {"incidents:cases", "accounts:start", "followups:agenda", "trainings:list"}
    assert differing(without, with_cases) >= everywhere  # the last by the number beside "cases"
    for mark in (NEXT_DATE.isoformat(), Case.objects.get(responsible__isnull=False).reference):
        assert any(mark in shown for shown in with_cases.values())


def test_mail_list_of_an_administrator_tells_no_two_cases_apart() -> None:
    """That something waits is shown; whose it is, how much, or for whom is not."""
    world = make_world()
    sides = Sides(world, world.people["admin"], [TO_NOBODY_ELSE])
    undo = transaction.savepoint()
    lists = []
    for hidden in ([TO_NOBODY_ELSE], [TO_ALL, TO_MEMBERS, TO_NOBODY_ELSE]):
        sides.hidden = hidden
        sides.make_cases()
        remind()
        ids = re.compile("[0-9a-f-]{36}")
        shown = sides.world.people["admin"].client.get("/mails/").content.decode()
        rows = re.findall("<tr>.*?</tr>", ids.sub("", DRAWN.sub(r"\1", shown)), re.DOTALL)
        lists.append(sorted(rows))  # at the same moment in any order
        transaction.savepoint_rollback(undo)
        undo = transaction.savepoint()
    assert lists[0] == lists[1]
    assert any("Hinweis, dass etwas wartet" in row for row in lists[0])
