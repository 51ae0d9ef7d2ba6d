"""What a training is called when nobody gave it a title."""

from collections.abc import Sequence

from django.utils.translation import ngettext

from trainings.topics import Topic


def title_of(topics: Sequence[str]) -> str:
    """Name a training after its topics: "Sexismus", or "Sexismus und 2 weitere Themen"."""
    first = str(Topic(topics[0]).label)
    if len(topics) == 1:
        return first
    return ngettext(
        "%(first)s und ein weiteres Thema",
        "%(first)s und %(more)d weitere Themen",
        len(topics) - 1,
    ) % {"first": first, "more": len(topics) - 1}
