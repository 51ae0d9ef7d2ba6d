"""What the operation puts into the navigation."""

from django.utils.translation import gettext_lazy as _

from accounts.access import Right
from accounts.navigation import Place, add_place


def register() -> None:
    """Hand it to the registry; called once, when the apps are ready."""
    add_place(Place("audit", _("Protokoll"), order=85, right=Right.SEE_LOG, rare=True))
    add_place(Place("erasures", _("Löschung"), order=86, right=Right.SEE_ERASURES, rare=True))
