"""Whatever somebody does to the log, the check names the first row that does not hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from itertools import islice
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ateams.audit import verification
from ateams.audit.cutting import cut_before
from ateams.audit.models import Cut, Entry
from ateams.audit.selectors import head
from ateams.audit.services import entry_digest, record
from ateams.audit.signatures import signature_of
from ateams.audit.verification import verify

pytestmark = pytest.mark.django_db
NUMBER = 9


@pytest.fixture(autouse=True)
def _several_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verification, "_AT_ONCE", 2)


@pytest.fixture
def kept() -> str:
    """Make a log; return its head as somebody keeps it elsewhere."""
    for number in range(NUMBER):
        record(action="case.opened", subject=("case", number), by=uuid4(), number=number)
    return head().digest


def link_anew(since: int) -> None:
    """Make the chain hold again from a place on, as somebody would who can write to the table."""
    entries = list(Entry.objects.order_by("id"))
    Entry.objects.filter(id__gte=since).delete()
    previous = bytes(32)
    for place, entry in enumerate(entries, start=1):
        if place >= since:
            entry.id, entry.previous = place, previous
            entry.digest = entry_digest(entry)
            entry.save(force_insert=True)
        previous = bytes(entry.digest)


def change() -> None:
    Entry.objects.filter(id=4).update(actor=uuid4())


def delete_in_the_middle() -> None:
    Entry.objects.filter(id=4).delete()


def delete_and_close_the_gap() -> None:
    Entry.objects.filter(id=4).delete()
    for place in range(5, NUMBER + 1):
        Entry.objects.filter(id=place).update(id=F("id") - 1)


def insert() -> None:
    for place in range(NUMBER, 3, -1):
        Entry.objects.filter(id=place).update(id=F("id") + 1)
    entry = Entry(id=4, at=timezone.now(), action="case.closed", subject_kind="case")
    entry.previous = bytes(Entry.objects.get(id=3).digest)[::-1]
    entry.digest = entry_digest(entry)
    entry.save(force_insert=True)


def swap() -> None:
    Entry.objects.filter(id=4).update(id=0)
    Entry.objects.filter(id=5).update(id=4)
    Entry.objects.filter(id=0).update(id=5)


def delete_the_beginning() -> None:
    Entry.objects.filter(id__lte=3).delete()


@pytest.mark.parametrize(
    ("attack", "fault", "proven"),
    [
        (change, "Entry 4 was changed.", 3),
        (delete_in_the_middle, "Entry 4 is missing; entry 5 stands in its place.", 3),
        (delete_and_close_the_gap, "Entry 4 is not linked to the one before it.", 3),
        (insert, "Entry 4 is not linked to the one before it.", 3),
        (swap, "Entry 4 is not linked to the one before it.", 3),
        (delete_the_beginning, "Entry 1 is missing; entry 4 stands in its place.", 0),
    ],
)
def test_first_row_that_does_not_hold_is_named(
    kept: str, attack: Callable[[], None], fault: str, proven: int
) -> None:
    attack()
    verdict = verify()
    assert (verdict.fault, verdict.entries) == (fault, proven)


def cut_the_tail() -> None:
    Entry.objects.filter(id__gt=6).delete()


def cut_the_tail_and_go_on() -> None:
    cut_the_tail()
    for number in range(5):
        record(action="case.opened", subject=("case", number), by=None)


def rewrite_the_rest() -> None:
    Entry.objects.filter(id=4).update(actor=uuid4())
    link_anew(4)


def delete_and_rewrite_the_rest() -> None:
    Entry.objects.filter(id=4).delete()
    link_anew(4)


@pytest.mark.parametrize(
    "attack", [cut_the_tail, cut_the_tail_and_go_on, rewrite_the_rest, delete_and_rewrite_the_rest]
)
def test_kept_head_shows_what_the_chain_alone_cannot(kept: str, attack: Callable[[], None]) -> None:
    attack()
    assert verify().fault == ""
    assert verify(head=kept).fault == "The given head does not stand in the chain."


@pytest.mark.parametrize("place", [1, 4, NUMBER])
def test_any_earlier_head_stands_in_a_chain_that_holds(kept: str, place: int) -> None:
    earlier = bytes(Entry.objects.get(id=place).digest).hex()
    verdict = verify(head=earlier)
    assert (verdict.fault, verdict.entries, verdict.newest) == ("", NUMBER, kept)


def test_empty_log_holds() -> None:
    assert verify() == verification.Verdict(0, bytes(32).hex())
    assert head().position == 0


def test_command_says_what_was_proven(kept: str) -> None:
    told = StringIO()
    call_command("check_audit", head=kept, stdout=told)
    assert told.getvalue() == "9 entries hold. The chain contains the given head.\n"


def test_command_fails_with_the_first_fault(kept: str) -> None:
    change()
    with pytest.raises(CommandError, match=r"^Entry 4 was changed\. 3 entries before it hold\.$"):
        call_command("check_audit")


@pytest.mark.parametrize("typed", ["", "nothing", "a" * 63, "a" * 65])
def test_command_refuses_what_is_no_head(typed: str) -> None:
    with pytest.raises(CommandError, match="64 hexadecimal digits"):
        call_command("check_audit", "--head", typed)


# --- cuts ------------------------------------------------------------------------------------


@pytest.fixture
def years() -> datetime:
    """Make a log of nine days; return the moment before which five of them lie."""
    now = timezone.now()
    for number in range(NUMBER):
        record(action="case.opened", subject=("case", number), by=None)
        Entry.objects.filter(id=number + 1).update(at=now - timedelta(days=NUMBER - number))
    link_anew(1)
    return now - timedelta(days=4, hours=1)


def test_chain_goes_on_from_a_signed_cut(years: datetime) -> None:
    before = [bytes(entry.digest).hex() for entry in Entry.objects.order_by("id")]
    with transaction.atomic():
        cut = cut_before(years)
    assert cut
    assert (cut.position, cut.removed, Entry.objects.count()) == (5, 5, NUMBER - 5 + 1)
    newest = Entry.objects.latest("id")
    assert (newest.id, newest.action, newest.number) == (NUMBER + 1, "log.cut", 5)
    assert verify(head=before[-1]).fault == ""
    assert verify(head=before[4]).fault == ""
    assert verify(head=before[3]).fault == "The given head does not stand in the chain."


def test_second_cut_goes_on_from_the_first(years: datetime) -> None:
    for moment in (years, timezone.now()):
        cut_before(moment)
    assert list(Cut.objects.order_by("position").values_list("position", "removed")) == [
        (5, 5), (NUMBER, NUMBER - 5),
    ]  # fmt: skip
    assert verify().fault == ""


def test_newest_entry_is_never_cut(years: datetime) -> None:
    cut_before(timezone.now() + timedelta(days=1))
    assert list(Entry.objects.order_by("id").values_list("id", flat=True)) == [NUMBER, NUMBER + 1]
    assert verify().fault == ""


def test_nothing_to_cut_leaves_no_cut() -> None:
    assert cut_before(timezone.now()) is None
    record(action="case.opened", subject=("case", 1), by=None)
    assert cut_before(timezone.now()) is None
    assert (Cut.objects.count(), Entry.objects.count()) == (0, 1)


def test_broken_chain_is_not_cut(years: datetime) -> None:
    change()
    with pytest.raises(CommandError, match=r"^Entry 4 was changed\. Nothing was removed\.$"):
        call_command("cut_audit")
    assert Entry.objects.count() == NUMBER


def forge(**fields: object) -> None:
    """Remove the beginning and pretend that a cut has done it, with somebody else's key."""
    last = Entry.objects.get(id=4)
    Entry.objects.filter(id__lte=4).delete()
    values = {"position": 4, "digest": bytes(last.digest), "removed": 4, "at": timezone.now()}
    Cut.objects.create(**(values | {"signature": b"0" * 32} | fields))


def test_forged_cut_is_found(kept: str) -> None:
    forge()
    assert verify().fault == "The cut up to entry 4 is not signed by us."


@pytest.mark.parametrize(
    ("field", "other"),
    [
        ("position", 6), ("digest", b"1" * 32), ("removed", 1), ("at", timezone.now()),
    ],
)  # fmt: skip
def test_changed_cut_is_found(years: datetime, field: str, other: object) -> None:
    cut_before(years)
    Cut.objects.update(**{field: other})
    assert verify().fault.startswith("The cut up to entry")


def test_cut_that_is_taken_away_is_found(years: datetime) -> None:
    cut_before(years)
    Cut.objects.all().delete()
    assert verify().fault == "Entry 1 is missing; entry 6 stands in its place."


def test_signature_of_another_installation_does_not_count(
    years: datetime, settings: pytest.FixtureRequest
) -> None:
    cut_before(years)
    settings.RECEIPT_SALT = bytes(16)  # type: ignore[attr-defined]
    assert verify().fault == "The cut up to entry 5 is not signed by us."
    assert len(signature_of(Cut.objects.get())) == 32


def test_command_cuts_what_is_too_old(years: datetime, settings: pytest.FixtureRequest) -> None:
    settings.AUDIT_KEPT = timedelta(days=4)  # type: ignore[attr-defined]
    told = StringIO()
    call_command("cut_audit", stdout=told)
    assert "entries removed, up to" in told.getvalue()
    call_command("cut_audit", stdout=told)
    assert told.getvalue().endswith("No entry is old enough.\n")
    assert verify().fault == ""


def test_command_keeps_what_must_be_kept(years: datetime) -> None:
    with pytest.raises(CommandError, match="Entries are kept for 1095 days"):
        call_command("cut_audit", before=timezone.localdate())
    assert Entry.objects.count() == NUMBER


def test_head_is_one_line_of_json(kept: str) -> None:
    told = StringIO()
    call_command("audit_head", stdout=told)
    at = Entry.objects.latest("id").at.isoformat()
    assert told.getvalue() == f'{{"digest": "{kept}", "entries": 9, "at": "{at}"}}\n'
    assert len(list(islice(told.getvalue().splitlines(), 2))) == 1
