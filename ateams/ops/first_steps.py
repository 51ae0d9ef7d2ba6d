"""Setting an installation up: the recovery key, and the invitation of the first lead."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Invitation, User
from accounts.services import invite
from incidents.services.reply_templates import install_first_templates
from vault.models import RecoveryKey
from vault.services import install_recovery_key


class SetUpAlreadyError(Exception):
    """Somebody has, or can get, an account: whatever follows is done there."""


def has_recovery_key() -> bool:
    """Whether the ceremony has taken place."""
    return RecoveryKey.objects.current().exists()


def refuse_second_time() -> None:
    """Raise SetUpAlreadyError if there is an account or an invitation that can be accepted.

    Where the first lead's invitation has expired unused, another one may be made.
    """
    invited = Invitation.objects.open(timezone.now()).exists()
    if invited or User.objects.get_queryset().exists():
        raise SetUpAlreadyError


@transaction.atomic
def invite_first_lead(*, name: str, email: str, recovery_key: bytes | None) -> str:
    """Install the recovery key and some texts for answers, unless there are any, and invite.

    Returns the invitation's link. Raises SetUpAlreadyError, and ValidationError for an address
    that is none.
    """
    refuse_second_time()
    if recovery_key and not has_recovery_key():
        install_recovery_key(public_key=recovery_key)
    install_first_templates()
    invited = invite(email=email, name=name, role=Role.LEAD, by=None, from_terminal=True)
    return invited.link
