"""The code lists that case work chooses from: one function for choices, one for words.

A code that is no longer offered keeps its words: what was sealed with it is still told.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from incidents.enums import Step

# Code, words, and the step towards somebody outside that it is, if it is one.
_INTERVENTIONS: tuple[tuple[str, str | Promise, Step | None], ...] = (
    ("first_talk", _("Erstgespräch"), None),
    ("mandate", _("Auftragsklärung, Ziele vereinbart"), None),
    ("counselling", _("Beratungsgespräch"), None),
    ("legal_info", _("Info über Rechtslage und Vorgehen"), None),
    ("research", _("Recherche, Sachverhalt klären"), None),
    ("memory_log", _("Gedächtnisprotokoll erstellt"), None),
    ("letter_draft", _("Briefentwurf"), None),
    ("complaint_sent", _("Beschwerdebrief verschickt"), Step.LETTER),
    ("statement_requested", _("Stellungnahme angefordert"), Step.LETTER),
    ("statement_received", _("Schriftliche Antwort erhalten"), None),
    ("contact_other_side", _("Gespräch mit der Gegenseite"), Step.CONTACT),
    ("contact_management", _("Gespräch mit Leitung oder Schulaufsicht"), Step.CONTACT),
    ("mediation_offered", _("Mediation angefragt"), Step.CONTACT),
    ("mediation_held", _("Mediation oder Vermittlung durchgeführt"), Step.CONTACT),
    ("accompaniment", _("Begleitung (Gespräch, Amt, Gericht)"), Step.CONTACT),
    ("protective_measure", _("Schutzmaßnahme (Trennung, Aufsicht, Sperre)"), Step.CONTACT),
    ("workshop", _("Workshop, Prävention in der Gruppe"), Step.CONTACT),
    ("legal_action", _("Klage, juristisches Vorgehen der Person"), None),
    ("police_report", _("Strafanzeige"), Step.POLICE),
    ("child_protection", _("Kinderschutz-Verfahren (ieF, Jugendamt)"), Step.REFERRAL),
    ("public", _("Öffentlichkeit, Presse"), Step.LETTER),
    ("network", _("Netzwerk oder Gremium anonymisiert eingebunden"), None),
    ("phone", _("Telefonat mit der Person"), None),
    ("reminder", _("Erinnert, nachgefasst"), None),
    ("other", _("Anderes"), None),
)
_REFERRAL_BODIES: dict[str, str | Promise] = {
    "ads_hannover": _("Antidiskriminierungsstelle der Stadt"),
    "coordinator": _("Koordinierungsperson der Einrichtung"),
    "school_management": _("Schulleitung"),
    "school_social_work": _("Schulsozialarbeit, Beratungslehrkraft"),
    "rlsb": _("Schulaufsicht, Schulpsychologie"),
    "mk_hotline": _("Anlaufstelle des Kultusministeriums"),
    "university_contact": _("Beschwerdestelle der Hochschule"),
    "betroffenenberatung": _("Betroffenenberatung"),
    "rias_nds": _("Meldestelle für antisemitische Vorfälle"),
    "sdr": _("Stelle für Demokratiestärkung"),
    "ads_bund": _("Antidiskriminierungsstelle des Bundes"),
    "advd": _("Unabhängige Antidiskriminierungsberatung"),
    "jugendamt": _("Jugendamt, Kindeswohl"),
    "police": _("Polizei"),
    "lawyer": _("Fachanwält*in"),
    "psych": _("Psychologische Hilfe, Krisendienst"),
    "language_mediation": _("Sprachmittlung"),
    "other": _("Andere"),
}
_LISTS: dict[str, dict[str, str | Promise]] = {
    "intervention": {code: words for code, words, _step in _INTERVENTIONS},
    "referral_body": _REFERRAL_BODIES,
}
_OUTWARD = {code: step for code, _words, step in _INTERVENTIONS if step}


def choices(name: str) -> list[tuple[str, str | Promise]]:
    """Return what can be chosen from a list now."""
    return list(_LISTS[name].items())


def words(name: str, code: str) -> str:
    """Return the words of a code; of one that nobody knows any more, the code itself."""
    return str(_LISTS[name].get(code, code))


def step_of(code: str) -> Step | None:
    """Return the step outside that an intervention is; nothing if it stays inside."""
    return _OUTWARD.get(code)
