# The public names, and the module that each lives in.

from .analyse.cocoons.cocoon_params import CocoonParams
from .analyse.cocoons.cocooning import cocoon, cocoon_force
from .analyse.cocoons.live_burglaries import live_burglaries
from .analyse.cocoons.round_params import RoundParams
from .analyse.density.kernel_density import kernel_density, study_grid
from .analyse.density.kernel_density_params import KernelDensityParams
from .analyse.harm import weigh_offences
from .analyse.near_repeats.near_repeat import NearRepeatTable, near_repeat
from .analyse.near_repeats.near_repeat_params import NearRepeatParams
from .analyse.patrols.patrol_figures import patrol_figures
from .analyse.patrols.patrol_params import PatrolPlanParams, TrackParams
from .analyse.patrols.track_minutes import minutes_in_spots
from .analyse.spots.concentration import Concentration, concentration_of
from .analyse.spots.harm_spot_params import HarmSpotParams
from .analyse.spots.harm_spots import find_harm_spots
from .analyse.spots_over_time.spot_identity import match_spots
from .analyse.weight_transform import WeightTransform
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
from .load.street_store import read_ground, read_streets
from .load.streets import convert_streets
from .profile import ForceProfile, load_profile
from .selection import Selection
from .study.burglary_pattern.burglary_pattern import study_burglary_pattern
from .study.change.changes import study_changes
from .study.change.forecast import study_forecast
from .study.change_map.change_map import study_change_map
from .study.check import check_inputs
from .study.cocoons.cocoon import VisitLists, make_visit_lists
from .study.demand.demand import study_demand
from .study.demo import make_demo
from .study.doctor import examine
from .study.harm_maps.harm_analysis import HarmAnalysis, analyse_harm
from .study.harm_maps.harm_map import map_harm
from .study.harm_maps.journeys import HarmMapParams
from .study.hold_outs.accuracy import study_accuracy
from .study.hold_outs.journeys import AccuracyParams
from .study.inputs import Inputs, find_job
from .study.lasting.lasting import study_lasting
from .study.operations.evaluate import evaluate_operation, prepare_evaluation
from .study.operations.journeys import EvaluateParams
from .study.operations.operation import read_operation
from .study.past_spots import PastSpots
from .study.patrols.patrol_plan import plan_the_week
from .study.patrols.patrol_report import report_patrols
from .study.run import Run
from .study.spots_over_time.spot_review import review_harm_spots
from .study.street_layer import find_streets
from .study.wards.journeys import WardParams
from .study.wards.street_week import plan_street_week
from .study.wards.ward_analysis import rank_wards
from .study.wards.wards_input import gather_ward_inputs
from .study.watch.watch import study_watch
from .study.zones.journeys import ZoneParams
from .study.zones.zone import study_zone
from .study.zones.zone_outline import ZoneAsked
from .surface import Grid, Surface
from .workspace import make_workspace

__version__: str

__all__ = [
    "AccuracyParams",
    "CocoonParams",
    "Concentration",
    "DemoParams",
    "EvaluateParams",
    "ForceProfile",
    "Grid",
    "HarmAnalysis",
    "HarmIndex",
    "HarmMapParams",
    "HarmSpotParams",
    "HotspotsError",
    "Inputs",
    "KernelDensityParams",
    "LoadedOffences",
    "NearRepeatParams",
    "NearRepeatTable",
    "PastSpots",
    "PatrolPlanParams",
    "RoundParams",
    "Run",
    "Selection",
    "StudyArea",
    "Surface",
    "TrackParams",
    "VisitLists",
    "WardParams",
    "WeightTransform",
    "ZoneAsked",
    "ZoneParams",
    "__version__",
    "analyse_harm",
    "check_inputs",
    "cocoon",
    "cocoon_force",
    "concentration_of",
    "convert_addresses",
    "convert_streets",
    "evaluate_operation",
    "examine",
    "find_harm_spots",
    "find_job",
    "find_streets",
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
    "read_ground",
    "read_harm_index",
    "read_offences",
    "read_operation",
    "read_streets",
    "read_study_area",
    "read_tracks",
    "report_patrols",
    "review_harm_spots",
    "study_accuracy",
    "study_burglary_pattern",
    "study_change_map",
    "study_changes",
    "study_demand",
    "study_forecast",
    "study_grid",
    "study_lasting",
    "study_watch",
    "study_zone",
    "weigh_offences",
]
