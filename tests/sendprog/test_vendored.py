"""What stands in static/ from elsewhere is what its README says, to the byte."""

import hashlib
import re
from pathlib import Path

import pytest
from django.conf import settings
from plotly.offline import get_plotlyjs_version

PLOTLY = Path(settings.BASE_DIR) / "static" / "plotly"
README = (PLOTLY / "README.md").read_text(encoding="utf-8")
SUMS = dict(re.findall(r"^    ([0-9a-f]{64})  (\S+)$", README, re.MULTILINE))


def test_every_file_of_plotly_has_its_sum():
    files = {path.name for path in PLOTLY.iterdir()} - {"README.md"}
    assert (
        set(SUMS.values()) == files == {"plotly-basic.min.js", "plotly-static.css", "LICENSE.txt"}
    )


@pytest.mark.parametrize(("expected", "name"), SUMS.items(), ids=SUMS.values())
def test_files_of_plotly_are_those_that_were_vendored(expected, name):
    assert hashlib.sha256((PLOTLY / name).read_bytes()).hexdigest() == expected


def test_plotly_is_the_one_that_figures_are_described_for():
    """Python's plotly validates against one plotly.js: the browser's is the same release."""
    head = (PLOTLY / "plotly-basic.min.js").read_text(encoding="utf-8")[:200]
    (version,) = re.findall(r"v(\d+\.\d+\.\d+)", head)
    ours = version.split(".")[:2]
    assert ours == get_plotlyjs_version().split(".")[:2]
    assert f"version {version}" in README and f"dist-min@{version}`" in README
