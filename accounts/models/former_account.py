"""Accounts that turned out to be somebody's second one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from uuid import UUID


class FormerAccount(models.Model):
    """An account was the second one of a person: what still names it means the one that stayed.

    Reporters shut people out by their account, in lists that nobody but readers can open. Without
    this row, whoever was shut out would be let in again by a merge. It outlives the former account.
    """

    id = models.UUIDField(
        primary_key=True, editable=False, help_text="The id of the account that is no more in use."
    )
    user = models.ForeignKey(
        "accounts.User", on_delete=models.CASCADE, related_name="former_accounts"
    )
    at = models.DateTimeField(_("zusammengeführt"))

    user_id: UUID

    class Meta:
        verbose_name = _("Früheres Konto")
        verbose_name_plural = _("Frühere Konten")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.pk}"
