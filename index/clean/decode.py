"""Bytes to text: what is declared is tried first, but not believed against the bytes."""

import codecs
import re

from bs4.dammit import EncodingDetector

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w:-]+)", re.IGNORECASE)
# Everything that HTML forbids but tab, line feed and carriage return; and halves of surrogate pairs.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_HAN = re.compile("[\u4e00-\u9fff]")
BINARY_HEAD = 4096
BINARY_SHARE = 0.05
"""Control characters in text are stray ones; in noise and compressed data they are a tenth."""
_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\f\r\x1b"))
_WEB_NAMES = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
}
"""Labels that browsers read as a superset. Source: WHATWG Encoding Standard, "Names and labels"."""


def decode(data: bytes, content_type: str | None = None) -> str:
    """Decode a page.

    Args:
        data: The body, decompressed.
        content_type: The header, whose charset is tried after a byte order mark.

    Returns:
        The text without forbidden control characters; never fails.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return strip_forbidden(data.decode(encoding, "replace"))
    if _looks_like_utf16(data):
        little = data[1:200:2].count(0) >= data[0:200:2].count(0)
        return strip_forbidden(data.decode("utf-16-le" if little else "utf-16-be", "replace"))
    return strip_forbidden(_decode(data, _declared(data, content_type)))


def is_binary(data: bytes) -> bool:
    """Whether bytes are of no text in any encoding: too many of their first ones are control characters."""
    head = data[:BINARY_HEAD]
    if _looks_like_utf16(data) or head.startswith(tuple(mark for mark, _ in _BOMS)):
        return False
    return len(head) - len(head.translate(None, _CONTROLS)) > BINARY_SHARE * len(head)


def strip_forbidden(text: str) -> str:
    """Remove control characters and lone surrogates."""
    return _FORBIDDEN.sub("", text)


def _looks_like_utf16(data: bytes) -> bool:
    head = data[:400]
    return len(head) > 20 and head.count(0) > len(head) * 0.3


def _declared(data: bytes, content_type: str | None) -> list[str]:
    found = _CHARSET.search(content_type or "")
    header = found[1] if found else None
    meta = EncodingDetector.find_declared_encoding(data[:4096], is_html=True)
    names = [name.lower() for name in (header, meta) if name]
    return [_WEB_NAMES.get(name, name) for name in names]


def _decode(data: bytes, declared: list[str]) -> str:
    # Text that is valid UTF-8 beyond ASCII is UTF-8, whatever is declared.
    for encoding in ("utf-8", *declared):
        try:
            return data.decode(encoding)
        except (ValueError, LookupError):
            continue
    if "utf-8" not in declared and "utf8" not in declared and declared:
        return data.decode("cp1252", "replace")
    chinese = data.decode("gb18030", "ignore")
    if len(_HAN.findall(chinese)) > max(len(data) // 20, 10):
        return chinese
    repaired = data.decode("utf-8", "replace")
    broken = repaired.count("\ufffd")
    return repaired if broken * 200 < len(repaired) else data.decode("cp1252", "replace")
