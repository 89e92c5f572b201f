"""In which encoding a csv is written, decided by how Russian its letters look.

A byte order mark or valid UTF-8 settles it. Otherwise each of the old Cyrillic encodings is tried
on the part of the file that has letters: letters at their usual frequency score, capitals inside a
word, box drawing and control characters cost. Wrong Cyrillic decodings are full of those: koi8-r
read as cp1251 turns every word's case inside out, cp866 gives box drawing.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from math import log
from pathlib import Path

CHUNK = 1 << 20
SAMPLE = 1 << 19
LEGACY = ("cp1251", "koi8-r", "cp866", "mac-cyrillic", "iso-8859-5", "cp1252")
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
FREQUENCIES = {
    "о": 10.97, "е": 8.45, "а": 8.01, "и": 7.35, "н": 6.7, "т": 6.26, "с": 5.47, "р": 4.73, "в": 4.54, "л": 4.4,
    "к": 3.49, "м": 3.21, "д": 2.98, "п": 2.81, "у": 2.62, "я": 2.01, "ы": 1.9, "ь": 1.74, "г": 1.7, "з": 1.65,
    "б": 1.59, "ч": 1.44, "й": 1.21, "х": 0.97, "ж": 0.94, "ш": 0.73, "ю": 0.64, "ц": 0.48, "щ": 0.36, "э": 0.32,
    "ф": 0.26, "ъ": 0.04, "ё": 0.2,
}  # fmt: skip
"""Letters of Russian texts, in percent (the Russian National Corpus)."""
EVEN = 100 / 33
ALLOWED = set("«»„“”‘’…–—№§°©®±·•\u00a0¤¬€₽")
LATIN_1 = set("éèêëàâäáãåçñöóôõüúùûïîíìæøœßÉÈÄÅÖÜÇÑÁÍÓÚ")
_WORD = re.compile(r"[^\W\d_]+")


def recognise_encoding(path: Path) -> str:
    """Return the name of the codec; cp1251 when nothing speaks for any, since that is what Excel writes."""
    with path.open("rb") as stream:
        beginning = stream.read(4096)
    for mark, codec in MARKS:
        if beginning.startswith(mark):
            return codec
    if (wide := _wide(beginning)) is not None:
        return wide
    sample, is_utf8 = _sample(path)
    if is_utf8 or not sample:
        return "utf-8"
    return max(LEGACY, key=lambda codec: score(sample, codec))


def _wide(beginning: bytes) -> str | None:
    """Recognise UTF-16 without a mark by where its zero bytes stand."""
    if len(beginning) < 4 or b"\x00" not in beginning:
        return None
    even, odd = beginning[0::2], beginning[1::2]
    threshold = len(beginning) // 10
    # Cyrillic letters have 4 as the high byte, Latin ones, digits and separators 0.
    if sum(odd.count(b) for b in (b"\x00", b"\x04")) > 4 * threshold and even.count(b"\x00") < threshold:
        return "utf-16-le"
    if sum(even.count(b) for b in (b"\x00", b"\x04")) > 4 * threshold and odd.count(b"\x00") < threshold:
        return "utf-16-be"
    return None


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def _sample(path: Path) -> tuple[bytes, bool]:
    """Return the lines with letters beyond ASCII, and whether the whole file is valid UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    parts: list[bytes] = []
    size = bad = good = 0
    for chunk in _chunks(path):
        if chunk.isascii() and decoder.getstate()[0] == b"":
            continue
        try:
            decoder.decode(chunk)
            good += 1
        except UnicodeDecodeError:
            decoder.reset()
            bad += 1
        if size < SAMPLE:
            lines = [line for line in chunk.splitlines() if not line.isascii()]
            part = b"\n".join(lines)[: SAMPLE - size]
            parts.append(part)
            size += len(part)
        if bad and size >= SAMPLE:
            break
    sample = b"\n".join(parts)
    # One stray byte in a file of UTF-8 doesn't make it a file of cp1251.
    is_utf8 = not bad or (len(sample) > 0 and _share_of_utf8(sample) > 0.98)
    return sample, is_utf8


def _share_of_utf8(sample: bytes) -> float:
    text = sample.decode("utf-8", "replace")
    letters = sum(1 for c in text if c > "\x7f")
    return 1 - text.count("\ufffd") / max(letters, 1)


def score(sample: bytes, codec: str) -> float:
    """Return how much like Russian (or Latin with accents) a sample reads in a codec, per letter."""
    text = sample.decode(codec, "replace")
    total = 0.0
    count = 0
    for word in _WORD.findall(text):
        high = [c for c in word if c > "\x7f"]
        if not high:
            continue
        count += len(high)
        total += _score_word(word, high)
    for char in text:
        if char > "\x7f" and not char.isalpha():
            count += 1
            total += 0.0 if char in ALLOWED else -3.0
    return total / max(count, 1)


def _score_word(word: str, high: list[str]) -> float:
    if any("a" <= c.lower() <= "z" for c in word):
        # Cyrillic inside a Latin word is a sign of a wrong codec; an accent is a sign of a right one.
        return sum(1.0 if c in LATIN_1 else -3.0 for c in high)
    total = 0.0
    for place, char in enumerate(word):
        frequency = FREQUENCIES.get(char.lower())
        if frequency is None:
            total -= 2.0 if char not in LATIN_1 else 1.0
            continue
        total += log(frequency / EVEN) * 0.5 + 0.6
        if place and char.isupper() and word[place - 1].islower():
            total -= 3.0
    if len(word) > 2 and word[0].islower() and word[1:].isupper():
        total -= 2.0 * len(word)
    return total
