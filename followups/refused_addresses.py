"""Addresses that take no mail: whoever can mend one is told, not whoever is not reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.access import Right, has_right
from accounts.enums import Role
from accounts.models import Contact, Institution, User
from accounts.selectors import people_by_institution, recipient
from ateams.due import DueItem, Part, Recipient
from ateams.outbox.refused import refusing_since

People = Mapping[Part, tuple[Recipient, ...]]


class AddressRefused:
    """A mail server said that somebody's address takes no mail. What the mail said is nowhere told.

    Due on the day of the first such mail. It is done when the address takes one, when another is
    entered, and when the contact or account is deactivated. A contact's is for whoever keeps the
    contacts, the coordinator or else the lead; an account's for leads and administrators.
    `object_id` is the recipient's key.
    """

    kind = "mail.refused"
    label = _("Adresse nimmt keine Mails an")

    def items(
        self, *, until: date, object_id: str | None = None, reader_id: UUID | None = None
    ) -> Iterator[DueItem]:
        """Derive the addresses of today's contacts and accounts that refused a mail."""
        refusing = refusing_since(None if object_id is None else [object_id])
        since = {
            known: day
            for known, queued_at in refusing.items()
            if (day := timezone.localdate(queued_at)) <= until
        }
        if not since:
            return
        reader = User.objects.filter(pk=reader_id).first() if reader_id else None
        if reader_id and reader is None:
            return
        yield from self._contacts(since, reader)
        yield from self._accounts(since, reader)

    def _contacts(
        self, since: Mapping[tuple[str, str], date], reader: User | None
    ) -> Iterator[DueItem]:
        if reader and not has_right(reader, Right.MANAGE_CONTACTS):
            return
        contacts = Contact.objects.filter(active=True, pk__in=_ids("contact:", since))
        if reader:
            seen = Institution.objects.visible_to(reader)
            contacts = contacts.filter(institution__in=seen)
        rows = list(contacts.select_related("institution").order_by("pk"))
        people = people_by_institution({contact.institution_id for contact in rows})
        for contact in rows:
            around = people[contact.institution_id]
            keepers = around.get(Part.COORDINATOR) or around[Part.LEAD]
            asked = {Part.RESPONSIBLE: keepers, Part.LEAD: around[Part.LEAD]}
            url = reverse("accounts:contact-edit", args=[contact.pk])
            yield from self._item(contact, since, asked, url, contact.institution.name)

    def _accounts(
        self, since: Mapping[tuple[str, str], date], reader: User | None
    ) -> Iterator[DueItem]:
        if reader and not has_right(reader, Right.MANAGE_PEOPLE):
            return
        rows = list(User.objects.active().filter(pk__in=_ids("user:", since)).order_by("pk"))
        if not rows:
            return
        keepers = User.objects.active().filter(role__in=[Role.LEAD, Role.ADMIN]).order_by("pk")
        known = [(person.role, recipient(person)) for person in keepers]
        for account in rows:
            own = recipient(account).key
            others = [(role, one) for role, one in known if one.key != own]
            asked = {
                Part.RESPONSIBLE: tuple(one for _role, one in others),
                Part.LEAD: tuple(one for role, one in others if role == Role.LEAD),
            }
            url = reverse("accounts:person", args=[account.pk])
            yield from self._item(account, since, asked, url, "")

    def _item(
        self,
        person: Contact | User,
        since: Mapping[tuple[str, str], date],
        people: People,
        url: str,
        where: str,
    ) -> Iterator[DueItem]:
        """Describe it, unless it was another address that refused."""
        to = recipient(person)
        day = since.get((to.key, to.email))
        if day is not None:
            yield DueItem(
                kind=self.kind,
                object_id=to.key,
                due_on=day,
                title=gettext("Adresse prüfen: %(name)s") % {"name": to.name},
                url=url,
                where=where,
                people=people,
            )


def _ids(prefix: str, since: Mapping[tuple[str, str], date]) -> list[str]:
    return [key.removeprefix(prefix) for key, _address in since if key.startswith(prefix)]
