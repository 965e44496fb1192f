# The public names, and the module that each lives in.

from .analyse.cocoon_params import CocoonParams
from .analyse.cocooning import cocoon, cocoon_force
from .analyse.concentration import Concentration, concentration_of
from .analyse.harm import WeightTransform, weigh_offences
from .analyse.harm_spots import HarmSpotParams, find_harm_spots
from .analyse.kernel_density import KernelDensityParams, kernel_density, study_grid
from .analyse.live_burglaries import live_burglaries
from .analyse.near_repeat import NearRepeatTable, near_repeat
from .analyse.near_repeat_params import NearRepeatParams
from .demo.params import DemoParams
from .errors import HotspotsError
from .harm_index import HarmIndex
from .load.address_store import read_addresses
from .load.addresses import convert_addresses
from .load.boundaries import StudyArea, read_study_area
from .load.findings import LoadedOffences
from .load.harm_weights import read_harm_index
from .load.offences import read_offences
from .profile import ForceProfile, load_profile
from .selection import Selection
from .study.check import check_inputs
from .study.cocoon import CocoonRun, make_visit_lists
from .study.demo import make_demo
from .study.doctor import examine
from .study.harm_analysis import HarmAnalysis, HarmMapParams, analyse_harm
from .study.harm_map import HarmMapRun, map_harm
from .study.inputs import Inputs, find_job
from .surface import Grid, Surface
from .workspace import make_workspace

__version__: str

__all__ = [
    "CocoonParams",
    "CocoonRun",
    "Concentration",
    "DemoParams",
    "ForceProfile",
    "Grid",
    "HarmAnalysis",
    "HarmIndex",
    "HarmMapParams",
    "HarmMapRun",
    "HarmSpotParams",
    "HotspotsError",
    "Inputs",
    "KernelDensityParams",
    "LoadedOffences",
    "NearRepeatParams",
    "NearRepeatTable",
    "Selection",
    "StudyArea",
    "Surface",
    "WeightTransform",
    "__version__",
    "analyse_harm",
    "check_inputs",
    "cocoon",
    "cocoon_force",
    "concentration_of",
    "convert_addresses",
    "examine",
    "find_harm_spots",
    "find_job",
    "kernel_density",
    "live_burglaries",
    "load_profile",
    "make_demo",
    "make_visit_lists",
    "make_workspace",
    "map_harm",
    "near_repeat",
    "read_addresses",
    "read_harm_index",
    "read_offences",
    "read_study_area",
    "study_grid",
    "weigh_offences",
]
