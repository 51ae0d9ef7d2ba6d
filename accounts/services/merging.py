"""Two entries of one institution become one."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db import IntegrityError, models, transaction

from accounts.errors import RefusedError
from accounts.models import Contact, Institution, User
from ateams.audit.services import record


class CannotMergeError(RefusedError):
    """One of both is gone, or something that belongs to one exists at the other already."""


@transaction.atomic
def merge_institutions(*, keep_id: UUID, other_id: UUID, by: User) -> Institution:
    """Move everything of one institution to another and remove it; all of it or nothing.

    Teams move as they are: each keeps its people, its short name on the posters and its cases.
    Nobody's key, grant or activation changes, so nobody can read a case that they could not read
    before. The kept one stays as it is; only what is empty there is filled in. Raises
    CannotMergeError.
    """
    # In one order, so that two who merge the same pair the other way round wait for each other.
    both = Institution.objects.select_for_update().order_by("pk").in_bulk([keep_id, other_id])
    if len(both) != len({keep_id, other_id}) or keep_id == other_id:
        raise CannotMergeError
    keep, other = both[keep_id], both[other_id]
    _let_one_contact_answer(keep, other)
    try:
        with transaction.atomic():
            for model, field in what_belongs_to_institutions():
                model._default_manager.filter(**{field: other}).update(**{field: keep})  # noqa: SLF001 - documented
    except IntegrityError as error:
        raise CannotMergeError from error
    _fill_in(keep, other)
    keep.save()
    other.delete()
    record(action="institution.merged", subject=("institution", keep.pk), by=by.id)
    return keep


def what_belongs_to_institutions() -> Iterator[tuple[type[models.Model], str]]:
    """Return every table that names an institution, whichever package it is of."""
    for relation in Institution._meta.related_objects:  # noqa: SLF001 - documented
        if relation.one_to_many or relation.one_to_one:
            yield relation.related_model, relation.field.name


def _fill_in(keep: Institution, other: Institution) -> None:
    """Fill what is empty; an agreement comes as a whole, so that two make no third one."""
    keep.district = keep.district or other.district
    keep.address = keep.address or other.address
    if not keep.agreement_signed_on and not keep.agreement_until:
        keep.agreement_signed_on = other.agreement_signed_on
        keep.agreement_until = other.agreement_until
    keep.active = keep.active or other.active


def _let_one_contact_answer(keep: Institution, other: Institution) -> None:
    """At most one contact answers the follow-ups: that of the kept institution, if it has one.

    Whoever is a contact of both stays one, with the entry of the kept institution.
    """
    kept = Contact.objects.filter(institution=keep, active=True)
    moved = Contact.objects.filter(institution=other)
    known = {email.lower() for email in kept.values_list("email", flat=True)}
    twice = [one.pk for one in moved.filter(active=True) if one.email.lower() in known]
    moved.filter(pk__in=twice).update(active=False, responsible=False)
    if kept.filter(responsible=True).exists():
        moved.update(responsible=False)
