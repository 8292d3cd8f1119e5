"""The .pb format of participatory budgeting elections (Pabulib): reader and writer."""

from priorities.engines.counting.formats.pb.election import PbElection
from priorities.engines.counting.formats.pb.reading import read_pb
from priorities.engines.counting.formats.pb.writing import write_pb
from priorities.engines.counting.formats.refusals import CannotWrite

__all__ = ["CannotWrite", "PbElection", "read_pb", "write_pb"]
