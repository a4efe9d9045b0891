"""The parts of which fluid drawings are made: elements, and the marks of values (pure)."""

from typing import Any

RADIUS, SPECK = 4.5, 2.5
ROUND = ("dot", "ring", "speck")
MARK_PATHS = {
    "diamond": "M0-6.5 6.5 0 0 6.5-6.5 0z",
    "triangle": "M0-6.5 6.5 5-6.5 5z",
}
OPEN = "-open"


def element(
    name: str,
    content: str = "",
    *,
    look: str = "",
    **attributes: object,
) -> str:
    """An element with these attributes; `look`: its class. The caller has escaped the content."""
    given = {"class": look} if look else {}
    given |= {key.replace("_", "-"): str(value) for key, value in attributes.items()}
    texts = "".join(f' {key}="{value}"' for key, value in given.items() if value)
    if not content:
        return f"<{name}{texts}/>"
    return f"<{name}{texts}>{content}</{name}>"


def value_mark(kind: str, colour: str, x: str, y: str) -> str:
    """A shape of its own for each line: in grey and in forced colours all are of one colour.

    `kind`: dot, ring (a hollow dot), speck (a small one), square, diamond or triangle; "-open":
    hollow.
    """
    shape = kind.removesuffix(OPEN)
    is_hollow = kind == "ring" or shape != kind
    paint = hollow(colour) if is_hollow else solid(colour)
    if shape in ROUND:
        radius = SPECK if shape == "speck" else RADIUS
        return element("circle", cx=x, cy=y, r=radius, **paint)
    if shape == "square":
        return element(
            "rect",
            x=x,
            y=y,
            width=2 * RADIUS,
            height=2 * RADIUS,
            transform=f"translate(-{RADIUS} -{RADIUS})",
            **paint,
        )
    # A path has no place in per cent: the drawing around it has one.
    path = element("path", d=MARK_PATHS[shape], **paint)
    return element("svg", path, x=x, y=y, overflow="visible")


def solid(colour: str) -> dict[str, Any]:
    return {"look": "fluid__solid", "fill": colour}


def hollow(colour: str) -> dict[str, Any]:
    return {
        "look": "fluid__hollow",
        "fill": "#fff",
        "stroke": colour,
        "stroke_width": 2,
    }


def key_piece(colour: str, dash: str, mark: str) -> str:
    """A short piece of a line with its mark, for a key; without a mark, a level."""
    line = element(
        "line",
        x1=0,
        x2=36,
        y1=8,
        y2=8,
        stroke=colour,
        stroke_width=2.5,
        stroke_dasharray=dash,
    )
    dot = value_mark(mark, colour, "18", "8") if mark else ""
    return f'<svg class="key-piece" width="36" height="16" aria-hidden="true">{line}{dot}</svg>'
