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
from .analyse.patrol_figures import patrol_figures
from .analyse.patrol_params import PatrolPlanParams
from .analyse.spot_identity import match_spots
from .analyse.track_minutes import TrackParams, minutes_in_spots
from .demo.params import DemoParams
from .errors import HotspotsError
from .harm_index import HarmIndex
from .load.address_store import read_addresses
from .load.addresses import convert_addresses
from .load.boundaries import StudyArea, read_study_area
from .load.findings import LoadedOffences
from .load.gps_tracks import read_tracks
from .load.harm_weights import read_harm_index
from .load.offences import read_offences
from .profile import ForceProfile, load_profile
from .selection import Selection
from .study.accuracy import study_accuracy
from .study.accuracy_params import AccuracyParams
from .study.changes import study_changes
from .study.check import check_inputs
from .study.cocoon import CocoonRun, make_visit_lists
from .study.demo import make_demo
from .study.doctor import examine
from .study.evaluate import evaluate_operation, prepare_evaluation
from .study.evaluate_params import EvaluateParams
from .study.forecast import study_forecast
from .study.harm_analysis import HarmAnalysis, HarmMapParams, analyse_harm
from .study.harm_map import HarmMapRun, map_harm
from .study.inputs import Inputs, find_job
from .study.operation import read_operation
from .study.past_spots import PastSpots
from .study.patrol_plan import plan_the_week
from .study.patrol_report import report_patrols
from .study.spot_review import review_harm_spots
from .study.street_week import plan_street_week
from .study.ward_analysis import rank_wards
from .study.ward_params import WardParams
from .study.wards_input import gather_ward_inputs
from .surface import Grid, Surface
from .workspace import make_workspace

__version__: str

__all__ = [
    "AccuracyParams",
    "CocoonParams",
    "CocoonRun",
    "Concentration",
    "DemoParams",
    "EvaluateParams",
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
    "PastSpots",
    "PatrolPlanParams",
    "Selection",
    "StudyArea",
    "Surface",
    "TrackParams",
    "WardParams",
    "WeightTransform",
    "__version__",
    "analyse_harm",
    "check_inputs",
    "cocoon",
    "cocoon_force",
    "concentration_of",
    "convert_addresses",
    "evaluate_operation",
    "examine",
    "find_harm_spots",
    "find_job",
    "gather_ward_inputs",
    "kernel_density",
    "live_burglaries",
    "load_profile",
    "make_demo",
    "make_visit_lists",
    "make_workspace",
    "map_harm",
    "match_spots",
    "minutes_in_spots",
    "near_repeat",
    "patrol_figures",
    "plan_street_week",
    "plan_the_week",
    "prepare_evaluation",
    "rank_wards",
    "read_addresses",
    "read_harm_index",
    "read_offences",
    "read_operation",
    "read_study_area",
    "read_tracks",
    "report_patrols",
    "review_harm_spots",
    "study_accuracy",
    "study_changes",
    "study_forecast",
    "study_grid",
    "weigh_offences",
]
