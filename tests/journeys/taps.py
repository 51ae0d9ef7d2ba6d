"""Fingers that count: a journey fails when it takes more taps than its walk allows."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page


@dataclass
class Fingers:
    """A person at a page. Every tap, choice and field entered counts; text itself does not."""

    page: Page
    limit: int
    taps: int = 0
    typed: list[str] = field(default_factory=list)

    def tap(self, target: Locator | str) -> None:
        """Tap something; text stands for the link or button of that name."""
        self._count()
        self._find(target).click()

    def type(self, label: str, text: str, *, exact: bool = False) -> None:
        """Tap into a field and type."""
        self._count()
        self.typed.append(label)
        self.page.get_by_label(label, exact=exact).first.fill(text)

    def choose(self, label: str, option: str) -> None:
        """Open a list and pick one of its entries: two taps."""
        self._count()
        self._count()
        self.page.get_by_label(label).select_option(option)

    def _find(self, target: Locator | str) -> Locator:
        if isinstance(target, Locator):
            return target
        button = self.page.get_by_role("button", name=target)
        return button.or_(self.page.get_by_role("link", name=target)).first

    def _count(self) -> None:
        self.taps += 1
        assert self.taps <= self.limit, f"more than {self.limit} taps"
