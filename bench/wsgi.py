"""The product as gunicorn serves it, with the bare counterparts' addresses added."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application

settings.ROOT_URLCONF = "bench.urls"
application = get_wsgi_application()
