"""Opening zip containers (xlsx, ods) without trusting them, and XML without entities.

Sizes declared in a zip header may lie, so they are checked before opening and again while
unpacking. Document type declarations never occur in honest office files, and they are the door to
entity expansion and to reading of local files (CWE-776, CWE-611): any is refused.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.parsers import expat

from django.utils.translation import gettext_lazy as _

from artel.platform.exchange.errors import BrokenFile, PasswordProtected, SuspiciousFile
from artel.platform.exchange.reading.table import Limits

CHUNK = 1 << 16
ENCRYPTED_FLAG = 0x1


class GuardedArchive:
    """A zip whose members are read in chunks with their true size counted."""

    def __init__(self, path: Path, kind: str, limits: Limits) -> None:
        """Raises BrokenFile, PasswordProtected or SuspiciousFile before anything is unpacked."""
        self.kind = kind
        self.limits = limits
        try:
            self._zip = zipfile.ZipFile(path)
            infos = self._zip.infolist()
        except (zipfile.BadZipFile, zlib.error, ValueError, OSError, NotImplementedError) as error:
            raise BrokenFile(kind) from error
        self._names = {info.filename.lstrip("/").casefold(): info for info in infos}
        try:
            self._check(infos)
        except BaseException:
            self._zip.close()
            raise

    def _check(self, infos: list[zipfile.ZipInfo]) -> None:
        limits = self.limits
        if len(infos) > limits.members:
            raise SuspiciousFile(_("there are too many parts inside"))
        if any(info.flag_bits & ENCRYPTED_FLAG for info in infos):
            raise PasswordProtected
        if sum(info.file_size for info in infos) > limits.unpacked:
            raise SuspiciousFile(_("unpacked, it would be enormous"))
        for info in infos:
            self._check_size(info, info.file_size)

    def _check_size(self, info: zipfile.ZipInfo, size: int) -> None:
        limits = self.limits
        is_dense = size > limits.ratio_from and size > limits.ratio * max(info.compress_size, 1)
        if size > limits.member_unpacked or is_dense:
            raise SuspiciousFile(_("unpacked, it would be enormous"))

    def has(self, name: str) -> bool:
        """True when there is a member of that name (letter case apart)."""
        return name.lstrip("/").casefold() in self._names

    def names(self) -> Iterator[str]:
        """Yield the names of members."""
        return (info.filename for info in self._names.values())

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield the unpacked bytes of a member; raises when it is missing, damaged or too large."""
        info = self._names.get(name.lstrip("/").casefold())
        if info is None:
            raise BrokenFile(self.kind, name)
        total = 0
        try:
            with self._zip.open(info) as stream:
                while chunk := stream.read(CHUNK):
                    total += len(chunk)
                    if total > self.limits.ratio_from:
                        self._check_size(info, total)
                    yield chunk
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            ValueError,
            OSError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            raise BrokenFile(self.kind, name) from error

    def close(self) -> None:
        """Close the file."""
        self._zip.close()


def make_parser(namespace_separator: str | None = None) -> expat.XMLParserType:
    """Return an expat parser that refuses document types; adjacent text arrives in one piece."""
    parser = expat.ParserCreate(namespace_separator=namespace_separator)
    parser.buffer_text = True
    parser.buffer_size = 1 << 15

    def refuse(*_args: object) -> None:
        raise SuspiciousFile(_("it declares entities"))

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    return parser


def feed(parser: expat.XMLParserType, archive: GuardedArchive, name: str) -> Iterator[None]:
    """Feed a member to the parser, giving control back after every chunk."""
    try:
        for chunk in archive.chunks(name):
            parser.Parse(chunk, False)
            yield
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise BrokenFile(archive.kind, name) from error
    yield


def walk(archive: GuardedArchive, name: str, on_start: Callable[[str, dict[str, Any]], None]) -> None:
    """Call `on_start(local name, attributes)` for every element of a small member.

    Attribute names keep their prefix: office programs always write the customary ones.
    """
    parser = make_parser()
    parser.StartElementHandler = lambda tag, attributes: on_start(tag.rpartition(":")[2], attributes)
    for _step in feed(parser, archive, name):
        pass
