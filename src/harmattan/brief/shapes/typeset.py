"""Typesetting with Typst: pages of PDF from a template and data, and pictures from SVG.

Nothing but the fonts inside Typst is used, so that bytes do not depend on the machine. Text reaches a template as data and is never
read as markup.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import cast

import typst

from harmattan.brief.shapes.still import printable

__all__ = ["pages", "picture"]

_FONT = "Libertinus Serif"

_PICTURE = b"""
#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.picture), format: "svg", width: float(sys.inputs.width) * 1pt)
"""


def pages(template: str, data: Mapping[str, object], pictures: Mapping[str, str]) -> bytes:
    """Set pages as PDF/UA-1: tagged, titled, and with the language set.

    A text in a script for which Typst brings no letters cannot be PDF/UA; such pages are tagged, but do not claim to conform.

    Args:
        template: name of a template in `parts/`; it reads `sys.inputs.data` as JSON.
        data: what stands on the pages.
        pictures: SVG elements by name; the template reads them from `sys.inputs`.

    Returns:
        The bytes of the PDF; the same content gives the same bytes.
    """
    source = files("harmattan.brief").joinpath("parts", template).read_bytes()
    told = {"data": json.dumps(_clean(data), ensure_ascii=False, allow_nan=False, sort_keys=True)}
    told |= {name: _in_font(svg) for name, svg in pictures.items()}
    compiler = typst.Compiler(source, ignore_system_fonts=True, sys_inputs=told)
    try:
        made = compiler.compile(source, format="pdf", pdf_standards=["ua-1"])
    except typst.TypstError as problem:
        if "could not be displayed" not in problem.message:
            raise
        made = compiler.compile(source, format="pdf")
    return cast("bytes", made)


def _clean(value: object) -> object:
    """Drop from every text what cannot be printed."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {key: _clean(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(one) for one in value]
    return value


def picture(svg: str, *, width: float = 480.0, ppi: float = 200.0) -> bytes:
    """Draw an SVG element as PNG.

    Args:
        svg: the element.
        width: points.
        ppi: pixels per inch.

    Returns:
        The bytes of the picture.
    """
    told = {"picture": _in_font(svg), "width": f"{width:g}"}
    made = typst.Compiler(_PICTURE, ignore_system_fonts=True, sys_inputs=told).compile(_PICTURE, format="png", ppi=ppi)
    return cast("bytes", made)


def _in_font(svg: str) -> str:
    return printable(svg).replace("<svg ", f'<svg font-family="{_FONT}" ', 1)
