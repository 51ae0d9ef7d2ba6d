"""Closed lists of the incidents package."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a case stands. Code list `status`; the moves stand in `incidents.transitions`."""

    NEW = "new", _("Neu")
    ACKNOWLEDGED = "acknowledged", _("Eingang bestätigt")
    TRIAGE = "triage", _("In Prüfung")
    IN_PROGRESS = "in_progress", _("In Bearbeitung")
    WAITING_PERSON = "waiting_person", _("Wartet auf die Person")
    WAITING_OTHER = "waiting_other", _("Wartet auf andere")
    REFERRED = "referred", _("Weitervermittelt")
    CLOSED = "closed", _("Abgeschlossen")
    REOPENED = "reopened", _("Wieder geöffnet")
    ANONYMISED = "anonymised", _("Anonymisiert")


ENDED = frozenset({State.CLOSED, State.ANONYMISED})


class Channel(models.TextChoices):
    """How the case came in. Code list `channel`; the council asks for it every year."""

    WEB_FORM = "web_form", _("Online-Formular")
    A_TEAM_TALK = "a_team_talk", _("Gespräch mit A-Team")
    EMAIL = "email", _("E-Mail")
    PHONE = "phone", _("Telefon")
    IN_PERSON = "in_person", _("Persönlich")
    LETTER = "letter", _("Brief")
    COORDINATOR = "coordinator", _("Über die Koordinierungsperson")
    REFERRAL = "referral", _("Über eine andere Stelle")
    EVENT = "event", _("Veranstaltung oder Workshop")


class CaseType(models.TextChoices):
    """What is asked of the office. Code list `case_type`."""

    REPORT = "report", _("Meldung")
    COUNSELLING = "counselling", _("Beratung")
    CASEWORK = "casework", _("Fallbegleitung")
    INQUIRY = "inquiry", _("Anfrage")


class ClosingReason(StrEnum):
    """The reasons for closing that the program acts on. Code list `closing_reason` has more."""

    NO_DISCRIMINATION = "no_discrimination"
    DUPLICATE = "duplicate"
    SPAM = "spam"


class WishFulfilled(models.TextChoices):
    """Whether the person got what they wished for, as far as the office knows."""

    YES = "yes", _("ja")
    PARTLY = "partly", _("teilweise")
    NO = "no", _("nein")
    UNKNOWN = "unknown", _("nicht bekannt")


class EntryKind(models.TextChoices):
    """What stands on a case's timeline."""

    REPORT = "report", _("Meldung")
    FROM_REPORTER = "from_reporter", _("Nachricht der meldenden Person")
    TO_REPORTER = "to_reporter", _("Antwort")
    NOTE = "note", _("Interne Notiz")
    TEAM_NOTE = "team_note", _("Notiz")
    MOVE = "move", _("Status")
    ASSIGNED = "assigned", _("Zuständigkeit")
    DATE_SET = "date_set", _("Nächster Termin")
    NARROWED = "narrowed", _("Weniger Lesende")
    STEP = "step", _("Schritt nach außen")
    WIDENED = "widened", _("Weitere Lesende")
    CLASSIFIED = "classified", _("Eingeordnet")
    NEW_CODE = "new_code", _("Neuer Zugangscode")
    PROPOSAL = "proposal", _("Vorschlag")
    WORSE = "worse", _("Es ist schlimmer geworden")
    INTERPRETER = "interpreter", _("Dolmetschen gewünscht")
    EXPORTED = "exported", _("Kopie für die Akte")
    INTERVENTION = "intervention", _("Maßnahme")
    TASK = "task", _("Aufgabe")
    REFERRAL = "referral", _("Verweis an eine andere Stelle")
    AGREEMENT = "agreement", _("Vereinbarung mit einer Einrichtung")
    FOLLOWED = "followed", _("Fortgang")
    REVIEWED = "reviewed", _("Durchgesehen")


# What the reporter and those who read say to each other.
CONVERSATION_KINDS = frozenset(
    {
        EntryKind.REPORT,
        EntryKind.FROM_REPORTER,
        EntryKind.TO_REPORTER,
        EntryKind.WORSE,
        EntryKind.INTERPRETER,
    }
)
# Sealed in the envelope that the reporter and everybody chosen by the reporter can open.
SHARED_KINDS = CONVERSATION_KINDS | {EntryKind.TEAM_NOTE, EntryKind.PROPOSAL}
# The office's work, the words of it sealed.
WORK_KINDS = frozenset(
    {
        EntryKind.STEP,
        EntryKind.INTERVENTION,
        EntryKind.TASK,
        EntryKind.REFERRAL,
        EntryKind.AGREEMENT,
        EntryKind.FOLLOWED,
    }
)
# For the office alone; a team is not even told that they exist.
OFFICE_KINDS = WORK_KINDS | {
    EntryKind.NOTE,
    EntryKind.CLASSIFIED,
    EntryKind.EXPORTED,
    EntryKind.REVIEWED,
}


class Outcome(models.TextChoices):
    """What became of a proposal."""

    TAKEN = "taken", _("übernommen")
    DISMISSED = "dismissed", _("nicht übernommen")


class Show(models.TextChoices):
    """What of a timeline is shown."""

    ALL = "all", _("Alles")
    CONVERSATION = "conversation", _("Gespräch")
    WORK = "work", _("Arbeit")


class Clock(models.TextChoices):
    """By when the office owes something, see `incidents.clocks`."""

    REPLY = "reply", _("Antwort")
    URGENT_REPLY = "urgent_reply", _("Antwort, wenn es dringend ist")
    ACKNOWLEDGE = "acknowledge", _("Eingang bestätigen")
    FEEDBACK = "feedback", _("Rückmeldung an die Person")
    SILENCE = "silence", _("Fall ohne Aktivität")
    REVIEW = "review", _("Durchsicht eines offenen Falls")


class ReferralState(models.TextChoices):
    """How a referral stands; the moves stand in `incidents.transitions`."""

    OFFERED = "offered", _("angeboten")
    CONSENTED = "consented", _("mit Einverständnis weitergegeben")
    ACCEPTED = "accepted", _("angenommen")
    REFUSED = "refused", _("nicht zustande gekommen")


class Kept(models.TextChoices):
    """Whether an agreement was kept. Only ever stored sealed: it tells of the case."""

    KEPT = "kept", _("eingehalten")
    PARTLY = "partly", _("teilweise eingehalten")
    BROKEN = "broken", _("nicht eingehalten")


class Step(models.TextChoices):
    """A step towards somebody outside. Only ever stored sealed: it tells of the case."""

    REFERRAL = "referral", _("Eine andere Stelle einschalten")
    CONTACT = "contact", _("Mit der anderen Seite sprechen (Schule, Leitung, beschuldigte Person)")
    LETTER = "letter", _("Etwas schreiben: Brief, Mail oder Stellungnahme")
    POLICE = "police", _("Die Polizei einschalten")
    READERS = "readers", _("Jemand soll mitlesen")
    EXPORT = "export", _("Eine Kopie des Falls weitergeben")


class ExportReason(models.TextChoices):
    """Why the office makes a copy for itself. Only ever stored sealed: it tells of the case."""

    OWN_FILE = "own_file", _("Akte der Beratungsstelle")
    SUPERVISION = "supervision", _("Besprechung in der Beratungsstelle (Fachaufsicht, Supervision)")
    DATA_PROTECTION = "data_protection", _("Prüfung durch die*den Datenschutzbeauftragte*n")


class ConsentState(models.TextChoices):
    """Where a consent stands; the moves stand in `incidents.transitions`."""

    ASKED = "asked", _("gefragt")
    GIVEN = "given", _("erlaubt")
    REFUSED = "refused", _("abgelehnt")
    TAKEN_BACK = "taken_back", _("zurückgenommen")
    RECALLED = "recalled", _("erledigt, nicht mehr nötig")
    DONE = "done", _("getan")


class ConsentWay(models.TextChoices):
    """How it came about that a step is allowed."""

    MAILBOX = "mailbox", _("Postfach")
    TALK = "talk", _("Gespräch")
    OVERRIDE = "override", _("Lebensgefahr")
