"""The audit log: linked entries, one chain, no entry without its act, nothing ever changed."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from threading import Thread
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from ateams.audit.models import Entry
from ateams.audit.services import entry_digest, record, record_each

CASE = ("case", 1)


@pytest.mark.django_db
def test_entries_are_linked_and_carry_their_digest() -> None:
    actor = uuid4()
    first = record(action="case.opened", subject=CASE, by=actor)
    second = record(action="case.closed", subject=CASE, by=None)
    assert (first.id, second.id) == (1, 2)
    assert bytes(first.previous) == bytes(32)
    assert bytes(second.previous) == bytes(first.digest)
    assert bytes(first.digest) == entry_digest(Entry.objects.get(pk=first.pk))


@pytest.mark.django_db
def test_one_act_is_recorded_for_each_account_concerned() -> None:
    record(action="case.opened", subject=CASE, by=None)
    people = [uuid4(), uuid4(), uuid4()]
    record_each(action="case.reader_added", subject=CASE, by=None, about=people)
    entries = list(Entry.objects.order_by("id"))
    assert [entry.about for entry in entries] == [None, *people]
    for before, after in pairwise(entries):
        assert bytes(after.previous) == bytes(before.digest) == entry_digest(before)


@pytest.mark.django_db
def test_nobody_concerned_is_no_entry() -> None:
    assert record_each(action="case.reader_added", subject=CASE, by=None, about=[]) == []
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_appending_inserts_and_selects_alone() -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        record(action="case.opened", subject=CASE, by=None)
        record(action="case.searched", subject=("account", uuid4()), by=uuid4(), number=7)
    verbs = {query["sql"].split()[0] for query in queries}
    assert verbs - {"SAVEPOINT", "RELEASE"} == {"SELECT", "INSERT"}


@pytest.mark.django_db
@pytest.mark.parametrize("taken", ["id", "previous"])
def test_chain_cannot_fork(taken: str) -> None:
    entry = record(action="case.opened", subject=CASE, by=None)
    if taken == "id":
        entry.previous = b"1" * 32
    else:
        entry.id = 2
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save(force_insert=True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "other"),
    [
        ("id", 2),
        ("previous", b"1" * 32),
        ("at", datetime(2026, 1, 1, tzinfo=UTC)),
        ("actor", uuid4()),
        ("action", "case.closed"),
        ("subject_kind", "user"),
        ("subject_id", "2"),
        ("about", uuid4()),
        ("number", 0),
    ],
)
def test_digest_depends_on_every_field(field: str, other: object) -> None:
    entry = record(action="case.opened", subject=CASE, by=None)
    setattr(entry, field, other)
    assert entry_digest(entry) != bytes(entry.digest)


def test_no_field_is_outside_the_digest() -> None:
    fields = {field.name for field in Entry._meta.get_fields()}
    assert fields == {
        "id", "at", "actor", "action", "subject_kind", "subject_id", "about", "number",
        "previous", "digest",
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("action", "subject"),
    [
        ("case.read_aloud", CASE),
        ("case.opened", ("case", "Ada Lovelace, Klasse 7")),
        ("case.opened", ("Ein Fall", 1)),
        ("case.opened", ("case", "")),
        ("case.opened", ("case", "x" * 65)),
    ],
)
def test_free_text_is_refused(action: str, subject: tuple[str, object]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        record(action=action, subject=subject, by=None)
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_entry_outside_of_a_transaction_is_refused() -> None:
    with pytest.raises(TransactionManagementError):
        record(action="case.opened", subject=CASE, by=None)
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_entry_falls_with_its_act() -> None:
    with transaction.atomic():
        record(action="case.opened", subject=CASE, by=None)
        transaction.set_rollback(True)
    assert not Entry.objects.exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_entries_written_at_once_stay_one_chain() -> None:
    def act(number: int) -> None:
        with transaction.atomic():
            record(action="case.opened", subject=("case", number), by=None)
        connection.close()

    threads = [Thread(target=act, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    entries = list(Entry.objects.order_by("id"))
    assert [entry.id for entry in entries] == list(range(1, 13))
    for before, after in pairwise(entries):
        assert bytes(after.previous) == bytes(before.digest)
