"""The .pb format of participatory budgeting elections (Pabulib): reader and writer."""

from priorities.engines.counting.formats.pb.election import PbElection
from priorities.engines.counting.formats.pb.reading import read_pb
from priorities.engines.counting.formats.pb.writing import CannotWrite, write_pb

__all__ = ["CannotWrite", "PbElection", "read_pb", "write_pb"]
