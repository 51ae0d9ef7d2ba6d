"""Whether the periodic jobs run: a dead scheduler is said where people look."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from ateams.school_holidays import end_is_near, known_until
from ateams.sweeps.models import Heartbeat
from followups.models import Reminder
from vault.room import has_room

SILENT_AFTER = timedelta(minutes=15)

# What does not happen while the job does not run.
_JOBS = {
    "followups.plan_reminders": _("Erinnerungen werden nicht geplant"),
    "followups.send_reminders": _("Erinnerungen werden nicht geschrieben"),
    "outbox.deliver": _("Mails werden nicht verschickt"),
    "incidents.end_openings": _("Mitlesen auf Zeit endet nicht"),
    "trainings.send_notices": _("Von verlegten Schulungen erfährt niemand"),
}


def troubles(now: datetime) -> list[str]:
    """Return a sentence for each job that has not come to its end for 15 minutes.

    And one each if reminders cannot be written, and if there is no room for files. Nothing is lost
    meanwhile: what is due stands in the database, and the next run catches up.
    """
    beats = Heartbeat.objects.in_bulk(_JOBS)
    sentences = [
        _sentence(what, beats.get(name))
        for name, what in _JOBS.items()
        if not _is_alive(beats.get(name), now)
    ]
    if broken := Reminder.objects.troubled().count():
        sentences.append(
            ngettext(
                "Eine Erinnerung lässt sich nicht schreiben; sie wird stündlich neu versucht.",
                "%(count)d Erinnerungen lassen sich nicht schreiben; sie werden stündlich neu "
                "versucht.",
                broken,
            )
            % {"count": broken}
        )
    if end_is_near(timezone.localdate(now)):
        sentences.append(
            gettext(
                "Die Schulferien sind nur bis %(day)s bekannt: bitte einen neuen Ferienkalender "
                "einspielen (docs/operation.md)."
            )
            % {"day": date_format(known_until(), "SHORT_DATE_FORMAT")}
        )
    if not has_room():
        sentences.append(
            gettext("Auf dem Server ist kaum noch Platz: Dateien werden nicht angenommen.")
        )
    return sentences


def _is_alive(beat: Heartbeat | None, now: datetime) -> bool:
    return bool(beat and beat.last_finished and now - beat.last_finished <= SILENT_AFTER)


def _sentence(what: str | Promise, beat: Heartbeat | None) -> str:
    if beat and beat.last_error:
        return gettext("%(what)s, seit mehr als 15 Minuten: %(error)s.") % {
            "what": what,
            "error": beat.last_error,
        }
    return gettext("%(what)s, seit mehr als 15 Minuten: der Dienst läuft nicht.") % {"what": what}
