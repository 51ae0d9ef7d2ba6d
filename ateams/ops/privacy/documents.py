"""Documents for data protection, written from the declarations and the settings in force.

German, because a German authority reads them. The sentences stand in `templates/privacy/`.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.template.loader import get_template
from django.utils import translation

from ateams.ops.erasing.sources import ERASERS
from ateams.ops.privacy.holdings import holdings
from ateams.privacy import UNSETTLED, Holding, PrivacyClass
from incidents.retention import (
    BACKUPS_KEPT,
    KEPT_AT_MOST,
    ORDERS_KEPT,
    SPARE,
    WARNED_BEFORE,
)
from incidents.services.reports import FORM_VALID

DOCUMENTS = {
    "verarbeitungsverzeichnis.md": "privacy/verarbeitungsverzeichnis.md",
    "loeschkonzept.md": "privacy/loeschkonzept.md",
    "dsfa-entwurf.md": "privacy/dsfa-entwurf.md",
}

# The record of processing speaks of activities, not of tables.
_ACTIVITIES = (
    ("Meldungen und Beratung", ("incidents", "vault")),
    (
        "Menschen mit Konto, Einrichtungen und Teams",
        ("accounts", "account", "mfa", "sessions", "socialaccount"),
    ),
    ("Schulungen und Anlaufstellen", ("trainings", "contactpoints")),
    ("Erinnerungen und Mails", ("followups", "outbox")),
    ("Protokoll", ("audit",)),
    ("Betrieb", ("ops", "sweeps", "codelists", "contenttypes", "auth")),
)


def documents() -> dict[str, str]:
    """Return every document's text by its file name, as of the settings in force."""
    with translation.override("de"):
        context = _context()
        return {
            name: get_template(template).render(context).strip() + "\n"
            for name, template in DOCUMENTS.items()
        }


def _context() -> dict[str, Any]:
    found = holdings()
    return {
        "office": settings.OFFICE_NAME,
        "unsettled": UNSETTLED,
        "classes": list(PrivacyClass),
        "activities": [
            (title, [holding for holding in found if _package(holding) in packages])
            for title, packages in _ACTIVITIES
        ],
        "plain": [
            (holding, holding.of_class(PrivacyClass.SKELETON))
            for holding in found
            if holding.of_class(PrivacyClass.SKELETON)
        ],
        "sealed": [
            (holding, holding.of_class(PrivacyClass.SEALED))
            for holding in found
            if holding.of_class(PrivacyClass.SEALED)
        ],
        "proposals": [holding for holding in found if "Vorschlag" in holding.kept],
        "erasers": [(eraser.label, eraser.rule()) for eraser in ERASERS],
        "cases": settings.CASE_KEPT_MONTHS,
        "reports": settings.REPORT_KEPT_MONTHS,
        "years": KEPT_AT_MOST.years,
        "backups": BACKUPS_KEPT.days,
        "spare": SPARE.days,
        "warned": WARNED_BEFORE.days,
        "orders": ORDERS_KEPT.days,
        "form_valid": FORM_VALID.days,
    }


def _package(holding: Holding) -> str:
    return holding.model.partition(".")[0]
