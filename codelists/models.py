"""The codes of all lists, in the words of the office."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from codelists.enums import CodeList, Outward

CODE_LENGTH = 40
valid_code = RegexValidator(
    r"\A[a-z0-9][a-z0-9_]*\Z",
    _("Nur kleine Buchstaben von a bis z, Ziffern und Unterstriche."),
)


class CodeQuerySet(models.QuerySet["Code"]):
    """Conditions on codes."""

    def of(self, name: CodeList) -> CodeQuerySet:
        """Keep the codes of one list, in the office's order."""
        return self.filter(list=name).order_by("position", "code")


class Code(models.Model):
    """One code of a list. Rows are never deleted: what was counted under a code keeps its name.

    A list without rows is what its file says.
    """

    list = models.CharField(
        max_length=30, choices=[(name.value, name.value) for name in CodeList], editable=False
    )
    code = models.CharField(
        _("Kürzel"), max_length=CODE_LENGTH, validators=[valid_code], editable=False
    )
    parent = models.CharField(
        _("Gruppe"), max_length=CODE_LENGTH, blank=True, help_text="A code of the same list."
    )
    de = models.CharField(_("Deutsch"), max_length=160)
    en = models.CharField(_("Englisch"), max_length=160)
    definition = models.CharField(_("Bedeutung"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField()
    hidden = models.BooleanField(_("ausgeblendet"), default=False)
    own_words = models.BooleanField(
        default=False, help_text="The office has named it: loading leaves its words alone."
    )

    outward = models.CharField(
        _("Schritt nach außen"),
        max_length=10,
        choices=Outward.choices,
        blank=True,
        help_text="Said by the office of what it has added; of all others the program knows it.",
    )

    objects = CodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("Code")
        verbose_name_plural = _("Codes")
        ordering = ["list", "position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["list", "code"], name="code_once_in_list"),
        ]

    def __str__(self) -> str:
        return f"{self.list}:{self.code}"
