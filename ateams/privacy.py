"""Which kind of data each column holds. A leaf: every package declares its own in `privacy.py`.

The declarations are written for whoever protects data, not for programs: German sentences, one
`Holding` per table. `tests/architecture/test_privacy_classes.py` fails when a column is missing
or no longer exists, and `manage.py privacy_documents` makes documents of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings

# Written wherever a legal basis or a period is a proposal. None is made up.
UNSETTLED = "zu klären mit der*dem Datenschutzbeauftragten"


class PrivacyClass(StrEnum):
    """What a column can tell about people. A closed list."""

    TECHNICAL = "technical"
    ORGANISATIONAL = "organisational"
    PERSONAL = "personal"
    SECRET = "secret"
    SEALED = "sealed"
    SKELETON = "skeleton"
    AUDIT = "audit"
    STATISTICS = "statistics"

    @property
    def label(self) -> str:
        """What the class is called in documents."""
        return _WORDS[self][0]

    @property
    def meaning(self) -> str:
        """What the class says, in one sentence."""
        return _WORDS[self][1]


_WORDS: dict[PrivacyClass, tuple[str, str]] = {
    PrivacyClass.TECHNICAL: (
        "technisch",
        "Zufällige Kennungen, Zähler und Verweise; sie sagen allein nichts über Menschen.",
    ),
    PrivacyClass.ORGANISATIONAL: (
        "organisatorisch",
        "Angaben über Einrichtungen, Teams, Schulungen und Abläufe.",
    ),
    PrivacyClass.PERSONAL: (
        "personenbezogen",
        (
            "Name, Adresse, Rolle oder Handeln von Menschen mit Konto, Kontaktpersonen und "
            "Teilnehmenden. Nie von Menschen, die etwas melden."
        ),
    ),
    PrivacyClass.SECRET: (
        "Geheimnis des Kontos",
        "Passwort, Link oder Schlüssel: nur als Prüfwert oder unter einem weiteren Geheimnis.",
    ),
    PrivacyClass.SEALED: (
        "versiegelter Inhalt",
        (
            "Was gemeldet, geschrieben und festgehalten wurde. Lesbar nur mit einem entsperrten "
            "Schlüssel, nicht für die Technik."
        ),
    ),
    PrivacyClass.SKELETON: (
        "Gerüst eines Falls",
        (
            "Was unverschlüsselt sein muss, damit jemand den Fall bearbeiten kann: "
            "dass es ihn gibt, Wege, Tage, Stand."
        ),
    ),
    PrivacyClass.AUDIT: (
        "Protokoll unter Kennung",
        "Wer wann was getan hat, mit Kennungen statt Namen und ohne Inhalt.",
    ),
    PrivacyClass.STATISTICS: (
        "Statistik",
        "Gezähltes ohne Verweis auf einen Fall oder einen Menschen.",
    ),
}


@dataclass(frozen=True, slots=True)
class Column:
    """The class of one column, and what stands in it."""

    privacy_class: PrivacyClass
    meaning: str = ""


Columns = Mapping[str, Column]


@dataclass(frozen=True)
class Holding:
    """One table: what it is for, who sees it, how long it is kept, and its columns.

    `kept` may name settings, such as "{s.CASE_KEPT_MONTHS} Monate": the documents say what is in
    force.
    """

    model: str
    title: str
    purpose: str
    readers: str
    kept: str
    columns: Columns
    basis: str = UNSETTLED

    @property
    def period(self) -> str:
        """How long it is kept, with the settings in force."""
        return self.kept.format(s=settings)

    @property
    def by_class(self) -> list[tuple[PrivacyClass, list[tuple[str, str]]]]:
        """Return the columns class by class; classes without any are left out."""
        return [(wanted, found) for wanted in PrivacyClass if (found := self.of_class(wanted))]

    def of_class(self, wanted: PrivacyClass) -> list[tuple[str, str]]:
        """Return the columns of a class, each with what stands in it."""
        return [
            (name, column.meaning)
            for name, column in self.columns.items()
            if column.privacy_class == wanted
        ]


def technical(*names: str) -> Columns:
    """Declare columns that say nothing about people."""
    return {name: Column(PrivacyClass.TECHNICAL) for name in names}


def organisational(**meanings: str) -> Columns:
    """Declare what is known of institutions, teams and procedures."""
    return _columns(PrivacyClass.ORGANISATIONAL, meanings)


def personal(**meanings: str) -> Columns:
    """Declare names, addresses and acts of people with an account and of contacts."""
    return _columns(PrivacyClass.PERSONAL, meanings)


def secret(**meanings: str) -> Columns:
    """Declare what somebody signs in or unlocks with: hashed, or under another secret."""
    return _columns(PrivacyClass.SECRET, meanings)


def sealed(**meanings: str) -> Columns:
    """Declare what only an unlocked key opens."""
    return _columns(PrivacyClass.SEALED, meanings)


def skeleton(**meanings: str) -> Columns:
    """Declare what of a case is plain by necessity."""
    return _columns(PrivacyClass.SKELETON, meanings)


def audit(**meanings: str) -> Columns:
    """Declare who did what, by ids."""
    return _columns(PrivacyClass.AUDIT, meanings)


def statistics(**meanings: str) -> Columns:
    """Declare what is counted."""
    return _columns(PrivacyClass.STATISTICS, meanings)


def _columns(privacy_class: PrivacyClass, meanings: Mapping[str, str]) -> Columns:
    return {name: Column(privacy_class, meaning) for name, meaning in meanings.items()}
