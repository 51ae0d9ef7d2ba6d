"""Papers of trainings: certificates, the proof of hours, and the list to sign."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext

from accounts.models import User
from ateams.web.papers.typesetting import typeset
from trainings.certificate_codes import shown_code
from trainings.consents import chosen_name
from trainings.hours import hours_text
from trainings.models import AboutPerson, ApprovedHours, Certificate, Session

# Enough for a class to sign; at least this many lines without a name are left for walk-ins.
LIST_LINES, WALK_IN_LINES = 18, 6


def check_address(certificate: Certificate) -> str:
    """Return where anybody sees whether a certificate is valid."""
    path = reverse("trainings:certificate-check", args=[shown_code(certificate.code)])
    return f"{settings.BASE_URL}{path}"


def certificates_paper(certificates: Sequence[tuple[Certificate, str]]) -> bytes:
    """Set certificates, each with the name on it, as one PDF in the language of the first.

    An empty name stands for initials. The same rows give the same bytes. Raises `Untypesettable`.
    """
    first, _name = certificates[0]
    with translation.override(first.language):
        data: dict[str, Any] = {
            "title": gettext("Zertifikat: %(title)s") % {"title": first.title},
            "heading": gettext("Zertifikat"),
            "issuer": settings.OFFICE_NAME,
            "product": settings.PRODUCT_NAME,
            "colour": settings.CERTIFICATE_COLOUR,
            "logo": _logo(),
            "topics_title": gettext("Themen"),
            "qr_alt": gettext("QR-Code zur Seite, auf der sich das Zertifikat prüfen lässt"),
            "check": gettext("Ob dieses Zertifikat gültig ist, steht hier:"),
            "code_label": gettext("Code:"),
            "certificates": [_told(certificate, name) for certificate, name in certificates],
        }
        return typeset("certificate", data, base="diploma")


def hours_paper(person: User, rows: Sequence[ApprovedHours]) -> bytes:
    """Set the proof of somebody's approved hours. Raises `Untypesettable`."""
    about = AboutPerson.objects.filter(user=person).first()
    total = sum(row.minutes for row in rows)
    newest = max((row.approved_on for row in rows), default=timezone.localdate())
    data = {
        "title": gettext("Nachweis über ehrenamtliche Arbeit"),
        "mark": f"{settings.OFFICE_NAME} · {gettext('Beiblatt zum Zeugnis')}",
        "name": chosen_name(person, about),
        "sentence": gettext(
            "hat im A-Team gegen Diskriminierung ehrenamtlich mitgearbeitet: Schulungen gehalten, "
            "sich selbst weitergebildet und andere unterstützt."
        ),
        "columns": [gettext("Zeitraum"), gettext("Umfang"), gettext("Bestätigt am")],
        "rows": [
            [_period(row.first_day, row.last_day), hours_text(row.minutes), _day(row.approved_on)]
            for row in rows
        ],
        "total": gettext("Zusammen: %(hours)s") % {"hours": hours_text(total)},
        "issued": gettext("Stand: %(day)s") % {"day": _day(newest)},
        "signer": settings.OFFICE_NAME,
    }
    return typeset("hours", data)


def attendance_paper(session: Session, names: Sequence[str]) -> bytes:
    """Set a list to sign, with lines for people whom nobody expects. Raises `Untypesettable`."""
    training = session.training
    when = [date_format(session.date, "DATE_FORMAT")]
    if session.starts_at:
        when.append(time_format(session.starts_at, "TIME_FORMAT"))
    when.append(gettext("%(minutes)d Minuten") % {"minutes": session.minutes})
    where = filter(None, (str(training.institution), training.place))
    facts = [" · ".join(when), " · ".join(where)]
    data = {
        "title": gettext("Wer war da? %(training)s") % {"training": training.title},
        "mark": settings.PRODUCT_NAME,
        "facts": facts,
        "columns": [
            "",
            gettext("Name"),
            gettext("gekommen"),
            gettext("gegangen"),
            gettext("Unterschrift"),
        ],
        "names": list(names),
        "empty": max(WALK_IN_LINES, LIST_LINES - len(names)),
        "note": gettext(
            "Die Liste dient nur dem Nachweis der Teilnahme. Danach wird sie eingetragen und "
            "vernichtet."
        ),
    }
    return typeset("attendance", data)


def _told(certificate: Certificate, name: str) -> dict[str, Any]:
    address = check_address(certificate)
    issued = {"place": settings.OFFICE_NAME, "day": _day(certificate.issued_on)}
    return {
        "name": name or certificate.initials,
        "sentence": gettext("hat in %(hours)s erfolgreich teilgenommen an:")
        % {"hours": hours_text(certificate.minutes)},
        "title": certificate.title,
        "period": _period(certificate.first_day, certificate.last_day),
        "topics": list(certificate.topics),
        "issued": gettext("Ausgestellt am %(day)s von: %(place)s") % issued,
        "signers": list(settings.CERTIFICATE_SIGNED_BY) or [settings.OFFICE_NAME],
        "qr": segno.make(address, error="m", micro=False).svg_inline(scale=4, border=1),
        "address": address,
        "code": shown_code(certificate.code),
    }


def _period(first: object, last: object) -> str:
    return _day(first) if first == last else f"{_day(first)} – {_day(last)}"


def _day(day: Any) -> str:
    return date_format(day, "DATE_FORMAT")


def _logo() -> str:
    path = settings.CERTIFICATE_LOGO
    return Path(path).read_text(encoding="utf-8") if path else ""
