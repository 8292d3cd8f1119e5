"""Measuring: charts, intervals, small numbers and headlines, in pure Python."""
