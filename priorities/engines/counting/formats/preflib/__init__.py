"""The .soc, .soi, .toc and .toi formats of ranked ballots (PrefLib): reader and writer."""

from priorities.engines.counting.formats.preflib.reading import read_preflib
from priorities.engines.counting.formats.preflib.shapes import Shape
from priorities.engines.counting.formats.preflib.writing import write_preflib

__all__ = ["Shape", "read_preflib", "write_preflib"]
