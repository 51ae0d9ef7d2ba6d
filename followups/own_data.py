"""What the follow-ups know about one account, for the person themselves."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.own_data import Column, Section, Value, add_section
from accounts.selectors import recipient
from followups.models import AgendaFeed, Delegation, Reminder, Snooze
from followups.sources import SOURCES

_LABELS = {source.kind: source.label for source in SOURCES}


def _reminders(user: User, most: int) -> Section:
    columns = (
        Column("kind", _("Anlass")),
        Column("due_on", _("fällig")),
        Column("planned_at", _("geplant")),
        Column("state", _("Stand")),
    )
    found = Reminder.objects.filter(recipient_key=recipient(user).key).order_by("-planned_at", "pk")
    rows: list[Mapping[str, Value]] = [
        {
            "kind": _LABELS.get(reminder.kind, reminder.kind),
            "due_on": reminder.due_on,
            "planned_at": reminder.planned_at,
            "state": reminder.get_state_display(),
        }
        for reminder in found[:most]
    ]
    return Section("reminders", _("Erinnerungen an dich"), columns, rows, found.count())


def _feed(user: User, most: int) -> Section:
    columns = (Column("made_at", _("erzeugt")), Column("entries", _("Einträge im Kalender")))
    rows: list[Mapping[str, Value]] = [
        {"made_at": feed.made_at, "entries": feed.told.count()}
        for feed in AgendaFeed.objects.filter(user=user)[:most]
    ]
    title = _("Adresse der Agenda für den eigenen Kalender")
    return Section("agenda-feed", title, columns, rows, len(rows))


def _arranged(user: User, most: int) -> Section:
    """Tell what one has put off, passed on, or was given by others."""
    columns = (
        Column("what", _("Was")),
        Column("kind", _("Anlass")),
        Column("due_on", _("fällig")),
        Column("at", _("am")),
        Column("note", _("Ein Satz dazu")),
    )
    snoozes = Snooze.objects.filter(by=user).order_by("-since", "pk")
    passed_on = Delegation.objects.filter(Q(by=user) | Q(to=user)).order_by("-at", "pk")
    rows: list[Mapping[str, Value]] = [
        {
            "what": gettext("verschoben"),
            "kind": _LABELS.get(row.kind, row.kind),
            "due_on": row.due_on,
            "at": row.since,
            "note": " ".join(filter(None, [row.get_reason_display(), row.note])),
        }
        for row in snoozes[:most]
    ] + [
        {
            "what": gettext("abgegeben") if row.by_id == user.pk else gettext("bekommen"),
            "kind": _LABELS.get(row.kind, row.kind),
            "due_on": row.due_on,
            "at": row.at,
            "note": "",
        }
        for row in passed_on[:most]
    ]
    total = snoozes.count() + passed_on.count()
    return Section("arranged", _("Verschoben und abgegeben"), columns, rows[:most], total)


add_section("reminders", _reminders, order=70)
add_section("arranged", _arranged, order=71)
add_section("agenda-feed", _feed, order=72)
