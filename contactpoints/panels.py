"""What this package puts on the pages of institutions, and what is public."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import Institution, User
from accounts.panels import Panel, add_institution_panel
from accounts.second_factor import open_to_everybody, signing_in_is_enough


def print_panel(institution: Institution, _user: User) -> Panel | None:
    """Lead to posters and cards, and to what the public sees."""
    teams = list(institution.teams.all())
    if not teams:
        return None
    return Panel(_("Plakate und Verzeichnis"), "contactpoints/_panel.html", {"teams": teams})


add_institution_panel("contactpoints:print", print_panel, order=40)
open_to_everybody("contactpoints:qr-code", "directory:*")
signing_in_is_enough("contactpoints:poster*")
