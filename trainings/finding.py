"""What the one search finds of trainings."""

from __future__ import annotations

from django.db.models import Max
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.access import Right, has_right
from accounts.models import User
from accounts.searching import MOST_HITS, Found, Hit
from ateams.web.folding import fold, holds
from trainings.models import Training, TrainingTopic
from trainings.models.training import TrainingQuerySet
from trainings.topics import Topic


def find_trainings(user: User, terms: list[str]) -> Found | None:
    """Find trainings by title, topics, institution and place, the newest first."""
    if not has_right(user, Right.LOG_TRAINING):
        return None
    visible = Training.objects.visible_to(user)
    topics = _topics(visible) if _names_topic(terms) else {}
    rows = (
        visible.annotate(last_on=Max("sessions__date"))
        .order_by("-last_on", "title", "pk")
        .values_list("pk", "title", "institution__name", "place", "last_on")
    )
    hits, total = [], 0
    for pk, title, institution, place, last_on in rows:
        text = " ".join((title, institution, place, topics.get(pk, "")))
        if not holds(fold(text), terms):
            continue
        total += 1
        if total <= MOST_HITS:
            day = date_format(last_on, "SHORT_DATE_FORMAT") if last_on else ""
            about = ", ".join(filter(None, (institution, day)))
            hits.append(Hit(reverse("trainings:detail", args=[pk]), title, about))
    return Found(_("Schulungen"), hits, total)


def _names_topic(terms: list[str]) -> bool:
    """Whether any word occurs in the name of a topic; otherwise they need not be read."""
    return any(term in fold(str(label)) for label in Topic.labels for term in terms)


def _topics(trainings: TrainingQuerySet) -> dict[object, str]:
    """Return the topics of all trainings, in words."""
    words: dict[object, str] = {}
    for pk, code in TrainingTopic.objects.filter(training__in=trainings.values("pk")).values_list(
        "training_id", "code"
    ):
        words[pk] = f"{words.get(pk, '')} {Topic(code).label}"
    return words
