"""What operation puts into the navigation."""

from django.utils.translation import gettext_lazy as _

from accounts.access import Right
from accounts.navigation import Place, add_place

add_place(Place("erasures", _("Löschung"), order=85, right=Right.SEE_ERASURES))
