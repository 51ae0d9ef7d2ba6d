"""Whether everything behind the pages runs; what does not is said where people look.

One cause is named once, however many jobs it stops: the broker, beat, the worker, the mail server,
the clock, the disk. Why they can be told apart: docs/adr/0044-agenda-feed-and-health.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import connection
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from ateams.outbox.models import Mail
from ateams.school_holidays import end_is_near, known_until
from ateams.sweeps.beating import BEAT, CLOCK, JUMP, jump_of
from ateams.sweeps.models import Heartbeat
from followups.broker import BrokerAwayError, waiting_wake_ups
from followups.models import Reminder
from followups.sweep_states import DELIVER, SILENT_AFTER, SweepState, sweep_states
from vault.room import has_room

_JUMP_TOLD_FOR = timedelta(days=1)
_UNREACHABLE = frozenset(
    {
        "BrokenPipeError",
        "ConnectionAbortedError",
        "ConnectionRefusedError",
        "ConnectionResetError",
        "OSError",
        "SMTPConnectError",
        "SMTPHeloError",
        "SMTPServerDisconnected",
        "SSLCertVerificationError",
        "SSLError",
        "TimeoutError",
        "gaierror",
        "timeout",
    }
)


class Cause(StrEnum):
    """What does not work. The codes stand in `/metrics`."""

    BROKER = "broker"
    BEAT = "beat"
    WORKER = "worker"
    MAIL_SERVER = "mail_server"
    JOB = "job"
    REMINDERS = "reminders"
    CLOCK = "clock"
    STORAGE = "storage"
    HOLIDAYS = "holidays"


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that does not work: in a sentence, what stays undone, and what helps."""

    cause: Cause
    sentence: str
    advice: str | Promise
    undone: Sequence[str | Promise] = ()


def troubles(now: datetime, states: Sequence[SweepState] | None = None) -> list[Trouble]:
    """Return what does not work, from what the database, the broker and the disk say.

    Nothing is lost meanwhile: what is due stands in the database, and the next run catches up. The
    broker is asked only when jobs are late, so that a page costs three queries while all is well.
    """
    beats = Heartbeat.objects.in_bulk()
    states = sweep_states(now, beats) if states is None else states
    stopped = _silence(now, beats, states)
    return [*stopped, *_reminders(), *_clock(now, beats), *_storage(), *_holidays(now)]


def clock_apart(now: datetime) -> Trouble | None:
    """Compare the clock of this server with the database's: on two machines they can differ."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (there,) = cursor.fetchone()
    apart = abs(there - now)
    if apart <= JUMP:
        return None
    sentence = gettext(
        "Die Uhren von Server und Datenbank gehen um %(minutes)d Minuten auseinander."
    )
    return Trouble(Cause.CLOCK, sentence % {"minutes": apart.total_seconds() // 60}, _SET_CLOCK)


def _silence(
    now: datetime, beats: Mapping[str, Heartbeat], states: Sequence[SweepState]
) -> Iterator[Trouble]:
    """Find what keeps jobs from running: first what would stop them all."""
    late = [state for state in states if state.is_late]
    frequent = [state for state in states if state.is_frequent]
    if not late:
        return
    undone = [state.job.missing for state in late]
    stopped = all(state.is_late and not _failed(state) for state in frequent)
    try:
        lying = waiting_wake_ups()
    except BrokerAwayError:
        yield Trouble(
            Cause.BROKER, _told_since(_BROKER, _newest(beats, frequent)), _BROKER_ADVICE, undone
        )
        return
    if stopped and not _is_fresh(beats.get(BEAT), now):
        since = beats[BEAT].last_started if BEAT in beats else None
        yield Trouble(Cause.BEAT, _told_since(_BEAT, since), _BEAT_ADVICE, undone)
        return
    if stopped:
        sentence = _told_since(_WORKER, _newest(beats, frequent))
        if lying:
            sentence += " " + ngettext(
                "Ein Weckruf liegt bereit.", "%(number)d Weckrufe liegen bereit.", lying
            ) % {"number": lying}
        yield Trouble(Cause.WORKER, sentence, _WORKER_ADVICE, undone)
        return
    yield from (_of_one(state, now) for state in late)


def _of_one(state: SweepState, now: datetime) -> Trouble:
    error = state.beat.last_error if state.beat else ""
    if state.name == DELIVER and error in _UNREACHABLE:
        since = state.beat.last_finished if state.beat else None
        waiting = Mail.objects.due(now).count()
        sentence = (
            _told_since(_MAIL_SERVER, since)
            + " "
            + ngettext("Eine Mail wartet.", "%(number)d Mails warten.", waiting)
            % {"number": waiting}
        )
        return Trouble(Cause.MAIL_SERVER, f"{sentence} ({error})", _MAIL_ADVICE, ())
    told = {"what": state.job.missing, "error": error}
    if error:
        sentence = gettext("%(what)s, seit mehr als 15 Minuten: %(error)s.") % told
        return Trouble(Cause.JOB, sentence, _ERROR_ADVICE)
    sentence = gettext("%(what)s, seit mehr als 15 Minuten: Die Aufgabe läuft nicht.") % told
    return Trouble(Cause.JOB, sentence, _WORKER_ADVICE)


def _reminders() -> Iterator[Trouble]:
    if broken := Reminder.objects.troubled().count():
        sentence = ngettext(
            "Eine Erinnerung lässt sich nicht schreiben; sie wird stündlich neu versucht.",
            "%(count)d Erinnerungen lassen sich nicht schreiben; sie werden stündlich neu "
            "versucht.",
            broken,
        )
        yield Trouble(Cause.REMINDERS, sentence % {"count": broken}, _ERROR_ADVICE)


def _clock(now: datetime, beats: Mapping[str, Heartbeat]) -> Iterator[Trouble]:
    """Say that the clock was set back while jobs had run, or that beat saw it jump."""
    newest = max((beat.last_started for name, beat in beats.items() if name != CLOCK), default=now)
    jump = beats.get(CLOCK)
    if newest - now > JUMP:
        sentence = gettext(
            "Die Uhr des Servers geht falsch: Eine Aufgabe lief um %(at)s, und das kommt erst noch."
        )
        yield Trouble(Cause.CLOCK, sentence % {"at": _at(newest)}, _SET_CLOCK)
    elif jump and abs(now - jump.last_started) <= _JUMP_TOLD_FOR:
        minutes = int(jump_of(jump).total_seconds() // 60)
        sentence = (
            gettext("Die Uhr des Servers ist gesprungen, um %(minutes)d Minuten vor auf %(at)s.")
            if minutes > 0
            else gettext(
                "Die Uhr des Servers ist gesprungen, um %(minutes)d Minuten zurück auf %(at)s."
            )
        )
        told = {"minutes": abs(minutes), "at": _at(jump.last_started)}
        yield Trouble(Cause.CLOCK, sentence % told, _SET_CLOCK)


def _holidays(now: datetime) -> Iterator[Trouble]:
    if end_is_near(timezone.localdate(now)):
        told = {"day": date_format(known_until(), "SHORT_DATE_FORMAT")}
        sentence = gettext("Die Schulferien sind nur bis %(day)s bekannt.")
        yield Trouble(Cause.HOLIDAYS, sentence % told, _HOLIDAYS_ADVICE)


def _storage() -> Iterator[Trouble]:
    if not has_room():
        sentence = gettext("Auf dem Server ist kaum noch Platz: Dateien werden nicht angenommen.")
        yield Trouble(Cause.STORAGE, sentence, _STORAGE_ADVICE)


def _failed(state: SweepState) -> bool:
    """Whether the job runs, but to no good end: then somebody wakes and takes it."""
    return bool(state.beat and state.beat.last_error)


def _is_fresh(beat: Heartbeat | None, now: datetime) -> bool:
    return bool(beat and now - beat.last_started <= SILENT_AFTER)


def _newest(beats: Mapping[str, Heartbeat], states: Sequence[SweepState]) -> datetime | None:
    started = [beats[state.name].last_started for state in states if state.name in beats]
    return max(started, default=None)


def _told_since(sentence: str | Promise, since: datetime | None) -> str:
    ends = gettext("seit %(at)s") % {"at": _at(since)} if since else gettext("noch nie gelaufen")
    return f"{sentence} ({ends})."


def _at(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")


_BROKER = _("Die Warteschlange (Redis) antwortet nicht")
_BROKER_ADVICE = _(
    "Prüfe, ob Redis läuft und REDIS_URL stimmt: „docker-compose up -d redis“. Alles Weitere holt "
    "sich dann von allein nach."
)
_BEAT = _("Der Taktgeber (beat) weckt keine Aufgaben")
_BEAT_ADVICE = _("Starte ihn neu: „docker-compose up -d beat“.")
_WORKER = _("Der Taktgeber weckt Aufgaben, aber kein Worker nimmt sie an")
_WORKER_ADVICE = _(
    "Starte den Worker neu: „docker-compose restart worker“. Sieh in sein Protokoll."
)
_MAIL_SERVER = _("Der Mailserver ist nicht zu erreichen")
_MAIL_ADVICE = _(
    "Prüfe, ob er läuft und ob EMAIL_HOST und EMAIL_PORT stimmen. Die Mails gehen hinaus, sobald "
    "er antwortet."
)
_ERROR_ADVICE = _("Das Protokoll des Workers sagt, was schiefgeht.")
_SET_CLOCK = _(
    "Stelle die Uhr des Servers und lass sie von NTP nachstellen. Fristen und Erinnerungen richten "
    "sich nach ihr."
)
_HOLIDAYS_ADVICE = _(
    "Spiele einen neuen Ferienkalender ein (docs/operation.md). Ohne ihn bekommen Einrichtungen "
    "auch in den Ferien Mails."
)
_STORAGE_ADVICE = _("Schaffe Platz auf dem Datenträger, oder nimm einen größeren.")
