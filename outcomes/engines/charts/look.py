"""How every drawing looks: its colours, its type and its lines."""

from typing import Any

BLUE, ORANGE, INK, TEAL, WINE = "#12436D", "#F46A25", "#3D3D3D", "#28A197", "#801650"
GRID, PAPER = "#D3D8DD", "#FFFFFF"
FONT = "Source Sans 3, Arial, sans-serif"

SHAPES = {  # never colour alone: each meaning has a shape of its own
    "": ("circle", BLUE),
    "improvement": ("triangle-up", TEAL),
    "concern": ("square", ORANGE),
    "neutral high": ("diamond", WINE),
    "neutral low": ("diamond", WINE),
}


def configured(chart: Any, *, space_right: int = 0) -> Any:
    """The altair chart with our type and lines, no frame round it, and space for words on its
    right.
    """
    padding = {"left": 6, "top": 6, "bottom": 6, "right": 6 + space_right}
    return (
        chart.configure(font=FONT, background=PAPER, padding=padding)
        .configure_view(stroke=None)
        .configure_axis(
            labelFontSize=15, labelColor=INK, titleFontSize=15, titleColor=INK,
        titleFontWeight="normal",
            gridColor=GRID, domainColor=INK, tickColor=INK, labelPadding=6,
        )
    )  # fmt: skip
