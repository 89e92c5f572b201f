"""The one part of the build that pyproject.toml can't say: the shipped packs lie inside the installed package."""

from pathlib import Path
from shutil import copytree

from setuptools import setup
from setuptools.command.build_py import build_py

PACKS = Path(__file__).parent / "solutions"


class BuildWithPacks(build_py):
    """Copy `solutions/` beside the code, where `artel.platform.packs.places` looks for it."""

    def run(self) -> None:
        """Build the package, then add the packs; an editable install reads them where they lie."""
        super().run()
        if not self.editable_mode:
            copytree(PACKS, Path(self.build_lib) / "artel" / "solutions", dirs_exist_ok=True)


setup(cmdclass={"build_py": BuildWithPacks})
