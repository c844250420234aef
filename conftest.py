"""Makes nbval compare the pictures of the lessons and solutions too; everything else is compared as nbval
does it.

nbval skips PNG outputs and knows nothing of pictures inside HTML. Here they are compared byte for byte on the
platform the lock was made for and within a tolerance elsewhere (coursework.pictures). Nothing is sanitised
away: `build` refuses outputs that change from run to run.
"""

import hashlib
import os
import types

import pytest
from nbval.plugin import IPyNbCell

from coursework.pictures import PICTURE, same
from coursework.run import kernel_environment

os.environ.update(
    kernel_environment()
)  # kernels start in the notebook's folder: import paths are made absolute
collect_ignore_glob = ["exercises/*", "tests/fixtures/*"]


@pytest.hookimpl(trylast=True)
def pytest_configure(config):
    """Keep nbval from measuring coverage inside kernels: with pytest-cov 7 the kernel never answers."""
    config.option.cov_source = None


def pytest_itemcollected(item):
    """Give every notebook cell the stricter comparison."""
    if isinstance(item, IPyNbCell):
        pictures = ("image/png", "image/jpeg")
        item.parent.skip_compare = tuple(name for name in item.parent.skip_compare if name not in pictures)
        item.compare_outputs = types.MethodType(compare_with_pictures, item)
        item.raise_cell_error = types.MethodType(raise_with_id, item)


def raise_with_id(self, message, *args, **kwargs):
    """Name the cell as its author knows it."""
    IPyNbCell.raise_cell_error(self, f"(id {self.cell.id}) {message}", *args, **kwargs)


def compare_with_pictures(self, test, ref, skip_compare=None):
    """nbval's comparison, each picture replaced by its fingerprint (where it is near, the stored one's)."""
    stored = [fingerprinted(output) for output in ref]
    fresh = [
        stored[n] if n < len(ref) and same_data(ref[n], output) else fingerprinted(output)
        for n, output in enumerate(test)
    ]
    return IPyNbCell.compare_outputs(self, fresh, stored, skip_compare)


def same_data(stored, fresh):
    """Do two outputs hold the same data, pictures within the tolerance of this machine?"""
    unseen = "application/vnd.jupyter.widget-view+json"
    one, other = (
        {k: v for k, v in output.get("data", {}).items() if k != unseen} for output in (stored, fresh)
    )
    return bool(one) and same(one, other)


def fingerprinted(output):
    """The output with every embedded picture cut down to a fingerprint, so that a failure can be read."""
    output = output.copy()
    if "text/html" in output.get("data", {}):
        output["data"] = {
            **output["data"],
            "text/html": PICTURE.sub(_fingerprint, output["data"]["text/html"]),
        }
    return output


def _fingerprint(match):
    return f"[picture {hashlib.sha256(match[1].encode()).hexdigest()[:12]}]"
