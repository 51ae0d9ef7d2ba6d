"""What the contact points know about one account, for the person themselves."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.own_data import Column, Section, Value, add_section
from contactpoints.models import Attestation


def _attestations(user: User, most: int) -> Section:
    columns = (
        Column("kind", _("Nachweis")),
        Column("team", _("Team")),
        Column("on", _("am")),
        Column("withdrawn_at", _("zurückgenommen")),
    )
    found = Attestation.objects.filter(membership__user=user).order_by("-at", "pk")
    rows: list[Mapping[str, Value]] = [
        {
            "kind": attestation.get_kind_display(),
            "team": attestation.membership.team.name,
            "on": attestation.on,
            "withdrawn_at": attestation.withdrawn_at,
        }
        for attestation in found.select_related("membership__team")[:most]
    ]
    title = _("Nachweise für die Anlaufstelle")
    return Section("attestations", title, columns, rows, found.count())


add_section("attestations", _attestations, order=34)
