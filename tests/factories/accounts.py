"""Accounts, institutions, teams and what belongs to them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import factory
from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.enums import InstitutionType, Role
from accounts.models import Contact, Institution, Invitation, Membership, Team, User
from accounts.models.invitation import token_hash
from accounts.services import publish_name
from trainings.enums import AgeBand
from trainings.models import AboutPerson

PASSWORD = "vier Pferde auf dem Flur"


class InstitutionFactory(factory.django.DjangoModelFactory[Institution]):
    """A grammar school."""

    class Meta:
        model = Institution

    name = factory.Sequence("Gymnasium am Teich {}".format)
    slug = factory.Sequence("teich-{}".format)
    type = InstitutionType.GYMNASIUM
    district = "Linden-Mitte"


class TeamFactory(factory.django.DjangoModelFactory[Team]):
    """The A-Team of an institution of its own."""

    class Meta:
        model = Team

    institution = factory.SubFactory(InstitutionFactory)
    name = "A-Team"
    slug = factory.Sequence("a-team-{}".format)


class ContactFactory(factory.django.DjangoModelFactory[Contact]):
    """The responsible contact of an institution."""

    class Meta:
        model = Contact

    institution = factory.SubFactory(InstitutionFactory)
    name = factory.Sequence("Kontakt {}".format)
    function = "Schulsozialarbeit"
    email = factory.Sequence("kontakt{}@schule.example".format)
    responsible = True


class UserFactory(factory.django.DjangoModelFactory[User]):
    """An account that can sign in with `PASSWORD`; a counsellor unless told otherwise."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence("person{}@ateams.example".format)
    name = factory.Sequence("Person {}".format)
    role = Role.COUNSELLOR

    @classmethod
    def _create(cls, model_class: type[User], *_args: Any, **fields: Any) -> User:
        password = fields.pop("password", PASSWORD)
        user = model_class.objects.create_user(password=password, **fields)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user


class MembershipFactory(factory.django.DjangoModelFactory[Membership]):
    """A member of a team since a month ago, with ten months to go."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory, role=Role.MEMBER)
    team = factory.SubFactory(TeamFactory)
    starts_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=30))
    term_ends_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=300))


def publish(user: User, name: str = "") -> Membership:
    """Let the directory show somebody's name, as they would themselves; they are 16."""
    AboutPerson.objects.update_or_create(user=user, defaults={"age_band": AgeBand.FROM_16})
    made = publish_name(person=user, name=name or user.name)
    assert made
    return made


class InvitationFactory(factory.django.DjangoModelFactory[Invitation]):
    """An open invitation of a counsellor; `token` is what stands in its link."""

    class Meta:
        model = Invitation

    class Params:
        token = factory.Sequence("token-{}".format)

    email = factory.Sequence("eingeladen{}@ateams.example".format)
    role = Role.COUNSELLOR
    token_hash = factory.LazyAttribute(lambda fields: token_hash(fields.token))
    created_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=14))
