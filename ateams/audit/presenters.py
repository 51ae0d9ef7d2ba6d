"""What an entry says, as a sentence. Names are looked up by whoever shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from ateams.audit.enums import Action

# `who` begins the sentence; `what` and `about` stand in the accusative: "den Fall K7QX-3MPD".
SENTENCES: dict[Action, str | Promise] = {
    Action.CASE_OPENED: _("%(who)s hat %(what)s geöffnet."),
    Action.CASE_RECOVERED: _("Mit dem Notfallschlüssel geöffnet: %(what)s."),
    Action.CASE_SEARCHED: _("%(who)s hat in Fällen gesucht: %(count)s."),
    Action.CASE_EXPORTED: _("%(who)s hat %(what)s exportiert."),
    Action.CASE_FILE_OPENED: _("%(who)s hat eine Datei geöffnet. Sie betrifft %(what)s."),
    Action.CASE_READER_ADDED: _("%(who)s hat %(what)s für %(about)s geöffnet."),
    Action.CASE_READER_REMOVED: _("%(who)s hat %(what)s für %(about)s geschlossen."),
    Action.CASE_NARROWED: _("%(who)s hat eingeschränkt, wer mitliest. Das betrifft %(what)s."),
    Action.CASE_TAKEN_IN: _("%(who)s hat %(what)s nach Anruf, Besuch oder Brief aufgenommen."),
    Action.CASE_CODE_ISSUED: _("%(who)s hat für %(what)s einen neuen Zugangscode ausgegeben."),
    Action.CASE_NOTED: _("%(who)s hat für %(what)s eine Notiz geschrieben."),
    Action.CASE_ANSWERED: _("%(who)s hat für %(what)s eine Antwort geschrieben."),
    Action.CASE_ACKNOWLEDGED: _("%(who)s hat für %(what)s den Eingang bestätigt."),
    Action.CASE_ASSIGNED: _("%(who)s hat für %(what)s die Zuständigkeit geändert."),
    Action.CASE_DATE_SET: _("%(who)s hat für %(what)s einen Termin gesetzt."),
    Action.CASE_CLASSIFIED: _("%(who)s hat %(what)s eingeordnet."),
    Action.CASE_TRIAGE: _("%(who)s hat %(what)s in Prüfung genommen."),
    Action.CASE_IN_PROGRESS: _("%(who)s hat %(what)s in Bearbeitung genommen."),
    Action.CASE_WAITING_PERSON: _("%(who)s hat %(what)s auf „wartet auf die Person“ gesetzt."),
    Action.CASE_WAITING_OTHER: _("%(who)s hat %(what)s auf „wartet auf andere“ gesetzt."),
    Action.CASE_REFERRED: _("%(who)s hat %(what)s weitervermittelt."),
    Action.CASE_CLOSED: _("%(who)s hat %(what)s abgeschlossen."),
    Action.CASE_REOPENED: _("%(who)s hat %(what)s wieder aufgenommen."),
    Action.CASE_UNDONE: _("%(who)s hat für %(what)s etwas rückgängig gemacht."),
    Action.CASE_ANONYMISED: _("Der Inhalt ist gelöscht. Das betrifft %(what)s."),
    Action.CASE_WITHDRAWN: _("%(who)s hat eine Meldung zurückgezogen. Alles dazu ist gelöscht."),
    Action.CASE_ERASED: _("Die Frist ist um. Ein Fall und alles dazu ist gelöscht."),
    Action.CASE_ERASED_AS_ABUSE: _("%(who)s hat eine missbräuchliche Meldung gelöscht."),
    Action.CASE_ERASED_AGAIN: _("Aus einer Sicherung zurückgekehrt und wieder gelöscht: ein Fall."),
    Action.CASES_HANDED_OVER: _("%(who)s hat offene Fälle übergeben für %(what)s: %(count)s."),
    Action.CASE_PASSED_ON: _("%(who)s liest nicht mehr mit und hat es weitergegeben: %(what)s."),
    Action.CASES_SHARED_AGAIN: _("%(who)s hat Fälle wieder geöffnet für %(what)s: %(count)s."),
    Action.CASE_CONSENT_ASKED: _("%(who)s hat für %(what)s um Einverständnis gefragt."),
    Action.CASE_CONSENT_GIVEN: _("%(who)s ist mit einem Schritt einverstanden. Betrifft %(what)s."),
    Action.CASE_CONSENT_REFUSED: _("%(who)s hat einen Schritt abgelehnt. Betrifft %(what)s."),
    Action.CASE_CONSENT_TAKEN_BACK: _(
        "%(who)s hat ein Einverständnis zurückgenommen. Betrifft %(what)s."
    ),
    Action.CASE_CONSENT_RECALLED: _("%(who)s hat für %(what)s eine Frage zurückgezogen."),
    Action.CASE_CONSENT_RECORDED: _(
        "%(who)s hat für %(what)s ein Einverständnis aus einem Gespräch notiert."
    ),
    Action.CASE_CONSENT_OVERRIDDEN: _(
        "%(who)s hat für %(what)s ohne Einverständnis entschieden: Lebensgefahr."
    ),
    Action.CASE_STEP_TAKEN: _("%(who)s hat für %(what)s einen Schritt nach außen getan."),
    Action.CASE_WIDENED: _("%(who)s hat %(what)s mit Einverständnis für weitere geöffnet."),
    Action.CASE_WORSE: _("%(who)s sagt, dass es schlimmer geworden ist. Betrifft %(what)s."),
    Action.CASE_LANGUAGE_SET: _("%(who)s hat für %(what)s die Sprache berichtigt."),
    Action.CASE_STEP_PROPOSED: _("%(who)s hat für %(what)s einen Schritt vorgeschlagen."),
    Action.CASE_PROPOSAL_TAKEN: _("%(who)s hat für %(what)s einen Vorschlag übernommen."),
    Action.CASE_PROPOSAL_DISMISSED: _("%(who)s hat für %(what)s einen Vorschlag nicht übernommen."),
    Action.CASE_OPENING_ENDED: _("Der letzte Tag des Mitlesens ist um. Das betrifft %(what)s."),
    Action.CASE_TASK_SET: _("%(who)s hat für %(what)s eine Aufgabe gestellt."),
    Action.CASE_TASK_DONE: _("%(who)s hat für %(what)s eine Aufgabe erledigt."),
    Action.CASE_INTERVENED: _("%(who)s hat für %(what)s eine Maßnahme notiert."),
    Action.CASE_REFERRAL_OFFERED: _("%(who)s hat für %(what)s eine andere Stelle angeboten."),
    Action.CASE_REFERRAL_MOVED: _("%(who)s hat für %(what)s einen Verweis weitergeführt."),
    Action.CASE_AGREEMENT_MADE: _("%(who)s hat für %(what)s eine Vereinbarung notiert."),
    Action.CASE_AGREEMENT_CHECKED: _("%(who)s hat für %(what)s eine Vereinbarung geprüft."),
    Action.CASE_LINKED: _("%(who)s hat %(what)s mit einem anderen verknüpft."),
    Action.CASE_UNLINKED: _("%(who)s hat eine Verknüpfung gelöst. Sie betraf %(what)s."),
    Action.CASE_REVIEWED: _("%(who)s hat %(what)s durchgesehen."),
    Action.CLOCK_SET: _("%(who)s hat eine Frist geändert."),
    Action.BODY_SAVED: _("%(who)s hat eine Verweisstelle gespeichert."),
    Action.CASE_SKIMMED: _("%(who)s hat auf dem Stapel hineingelesen. Betrifft %(what)s."),
    Action.PILE_TAKEN_IN: _("%(who)s hat vom Stapel übernommen: %(count)s."),
    Action.PILE_PUT_APART: _("%(who)s hat auf den Stapel gelegt: %(count)s."),
    Action.PILE_ERASED: _("%(who)s hat vom Stapel als Missbrauch gelöscht: %(count)s."),
    Action.CONVERSATION_COUNTED: _("%(who)s hat ein Gespräch gezählt."),
    Action.TEMPLATE_SAVED: _("%(who)s hat %(what)s geschrieben."),
    Action.TEMPLATE_HIDDEN: _("%(who)s hat %(what)s ausgeblendet."),
    Action.TEMPLATE_OFFERED: _("%(who)s bietet %(what)s wieder an."),
    Action.ACCOUNT_MADE: _("%(who)s hat eine Einladung angenommen und ein Konto eröffnet."),
    Action.ACCOUNT_ROLE_CHANGED: _("%(who)s hat Rolle oder Team geändert für %(what)s."),
    Action.ACCOUNT_DEACTIVATED: _("%(who)s hat %(what)s deaktiviert."),
    Action.ACCOUNT_REACTIVATED: _("%(who)s hat %(what)s wieder aktiviert."),
    Action.ACCOUNT_PROFILE_CHANGED: _("%(who)s hat das eigene Profil geändert."),
    Action.ACCOUNT_NAME_PUBLISHED: _(
        "%(who)s hat den eigenen Namen im Verzeichnis der A-Teams veröffentlicht."
    ),
    Action.ACCOUNT_NAME_WITHDRAWN: _(
        "%(who)s hat einen Namen aus dem Verzeichnis der A-Teams genommen."
    ),
    Action.ACCOUNT_ABSENCE_SET: _("%(who)s hat für %(what)s eine Abwesenheit eingetragen."),
    Action.ACCOUNT_ABSENCE_ENDED: _("%(who)s hat für %(what)s eine Abwesenheit beendet."),
    Action.ACCOUNT_ERASED: _("%(who)s hat ein Konto gelöscht."),
    Action.ACCOUNT_KEY_MADE: _("%(who)s hat einen Schlüssel erzeugt."),
    Action.ACCOUNT_KEY_ACTIVATED: _("%(who)s hat einen Schlüssel freigeschaltet für %(what)s."),
    Action.ACCOUNT_NEXT_KEY_MADE: _("%(who)s hat einen nächsten Schlüssel erzeugt."),
    Action.ACCOUNT_NEXT_KEY_DROPPED: _("%(who)s hat den nächsten Schlüssel verworfen."),
    Action.ACCOUNT_KEY_CHANGED: _("%(who)s hat den Schlüssel gewechselt."),
    Action.ACCOUNT_WORDS_CHANGED: _("%(who)s hat die eigenen sechs Wörter geändert."),
    Action.ACCOUNT_RECOVERY_CODE_MADE: _("%(who)s hat einen Ersatzcode für den Schlüssel erzeugt."),
    Action.ACCOUNT_RECOVERY_CODE_USED: _("%(who)s hat den Ersatzcode des Schlüssels benutzt."),
    Action.ACCOUNT_LOCKED: _("%(who)s hat %(what)s sofort gesperrt."),
    Action.ACCOUNT_MEMBERSHIP_ENDED: _("%(who)s hat die Mitgliedschaft beendet für %(what)s."),
    Action.ACCOUNT_ATTESTED: _("%(who)s hat einen Nachweis eingetragen für %(what)s."),
    Action.ACCOUNT_ATTESTATION_WITHDRAWN: _(
        "%(who)s hat einen Nachweis zurückgenommen für %(what)s."
    ),
    Action.ACCOUNT_TERM_SET: _("%(who)s hat die Amtszeit geändert für %(what)s."),
    Action.ACCOUNT_TERM_OVER: _("Die Amtszeit ist zu Ende für %(what)s."),
    Action.ACCOUNT_RECOVERED: _("Der Notfallschlüssel wurde benutzt für %(what)s."),
    Action.KEY_MADE: _("Ein neuer Notfallschlüssel ist erzeugt."),
    Action.KEY_SEALED_TO: _("%(who)s hat für den Notfallschlüssel versiegelt: %(count)s."),
    Action.ACCOUNT_FACTOR_ADDED: _("%(who)s hat einen zweiten Faktor eingerichtet."),
    Action.ACCOUNT_FACTOR_REMOVED: _("%(who)s hat einen eigenen zweiten Faktor entfernt."),
    Action.ACCOUNT_FACTOR_RESET: _("%(who)s hat den zweiten Faktor zurückgesetzt für %(what)s."),
    Action.ACCOUNT_CODES_MADE: _("%(who)s hat neue Ersatzcodes erzeugt."),
    Action.ACCOUNT_SESSION_ENDED: _("%(who)s hat eine eigene Anmeldung beendet."),
    Action.ACCOUNT_SESSIONS_ENDED: _("%(who)s hat alle anderen eigenen Anmeldungen beendet."),
    Action.ACCOUNT_LINKED: _("%(who)s hat das Konto mit einer anderen Anmeldung verbunden."),
    Action.ACCOUNT_UNLINKED: _("%(who)s hat das Konto von einer anderen Anmeldung getrennt."),
    Action.INVITATION_SENT: _("%(who)s hat %(what)s verschickt."),
    Action.INVITATION_CARD_MADE: _("%(who)s hat eine Einladungskarte gemacht."),
    Action.INVITATION_RESENT: _("%(who)s hat %(what)s noch einmal verschickt."),
    Action.INVITATION_REVOKED: _("%(who)s hat %(what)s zurückgezogen."),
    Action.INSTITUTION_SAVED: _("%(who)s hat %(what)s gespeichert."),
    Action.INSTITUTION_ERASED: _("%(who)s hat eine Einrichtung gelöscht."),
    Action.ACCOUNT_MERGED: _(
        "%(who)s hat zwei Konten derselben Person zusammengeführt. Geblieben ist %(what)s."
    ),
    Action.INSTITUTION_MERGED: _("%(who)s hat eine doppelte aufgelöst. Geblieben ist %(what)s."),
    Action.LIST_IMPORTED: _("%(who)s hat %(what)s übernommen: %(count)s."),
    Action.LIST_EXPORTED: _("%(who)s hat %(what)s heruntergeladen: %(count)s."),
    Action.TEAM_SAVED: _("%(who)s hat %(what)s gespeichert."),
    Action.TEAM_CHANNELS_SAVED: _("%(who)s hat Kontaktwege gespeichert für %(what)s."),
    Action.CONTACT_SAVED: _("%(who)s hat %(what)s gespeichert."),
    Action.CONTACT_LINKS_REVOKED: _("%(who)s hat die Antwort-Links ungültig gemacht für %(what)s."),
    Action.CONTACT_ERASED: _("%(who)s hat eine Kontaktperson gelöscht."),
    Action.RULE_SAVED: _("%(who)s hat eine Erinnerungsregel gespeichert."),
    Action.RULE_RESET: _("%(who)s hat Erinnerungsregeln zurückgesetzt."),
    Action.MAIL_RESENT: _("%(who)s hat eine Mail noch einmal gesendet."),
    Action.MAIL_WITHDRAWN: _("%(who)s hat eine Mail zurückgezogen."),
    Action.TRAINING_PLANNED: _("%(who)s hat %(what)s geplant."),
    Action.TRAINING_LOGGED: _("%(who)s hat %(what)s eingetragen."),
    Action.TRAINING_CHANGED: _("%(who)s hat %(what)s geändert."),
    Action.TRAINING_CANCELLED: _("%(who)s hat %(what)s abgesagt."),
    Action.TRAINING_CONFIRMED: _("%(who)s hat %(what)s bestätigt."),
    Action.TRAINING_COUNTED: _("%(who)s hat Kopfzahlen gespeichert für %(what)s."),
    Action.TRAINING_ATTENDANCE: _("%(who)s hat die Anwesenheit gespeichert für %(what)s."),
    Action.TRAINING_ANSWERED: _("%(who)s hat die Nachfrage beantwortet für %(what)s."),
    Action.TRAINING_ANSWER_HANDLED: _("%(who)s hat eine Antwort erledigt für %(what)s."),
    Action.TRAINING_SUCCESSOR_NAMED: _(
        "%(who)s hat auf die Nachfrage eine neue Kontaktperson genannt für %(what)s."
    ),
    Action.TRAINING_FIXED: _("%(who)s hat festgelegt: %(what)s findet statt."),
    Action.TRAINING_SIGN_UP_OPENED: _("%(who)s hat die Anmeldung geöffnet für %(what)s."),
    Action.TRAINING_SIGN_UP_CLOSED: _("%(who)s hat die Anmeldung geschlossen für %(what)s."),
    Action.TRAINING_SIGNED_UP: _("Eine Person hat sich angemeldet für %(what)s."),
    Action.TRAINING_EXCUSED: _("Eine Person hat sich abgemeldet von %(what)s."),
    Action.TRAINING_MATERIAL_ADDED: _("%(who)s hat eine Datei gelegt zu %(what)s."),
    Action.TRAINING_MATERIAL_REMOVED: _("%(who)s hat eine Datei gelöscht von %(what)s."),
    Action.REQUEST_MADE: _("Eine Einrichtung hat nach einer Schulung gefragt."),
    Action.REQUEST_PLANNED: _("%(who)s hat eine angefragte Schulung geplant."),
    Action.REQUEST_DECLINED: _("%(who)s hat eine Anfrage als nicht möglich eingetragen."),
    Action.ACCOUNT_FEED_MADE: _("%(who)s hat eine neue Kalender-Adresse erzeugt."),
    Action.ACCOUNT_FEED_ENDED: _("%(who)s hat eine Kalender-Adresse beendet."),
    Action.CURRICULUM_DRAFTED: _("%(who)s hat eine neue Fassung des Lehrplans begonnen."),
    Action.CURRICULUM_WRITTEN: _("%(who)s hat den Lehrplan geändert."),
    Action.CURRICULUM_PUBLISHED: _("%(who)s hat eine Fassung des Lehrplans veröffentlicht."),
    Action.COHORT_SAVED: _("%(who)s hat einen Jahrgang gespeichert."),
    Action.COHORT_JOINED: _("%(who)s hat %(about)s in einen Jahrgang aufgenommen."),
    Action.COHORT_LEFT: _("%(who)s hat %(about)s aus einem Jahrgang genommen."),
    Action.PERSON_NAMES_TAKEN_OVER: _(
        "%(who)s hat dem Konto von %(about)s zugeordnet, was ohne Konto eingetragen war."
    ),
    Action.PERSON_NOTED: _("%(who)s hat die Angaben für Zertifikate von %(about)s geändert."),
    Action.CONSENT_GIVEN: _("%(who)s hat eine Einwilligung von %(about)s eingetragen."),
    Action.CONSENT_WITHDRAWN: _("%(who)s hat eine Einwilligung von %(about)s zurückgenommen."),
    Action.CONSENT_ACTED_ON: _(
        "%(who)s hat erledigt, was eine zurückgenommene Einwilligung von %(about)s verlangt."
    ),
    Action.HOURS_APPROVED: _("%(who)s hat Stunden von %(about)s bestätigt."),
    Action.HOURS_TAKEN_BACK: _("%(who)s hat bestätigte Stunden von %(about)s zurückgenommen."),
    Action.CERTIFICATE_BATCH_BEGUN: _("%(who)s hat begonnen, Zertifikate auszustellen."),
    Action.CERTIFICATE_ISSUED: _("%(who)s hat ein Zertifikat für %(about)s ausgestellt."),
    Action.CERTIFICATE_REISSUED: _("%(who)s hat ein Zertifikat für %(about)s neu ausgestellt."),
    Action.CERTIFICATE_REVOKED: _("%(who)s hat ein Zertifikat von %(about)s widerrufen."),
    Action.DUE_PUT_OFF: _("%(who)s hat etwas Fälliges verschoben. Betrifft %(what)s."),
    Action.DUE_PUT_OFF_ENDED: _("%(who)s hat ein Verschieben beendet. Betrifft %(what)s."),
    Action.DUE_PASSED_ON: _("%(who)s hat etwas an %(about)s abgegeben. Betrifft %(what)s."),
    Action.DUE_PASSED_BACK: _("%(who)s hat Abgegebenes zurückgeholt. Betrifft %(what)s."),
    Action.CODELIST_ADDED: _("%(who)s hat %(what)s ergänzt."),
    Action.CODELIST_CHANGED: _("%(who)s hat %(what)s bearbeitet."),
    Action.LOG_CUT: _("%(who)s hat das Protokoll gekürzt: %(count)s."),
    Action.DATA_ERASED: _("%(who)s hat nach Ablauf der Frist gelöscht: %(count)s."),
}
# What a number counts.
_HITS = ngettext_lazy("%(count)d Treffer", "%(count)d Treffer", "count")
_ENTRIES = ngettext_lazy("%(count)d Eintrag", "%(count)d Einträge", "count")
_ROWS = ngettext_lazy("%(count)d Zeile", "%(count)d Zeilen", "count")
_CASES = ngettext_lazy("%(count)d Fall", "%(count)d Fälle", "count")
_COUNTED: dict[Action, Any] = {
    Action.LOG_CUT: _ENTRIES,
    Action.DATA_ERASED: _ENTRIES,
    Action.KEY_SEALED_TO: _ENTRIES,
    Action.LIST_IMPORTED: _ROWS,
    Action.LIST_EXPORTED: _ROWS,
    Action.CASES_HANDED_OVER: _CASES,
    Action.PILE_TAKEN_IN: _CASES,
    Action.PILE_PUT_APART: _CASES,
    Action.PILE_ERASED: _CASES,
    Action.CASES_SHARED_AGAIN: _CASES,
}
# Who acts without an account, by what the act is about.
_WITHOUT_ACCOUNT: dict[str, str | Promise] = {
    "case": _("Die meldende Person"),
    "training": _("Die Kontaktperson"),
}


@dataclass(frozen=True)
class Words:
    """The names in a sentence, as far as whoever reads it may know them."""

    who: str
    what: str = ""
    about: str = ""


def sentence(action: str, words: Words, number: int | None = None) -> str:
    """Tell one act. An action that this version does not know is shown as it is recorded."""
    if action not in Action:
        return f"{words.who}: {action}"
    counted = _COUNTED.get(Action(action), _HITS) % {"count": number or 0}
    values = {"who": words.who, "what": words.what, "about": words.about, "count": counted}
    return str(SENTENCES[Action(action)]) % values


def without_account(action: str) -> str:
    """Name who did something without having an account."""
    return str(_WITHOUT_ACCOUNT.get(action.partition(".")[0], _("Das System")))
