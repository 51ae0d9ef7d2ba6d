"""Versions of the curriculum: drafted, published, and from then on never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from ateams.audit.services import record
from trainings.models import Curriculum, CurriculumTopic


@dataclass(frozen=True, slots=True)
class TopicHours:
    """What a version says about one topic."""

    code: str
    minutes: int
    mandatory: bool = False


@transaction.atomic
def draft_curriculum(*, by: User) -> Curriculum:
    """Begin a new version with all that the newest one says; a draft that exists is returned."""
    versions = Curriculum.objects.order_by("-version").select_for_update()
    newest = versions.first()
    if newest and newest.is_draft:
        return newest
    draft = Curriculum.objects.create(
        version=newest.version + 1 if newest else 1, percent=newest.percent if newest else 80
    )
    if newest:
        CurriculumTopic.objects.bulk_create(
            CurriculumTopic(
                curriculum=draft, code=topic.code, minutes=topic.minutes, mandatory=topic.mandatory
            )
            for topic in newest.topics.all()
        )
    record(action="curriculum.drafted", subject=("curriculum", draft.id), by=by.id)
    return draft


@transaction.atomic
def write_curriculum(
    *, curriculum: Curriculum, percent: int, topics: Sequence[TopicHours], by: User
) -> Curriculum:
    """Replace all that a draft says. Raises ValidationError for a published one, or bad hours."""
    draft = _draft(curriculum)
    draft.percent = percent
    draft.full_clean()
    draft.save(update_fields=["percent"])
    rows = [
        CurriculumTopic(
            curriculum=draft, code=topic.code, minutes=topic.minutes, mandatory=topic.mandatory
        )
        for topic in topics
    ]
    for row in rows:
        row.clean_fields(exclude=["curriculum"])
    draft.topics.all().delete()
    CurriculumTopic.objects.bulk_create(rows)
    record(action="curriculum.written", subject=("curriculum", draft.id), by=by.id)
    return draft


@transaction.atomic
def publish_curriculum(*, curriculum: Curriculum, by: User) -> Curriculum:
    """Let cohorts be trained by a version; nobody can change it any more. Twice does no harm.

    Raises ValidationError for a version without topics.
    """
    current = Curriculum.objects.select_for_update().get(pk=curriculum.pk)
    if not current.is_draft:
        return current
    if not current.topics.exists():
        raise ValidationError(_("Ein Lehrplan braucht mindestens ein Thema mit Stunden."))
    current.published_at, current.published_by = timezone.now(), by
    current.save(update_fields=["published_at", "published_by"])
    record(action="curriculum.published", subject=("curriculum", current.id), by=by.id)
    return current


def _draft(curriculum: Curriculum) -> Curriculum:
    current = Curriculum.objects.select_for_update().get(pk=curriculum.pk)
    if not current.is_draft:
        raise ValidationError(
            _("Diese Fassung ist veröffentlicht und bleibt, wie sie ist. Bitte eine neue anlegen.")
        )
    return current
