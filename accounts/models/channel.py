"""How one reaches a team, for everybody to read."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.enums import ChannelKind

LONGEST = 200


class TeamChannel(models.Model):
    """One way to reach a team: at most one of each kind. Public as it stands."""

    team = models.ForeignKey("accounts.Team", on_delete=models.CASCADE, related_name="channels")
    kind = models.CharField(_("Art"), max_length=20, choices=ChannelKind.choices)
    text = models.CharField(_("Angabe"), max_length=LONGEST)
    text_en = models.CharField(_("Angabe auf Englisch"), max_length=LONGEST, blank=True)

    class Meta:
        verbose_name = _("Kontaktweg des Teams")
        verbose_name_plural = _("Kontaktwege der Teams")
        constraints = [
            models.UniqueConstraint(fields=["team", "kind"], name="channel_kind_once"),
            models.CheckConstraint(condition=~models.Q(text=""), name="channel_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text}"

    @property
    def shown(self) -> str:
        """What is shown in the active language; German where there is nothing else."""
        return self.text_en or self.text if get_language() == "en" else self.text

    @property
    def is_german(self) -> bool:
        """Whether a German text stands on a page in another language."""
        has_words = self.kind in {ChannelKind.ROOM, ChannelKind.HOURS, ChannelKind.OTHER}
        return has_words and get_language() != "de" and self.shown == self.text

    @property
    def url(self) -> str:
        """Where a tap leads; nothing for what is only read."""
        match self.kind:
            case ChannelKind.PHONE:
                return "tel:" + "".join(sign for sign in self.text if sign in "+0123456789")
            case ChannelKind.EMAIL:
                return f"mailto:{self.text}"
            case ChannelKind.INSTAGRAM:
                return f"https://www.instagram.com/{self.text.lstrip('@')}/"
            case ChannelKind.WEBSITE:
                return self.text
        return ""
