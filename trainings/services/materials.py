"""Files beside a training: kept, and removed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from hashlib import sha256
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from ateams.audit.services import record
from trainings.enums import State
from trainings.material_types import Looked
from trainings.models import MaterialFile, Training
from trainings.models.material import MOST_MATERIAL_BYTES, MOST_MATERIALS, stored_as


@transaction.atomic
def add_material(
    *, training_id: UUID, name: str, sent: bytes, kept: Looked, by: User
) -> MaterialFile:
    """Keep a file beside a training; the same file again is that file.

    `sent` is what came, `kept` what is to be stored of it. Should anything fail, what has been
    stored is found by a sweep. Raises ValidationError for a cancelled training, for more files than
    one training holds, and for one that has become too large.
    """
    training = Training.objects.select_for_update().get(pk=training_id)
    if training.state == State.CANCELLED:
        raise ValidationError(_("Die Schulung wurde inzwischen abgesagt."))
    digest = sha256(sent).hexdigest()
    files = MaterialFile.objects.filter(training=training)
    if known := files.filter(digest=digest).first():
        return known
    if files.count() >= MOST_MATERIALS:
        text = _("Mehr als %(most)d Dateien gehen bei einer Schulung nicht.")
        raise ValidationError(text % {"most": MOST_MATERIALS})
    if len(kept.content) > MOST_MATERIAL_BYTES:
        raise ValidationError(_("Die Datei ist größer als 20 MB."))
    made = MaterialFile(
        training=training,
        name=name,
        media_type=kept.media_type,
        size=len(kept.content),
        digest=digest,
        added_by=by,
        added_at=timezone.now(),
    )
    made.full_clean(exclude=["training", "added_by"])
    default_storage.save(made.stored_as, ContentFile(kept.content))
    made.save(force_insert=True)
    record(action="training.material_added", subject=("training", training.pk), by=by.pk)
    return made


@transaction.atomic
def remove_material(*, file_id: UUID, by: User) -> bool:
    """Remove a file for good. Return whether it was still there: twice does no harm."""
    found = MaterialFile.objects.select_for_update().filter(pk=file_id).first()
    if found is None:
        return False
    training_id = found.training_id
    delete_materials([found.pk])
    record(action="training.material_removed", subject=("training", training_id), by=by.pk)
    return True


def delete_materials(ids: Sequence[UUID]) -> int:
    """Delete rows, and the bytes once that is certain. Return how many rows there were."""
    found = list(MaterialFile.objects.filter(pk__in=ids).values_list("pk", flat=True))
    MaterialFile.objects.filter(pk__in=found).delete()
    for file_id in found:
        transaction.on_commit(partial(default_storage.delete, stored_as(file_id)))
    return len(found)
