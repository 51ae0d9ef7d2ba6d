"""Institutions from a list. What stands here already is never overwritten, only filled in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Right, has_right
from accounts.districts import BOROUGHS, known_district
from accounts.enums import InstitutionType
from accounts.imports.kinds import Checked, Fate, Field, ImportKind, Line, Text
from accounts.imports.values import NotUnderstoodError, code, day
from accounts.models import Contact, Institution, Team, User
from accounts.services.institutions import GERMAN_LETTERS
from ateams.audit.services import record_many
from ateams.web.folding import same

_DETAILS = ("district", "address", "agreement_signed_on", "agreement_until")
_BOROUGHS = frozenset(same(borough.name) for borough in BOROUGHS)

FIELDS = (
    Field(
        "name",
        gettext_lazy("Name"),
        ("Einrichtung", "Schule", "Schulname", "Name der Schule", "Institution", "School"),
        required=True,
    ),
    Field(
        "type",
        gettext_lazy("Art"),
        ("Schulform", "Schulart", "Einrichtungsart", "Typ", "Kind", "Type of school"),
        required=True,
    ),
    Field("district", gettext_lazy("Stadtteil"), ("Ortsteil", "District", "Quarter")),
    Field(
        "address",
        gettext_lazy("Adresse"),
        ("Anschrift", "Straße", "Straße und Hausnummer", "Address"),
    ),
    Field(
        "agreement_signed_on",
        gettext_lazy("Vereinbarung vom"),
        ("Kooperationsvereinbarung", "Vereinbarung unterschrieben", "Agreement signed on"),
    ),
    Field(
        "agreement_until",
        gettext_lazy("Vereinbarung bis"),
        ("Vereinbarung gültig bis", "Laufzeit bis", "Agreement until"),
    ),
    Field(
        "contact_name",
        gettext_lazy("Kontaktperson"),
        ("Ansprechperson", "Ansprechpartner", "Ansprechpartnerin", "Ansprechpartner*in", "Contact"),
    ),
    Field(
        "contact_function",
        gettext_lazy("Funktion der Kontaktperson"),
        ("Funktion", "Position", "Function"),
    ),
    Field(
        "contact_email",
        gettext_lazy("E-Mail der Kontaktperson"),
        ("E-Mail", "Mail", "Mailadresse", "E-Mail-Adresse", "Email"),
    ),
)


@dataclass
class _Plan:
    institution: Institution
    contact: Contact | None = None
    filled: list[str] = field(default_factory=list)


def check(lines: Sequence[Line], _by: User) -> Iterator[Checked]:
    """Say of each row whether it is new, fills something in, is known, or is wrong."""
    contacts = Prefetch("contacts", Contact.objects.filter(active=True), to_attr="active_contacts")
    known = {same(one.name): one for one in Institution.objects.prefetch_related(contacts)}
    seen: dict[str, int] = {}
    for line in lines:
        name = " ".join(line.get("name").split())
        key = same(name)
        if key and key in seen:
            notes = [_("Steht schon in Zeile %(number)d.") % {"number": seen[key]}]
            yield Checked(line, Fate.ERROR, name, notes)
            continue
        seen[key] = line.number
        yield _check_one(line, name, known.get(key))


def write(rows: Collection[Checked], by: User) -> None:
    """Store what is new, each with its team, and fill in what was empty."""
    plans: list[_Plan] = [row.data for row in rows]
    new = [row.data for row in rows if row.fate == Fate.NEW]
    slugs = _free_slugs()
    for plan in new:
        plan.institution.slug = slugs(plan.institution.name)
    Institution.objects.bulk_create([plan.institution for plan in new])
    teams = [
        Team(institution=plan.institution, name="A-Team", slug=plan.institution.slug)
        for plan in new
    ]
    Team.objects.bulk_create(teams)
    filled = [plan.institution for plan in plans if plan.filled]
    if filled:
        Institution.objects.bulk_update(filled, _DETAILS)
    contacts = [plan.contact for plan in plans if plan.contact]
    Contact.objects.bulk_create(contacts)
    saved = [row.data.institution for row in rows if row.fate == Fate.NEW or row.data.filled]
    for action, things in (
        ("institution.saved", [("institution", one.pk) for one in saved]),
        ("team.saved", [("team", one.pk) for one in teams]),
        ("contact.saved", [("contact", one.pk) for one in contacts]),
    ):
        record_many(action=action, subjects=things, by=by.id)


def _check_one(line: Line, name: str, present: Institution | None) -> Checked:
    problems: list[Text] = []
    said = {"name": name, **_read(line, problems)}
    if present is None:
        plan = _Plan(Institution(**said))
        _clean(plan.institution, problems, without=("slug",))
    else:
        plan = _Plan(present, filled=_fill(present, said))
        _clean(present, problems)
    plan.contact = _contact(line, plan.institution, present, problems)
    if problems:
        return Checked(line, Fate.ERROR, name or "–", problems)
    if present is None:
        return Checked(line, Fate.NEW, name, data=plan)
    notes: list[Text] = [
        _("Ergänzt: %(field)s") % {"field": _label(present, one)} for one in plan.filled
    ]
    notes += [_("Ergänzt: Kontaktperson")] if plan.contact else []
    return Checked(line, Fate.COMPLETED if notes else Fate.KNOWN, name, notes, plan)


def _read(line: Line, problems: list[Text]) -> dict[str, Any]:
    """Return what the cells say, and note what they do not."""
    readers: dict[str, Callable[[str], Any]] = {
        "type": _type,
        "district": _district,
        "address": lambda text: " ".join(text.split()),
        "agreement_signed_on": day,
        "agreement_until": day,
    }
    said: dict[str, Any] = {}
    for key, read in readers.items():
        text = line.get(key)
        try:
            said[key] = read(text) if text else _nothing(key)
        except NotUnderstoodError as error:
            problems.append(error.text)
            said[key] = _nothing(key)
    if not line.get("type"):
        problems.append(_("Hier fehlt die Art der Einrichtung."))
    return said


def _nothing(key: str) -> str | date | None:
    return None if key.startswith("agreement") else ""


def _type(text: str) -> str:
    return code(text, InstitutionType.choices, field=_("Art"))


def _district(text: str) -> str:
    found = known_district(text)
    if found:
        return found
    if same(text) in _BOROUGHS:
        message = _("„%(text)s“ ist ein Stadtbezirk. Hier gehört der Stadtteil hin.")
    else:
        message = _("Den Stadtteil „%(text)s“ gibt es in der Liste von Hannover nicht.")
    raise NotUnderstoodError(message % {"text": text[:40]})


def _fill(present: Institution, said: dict[str, Any]) -> list[str]:
    """Fill what is empty; return the names of those fields."""
    filled = [key for key in _DETAILS if said[key] and not getattr(present, key)]
    for key in filled:
        setattr(present, key, said[key])
    return filled


def _contact(
    line: Line, institution: Institution, present: Institution | None, problems: list[Text]
) -> Contact | None:
    """Return a contact that is not there yet; it is responsible where nobody else is."""
    email, name = line.get("contact_email").lower(), line.get("contact_name")
    if not email and not name:
        return None
    if not email:
        problems.append(_("Zur Kontaktperson fehlt die E-Mail-Adresse."))
        return None
    others: list[Contact] = getattr(present, "active_contacts", [])
    if any(other.email.lower() == email for other in others):
        return None
    contact = Contact(
        institution=institution,
        name=name or email.partition("@")[0],
        function=line.get("contact_function"),
        email=email,
        responsible=not any(other.responsible for other in others),
    )
    _clean(contact, problems, without=("institution",))
    return contact


def _clean(
    thing: Institution | Contact, problems: list[Text], *, without: Sequence[str] = ()
) -> None:
    """Note what the fields refuse; empty ones that `_read` has named are not named twice."""
    try:
        thing.clean_fields(exclude={*without, "type"})
        thing.clean()
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            problems += [f"{_label(thing, name)}: {message}" for message in messages]


def _label(thing: Institution | Contact, name: str) -> str:
    return str(getattr(thing._meta.get_field(name), "verbose_name", name))  # noqa: SLF001 - documented


def _free_slugs() -> Callable[[str], str]:
    """Return a function that gives short names which neither an institution nor a team has."""
    taken = {
        slug
        for model in (Institution, Team)
        for slug in model.objects.values_list("slug", flat=True)
    }

    def free(name: str) -> str:
        stem = slugify(name.lower().translate(GERMAN_LETTERS))[:50] or "team"
        for number in count(1):
            slug = stem if number == 1 else f"{stem}-{number}"
            if slug not in taken:
                break
        taken.add(slug)
        return slug

    return free


INSTITUTIONS = ImportKind(
    key="institutions",
    label=gettext_lazy("Einrichtungen"),
    text=gettext_lazy(
        "Jede bekommt ein A-Team. Was hier schon steht, bleibt; Leeres wird ergänzt."
    ),
    fields=FIELDS,
    may=lambda user: has_right(user, Right.MANAGE_INSTITUTIONS),
    check=check,
    write=write,
)
