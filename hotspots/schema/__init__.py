"""Column names, their types, and one validator for each table.

A module that reads or makes one of these tables names its columns through the constants here, and
ends in the table's validator. Times are local wall-clock times with their zone (Europe/London for
Essex), so that an hour is the hour that was on the clock in the street.
"""

from hotspots.schema.accuracy import *
from hotspots.schema.burglary_pattern import *
from hotspots.schema.by_shift import *
from hotspots.schema.change_map import *
from hotspots.schema.changes import *
from hotspots.schema.cocoons import *
from hotspots.schema.demand import *
from hotspots.schema.entry import *
from hotspots.schema.ground import *
from hotspots.schema.harm_spots import *
from hotspots.schema.harm_streets import *
from hotspots.schema.hexagons import *
from hotspots.schema.lasting import *
from hotspots.schema.offences import *
from hotspots.schema.operations import *
from hotspots.schema.patrols import *
from hotspots.schema.places import *
from hotspots.schema.streets import *
from hotspots.schema.validators import *
from hotspots.schema.wards import *
from hotspots.schema.watch import *
from hotspots.schema.zones import *
