"""The account of somebody who signs in."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import OFFICE_ROLES, TEAM_ROLES, MailChoice, Role
from accounts.models.team import Membership

if TYPE_CHECKING:
    from vault.models import KeyPair


class UserQuerySet(models.QuerySet["User"]):
    """Conditions on accounts."""

    def active(self) -> UserQuerySet:
        """Keep the accounts that may sign in."""
        return self.filter(is_active=True)

    def office(self) -> UserQuerySet:
        """Keep the active people of the office who work on cases."""
        return self.active().filter(role__in=OFFICE_ROLES)

    def leads(self) -> UserQuerySet:
        """Keep the active leads."""
        return self.active().filter(role=Role.LEAD)

    def left_by(self, day: date) -> UserQuerySet:
        """Keep the accounts of people who have left on or before the day.

        They were deactivated; or they work in a team and every term of theirs is over.
        """
        terms = Membership.objects.filter(user=OuterRef("pk")).annotate(
            last_day=Coalesce("ended_on", "term_ends_on")
        )
        goes_on = terms.filter(Q(last_day__isnull=True) | Q(last_day__gt=day))
        return self.filter(
            Q(left_on__lte=day)
            | Q(Exists(terms), ~Exists(goes_on), role__in=TEAM_ROLES, left_on__isnull=True)
        )


class UserManager(BaseUserManager["User"]):
    """Creates accounts. Services call it; pages never do."""

    # Written out where `from_queryset` would do, because type checkers cannot see through that.

    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def active(self) -> UserQuerySet:
        return self.get_queryset().active()

    def office(self) -> UserQuerySet:
        return self.get_queryset().office()

    def leads(self) -> UserQuerySet:
        return self.get_queryset().leads()

    def left_by(self, day: date) -> UserQuerySet:
        return self.get_queryset().left_by(day)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create an account; without a password nobody can sign in to it."""
        user: User = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """Somebody who signs in, with exactly one role.

    Reading cases takes more than the role: an own key pair that a lead activated for the scope
    (role and team) that the account has at this moment; see `accounts.access.scope_of`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("E-Mail"), unique=True)
    name = models.CharField(_("Name"), max_length=120)
    role = models.CharField(_("Rolle"), max_length=20, choices=Role.choices)
    language = models.CharField(
        _("Sprache"), max_length=10, choices=[("de", "Deutsch"), ("en", "English")], default="de"
    )
    mails = models.CharField(
        _("Erinnerungen per Mail"),
        max_length=10,
        choices=MailChoice.choices,
        default=MailChoice.AT_ONCE,
        help_text=_("Dringendes kommt immer sofort."),
    )
    single_keys = models.BooleanField(
        _("Tasten ohne Alt"),
        default=False,
        help_text=_(
            "Ein Buchstabe allein tut dann etwas, zum Beispiel J für den nächsten Fall der Liste; "
            "beim Schreiben nie. Wer mit Sprache steuert oder sich vorlesen lässt, lässt es aus."
        ),
    )
    is_active = models.BooleanField(_("aktiv"), default=True)
    session_epoch = models.PositiveIntegerField(
        default=1, editable=False, help_text="Sessions of an earlier epoch are over."
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    left_on = models.DateField(
        null=True, blank=True, editable=False, help_text="Since when it may not sign in any more."
    )
    key_pair = models.OneToOneField(
        "vault.KeyPair", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    next_key_pair = models.OneToOneField(
        "vault.KeyPair",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Made on own wish, takes over once a lead has activated it.",
    )

    # Set by `accounts.selectors.memberships_today`; at most one.
    team_today: list[Membership]

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "role"]

    objects = UserManager()

    class Meta:
        verbose_name = _("Konto")
        verbose_name_plural = _("Konten")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="user_role_known"),
            models.CheckConstraint(
                condition=Q(mails__in=MailChoice.values), name="user_mails_known"
            ),
            models.CheckConstraint(
                condition=Q(is_active=False) | Q(left_on__isnull=True),
                name="user_active_has_not_left",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_session_auth_hash(self) -> str:
        """Return what a session must know to be this account's: password and epoch unchanged."""
        return f"{super().get_session_auth_hash()}:{self.session_epoch}"

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """Yield the same for each earlier SECRET_KEY that is still known."""
        for earlier in super().get_session_auth_fallback_hash():
            yield f"{earlier}:{self.session_epoch}"

    @property
    def works_in_team(self) -> bool:
        """Whether the role belongs to one team of an institution."""
        return self.role in TEAM_ROLES

    @property
    def waiting_key_pair(self) -> KeyPair | None:
        """The key pair that a lead would activate next."""
        return self.next_key_pair or self.key_pair

    @property
    def works_in_office(self) -> bool:
        """Whether the role works on the office's cases."""
        return self.role in OFFICE_ROLES
