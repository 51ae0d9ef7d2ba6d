"""What a reporter takes away at the moment at which somebody changes keys stays taken away."""

from __future__ import annotations

import pytest

import vault.sharing
from accounts.models import Team
from accounts.services import key_change
from incidents.models import Case
from incidents.services.mailbox import Mailbox, find_mailbox, narrow_readers
from tests.connections import without_waiting
from tests.factories.incidents import PASSPHRASE, make_case, open_office
from tests.incidents.consenting import CODE
from tests.incidents.test_opening_and_keys import activate
from tests.personas import Persona, give_key, unlocked_key
from vault.models import Grant

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def test_narrowing_during_a_key_change_leaves_no_reader(
    lead: Persona, member: Persona, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_office(lead.user)
    lead.user.refresh_from_db()
    give_key(member)
    case = make_case(team=team, code=CODE)
    key_change.make_next_key_pair(person=member.user, passphrase=PASSPHRASE)
    activate(member, lead)
    mailbox, key = find_mailbox(CODE), unlocked_key(member)
    assert mailbox
    grant_all, narrowed = vault.sharing._grant_all, []

    def narrowed_just_before(*args: object) -> None:
        narrowed.append(without_waiting(lambda: drop_team(mailbox)))
        grant_all(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(vault.sharing, "_grant_all", narrowed_just_before)
    key_change.carry_over(person=member.user, key=key)
    if not any(narrowed):
        drop_team(mailbox)
    assert not Case.objects.get(pk=case.pk).with_members
    readers = Grant.objects.filter(envelope=case.shared_envelope_id, key_pair__isnull=False)
    assert list(readers.values_list("scope", flat=True)) == ["lead"]


def drop_team(mailbox: Mailbox) -> None:
    narrow_readers(mailbox=mailbox, drop_members=True, drop_coordinator=True)
