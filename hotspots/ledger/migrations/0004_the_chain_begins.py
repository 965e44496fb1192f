"""The chain begins: what an earlier version kept is chained as it is found."""

from typing import Any, ClassVar

from django.db import migrations

from hotspots.ledger import chain, log
from hotspots.schema import LogAct

CHAINED = (
    chain.SPOT_SET,
    chain.SPOT_EDIT,
    chain.VISIT_LIST,
    chain.LISTING,
    chain.VISIT,
    chain.PATROL,
    chain.DEPLOYMENT,
)


def begin(apps: Any, schema_editor: Any) -> None:
    rows = chain.Rows(schema_editor.connection.alias, apps)
    ids = {
        kind: list(rows.of(chain.FORMS[kind].model).order_by("pk").values_list("pk", flat=True))
        for kind in CHAINED
    }
    log.enter(
        rows,
        LogAct.COLLECTION,
        "the chain begins; the rows that follow were entered before it",
        records=sum(map(len, ids.values())),
    )
    for kind, numbers in ids.items():
        rows.append(kind, numbers)


class Migration(migrations.Migration):
    """Chain what is there, from a stated start."""

    dependencies: ClassVar = [
        ("ledger", "0003_what_makes_it_trusted"),
    ]

    operations: ClassVar = [migrations.RunPython(begin, migrations.RunPython.noop)]
