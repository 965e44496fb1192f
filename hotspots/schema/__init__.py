"""Column names, their types, and one validator for each table.

A module that reads or makes one of these tables names its columns through the constants here, and
ends in the table's validator. Times are local wall-clock times with their zone (Europe/London for
Essex), so that an hour is the hour that was on the clock in the street.
"""

from hotspots.schema.accuracy import *
from hotspots.schema.addresses import *
from hotspots.schema.areas import *
from hotspots.schema.changes import *
from hotspots.schema.deployments import *
from hotspots.schema.forecasts import *
from hotspots.schema.harm import *
from hotspots.schema.harm_spots import *
from hotspots.schema.near_repeat import *
from hotspots.schema.offences import *
from hotspots.schema.operations import *
from hotspots.schema.patrol_plan import *
from hotspots.schema.patrols import *
from hotspots.schema.set_aside import *
from hotspots.schema.spot_reviews import *
from hotspots.schema.spots_in_force import *
from hotspots.schema.targets import *
from hotspots.schema.validators import *
from hotspots.schema.visits import *
from hotspots.schema.wards import *
