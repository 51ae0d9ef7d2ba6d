"""The product's addresses and, beside them, the bare counterparts'."""

from django.urls import path

from ateams import urls as product
from ateams.urls import handler400, handler403, handler404, handler500
from bench import bare

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [
    path("bare/receive/", bare.receive),
    path("bare/rows/<int:among>/", bare.rows),
    path("bare/start/<int:among>/", bare.start),
    path("bare/timeline/<int:among>/", bare.timeline),
    path("bare/texts/<int:among>/", bare.texts),
    *product.urlpatterns,
]
