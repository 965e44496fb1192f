"""What arrays hold, as annotations say it."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]
Bools = NDArray[np.bool_]
Objects = NDArray[np.object_]  # texts, some of them missing
