"""The districts (Stadtteile) of Hannover, by borough (Stadtbezirk), and where a borough lies.

Hannover has 13 boroughs with 51 districts. Names and grouping were compared in November 2026: for
boroughs 2, 3, 7, 12 and 13 with the city's own pages "Ein Stadtbezirk stellt sich vor" on
hannover.de, for the others with the articles in the German Wikipedia and the pages of
hannover-entdecken.de. The city counts some of them together ("Ledeburg/Nordhafen"), and writes
"Brinkhafen"; here each stands alone, and "Brink-Hafen" as elsewhere.

`column` and `row` are the place of the borough on a schematic map of equal tiles. They were laid
out by hand, to be found again, and tell neither size nor border; see decision 37.
"""

from __future__ import annotations

from dataclasses import dataclass

from ateams.web.folding import same


@dataclass(frozen=True, slots=True)
class Borough:
    """A borough, its districts, and its tile."""

    number: int
    name: str
    districts: tuple[str, ...]
    column: int
    row: int

    @property
    def slug(self) -> str:
        """What names it in an address."""
        return str(self.number)


BOROUGHS: tuple[Borough, ...] = (
    Borough(1, "Mitte", ("Calenberger Neustadt", "Mitte", "Oststadt", "Zoo"), 2, 1),
    Borough(2, "Vahrenwald-List", ("List", "Vahrenwald"), 2, 0),
    Borough(
        3,
        "Bothfeld-Vahrenheide",
        ("Bothfeld", "Isernhagen-Süd", "Lahe", "Sahlkamp", "Vahrenheide"),
        3,
        0,
    ),
    Borough(4, "Buchholz-Kleefeld", ("Groß-Buchholz", "Heideviertel", "Kleefeld"), 3, 1),
    Borough(5, "Misburg-Anderten", ("Anderten", "Misburg-Nord", "Misburg-Süd"), 3, 2),
    Borough(6, "Kirchrode-Bemerode-Wülferode", ("Bemerode", "Kirchrode", "Wülferode"), 3, 3),
    Borough(7, "Südstadt-Bult", ("Bult", "Südstadt"), 2, 2),
    Borough(
        8,
        "Döhren-Wülfel",
        ("Döhren", "Mittelfeld", "Seelhorst", "Waldhausen", "Waldheim", "Wülfel"),
        2,
        3,
    ),
    Borough(
        9,
        "Ricklingen",
        ("Bornum", "Mühlenberg", "Oberricklingen", "Ricklingen", "Wettbergen"),
        1,
        2,
    ),
    Borough(10, "Linden-Limmer", ("Limmer", "Linden-Mitte", "Linden-Nord", "Linden-Süd"), 1, 1),
    Borough(11, "Ahlem-Badenstedt-Davenstedt", ("Ahlem", "Badenstedt", "Davenstedt"), 0, 1),
    Borough(
        12,
        "Herrenhausen-Stöcken",
        (
            "Burg",
            "Herrenhausen",
            "Ledeburg",
            "Leinhausen",
            "Marienwerder",
            "Nordhafen",
            "Stöcken",
        ),
        0,
        0,
    ),
    Borough(13, "Nord", ("Brink-Hafen", "Hainholz", "Nordstadt", "Vinnhorst"), 1, 0),
)

_OF: dict[str, Borough] = {
    same(district): borough for borough in BOROUGHS for district in borough.districts
}
_NAMES: dict[str, str] = {
    same(district): district for borough in BOROUGHS for district in borough.districts
}


def borough_of(district: str) -> Borough | None:
    """Return the borough of a district, however it is written; none for other places."""
    return _OF.get(same(district))


def known_district(text: str) -> str | None:
    """Return a district as the list writes it; none for other places."""
    return _NAMES.get(same(text))


def district_choices(kept: str = "") -> list[tuple[str, str] | tuple[str, list[tuple[str, str]]]]:
    """Return the districts for a choice, by borough, and `kept` though it may be none of them."""
    choices: list[tuple[str, str] | tuple[str, list[tuple[str, str]]]] = []
    if kept and known_district(kept) is None:
        choices.append((kept, kept))
    by_name = sorted(BOROUGHS, key=lambda borough: same(borough.name))
    return choices + [(one.name, [(name, name) for name in one.districts]) for one in by_name]
