"""Indicators: figures, releases, markers, series and their charts."""
