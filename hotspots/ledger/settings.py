"""Django's settings for the ledger alone, driven by one setting.

``HOTSPOTS_DATABASE_URL`` names the database; without it the ledger is the SQLite file of the
current folder. ``open_ledger`` needs none of this module's database: it is here for
``django-admin makemigrations --settings hotspots.ledger.settings``, and for the browser
application's settings to take over piece by piece.
"""

import os
from pathlib import Path

from hotspots.ledger.database import DATABASE_SETTING, database_address, database_entry

INSTALLED_APPS = ["hotspots.ledger"]
USE_TZ = True
TIME_ZONE = "UTC"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {
    "default": database_entry(database_address(None, Path.cwd(), os.environ.get(DATABASE_SETTING)))
}
