"""What `check_vault` finds, each thing alone, and that it tells ids of envelopes and no content."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from accounts.enums import Role
from accounts.services import make_key_pair
from ateams.ops.recovering import RecoverError, find_receiver
from incidents.models import Case
from tests.factories.incidents import PASSPHRASE, make_case
from tests.personas import Persona, give_key, persona
from vault.models import Envelope, Grant
from vault.services import create_key_pair, deactivate, make_recovery_key


def check() -> tuple[int, str]:
    """Return exit code and output."""
    out = StringIO()
    try:
        call_command("check_vault", stdout=out)
    except SystemExit as ended:
        return int(str(ended.code)), out.getvalue()
    return 0, out.getvalue()


@pytest.fixture
def case(lead: Persona, counsellor: Persona) -> Case:
    """Return a case that two people can open."""
    make_recovery_key()
    give_key(lead, counsellor)
    return make_case(what="Kein Wort davon")


def both(case: Case) -> str:
    """Return the lines with the case's two envelopes."""
    return "".join(
        f"  {one}\n" for one in sorted([case.shared_envelope_id, case.internal_envelope_id])
    )


def test_vault_in_order_is_said_so(case: Case) -> None:
    assert check() == (0, "The vault is in order.\n")


def test_envelopes_that_nobody_can_open_are_named(case: Case, lead: Persona) -> None:
    Grant.objects.filter(key_pair__isnull=False).delete()
    assert check() == (
        1,
        f"2 envelopes that nobody can open but by the recovery key\n{both(case)}",
    )


def test_envelopes_without_any_grant_are_named(case: Case) -> None:
    envelope = Envelope.objects.create()
    assert check() == (
        1,
        (
            f"1 envelopes without any grant\n  {envelope.pk}\n"
            f"1 envelopes that the current recovery key does not open\n  {envelope.pk}\n"
        ),
    )


def test_envelopes_without_the_current_recovery_key_are_named(case: Case) -> None:
    make_recovery_key()
    assert check() == (
        1,
        f"2 envelopes that the current recovery key does not open\n{both(case)}",
    )


def test_grants_to_inactive_key_pairs_are_named(case: Case, counsellor: Persona) -> None:
    assert counsellor.user.key_pair
    deactivate(key_pair=counsellor.user.key_pair)
    assert check() == (1, f"2 envelopes with grants to inactive key pairs\n{both(case)}")


def test_grants_of_a_lost_key_are_named_until_they_are_shared(
    case: Case, counsellor: Persona
) -> None:
    make_key_pair(person=counsellor.user, passphrase=PASSPHRASE)
    assert check() == (
        1,
        f"2 envelopes with grants of retired key pairs, not shared again yet\n{both(case)}",
    )


def test_grants_to_people_who_left_are_named(case: Case, counsellor: Persona) -> None:
    counsellor.user.is_active = False
    counsellor.user.save()
    assert check() == (1, f"2 envelopes with grants to people who left\n{both(case)}")


def test_key_pairs_of_nobody_are_named(case: Case) -> None:
    orphan = create_key_pair(passphrase=PASSPHRASE)
    assert check() == (1, f"1 key pairs that belong to nobody\n  {orphan.pk}\n")


def test_long_lists_are_cut(case: Case) -> None:
    Envelope.objects.bulk_create(Envelope() for _ in range(25))
    code, text = check()
    assert (code, text.count("  and 5 more\n"), text.count("\n  ")) == (1, 2, 42)
    assert "Kein Wort davon" not in text
    assert case.reference not in text


# --- who may receive what the recovery key opens -------------------------------------------------


@pytest.mark.usefixtures("case")
def test_receiver_is_of_the_office_and_has_an_active_key(
    lead: Persona, counsellor: Persona, member: Persona
) -> None:
    give_key(member)
    assert find_receiver(f" {counsellor.user.email.upper()} ").person == counsellor.user
    assert find_receiver(lead.user.email).activates is False
    for refused in (member.user.email, "nobody@x.example", ""):
        with pytest.raises(RecoverError, match="No active account of the office"):
            find_receiver(refused)


@pytest.mark.usefixtures("case")
def test_only_a_lead_may_wait(lead: Persona, counsellor: Persona) -> None:
    late = persona(Role.LEAD)
    with pytest.raises(RecoverError, match="has no key yet"):
        find_receiver(late.user.email)
    for person in (lead, counsellor):
        make_key_pair(person=person.user, passphrase=PASSPHRASE)
    assert find_receiver(lead.user.email).activates is True
    with pytest.raises(RecoverError, match="waits for a lead"):
        find_receiver(counsellor.user.email)
