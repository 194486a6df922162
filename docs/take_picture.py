"""Take the pictures that the README shows: `python docs/take_picture.py out/brief.public.html docs/pictures`."""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

WIDTH, HEIGHT = 1200, 900
COLOURS = 256

PUBLIC = '<meta name="audience" content="public">'


def main(page: Path, folder: Path) -> None:
    """Picture the first screen of a page and its map at the cut-off, without network, as `brief.png` and `map.png`.

    Args:
        page: a brief.public.html; a picture in a repository is posted, so no other level is taken.
        folder: where the pictures go.
    """
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        sys.exit("No Chromium on the PATH: install one, for example with apt-get install chromium fonts-dejavu.")
    if PUBLIC not in page.read_text(encoding="utf-8"):
        sys.exit(f"{page} was not made for the public: write it with --level public.")
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        # Without a graphics processor the map needs WebGL in software.
        options = ["--no-sandbox", "--enable-unsafe-swiftshader", "--hide-scrollbars"]
        window = play.chromium.launch(executable_path=browser, args=options)
        shown = window.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        shown.context.set_offline(True)
        shown.goto(page.resolve().as_uri())
        if not shown.evaluate("window.harmattanMap.ready"):
            sys.exit(f"The map did not come up: {shown.evaluate('window.harmattanMap.fault()') or 'no WebGL'}.")
        save(shown.screenshot(), folder / "brief.png")
        save(shown.locator("#live-map").screenshot(), folder / "map.png")
        window.close()


def save(png: bytes, path: Path) -> None:
    """Save a picture in few colours, which is small and looks the same.

    Args:
        png: the picture.
        path: the PNG to write.
    """
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    # Some rounds of k-means keep the few pixels of a rare colour, such as a mark on the map, apart from their neighbours.
    picture.quantize(COLOURS, kmeans=3, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
