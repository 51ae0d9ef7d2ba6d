"""What became of the demo's keys: most have a recovery code, one was lost and made anew."""

from __future__ import annotations

from accounts.access import scope_of
from accounts.services import Activation, activate_keys, make_key_pair
from accounts.services.words import set_recovery_code
from ateams.ops.demo.people import Cast
from ateams.outbox.models import Mail
from vault.recovery_codes import new_recovery_code

# Mia has made none yet; the page of her key says so.
_WITH_CODE = ("lead", "cem", "karim")
_LOST = "jakob"


def tell_keys(cast: Cast) -> None:
    """Give the offered sign-ins codes that nobody wrote down, and let one person lose a key."""
    for name in _WITH_CODE:
        set_recovery_code(person=cast.people[name], key=cast.key_of(name), code=new_recovery_code())
    loser = cast.people[_LOST]
    new, scope = make_key_pair(person=loser, passphrase=cast.passphrase), scope_of(loser)
    assert scope
    activate_keys(
        activations=[Activation(new.pk, scope)], by=cast.people["lead"], key=cast.key_of("lead")
    )
    Mail.objects.filter(kind__startswith="account_key").delete()
