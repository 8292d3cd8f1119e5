"""Which text is readable on a colour, by the contrast ratio of WCAG 2.2 (success
criterion 1.4.3).
"""

WHITE, BLACK = "#ffffff", "#000000"  # of a softer black and white, neither can be read on #0074e9


def text_on(colour: str) -> str:
    """White or black, whichever stands out more from a background like "#12436D": 4.58 to 1 at
    least.
    """
    return max((WHITE, BLACK), key=lambda text: contrast(text, colour))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 (the same) to 21 (black on white)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
