"""What is due about terms and teams, derived from their dates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import Membership, Team, User
from accounts.selectors import people_by_institution, recipient
from ateams.due import DueItem, Part, Recipient, Source, current_day
from contactpoints.strength import gap_day, gaps, teams_seen_by

People = Mapping[Part, tuple[Recipient, ...]]


class TermEnds:
    """A member's term ends: cases are passed on before, and a successor is found.

    Due on the last day; the rules tell member, coordinator and office three weeks before. Nothing
    about cases is said: who coordinates knows of none that was not opened to them. `object_id` is
    the membership's id.
    """

    kind = "team.term_ends"
    label = _("Amtszeit endet")

    def items(
        self, *, until: date, object_id: str | None = None, reader_id: UUID | None = None
    ) -> Iterator[DueItem]:
        """Derive the running terms of members that end by `until`."""
        running = Membership.objects.current(current_day()).filter(
            term_ends_on__lte=until, user__is_active=True, user__role=Role.MEMBER
        )
        if object_id is not None:
            running = running.filter(pk__in=_ids(object_id))
        seen = _seen_by(running, reader_id) if reader_id is not None else running
        rows = list(seen.select_related("user", "team__institution").order_by("term_ends_on"))
        people = people_by_institution({one.team.institution_id for one in rows})
        for one in rows:
            assert one.term_ends_on
            around = people[one.team.institution_id]
            yield DueItem(
                kind=self.kind,
                object_id=str(one.pk),
                due_on=one.term_ends_on,
                title=gettext("Amtszeit endet: %(name)s") % {"name": one.user.name},
                url=reverse("contactpoints:term", args=[one.pk]),
                where=one.team.institution.name,
                people={**around, Part.RESPONSIBLE: (recipient(one.user),)},
            )


class SuccessionGap:
    """Fewer than three members stay after the summer. `object_id` is "<team id>:<year>"."""

    kind = "team.succession"
    label = _("Nachfolge im Team fehlt")

    def items(
        self, *, until: date, object_id: str | None = None, reader_id: UUID | None = None
    ) -> Iterator[DueItem]:
        """Derive one item per team, due on the day from which on gaps wait for somebody."""
        day = gap_day(current_day())
        if day > until:
            return
        team_id, _separator, _year = (object_id or "").partition(":")
        found = gaps(_teams(team_id or None, reader_id))
        people = people_by_institution({gap.team.institution_id for gap in found})
        for gap in found:
            around: People = people[gap.team.institution_id]
            responsible = around.get(Part.COORDINATOR) or around.get(Part.OFFICE, ())
            title = gettext("Nach dem %(day)s noch im Team: %(count)d")
            told = {"day": date_format(gap.summer, "SHORT_DATE_FORMAT"), "count": gap.staying}
            yield DueItem(
                kind=self.kind,
                object_id=f"{gap.team.pk}:{gap.summer.year}",
                due_on=day,
                title=title % told,
                url=reverse("contactpoints:roster", args=[gap.team.pk]),
                where=gap.team.institution.name,
                people={**around, Part.RESPONSIBLE: responsible},
            )


SOURCES: tuple[Source, ...] = (TermEnds(), SuccessionGap())


def _teams(team_id: str | None, reader_id: UUID | None) -> list[Team]:
    if reader_id is not None:
        reader = User.objects.filter(pk=reader_id).first()
        # A member can do nothing about it; who stays is the coordinator's and the office's matter.
        teams = teams_seen_by(reader) if reader and reader.role != Role.MEMBER else []
    else:
        everywhere = Team.objects.filter(institution__active=True)
        teams = list(everywhere.select_related("institution"))
    return [team for team in teams if team_id in {None, str(team.pk)}]


def _seen_by(memberships: QuerySet[Membership], reader_id: UUID) -> QuerySet[Membership]:
    """Keep the own term, those of the own team for coordinators, and all for the office."""
    reader = User.objects.filter(pk=reader_id).first()
    if reader is None:
        return memberships.none()
    if reader.role == Role.MEMBER:
        return memberships.filter(user=reader)
    return memberships.filter(team__in=Team.objects.visible_to(reader))


def _ids(text: str) -> list[UUID]:
    """Return an id given as text; none when it is no id."""
    try:
        return [UUID(text)]
    except ValueError:
        return []
