"""Something that somebody has to do in a case."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class TaskQuerySet(models.QuerySet["Task"]):
    """Conditions on tasks."""

    def open(self) -> TaskQuerySet:
        """Keep those that nobody has done yet."""
        return self.filter(done_at__isnull=True)


class Task(models.Model):
    """What its entry on the timeline says has to be done, by whom and by when.

    The words are sealed with the entry. Plain are the day and the person: somebody is reminded.
    """

    entry = models.OneToOneField(
        "incidents.Entry", primary_key=True, on_delete=models.CASCADE, related_name="task"
    )
    due_on = models.DateField(_("fällig am"))
    person = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.SET_NULL, related_name="tasks"
    )
    done_at = models.DateTimeField(null=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("Aufgabe")
        verbose_name_plural = _("Aufgaben")
        ordering = ["due_on", "entry"]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(done_at__isnull=True), name="task_open")
        ]

    def __str__(self) -> str:
        return f"{self.due_on}"
