"""What reporters can tick, in plain words, and the codes that it stands for.

The one place where a reporter's words meet the code lists; a test holds the codes against them.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class PlainAnswer:
    """One tick box: its own key, its words, and the code of the list (empty: says nothing)."""

    key: str
    words: str | Promise
    code: str = ""


GROUNDS = (
    PlainAnswer("skin", _("wegen der Hautfarbe"), "skin_colour"),
    PlainAnswer("origin", _("wegen Herkunft oder Name"), "name_origin"),
    PlainAnswer("language", _("wegen Sprache oder Akzent"), "language"),
    PlainAnswer("religion", _("wegen der Religion"), "religion_belief"),
    PlainAnswer("antisemitism", _("weil jemand jüdisch ist oder so gesehen wird"), "antisemitism"),
    PlainAnswer("gender", _("wegen des Geschlechts, zum Beispiel trans*"), "sex_gender"),
    PlainAnswer("love", _("weil jemand lesbisch, schwul, bi oder queer ist"), "sexual_orientation"),
    PlainAnswer("disability", _("wegen einer Behinderung oder Krankheit"), "disability"),
    PlainAnswer("money", _("weil die Familie wenig Geld hat"), "social_status"),
    PlainAnswer("looks", _("wegen Aussehen oder Gewicht"), "appearance"),
    PlainAnswer("other", _("wegen etwas anderem"), "other"),
    PlainAnswer("unsure", _("weiß nicht"), "unclear"),
)

AFFECTED = (
    PlainAnswer("me", _("mir")),
    PlainAnswer("somebody", _("jemand anderem")),
    PlainAnswer("group", _("einer Gruppe"), "group"),
    PlainAnswer("unsaid", _("möchte ich nicht sagen"), "unknown"),
)

RESPONSIBLE = (
    PlainAnswer("pupils", _("Mitschüler*innen oder Mitstudierende"), "pupil"),
    PlainAnswer("teacher", _("Lehrer*in oder Dozent*in"), "teacher"),
    PlainAnswer("management", _("Leitung der Schule oder Einrichtung"), "school_management"),
    PlainAnswer("staff", _("andere Erwachsene dort"), "other_school_staff"),
    PlainAnswer("company", _("Betrieb oder Praktikum"), "company"),
    PlainAnswer("police", _("Polizei"), "police"),
    PlainAnswer("authority", _("Amt oder Behörde"), "youth_office"),
    PlainAnswer("rule", _("eine Regel oder ein Text, keine Person"), "institution"),
    PlainAnswer("unknown", _("unbekannt oder anonym im Netz"), "unknown_person"),
    PlainAnswer("other", _("jemand anderes"), "other"),
)

WISHES = (
    PlainAnswer("talk", _("Ich möchte mit jemandem reden"), "talk"),
    PlainAnswer("document", _("Ich möchte es nur melden, mehr nicht"), "document_only"),
    PlainAnswer("rights", _("Ich möchte wissen, welche Rechte es gibt"), "information_rights"),
    PlainAnswer("stop", _("Es soll aufhören"), "stop"),
    PlainAnswer("apology", _("Ich wünsche mir eine Entschuldigung"), "apology"),
    PlainAnswer("accompany", _("Jemand soll zu einem Gespräch mitkommen"), "accompany"),
    PlainAnswer("change", _("An der Schule soll sich etwas ändern"), "change_rules"),
    PlainAnswer("unsure", _("Weiß ich noch nicht"), "unsure"),
)

QUESTIONS = {
    "grounds": ("ground", GROUNDS),
    "affected": ("affected_status", AFFECTED),
    "responsible": ("responsible_role", RESPONSIBLE),
    "wishes": ("wish", WISHES),
}


def choices(answers: tuple[PlainAnswer, ...]) -> list[tuple[str, str | Promise]]:
    """Return the answers as choices of a form field."""
    return [(answer.key, answer.words) for answer in answers]


def words(question: str, keys: list[str]) -> list[str]:
    """Return ticked answers in the active language; a key that no longer exists as itself."""
    known = {answer.key: answer.words for answer in QUESTIONS[question][1]}
    return [str(known.get(key, key)) for key in keys]


def codes(answers: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return the codes, by code list, of ticked answers given by question."""
    found: dict[str, list[str]] = {}
    for question, (code_list, known) in QUESTIONS.items():
        ticked = answers.get(question, [])
        codes = sorted({answer.code for answer in known if answer.code and answer.key in ticked})
        if codes:
            found[code_list] = codes
    return found
