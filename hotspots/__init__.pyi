# The public names, and the module that each lives in.

from .analyse.concentration import Concentration, concentration_of
from .analyse.harm import WeightTransform, weigh_offences
from .analyse.harm_spots import HarmSpotParams, find_harm_spots
from .analyse.kernel_density import KernelDensityParams, kernel_density, study_grid
from .demo.params import DemoParams
from .errors import HotspotsError
from .harm_index import HarmIndex
from .load.boundaries import StudyArea, read_study_area
from .load.findings import LoadedOffences
from .load.harm_weights import read_harm_index
from .load.offences import read_offences
from .profile import ForceProfile, load_profile
from .selection import Selection
from .study.check import check_inputs
from .study.demo import make_demo
from .study.doctor import examine
from .study.harm_analysis import HarmAnalysis, HarmMapParams, analyse_harm
from .study.harm_map import HarmMapRun, map_harm
from .study.inputs import Inputs, find_job
from .surface import Grid, Surface
from .workspace import make_workspace

__version__: str

__all__ = [
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
    "Selection",
    "StudyArea",
    "Surface",
    "WeightTransform",
    "__version__",
    "analyse_harm",
    "check_inputs",
    "concentration_of",
    "examine",
    "find_harm_spots",
    "find_job",
    "kernel_density",
    "load_profile",
    "make_demo",
    "make_workspace",
    "map_harm",
    "read_harm_index",
    "read_offences",
    "read_study_area",
    "study_grid",
    "weigh_offences",
]
