"""The texts of a workbook outside its cells (pure): comments, pivot tables, text boxes, headers.

Call check_workbook() first: it refuses what is dangerous to parse.
"""

import io
import zlib
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from openpyxl.xml.functions import iterparse

from sendprog.loads.limits import DAMAGED, unreadable
from sendprog.loads.time_limit import require_time

# Parts that hold no text of a user.
_WITHOUT_TEXTS = (
    "xl/styles.xml",
    "xl/theme/",
    "xl/calcChain.xml",
    "[Content_Types].xml",
    "docProps/app.xml",
)
# What a part can raise that is XML by its name and can't be parsed; a refused entity is a
# ValueError.
_UNPARSABLE = (
    ParseError,
    ValueError,
    LookupError,
    BadZipFile,
    NotImplementedError,
    EOFError,
    zlib.error,
)
_CELL_DATA = ("c", "v", "f", "row", "sheetData")


def loose_texts(content: bytes) -> tuple[str, ...]:
    """Every different text and attribute of the workbook's XML outside its sheets' cells."""
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            texts = dict.fromkeys(_texts(archive))
    except _UNPARSABLE:
        raise unreadable(DAMAGED) from None
    return tuple(texts)


def _texts(archive: ZipFile) -> Iterator[str]:
    for name in archive.namelist():
        if not name.endswith(".xml") or name.startswith(_WITHOUT_TEXTS):
            continue
        is_sheet = name.startswith("xl/worksheets/")
        with archive.open(name) as part:
            for _, node in iterparse(part):
                require_time()
                yield from _texts_of(node, is_sheet)
                node.clear()


def _texts_of(node: Any, is_sheet: bool) -> Iterator[str]:
    """The text of an element and its attributes, without the cells of a sheet, which are read
    apart.
    """
    if is_sheet and node.tag.rpartition("}")[2] in _CELL_DATA:
        return
    # Digits in other attributes are positions and keys; "v" holds a value of a pivot table.
    values = [value for name, value in node.attrib.items() if name == "v" or not value.isdigit()]
    for text in (node.text or "", *values):
        if len(text.strip()) > 2:
            yield text.strip()
