"""A memory log: what somebody remembers, asked for in order, and written down for themselves.

Whoever has been through something forgets details within days, and a complaint months later needs
them. The paper belongs to whoever fills it in: nothing of it is stored here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ateams.web.papers.typesetting import passage, typeset

# Together they stay below what a request may have, in any script.
STORY, TEXT, LINE = 40_000, 5_000, 500


@dataclass(frozen=True)
class Question:
    """One question of the log; each may stay empty."""

    name: str
    label: str | Promise
    hint: str | Promise
    longest: int = TEXT


QUESTIONS = (
    Question(
        "what",
        _("Was ist passiert?"),
        _(
            "Der Reihe nach, so genau du dich erinnerst. Was du nicht sicher weißt, schreib "
            "ruhig dazu: „vielleicht“."
        ),
        STORY,
    ),
    Question(
        "when", _("Wann war das?"), _("Tag und Uhrzeit, oder ungefähr: in der zweiten Pause."), LINE
    ),
    Question("where", _("Wo war das?"), _("Ort, Raum, Haltestelle oder Chat."), LINE),
    Question(
        "words",
        _("Was wurde gesagt oder geschrieben?"),
        _("Wort für Wort, wenn du kannst. Auch wenn es schlimme Wörter sind."),
    ),
    Question(
        "who",
        _("Wer hat es getan?"),
        _("Namen, wenn du sie kennst. Sonst: Wie sah die Person aus, woher kennst du sie?"),
    ),
    Question(
        "witnesses",
        _("Wer war dabei oder hat es mitbekommen?"),
        _("Und wie kann man diese Personen erreichen?"),
    ),
    Question("after", _("Wie ging es weiter?"), _("Was hast du getan, was haben andere getan?")),
    Question(
        "traces",
        _("Gibt es Verletzungen, Schäden oder Beweise?"),
        _("Fotos, Chats, Arztbrief, kaputte Sachen, und wo das jetzt ist."),
    ),
    Question("told", _("Wem hast du schon davon erzählt?"), _("Und wann? Was haben sie gesagt?")),
)


def answered(answers: Mapping[str, str]) -> list[tuple[Question, str]]:
    """Return every question with its answer, in order; what was skipped is empty."""
    return [(question, answers.get(question.name, "")) for question in QUESTIONS]


def paper(answers: Mapping[str, str]) -> bytes:
    """Return the log as an accessible PDF; the same answers give the same bytes.

    What was skipped has lines to write on. Raises `Untypesettable`.
    """
    data: dict[str, Any] = {
        "title": gettext("Gedächtnisprotokoll"),
        "mark": gettext("Persönliche Aufzeichnung"),
        "intro": gettext(
            "Aufgeschrieben aus der Erinnerung. Dieses Papier ist nirgends gespeichert."
        ),
        "answers": [
            {"question": str(question.label), "passage": passage(text) if text else None}
            for question, text in answered(answers)
        ],
        "by_hand": [gettext("Aufgeschrieben am"), gettext("Unterschrift (freiwillig)")],
    }
    return typeset("memory_log", data)
