"""All addresses. Public ones carry their language, staff ones do not."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from ateams.web.views import gallery, leave, quick_exit

urlpatterns = [
    path("", include("accounts.urls")),
    path("accounts/", include("accounts.sign_in_urls")),
    path("accounts/", include("allauth.account.urls")),
    path("", include("codelists.urls")),
    path("", include("incidents.urls")),
    path("", include("trainings.urls")),
    path("", include("contactpoints.urls")),
    path("", include("followups.urls")),
    path("", include("ateams.ops.urls")),
    path("exit/", quick_exit, name="exit"),
    path("exit/leave/", leave, name="leave"),
    *i18n_patterns(
        path("", include("incidents.public_urls")),
        path("", include("contactpoints.public_urls")),
        path("", include("trainings.public_urls")),
    ),
]

if settings.DEMO:
    urlpatterns += [
        path("demo/gallery/", gallery, name="gallery"),
        path("demo/", include("ateams.ops.demo_urls")),
    ]

handler400 = "ateams.web.views.bad_request"
handler403 = "ateams.web.views.permission_denied"
handler404 = "ateams.web.views.page_not_found"
handler500 = "ateams.web.views.server_error"
