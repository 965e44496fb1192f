"""What people did: visits after burglaries, patrols, deployments, and the harm spots in force.

A Django application of models and migrations. Tables go in and come out; nobody outside this room
sees a model until the browser application stands on it. The public names stand in ``__init__.pyi``
and are loaded when they are first used; nothing of Django starts before a ledger is opened.

    with open_ledger(workspace_root=root) as ledger:
        ledger.import_visits(path, entered_at=now, entered_by_role="sergeant")
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
