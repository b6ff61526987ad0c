"""Salted hashes: what a baseline and a results database keep instead of anything that tells what a letter says.

A plain hash of a sentence, a letter or a path can be found by hashing what it may be. With a salt that only
this file has, such a list has to be made anew for each file.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

_BYTES = 8


@dataclass(frozen=True, slots=True)
class Salts:
    """The salts of a file, in hexadecimal, each put on top of what the one before gave. A file has one; where
    shards were put together theirs comes first."""

    salts: tuple[str, ...]

    def text(self, value: str) -> str:
        """16 hexadecimal digits that stand for a text here; "" stays "", since it stands for none."""
        return _text(self.salts, value) if value else ""

    def number(self, value: int) -> int:
        """A signed number of 64 bits that stands for another one here."""
        return _number(self.salts, value)


@lru_cache(maxsize=65_536)
def _text(salts: tuple[str, ...], value: str) -> str:
    for salt in salts:
        digest = blake2b(value.encode("utf-8", "surrogatepass"), key=_key(salt), digest_size=_BYTES)
        value = digest.hexdigest()
    return value


@lru_cache(maxsize=65_536)
def _number(salts: tuple[str, ...], value: int) -> int:
    for salt in salts:
        digest = blake2b(
            value.to_bytes(_BYTES, "big", signed=True), key=_key(salt), digest_size=_BYTES
        )
        value = int.from_bytes(digest.digest(), "big", signed=True)
    return value


def _key(salt: str) -> bytes:
    return bytes.fromhex(salt)


def shared_salt(scope: str) -> str:
    """The salt of all shards of one audit, which are to be put together: the same wherever the same is
    asked. Putting them together adds one that nobody else has."""
    return blake2b(scope.encode(), digest_size=16, person=b"shards").hexdigest()
