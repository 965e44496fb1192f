"""The application as a web server takes it: ``gunicorn hotspots.web.wsgi``."""

import os

from django.core.wsgi import get_wsgi_application

from hotspots.libraries import ask_libraries

ask_libraries()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotspots.web.settings")
application = get_wsgi_application()
