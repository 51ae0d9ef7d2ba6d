"""The audit log: linked entries, one chain, no entry without its act."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from threading import Thread
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError

from ateams.audit.models import ChainHead, Entry
from ateams.audit.services import entry_digest, record


@pytest.mark.django_db
def test_entries_are_linked_and_carry_their_digest() -> None:
    actor = uuid4()
    first = record(action="case.opened", subject=("case", 1), by=actor)
    second = record(action="case.closed", subject=("case", 1), by=None)
    assert bytes(first.previous) == bytes(32)
    assert bytes(second.previous) == bytes(first.digest)
    assert bytes(first.digest) == entry_digest(Entry.objects.get(pk=first.pk))
    assert bytes(ChainHead.objects.get().newest) == bytes(second.digest)


@pytest.mark.django_db
def test_chain_cannot_fork() -> None:
    entry = record(action="case.opened", subject=("case", 1), by=None)
    entry.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save(force_insert=True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "other"),
    [
        ("previous", b"1" * 32),
        ("at", datetime(2026, 1, 1, tzinfo=UTC)),
        ("actor", uuid4()),
        ("action", "case.closed"),
        ("subject_kind", "user"),
        ("subject_id", "2"),
    ],
)
def test_digest_depends_on_every_field(field: str, other: object) -> None:
    entry = record(action="case.opened", subject=("case", 1), by=None)
    setattr(entry, field, other)
    assert entry_digest(entry) != bytes(entry.digest)


@pytest.mark.django_db(transaction=True)
def test_entry_outside_of_a_transaction_is_refused() -> None:
    with pytest.raises(TransactionManagementError):
        record(action="case.opened", subject=("case", 1), by=None)
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_entry_falls_with_its_act() -> None:
    with transaction.atomic():
        record(action="case.opened", subject=("case", 1), by=None)
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
    assert len(entries) == 12
    for before, after in pairwise(entries):
        assert bytes(after.previous) == bytes(before.digest)
