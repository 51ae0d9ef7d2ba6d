"""What the incidents package knows about one account, for the person themselves.

Numbers alone: which cases these are is shown to whoever can open them.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.own_data import Column, Section, add_section
from incidents.models import Addition, Case, Entry


def _cases(user: User, _most: int) -> Section:
    columns = (
        Column("responsible_open", _("offene Fälle, für die du zuständig bist")),
        Column("responsible_closed", _("abgeschlossene Fälle, für die du zuständig warst")),
        Column("entries", _("Einträge, die du geschrieben hast")),
    )
    mine = Case.objects.filter(responsible=user)
    row = {
        "responsible_open": mine.open().count(),
        "responsible_closed": mine.closed().count(),
        "entries": Entry.objects.filter(author=user).count()
        + Addition.objects.filter(author=user).count(),
    }
    return Section("cases", _("Fälle, als Zahlen"), columns, [row], 1, single=True)


add_section("cases", _cases, order=40)
