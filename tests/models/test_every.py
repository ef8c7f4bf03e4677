"""A start maps only the tables it reads: what is mapped alone must bring what its foreign keys point to."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import cast

import pytest
from sqlalchemy import Table

from ljfpa_desktop.base.record import Record
from ljfpa_desktop.models import every

HOME = {str(m.class_.__tablename__): sys.modules[m.class_.__module__] for m in Record.registry.mappers}
TABLES = {name: cast(Table, Record.metadata.tables[name]) for name in HOME}
POINTING = sorted(name for name, table in TABLES.items() if table.foreign_keys)


def test_every_module_of_tables_is_mapped() -> None:
    files = {path.stem for path in Path(str(every.__file__)).parent.glob("*.py")}
    assert set(every.__all__) == files - {"__init__", "every"}


@pytest.mark.parametrize("name", POINTING)
def test_a_table_brings_those_it_points_to(name: str) -> None:
    here = HOME[name]
    known = [here, *(value for value in vars(here).values() if isinstance(value, ModuleType))]
    for key in TABLES[name].foreign_keys:
        assert HOME[key.column.table.name] in known
