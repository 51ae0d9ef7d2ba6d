"""Where people can go: each package registers its own places, none imports the others.

    class TrainingsConfig(AppConfig):
        def ready(self) -> None:
            add_place(Place("trainings:list", _("Schulungen"), order=20, right=Right.LOG_TRAINING))
            add_action(
                Action(
                    "trainings:log",
                    _("Wir haben eine Schulung gehalten"),
                    icon="add",
                    positions={Role.MEMBER: 1, Role.COORDINATOR: 2},
                )
            )

Models cannot be imported before the apps are ready: put the registrations into a module of the
package and import that one with `import_module` in `ready`. An entry whose address does not exist
is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from accounts.access import Right, StaffRequest, has_right
from accounts.enums import Role
from accounts.models import User

Label = str | Promise
BIG_ACTIONS = 3


@dataclass(frozen=True)
class Place:
    """An entry of the navigation, for everybody or for those with a right or a role.

    `count` returns how much waits there for the person, or nothing; it runs on every page.
    What is needed once a month is `rare`: it stands in the menu of the account.
    """

    url_name: str
    label: Label
    order: int
    right: Right | None = None
    roles: frozenset[Role] = frozenset(Role)
    count: Callable[[StaffRequest], int] | None = None
    rare: bool = False


@dataclass(frozen=True)
class Action:
    """A big action on the start page; `positions` says for which roles, and where among them."""

    url_name: str
    label: Label
    icon: str
    text: Label = ""
    positions: Mapping[Role, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Link:
    """An entry as a template shows it."""

    url: str
    label: Label
    current: bool = False
    count: int | None = None
    icon: str = ""
    text: Label = ""


_places: dict[tuple[str, frozenset[Role]], Place] = {}
_actions: dict[str, Action] = {}


def add_place(place: Place) -> None:
    """Add an entry to the navigation; of the same address and roles the last one counts."""
    _places[place.url_name, place.roles] = place


def add_action(action: Action) -> None:
    """Add a big action to the start page; the last one of a name counts."""
    _actions[action.url_name] = action


def navigation(request: StaffRequest, *, rare: bool = False) -> list[Link]:
    """Return the places that the signed-in account may go to: the usual ones, or the rare ones."""
    return [
        Link(
            url=url,
            label=place.label,
            current=request.path == url or (url != "/" and request.path.startswith(url)),
            count=place.count(request) if place.count else None,
        )
        for place in sorted(_places.values(), key=lambda place: place.order)
        if place.rare == rare and _may_go(request.user, place) and (url := _address(place.url_name))
    ]


def big_actions(user: User) -> list[Link]:
    """Return what the account's role does most, at most three actions."""
    role = Role(user.role)
    own = [action for action in _actions.values() if role in action.positions]
    links = [
        Link(url=url, label=action.label, icon=action.icon, text=action.text)
        for action in sorted(own, key=lambda action: action.positions[role])
        if (url := _address(action.url_name))
    ]
    return links[:BIG_ACTIONS]


def is_signed_in(request: HttpRequest) -> bool:
    """Tell whether an account is behind the request; also before any middleware has run."""
    return hasattr(request, "user") and request.user.is_authenticated


def _may_go(user: User, place: Place) -> bool:
    if user.role not in place.roles:
        return False
    return place.right is None or has_right(user, place.right)


def _address(url_name: str) -> str:
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""
