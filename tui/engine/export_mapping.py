"""Which columns of an uploaded file Zoho's result speaks of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from providers.model import fold
from providers.text import safe
from tui.engine.export_file import ExportError
from tui.engine.export_original import Original

CELL: Final = 40
"""Characters of a cell that an error repeats."""
_LISTED: Final = 6


@dataclass(frozen=True, slots=True)
class Uploaded:
    """One file that a job was made from, as Zoho describes it."""

    module: str
    """Empty when it is not said."""
    name: str
    columns: Mapping[str, int]
    """From a field's API name to the column's place, from 0."""


class _Mapping(msgspec.Struct):
    api_name: str | None = None
    index: int | None = None


class _Module(msgspec.Struct):
    api_name: str | None = None


class _File(msgspec.Struct):
    name: str | None = None


class _Resource(msgspec.Struct):
    module: _Module | str | None = None
    field_mappings: list[_Mapping] | None = None
    file: _File | None = None


class _Answer(msgspec.Struct):
    resource: list[_Resource] | None = None


def uploaded(answer: bytes) -> tuple[Uploaded, ...]:
    """The files, by what Zoho last said of the job; none where that can't be read."""
    try:
        resources = msgspec.json.decode(answer, type=_Answer).resource or []
    except (msgspec.DecodeError, ValueError, RecursionError):
        return ()
    return tuple(_uploaded(resource) for resource in resources)


def _uploaded(resource: _Resource) -> Uploaded:
    module = resource.module
    return Uploaded(
        module if isinstance(module, str) else (module and module.api_name) or "",
        (resource.file and resource.file.name) or "",
        {
            mapping.api_name: mapping.index
            for mapping in resource.field_mappings or []
            if mapping.api_name is not None and mapping.index is not None
        },
    )


def places_of(
    columns: Sequence[str], original: Original, table: str, files: Sequence[Uploaded]
) -> Sequence[int]:
    """Where in the original the result's columns stand: by their names, else as they were mapped.

    Args:
        columns: The result's.
        original: The file that was uploaded.
        table: The module whose table it is; empty where the result has only one.
        files: What Zoho says of the files.

    Raises:
        ExportError: It can't be told.
    """
    folded = [fold(name.strip()) for name in original.header]
    if all(folded.count(fold(name)) == 1 for name in columns):
        return [folded.index(fold(name)) for name in columns]
    fitting = [file for file in files if not table or file.module == table]
    if len(fitting) == 1:
        mapped = fitting[0].columns
        if all(0 <= mapped.get(name, -1) < len(folded) for name in columns):
            return [mapped[name] for name in columns]
    raise ExportError(
        f"the result's columns ({listed(columns)}) are not among those of "
        f"{safe(original.name)}: {listed(original.header)}"
    )


def listed(names: Sequence[str]) -> str:
    """Names of columns in an error, the first few of them."""
    shown = ", ".join(safe(name, CELL) for name in names[:_LISTED])
    return f"{shown} (+{len(names) - _LISTED:,})" if len(names) > _LISTED else shown
