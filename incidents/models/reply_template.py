"""Texts that the office uses again and again in its answers."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Case, IntegerField, Value, When
from django.utils.translation import gettext_lazy as _

LONGEST = 4000


class ReplyTemplateQuerySet(models.QuerySet["ReplyTemplate"]):
    """Conditions on templates."""

    def active(self) -> ReplyTemplateQuerySet:
        """Keep those that are offered."""
        return self.filter(active=True)

    def best_first(self, *languages: str) -> ReplyTemplateQuerySet:
        """Put the languages named first, in this order, then all others."""
        known = [When(language=code, then=Value(place)) for place, code in enumerate(languages)]
        place = Case(*known, default=Value(len(languages)), output_field=IntegerField())
        return self.order_by(place, "language", "title")


class ReplyTemplate(models.Model):
    """A text for answers, in one language. It tells of no case and names nobody.

    The language is one of those that reporters choose from. One that is no longer spoken here
    harms nothing: its texts are offered last.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("Titel"), max_length=80)
    language = models.CharField(_("Sprache"), max_length=10)
    text = models.TextField(_("Text"), max_length=LONGEST)
    active = models.BooleanField(default=True, help_text="Hidden ones are kept and not offered.")

    objects = ReplyTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("Textvorlage")
        verbose_name_plural = _("Textvorlagen")
        ordering = ["language", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["language", "title"],
                name="reply_template_title_once",
                violation_error_message=_("Eine Vorlage mit diesem Titel gibt es schon."),
            ),
        ]

    def __str__(self) -> str:
        return self.title
