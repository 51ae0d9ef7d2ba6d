"""What the gallery shows: every component in every state, with invented content."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils import timezone

from ateams.web.forms import BaseForm

LAYOUTS = {
    "staff": "layouts/staff.html",
    "public": "layouts/public.html",
    "narrow": "layouts/narrow.html",
}
GROUNDS = [
    ("skin", "wegen meiner Hautfarbe"),
    ("religion", "wegen meiner Religion"),
    ("unknown", "weiß nicht"),
]


class SpecimenForm(BaseForm):
    """One field of every kind."""

    mark_optional = True

    topic = forms.CharField(label="Thema", help_text="Wie es im Plan steht.", max_length=60)
    email = forms.EmailField(
        label="E-Mail",
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    held_on = forms.DateField(label="Datum")
    minutes = forms.IntegerField(label="Dauer in Minuten", min_value=1)
    place = forms.ChoiceField(
        label="Ort", choices=[("", "Bitte wählen"), ("school", "Schule"), ("house", "Jugendhaus")]
    )
    grounds = forms.MultipleChoiceField(
        label="Weshalb?",
        help_text="Mehreres ist möglich.",
        choices=GROUNDS,
        widget=forms.CheckboxSelectMultiple,
    )
    person = forms.ChoiceField(
        label="Wen betrifft es?",
        choices=[("self", "Mich"), ("other", "Jemand anderen")],
        widget=forms.RadioSelect,
    )
    story = forms.CharField(label="Was ist passiert?", widget=forms.Textarea(attrs={"rows": 5}))
    agreed = forms.BooleanField(
        label="Die Person weiß davon und ist einverstanden.",
        help_text="Ohne Einverständnis wird kein Text gespeichert.",
    )


@dataclass(frozen=True)
class Place:
    """One item of the navigation."""

    label: str
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True)
class VaultLine:
    """A vault that is open or closed for show."""

    unlocked: bool
    lock_url: str = "#"
    unlock_url: str = "#"
    ping_url: str = "#"


def specimens(options: Mapping[str, str]) -> dict[str, Any]:
    """Return the context of the gallery; `options` are layout, dir and vault of the address."""
    wrong = {"topic": "x" * 61, "email": "kein-at", "held_on": "31.02.2026", "minutes": "0"}
    return {
        "layout": LAYOUTS.get(options.get("layout", ""), LAYOUTS["staff"]),
        "direction": "rtl" if options.get("dir") == "rtl" else "",
        "navigation": [
            Place("Start", "#", current=True),
            Place("Fälle", "#", count=3),
            Place("Schulungen", "#"),
            Place("Termine", "#", count=12),
            Place("Personen", "#"),
        ],
        "vault_line": VaultLine(unlocked=options.get("vault") == "open"),
        "blank_form": SpecimenForm(auto_id="blank_%s"),
        "wrong_form": SpecimenForm(wrong, auto_id="wrong_%s"),
        "steps_form": SpecimenForm(auto_id="steps_%s"),
        "page": Paginator(range(1, 31), 10).page(2),
        "rows": _rows(),
        "entries": _entries(),
        "facts": [("Einrichtung", "Schule am Beispielpark"), ("Stadtteil", "Linden"), ("Team", "")],
        "groups": ["4821", "0937", "5516", "7402", "1189"],
        "today": timezone.now(),
    }


def _rows() -> list[dict[str, Any]]:
    now = timezone.now()
    return [
        {"ref": "K7-2F9", "state": "Neu", "tone": "info", "due": now, "messages": 2},
        {"ref": "M3-8QX", "state": "Überfällig", "tone": "danger", "due": now, "messages": 11},
        {"ref": "A1-5ZT", "state": "Geschlossen", "tone": "", "due": None, "messages": 0},
    ]


def _file(name: str, **kind: bool) -> dict[str, Any]:
    mark = "Kann Spuren enthalten, wer es gemacht hat."
    original = "Ein langer Name von einem Telefon 2026-11-24 09.15.32.jpg"
    file = {"name": name, "size": 1_500_000, "original_name": original, "mark": mark}
    return {"url": "#", "file": file | kind}


def _entries() -> list[dict[str, Any]]:
    now = timezone.now()
    return [
        {"title": "Meldung eingegangen", "at": now - timedelta(days=3)},
        {
            "title": "Nachricht",
            "by": "meldende Person",
            "at": now - timedelta(days=3),
            "kind": "received",
            "body": "In der Pause war es wieder so.\n\nIch weiß nicht, was ich tun soll.",
        },
        {
            "title": "Notiz",
            "by": "Kim Beispiel",
            "at": now - timedelta(days=2),
            "kind": "note",
            "body": "Gespräch für Donnerstag anbieten.",
        },
        {
            "title": "Antwort",
            "by": "Antidiskriminierungsstelle",
            "at": now - timedelta(days=1),
            "kind": "sent",
            "body": "Danke, dass du schreibst. Möchtest du am Donnerstag mit uns sprechen?",
            "files": [_file("Bild 1", is_picture=True), _file("Aufnahme 2", is_audio=True)],
        },
        {"title": "Stand: wartet auf die Person", "at": now, "by": "Kim Beispiel"},
    ]
