"""The demo's institutions, accounts and keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from accounts.access import scope_of
from accounts.enums import ChannelKind, Role
from accounts.models import Contact, Institution, Membership, Team, User
from accounts.services import (
    Activation,
    accept,
    activate_keys,
    create_institution,
    invite,
    make_key_pair,
    publish_name,
    save_channels,
    save_contact,
    set_absence,
)
from ateams.ops.demo.stories import PASSWORD, Story, load
from ateams.outbox.models import Mail
from trainings.enums import AgeBand, ConsentScope
from trainings.services import give_consent, note_about_person
from vault.attempts import unwrap_with_pause
from vault.services import make_recovery_key
from vault.unlocked import UnlockedKey

_RECOVERY_WARNING = """\
The two halves of the DEMO's recovery key. Together they open every case of this demo.
In a real installation they exist on paper only, in two safes, and never in a file.

"""


@dataclass
class Cast:
    """Everybody in the demo, by the keys of the stories; keys are unlocked when first asked for."""

    passphrase: str
    people: dict[str, User] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    _unlocked: dict[str, UnlockedKey] = field(default_factory=dict)

    def key_of(self, name: str) -> UnlockedKey:
        """Return somebody's unlocked key."""
        if name not in self._unlocked:
            pair = self.people[name].key_pair
            assert pair
            secret, _epoch = unwrap_with_pause(key_pair=pair, passphrase=self.passphrase)
            self._unlocked[name] = UnlockedKey(pair.pk, secret)
        return self._unlocked[name]


def gather(*, passphrase: str, recovery_file: Path) -> Cast:
    """Create everybody, with keys that wait for the lead, and write the recovery key down."""
    cast = Cast(passphrase)
    story = load("people")
    with transaction.atomic():
        _write_recovery_key(recovery_file)
        for name, person in story["office"].items():
            _join(cast, name, person, team=None)
        lead = cast.people["lead"]
        _take_leave(cast, story["office"])
        for name, institution in story["institutions"].items():
            cast.teams[name] = _found(institution, by=lead)
            for person in institution["people"]:
                _join(cast, person["key"], person, team=cast.teams[name])
                if "public" in person:
                    _publish(cast.people[person["key"]], person, by=lead)
        _make_keys(cast)
    return cast


def _publish(person: User, told: Story, *, by: User) -> None:
    """Let somebody's name stand in the directory: under 16 a guardian has signed."""
    if person.role == Role.MEMBER:
        note_about_person(person=person, age_band=told.get("age", AgeBand.FROM_16), by=by)
    if "age" in told:
        give_consent(person=person, scope=ConsentScope.DIRECTORY, by_guardian=True, by=by)
    publish_name(person=person, name=told["public"])


def activate(cast: Cast) -> None:
    """Let the lead activate the keys of those who lack nothing, and invite one more person.

    Somebody has made a second account meanwhile.
    """
    story = load("people")
    _activate_keys(cast, story)
    with transaction.atomic():
        for name, person in story["second_accounts"].items():  # to be merged
            _join(cast, name, person, team=cast.teams[person["institution"]])
        # They took up their invitations long ago; a mailbox full of used links would mislead.
        Mail.objects.all().delete()
        invited = story["invited"]
        invite(
            email=invited["email"],
            name=invited["name"],
            role=Role(invited["role"]),
            team=cast.teams[invited["institution"]],
            by=cast.people["lead"],
        )


def _write_recovery_key(path: Path) -> None:
    halves = make_recovery_key().halves
    path.touch(mode=0o600)
    path.write_text(_RECOVERY_WARNING + "\n".join(halves) + "\n", encoding="utf-8")


def _join(cast: Cast, name: str, person: Story, *, team: Team | None) -> None:
    """Invite somebody and take the invitation up; team members have been there for a while."""
    role = Role(person["role"])
    language = person.get("language", "de")
    invited = invite(
        email=person["email"],
        role=role,
        by=cast.people.get("lead"),
        name=person["name"],
        team=team,
        language=language,
        from_terminal=role == Role.LEAD,
    )
    token = invited.link.rstrip("/").rpartition("/")[2]
    user = accept(token=token, name=person["name"], password=PASSWORD, language=language)
    today = timezone.localdate()
    ends_in = person.get("term_ends_in")
    Membership.objects.filter(user=user).update(
        starts_on=today - timedelta(days=420),
        term_ends_on=today + timedelta(days=ends_in) if ends_in else _summer(today),
    )
    cast.people[name] = user


def _take_leave(cast: Cast, office: Story) -> None:
    for name, person in office.items():
        if away := person.get("away"):
            first_day = timezone.localdate() - timedelta(days=away["since_days"])
            set_absence(
                person=cast.people[name],
                first_day=first_day,
                last_day=first_day + timedelta(days=away["for_days"]),
                stand_in=cast.people[away["stand_in"]],
                by=cast.people[name],
            )


def _summer(today: date) -> date:
    """Return the last day of July that is at least three months away."""
    this_year = date(today.year, 7, 31)
    return this_year if this_year - today > timedelta(days=90) else date(today.year + 1, 7, 31)


def _in_days(days: int | None) -> date | None:
    return None if days is None else timezone.localdate() + timedelta(days=days)


def _found(story: Story, *, by: User) -> Team:
    institution = create_institution(
        institution=Institution(
            name=story["name"],
            type=story["type"],
            district=story["district"],
            address=story.get("address", ""),
            agreement_signed_on=_in_days(story.get("agreement_signed")),
            agreement_until=_in_days(story.get("agreement_ends_in")),
        ),
        by=by,
    )
    for contact in story["contacts"]:
        save_contact(contact=Contact(institution=institution, **contact), by=by)
    team = institution.teams.get()
    channels = {
        ChannelKind(one["kind"]): (one["text"], one.get("text_en", ""))
        for one in story.get("channels", [])
    }
    save_channels(team=team, channels=channels, by=by)
    return team


def _make_keys(cast: Cast) -> None:
    for user in cast.people.values():
        if scope_of(user):
            make_key_pair(person=user, passphrase=cast.passphrase)


def _activate_keys(cast: Cast, story: Story) -> None:
    """Let the lead activate all keys but those that the story leaves waiting."""
    people = [person for place in story["institutions"].values() for person in place["people"]]
    waiting = {"lead"} | {person["key"] for person in people if person.get("key_waits")}
    activations = [
        Activation(user.key_pair.pk, scope)
        for name, user in cast.people.items()
        if name not in waiting and user.key_pair and (scope := scope_of(user))
    ]
    activate_keys(activations=activations, by=cast.people["lead"], key=cast.key_of("lead"))
