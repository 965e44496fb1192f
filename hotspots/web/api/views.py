"""What programs may ask: the same facts as the pages show, under the same permissions."""

# The annotations are read when a question is entered: they must not be text.
import csv
import io
from pathlib import Path
from typing import Any, Final, Literal, get_args

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.security import django_auth

import hotspots
from hotspots import product_files
from hotspots.file_names import named_file
from hotspots.web import force
from hotspots.web.api.geoparquet import geoparquet_of
from hotspots.web.api.tokens import TokenAuth
from hotspots.web.audit.entries import enter_download
from hotspots.web.frame import own_districts
from hotspots.web.gate import OF_PROGRAMS, Asked, Rule, open_to
from hotspots.web.lists.day_list import day_list
from hotspots.web.maps import district_week
from hotspots.web.maps.views import newest_map
from hotspots.web.roles import May
from hotspots.web.run_shelf import receipt_of, runs_of
from hotspots.web.wards.ranking import newest_ranking, ranked_by

Format = Literal["json", "csv", "geojson", "geoparquet"]
TableFormat = Literal["json", "csv"]
TYPES: Final = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "geojson": "application/geo+json",
    "geoparquet": "application/vnd.apache.parquet",
}

_DETAIL: Final = {"type": "object", "required": ["detail"], "properties": {"detail": {}}}
_REFUSED: Final = {
    "401": "No token that still lives, and nobody who is signed in.",
    "403": "Their roles do not open it, or they were given a password that is to be changed.",
    "404": "It is not there, or not of their districts.",
    "422": "It was not asked as described here.",
}


def _described(*statuses: str, forms: Any = Literal["json"]) -> dict[str, Any]:
    """Return what a question is answered with, and how it is refused, for the description."""
    body = {"application/json": {"schema": _DETAIL}}
    given: dict[str, Any] = {TYPES[each].partition(";")[0]: {} for each in get_args(forms)}
    refusals = {each: {"description": _REFUSED[each], "content": body} for each in statuses}
    return {"responses": {"200": {"description": "OK", "content": given}, **refusals}}


OF_NO_DISTRICT: Final = _described("401", "403")
OF_A_RUN: Final = _described(*_REFUSED, forms=Format)
OF_A_TABLE: Final = _described(*_REFUSED, forms=TableFormat)

api = NinjaAPI(
    title="hotspots",
    version=hotspots.__version__,
    description="Harm spots, patrols, lists and wards, for Power BI, QGIS and scripts.",
    docs_url=None,
    openapi_url=None,
    auth=[TokenAuth(), django_auth],
)


@api.exception_handler(PermissionDenied)
def refused(request: HttpRequest, fault: Exception) -> HttpResponse:
    """Refuse, in the interface's own form."""
    return JsonResponse({"detail": str(fault) or "Refused."}, status=403)


@api.get("/openapi.json", url_name="api-schema", include_in_schema=False)
@open_to(Rule.SIGNED_IN)
def description(request: Asked) -> Any:
    """Describe the interface, as OpenAPI."""
    return api.get_openapi_schema(path_prefix=OF_PROGRAMS)


@api.get("/v1/districts", url_name="api-districts", openapi_extra=OF_NO_DISTRICT)
@open_to(Rule.SIGNED_IN)
def districts(request: Asked) -> Any:
    """Return the districts that the asker belongs to."""
    own = own_districts(request.user)
    return {"districts": [{"district": each.folder, "name": each.name} for each in own]}


@api.get("/v1/districts/{district}/harm-spots", url_name="api-harm-spots", openapi_extra=OF_A_RUN)
@open_to(Rule.DISTRICT, May.SEE_MAPS)
def harm_spots(request: Asked, district: Any, format: Format = "json") -> Any:  # noqa: A002
    """Return the harm spots of the newest run in a district."""
    run = newest_map(district)
    if run is None:
        raise Http404
    return _of_run(
        run,
        district.folder,
        product_files.HARM_MAP["CSV"],
        product_files.HARM_MAP["GeoJSON"],
        format,
    )


@api.get("/v1/districts/{district}/patrols", url_name="api-patrols", openapi_extra=OF_A_TABLE)
@open_to(Rule.DISTRICT, May.SEE_FIGURES)
def patrols(request: Asked, district: Any, format: TableFormat = "json") -> Any:  # noqa: A002
    """Return the patrols of a district's harm spots by week."""
    figures = district_week.patrols_by_week(district, force.now())
    return _table("weeks", district_week.rows_of(figures.by_week), format)


@api.get("/v1/districts/{district}/visit-list", url_name="api-visit-list", openapi_extra=OF_A_RUN)
@open_to(Rule.DISTRICT, May.SEE_LISTS)
def visit_list(request: Asked, district: Any, format: Format = "json") -> Any:  # noqa: A002
    """Return the day's list of a district; it names homes, and the log keeps that it was taken."""
    found = day_list(district, force.ledger(), force.now())
    if found is None:
        raise Http404
    enter_download(request, f"list of homes to visit ({format})", subject=found.list_id)
    return _of_run(
        found.run,
        district.folder,
        product_files.VISIT_LIST["CSV"],
        product_files.VISIT_LIST["GeoJSON"],
        format,
    )


@api.get("/v1/wards", url_name="api-wards", openapi_extra=OF_A_TABLE)
@open_to(Rule.FORCE, May.SEE_WARDS)
def wards(request: Asked, format: TableFormat = "json") -> Any:  # noqa: A002
    """Return the ranking of wards of the newest run, with its weights."""
    ranked = newest_ranking()
    if ranked is None:
        raise Http404
    return _table("wards", ranked_by(ranked, ranked.weights), format)


@api.get("/v1/runs", url_name="api-runs", openapi_extra=OF_NO_DISTRICT)
@open_to(Rule.FORCE, May.MAKE_RUNS)
def runs(request: Asked) -> Any:
    """Return the runs of the workspace, the newest first."""
    receipts = [receipt_of(run) for run in runs_of(force.workspace().maps, drafts=True)]
    told = ("run", "journey", "made_at", "rows", "parameters")
    return {"runs": [{name: receipt.get(name) for name in told} for receipt in receipts]}


def _of_run(run: Path, folder: str, csv_name: str, layer: str, wanted: str) -> HttpResponse:
    """Return a file of a run, or its layer's rows as JSON."""
    path = named_file(run / folder, csv_name if wanted == "csv" else layer)
    if path is None:
        raise Http404
    body = geoparquet_of(path) if wanted == "geoparquet" else path.read_bytes()
    return HttpResponse(body, content_type=TYPES[wanted])


def _table(name: str, rows: Any, wanted: str) -> Any:
    if wanted == "json":
        return {name: rows, "marking": force.profile().marking}
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]) if rows else [])
    writer.writeheader()
    writer.writerows({key: _plain(value) for key, value in row.items()} for row in rows)
    return HttpResponse(text.getvalue(), content_type=TYPES["csv"])


def _plain(value: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula."""
    is_sign = isinstance(value, str) and value[:1] in "=+-@\t\r"
    return f"'{value}" if is_sign and value else value
