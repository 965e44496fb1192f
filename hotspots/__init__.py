"""Where harm concentrates, whom to visit, which ward to choose next, and whether it worked.

The public names stand in ``__init__.pyi``, each with the module that it lives in. They are loaded
when they are first used, so that importing hotspots costs nothing.

>>> import hotspots
>>> hotspots.load_profile("essex").district_of_authority("E07000074")
'Chelmsford & Maldon'
"""

import lazy_loader

__version__ = "0.1.0"

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
