"""Boxes that upper packages put on the start page, the key's page and pages of institutions.

A package writes one function per box and registers it in its `AppConfig.ready`, so that this
package imports none of those above it:

    def next_trainings(institution: Institution, user: User) -> Panel | None:
        trainings = Training.objects.visible_to(user).filter(institution=institution)
        return Panel(_("Schulungen"), "trainings/_panel.html", {"trainings": trainings})

    add_institution_panel("trainings:next", next_trainings, order=20)

The function decides what this person may see, and returns nothing where there is nothing to see.
Its template stands inside a card and finds the panel's values on top of those of the page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from django.utils.functional import Promise

from accounts.access import StaffRequest
from accounts.models import Institution, User


@dataclass(frozen=True)
class Panel:
    """A box: heading, template of its content and what that template may name.

    `waits` is true for something that waits for the person; on the start page these stand first,
    and the empty state shows only when there is none.
    """

    title: str | Promise
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    waits: bool = True


InstitutionPanel: TypeAlias = Callable[[Institution, User], Panel | None]
StartPanel: TypeAlias = Callable[[StaffRequest], Panel | None]

_institution_panels: dict[str, tuple[int, InstitutionPanel]] = {}
_start_panels: dict[str, tuple[int, StartPanel]] = {}
_key_panels: dict[str, tuple[int, StartPanel]] = {}


def add_institution_panel(name: str, build: InstitutionPanel, *, order: int) -> None:
    """Add a box to the pages of institutions; the last one of a name counts."""
    _institution_panels[name] = (order, build)


def add_start_panel(name: str, build: StartPanel, *, order: int) -> None:
    """Add a box to the start page; the last one of a name counts."""
    _start_panels[name] = (order, build)


def add_key_panel(name: str, build: StartPanel, *, order: int) -> None:
    """Add a box to the page of the own key; the last one of a name counts."""
    _key_panels[name] = (order, build)


def institution_panels(institution: Institution, user: User) -> list[Panel]:
    """Return the boxes that this person sees at an institution."""
    ordered = sorted(_institution_panels.values(), key=lambda entry: entry[0])
    panels = (build(institution, user) for _, build in ordered)
    return [panel for panel in panels if panel]


def start_panels(request: StaffRequest) -> list[Panel]:
    """Return the boxes of the signed-in person's start page, those that wait first."""
    ordered = sorted(_start_panels.values(), key=lambda entry: entry[0])
    panels = [panel for _, build in ordered if (panel := build(request))]
    return sorted(panels, key=lambda panel: not panel.waits)


def key_panels(request: StaffRequest) -> list[Panel]:
    """Return the boxes on the page of the signed-in person's key."""
    ordered = sorted(_key_panels.values(), key=lambda entry: entry[0])
    return [panel for _, build in ordered if (panel := build(request))]
