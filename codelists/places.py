"""Where the lists stand in the menu."""

from django.utils.translation import gettext_lazy as _

from accounts.access import Right
from accounts.navigation import Place, add_place

add_place(
    Place(
        "codelists:lists",
        _("Auswahllisten"),
        order=80,
        right=Right.MANAGE_CODE_LISTS,
        rare=True,
    )
)
