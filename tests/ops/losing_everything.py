"""An office that lost its keys; runs inside an installation by `tests.inside`."""

from __future__ import annotations

from accounts.enums import Role
from accounts.services import make_key_pair
from tests.factories.accounts import UserFactory
from tests.factories.incidents import PASSPHRASE, give_key, make_case
from vault.services import make_recovery_key


def make_office() -> list[str]:
    """Make two cases for an only lead, who then loses the words; return the halves."""
    secret = make_recovery_key()
    lead = UserFactory.create(role=Role.LEAD, name="Lena Beispiel", email="lena@amt.example")
    give_key(lead)
    make_case()
    make_case()
    make_key_pair(person=lead, passphrase=PASSPHRASE)
    return list(secret.halves)
