"""Pictures and PDFs beside trainings: recognised and cleaned like those of cases.

Trainings and incidents do not know each other; here they meet.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from incidents.cleaning import Uncleanable, cleaned_bytes, type_after
from incidents.file_types import Kind, Sniffer
from trainings.material_types import Looked, UnwantedMaterialError, add_look

UNCLEANABLE = _(
    "Aus der Datei lässt sich nicht entfernen, was über die Person darin steht, die sie gemacht "
    "hat: Sie ist beschädigt, geschützt oder zu groß."
)


def look(content: bytes) -> Looked | None:
    """Return a picture or PDF without traces of its author, a text as it is, and nothing else."""
    sniffer = Sniffer()
    sniffer.feed(content)
    found = sniffer.result()
    if found is None or found.kind == Kind.AUDIO:
        return None
    if not found.is_cleaned:
        return Looked(found.value, found.extension, content)
    try:
        cleaned = cleaned_bytes(content, found)
    except Uncleanable:
        raise UnwantedMaterialError(UNCLEANABLE) from None
    after = type_after(found)
    return Looked(after.value, after.extension, cleaned)


def register() -> None:
    """Let trainings take them; called once, when the apps are ready."""
    add_look("contactpoints:pictures", look)
