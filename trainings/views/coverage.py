"""The city on a map of equal tiles, and the same in a table."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import Right, StaffRequest, require
from trainings.coverage import TARGET_STRENGTH, Counted, coverage_of
from trainings.forms.coverage import CoverageForm

WIDTH, HEIGHT, GAP = 120, 96, 6
_LINE, _FIRST = 17, 24


@dataclass(frozen=True)
class Shape:
    """A tile as it is drawn: its corner, and its name line by line with the place of each."""

    number: int
    name: str
    x: int
    y: int
    lines: list[tuple[int, str]]
    counted: Counted


@require_safe
@require(Right.LOG_TRAINING)
@require(Right.SEE_ALL_INSTITUTIONS)
def coverage(request: StaffRequest) -> HttpResponse:
    """Show the office where something was trained, where teams are weak, and where none are."""
    form = CoverageForm(request.GET, user=request.user)
    found = coverage_of(form.chosen())
    shapes = [
        Shape(
            number=tile.borough.number,
            name=tile.borough.name,
            x=tile.borough.column * WIDTH,
            y=tile.borough.row * HEIGHT,
            lines=_lines(tile.borough.name),
            counted=tile.counted,
        )
        for tile in found.tiles
    ]
    context = {
        "form": form,
        "coverage": found,
        "shapes": shapes,
        "nowhere": [shape.name for shape in shapes if not shape.counted.institutions],
        "target": TARGET_STRENGTH,
        "tile": {"width": WIDTH - GAP, "height": HEIGHT - GAP},
        "size": {
            "width": max(shape.x for shape in shapes) + WIDTH - GAP,
            "height": max(shape.y for shape in shapes) + HEIGHT - GAP,
        },
    }
    return render(request, "trainings/coverage.html", context)


def _lines(name: str) -> list[tuple[int, str]]:
    """Break a name at its hyphens, which stay."""
    parts = name.split("-")
    whole = [f"{part}-" for part in parts[:-1]] + parts[-1:]
    return [(_FIRST + number * _LINE, part) for number, part in enumerate(whole)]
