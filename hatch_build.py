"""Build hook: the package is not whole without the map that `make web` builds, and says so instead of leaving it out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUILT = Path("src", "harmattan", "brief", "built")
FILES = ("page.js", "worker.js", "page.css", "land.json.gz", "licences.txt")


def missing(root: Path) -> list[str]:
    """Name what is missing from the bundle of the map.

    Args:
        root: folder of the source.

    Returns:
        Paths from that folder, as they are written on every system; none when the bundle is whole.
    """
    return [(BUILT / name).as_posix() for name in FILES if not (root / BUILT / name).is_file()]


class MapBuildHook(BuildHookInterface):
    """Stops every build of a wheel, of an editable install or of a source archive that would lack the map."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling passes both
        """Look before anything is packed.

        Args:
            version: `standard` or `editable`.
            build_data: what hatchling passes on; left as it is.

        Raises:
            RuntimeError: the bundle of the map is not whole.
        """
        gaps = missing(Path(self.root))
        if gaps:
            msg = f"The map of the page is not built: {', '.join(gaps)} missing. Run 'make web', then install again."
            raise RuntimeError(msg)
