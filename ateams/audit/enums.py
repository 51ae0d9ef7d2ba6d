"""The closed list of what the audit log knows."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Action(TextChoices):
    """Everything that is recorded: "<what it is about>.<what was done>".

    The label is what a person chooses in a filter; `ateams.audit.presenters` tells the sentence.
    """

    CASE_OPENED = "case.opened", _("Fall geöffnet")
    CASE_RECOVERED = "case.recovered", _("Fall mit dem Notfallschlüssel geöffnet")
    CASE_SEARCHED = "case.searched", _("In Fällen gesucht")
    CASE_EXPORTED = "case.exported", _("Fall exportiert")
    CASE_FILE_OPENED = "case.file_opened", _("Datei geöffnet")
    CASE_READER_ADDED = "case.reader_added", _("Zugang gegeben")
    CASE_READER_REMOVED = "case.reader_removed", _("Zugang genommen")
    CASE_NARROWED = "case.narrowed", _("Lesende eingeschränkt")
    CASE_TAKEN_IN = "case.taken_in", _("Fall aufgenommen")
    CASE_CODE_ISSUED = "case.code_issued", _("Neuer Zugangscode")
    CASE_NOTED = "case.noted", _("Notiz geschrieben")
    CASE_ANSWERED = "case.answered", _("Antwort geschrieben")
    CASE_ACKNOWLEDGED = "case.acknowledged", _("Eingang bestätigt")
    CASE_ASSIGNED = "case.assigned", _("Zuständigkeit geändert")
    CASE_DATE_SET = "case.date_set", _("Termin gesetzt")
    CASE_CLASSIFIED = "case.classified", _("Fall eingeordnet")
    CASE_TRIAGE = "case.triage", _("Status: in Prüfung")
    CASE_IN_PROGRESS = "case.in_progress", _("Status: in Bearbeitung")
    CASE_WAITING_PERSON = "case.waiting_person", _("Status: wartet auf die Person")
    CASE_WAITING_OTHER = "case.waiting_other", _("Status: wartet auf andere")
    CASE_REFERRED = "case.referred", _("Status: weitervermittelt")
    CASE_CLOSED = "case.closed", _("Fall abgeschlossen")
    CASE_REOPENED = "case.reopened", _("Fall wieder geöffnet")
    CASE_UNDONE = "case.undone", _("Rückgängig gemacht")
    CASE_ANONYMISED = "case.anonymised", _("Inhalt gelöscht")
    CASE_WITHDRAWN = "case.withdrawn", _("Meldung zurückgezogen")
    CASE_ERASED = "case.erased", _("Fall nach Frist gelöscht")
    CASE_ERASED_AS_ABUSE = "case.erased_as_abuse", _("Fall als Missbrauch gelöscht")
    CASE_ERASED_AGAIN = "case.erased_again", _("Fall nach Rückspielung gelöscht")
    CASES_HANDED_OVER = "cases.handed_over", _("Fälle übergeben")
    CASE_PASSED_ON = "case.passed_on", _("Im Team weitergegeben")
    CASES_SHARED_AGAIN = "cases.shared_again", _("Fälle nach Verlust wieder geteilt")
    CASE_CONSENT_ASKED = "case.consent_asked", _("Um Einverständnis gefragt")
    CASE_CONSENT_GIVEN = "case.consent_given", _("Einverstanden")
    CASE_CONSENT_REFUSED = "case.consent_refused", _("Nicht einverstanden")
    CASE_CONSENT_TAKEN_BACK = "case.consent_taken_back", _("Einverständnis zurückgenommen")
    CASE_CONSENT_RECALLED = "case.consent_recalled", _("Frage zurückgezogen")
    CASE_CONSENT_RECORDED = "case.consent_recorded", _("Einverständnis aus einem Gespräch")
    CASE_CONSENT_OVERRIDDEN = "case.consent_overridden", _("Ohne Einverständnis entschieden")
    CASE_STEP_TAKEN = "case.step_taken", _("Schritt nach außen")
    CASE_WIDENED = "case.widened", _("Für weitere geöffnet")
    CASE_WORSE = "case.worse", _("Schlimmer geworden")
    CASE_LANGUAGE_SET = "case.language_set", _("Sprache berichtigt")
    CASE_STEP_PROPOSED = "case.step_proposed", _("Schritt vorgeschlagen")
    CASE_PROPOSAL_TAKEN = "case.proposal_taken", _("Vorschlag übernommen")
    CASE_PROPOSAL_DISMISSED = "case.proposal_dismissed", _("Vorschlag nicht übernommen")
    CASE_OPENING_ENDED = "case.opening_ended", _("Mitlesen wie vereinbart beendet")
    CASE_TASK_SET = "case.task_set", _("Aufgabe gestellt")
    CASE_TASK_DONE = "case.task_done", _("Aufgabe erledigt")
    CASE_INTERVENED = "case.intervened", _("Maßnahme notiert")
    CASE_REFERRAL_OFFERED = "case.referral_offered", _("Verweis angeboten")
    CASE_REFERRAL_MOVED = "case.referral_moved", _("Verweis weitergeführt")
    CASE_AGREEMENT_MADE = "case.agreement_made", _("Vereinbarung notiert")
    CASE_AGREEMENT_CHECKED = "case.agreement_checked", _("Vereinbarung geprüft")
    CASE_LINKED = "case.linked", _("Fälle verknüpft")
    CASE_UNLINKED = "case.unlinked", _("Verknüpfung gelöst")
    CASE_REVIEWED = "case.reviewed", _("Fall durchgesehen")
    CLOCK_SET = "clock.set", _("Frist geändert")
    BODY_SAVED = "body.saved", _("Verweisstelle gespeichert")
    CASE_SKIMMED = "case.skimmed", _("Anfang auf dem Stapel gelesen")
    PILE_TAKEN_IN = "pile.taken_in", _("Vom Stapel übernommen")
    PILE_PUT_APART = "pile.put_apart", _("Auf den Stapel gelegt")
    PILE_ERASED = "pile.erased", _("Stapel gelöscht")
    CONVERSATION_COUNTED = "conversation.counted", _("Gespräch gezählt")
    TEMPLATE_SAVED = "template.saved", _("Textvorlage gespeichert")
    TEMPLATE_HIDDEN = "template.hidden", _("Textvorlage ausgeblendet")
    TEMPLATE_OFFERED = "template.offered", _("Textvorlage wieder angeboten")

    ACCOUNT_MADE = "account.made", _("Konto eröffnet")
    ACCOUNT_ROLE_CHANGED = "account.role_changed", _("Rolle oder Team geändert")
    ACCOUNT_DEACTIVATED = "account.deactivated", _("Konto deaktiviert")
    ACCOUNT_REACTIVATED = "account.reactivated", _("Konto wieder aktiviert")
    ACCOUNT_PROFILE_CHANGED = "account.profile_changed", _("Profil geändert")
    ACCOUNT_NAME_PUBLISHED = "account.name_published", _("Name veröffentlicht")
    ACCOUNT_NAME_WITHDRAWN = "account.name_withdrawn", _("Name nicht mehr veröffentlicht")
    ACCOUNT_ABSENCE_SET = "account.absence_set", _("Abwesenheit eingetragen")
    ACCOUNT_ABSENCE_ENDED = "account.absence_ended", _("Abwesenheit beendet")
    ACCOUNT_ERASED = "account.erased", _("Konto gelöscht")
    ACCOUNT_KEY_MADE = "account.key_made", _("Schlüssel erzeugt")
    ACCOUNT_KEY_ACTIVATED = "account.key_activated", _("Schlüssel freigeschaltet")
    ACCOUNT_NEXT_KEY_MADE = "account.next_key_made", _("Nächster Schlüssel erzeugt")
    ACCOUNT_NEXT_KEY_DROPPED = "account.next_key_dropped", _("Nächster Schlüssel verworfen")
    ACCOUNT_KEY_CHANGED = "account.key_changed", _("Schlüssel gewechselt")
    ACCOUNT_WORDS_CHANGED = "account.words_changed", _("Sechs Wörter geändert")
    ACCOUNT_RECOVERY_CODE_MADE = (
        "account.recovery_code_made",
        _("Ersatzcode des Schlüssels erzeugt"),
    )
    ACCOUNT_RECOVERY_CODE_USED = (
        "account.recovery_code_used",
        _("Ersatzcode des Schlüssels benutzt"),
    )
    ACCOUNT_LOCKED = "account.locked", _("Konto sofort gesperrt")
    ACCOUNT_MEMBERSHIP_ENDED = "account.membership_ended", _("Mitgliedschaft beendet")
    ACCOUNT_ATTESTED = "account.attested", _("Nachweis eingetragen")
    ACCOUNT_ATTESTATION_WITHDRAWN = (
        "account.attestation_withdrawn",
        _("Nachweis zurückgenommen"),
    )
    ACCOUNT_TERM_SET = "account.term_set", _("Amtszeit geändert")
    ACCOUNT_TERM_OVER = "account.term_over", _("Amtszeit zu Ende")
    ACCOUNT_RECOVERED = "account.recovered", _("Notfallschlüssel benutzt")
    KEY_MADE = "key.made", _("Notfallschlüssel erzeugt")
    KEY_SEALED_TO = "key.sealed_to", _("Für den Notfallschlüssel versiegelt")
    ACCOUNT_FACTOR_ADDED = "account.factor_added", _("Zweiter Faktor eingerichtet")
    ACCOUNT_FACTOR_REMOVED = "account.factor_removed", _("Zweiter Faktor entfernt")
    ACCOUNT_FACTOR_RESET = "account.factor_reset", _("Zweiter Faktor zurückgesetzt")
    ACCOUNT_CODES_MADE = "account.codes_made", _("Ersatzcodes erzeugt")
    ACCOUNT_SESSION_ENDED = "account.session_ended", _("Anmeldung beendet")
    ACCOUNT_SESSIONS_ENDED = "account.sessions_ended", _("Andere Anmeldungen beendet")
    ACCOUNT_LINKED = "account.linked", _("Mit anderer Anmeldung verbunden")
    ACCOUNT_MERGED = "account.merged", _("Konten zusammengeführt")
    ACCOUNT_UNLINKED = "account.unlinked", _("Von anderer Anmeldung getrennt")
    INVITATION_SENT = "invitation.sent", _("Einladung verschickt")
    INVITATION_CARD_MADE = "invitation.card_made", _("Einladungskarte gemacht")
    INVITATION_RESENT = "invitation.resent", _("Einladung noch einmal verschickt")
    INVITATION_REVOKED = "invitation.revoked", _("Einladung zurückgezogen")

    INSTITUTION_SAVED = "institution.saved", _("Einrichtung gespeichert")
    INSTITUTION_ERASED = "institution.erased", _("Einrichtung gelöscht")
    INSTITUTION_MERGED = "institution.merged", _("Einrichtungen zusammengeführt")
    LIST_IMPORTED = "list.imported", _("Liste übernommen")
    LIST_EXPORTED = "list.exported", _("Liste heruntergeladen")
    TEAM_SAVED = "team.saved", _("Team gespeichert")
    TEAM_CHANNELS_SAVED = "team.channels_saved", _("Kontaktwege des Teams gespeichert")
    CONTACT_SAVED = "contact.saved", _("Kontaktperson gespeichert")
    CONTACT_LINKS_REVOKED = "contact.links_revoked", _("Antwort-Links ungültig gemacht")
    CONTACT_ERASED = "contact.erased", _("Kontaktperson gelöscht")
    RULE_SAVED = "rule.saved", _("Erinnerungsregel gespeichert")
    RULE_RESET = "rule.reset", _("Erinnerungsregeln zurückgesetzt")
    MAIL_RESENT = "mail.resent", _("Mail noch einmal gesendet")
    MAIL_WITHDRAWN = "mail.withdrawn", _("Mail zurückgezogen")

    TRAINING_PLANNED = "training.planned", _("Schulung geplant")
    TRAINING_LOGGED = "training.logged", _("Schulung eingetragen")
    TRAINING_CHANGED = "training.changed", _("Schulung geändert")
    TRAINING_CANCELLED = "training.cancelled", _("Schulung abgesagt")
    TRAINING_CONFIRMED = "training.confirmed", _("Schulung bestätigt")
    TRAINING_COUNTED = "training.counted", _("Kopfzahlen gespeichert")
    TRAINING_ATTENDANCE = "training.attendance", _("Anwesenheit gespeichert")
    TRAINING_ANSWERED = "training.answered", _("Nachfrage beantwortet")
    TRAINING_ANSWER_HANDLED = "training.answer_handled", _("Antwort erledigt")
    TRAINING_SUCCESSOR_NAMED = "training.successor_named", _("Neue Kontaktperson genannt")
    TRAINING_FIXED = "training.fixed", _("Schulung steht fest")
    TRAINING_SIGN_UP_OPENED = "training.sign_up_opened", _("Anmeldung geöffnet")
    TRAINING_SIGN_UP_CLOSED = "training.sign_up_closed", _("Anmeldung geschlossen")
    TRAINING_SIGNED_UP = "training.signed_up", _("Zu einer Schulung angemeldet")
    TRAINING_EXCUSED = "training.excused", _("Von einer Schulung abgemeldet")
    TRAINING_MATERIAL_ADDED = "training.material_added", _("Datei zu einer Schulung gelegt")
    TRAINING_MATERIAL_REMOVED = "training.material_removed", _("Datei einer Schulung gelöscht")
    REQUEST_MADE = "request.made", _("Schulung angefragt")
    REQUEST_PLANNED = "request.planned", _("Angefragte Schulung geplant")
    REQUEST_DECLINED = "request.declined", _("Anfrage nicht möglich")
    ACCOUNT_FEED_MADE = "account.feed_made", _("Kalender-Adresse erzeugt")
    ACCOUNT_FEED_ENDED = "account.feed_ended", _("Kalender-Adresse beendet")

    CURRICULUM_DRAFTED = "curriculum.drafted", _("Lehrplan begonnen")
    CURRICULUM_WRITTEN = "curriculum.written", _("Lehrplan geändert")
    CURRICULUM_PUBLISHED = "curriculum.published", _("Lehrplan veröffentlicht")
    COHORT_SAVED = "cohort.saved", _("Jahrgang gespeichert")
    COHORT_JOINED = "cohort.joined", _("In einen Jahrgang aufgenommen")
    COHORT_LEFT = "cohort.left", _("Aus einem Jahrgang genommen")

    PERSON_NAMES_TAKEN_OVER = "person.names_taken_over", _("Einträge einem Konto zugeordnet")
    PERSON_NOTED = "person.noted", _("Angaben für Zertifikate geändert")
    CONSENT_GIVEN = "consent.given", _("Einwilligung eingetragen")
    CONSENT_WITHDRAWN = "consent.withdrawn", _("Einwilligung zurückgenommen")
    CONSENT_ACTED_ON = "consent.acted_on", _("Zurückgenommene Einwilligung erledigt")
    HOURS_APPROVED = "hours.approved", _("Stunden bestätigt")
    HOURS_TAKEN_BACK = "hours.taken_back", _("Bestätigte Stunden zurückgenommen")
    CERTIFICATE_BATCH_BEGUN = "certificate.batch_begun", _("Zertifikate begonnen")
    CERTIFICATE_ISSUED = "certificate.issued", _("Zertifikat ausgestellt")
    CERTIFICATE_REISSUED = "certificate.reissued", _("Zertifikat neu ausgestellt")
    CERTIFICATE_REVOKED = "certificate.revoked", _("Zertifikat widerrufen")

    DUE_PUT_OFF = "due.put_off", _("Fälliges verschoben")
    DUE_PUT_OFF_ENDED = "due.put_off_ended", _("Fälliges nicht mehr verschoben")
    DUE_PASSED_ON = "due.passed_on", _("Fälliges abgegeben")
    DUE_PASSED_BACK = "due.passed_back", _("Abgegebenes zurückgeholt")

    CODELIST_ADDED = "codelist.added", _("Auswahlliste ergänzt")
    CODELIST_CHANGED = "codelist.changed", _("Auswahlliste geändert")

    LOG_CUT = "log.cut", _("Protokoll gekürzt")
    DATA_ERASED = "data.erased", _("Nach Frist gelöscht")


# What an administrator may see: accounts and settings, nothing about cases or trainings.
ADMINISTRATIVE = tuple(
    action
    for action in Action
    if action.partition(".")[0]
    in {
        "account",
        "invitation",
        "institution",
        "team",
        "contact",
        "codelist",
        "mail",
        "log",
        "data",
        "key",
        "list",
    }
)
# Somebody had the content of a case before their eyes.
READING = (
    Action.CASE_OPENED,
    Action.CASE_SKIMMED,
    Action.CASE_RECOVERED,
    Action.CASE_FILE_OPENED,
    Action.CASE_EXPORTED,
)
