# SPDX-License-Identifier: Apache-2.0
"""Policies: realism limits."""

from __future__ import annotations

import os
from types import MappingProxyType
from typing import Mapping, Union

from . import _core

#: A policy, or what loads one: a name of `policies()`, or the path of a file (it has a "/" or ends in .json).
PolicyLike = Union["Policy", str, "os.PathLike[str]"]


class Policy:
    """Limits of drift, one for each component of a measure in that component's unit, and the measures that count.

    The policy of the machine's administrator, where there is one, is already part of it: the tighter limit holds.

    >>> Policy("natural").limits["tone.lightness"]
    1.7
    """

    __slots__ = ("_held",)
    _held: _core.Policy

    def __init__(self, name_or_file: str | os.PathLike[str] = "natural") -> None:
        """Loads it. InputError: there is none of that name, or the file is no policy."""
        self._held = _core.Policy(os.fsencode(name_or_file))

    @classmethod
    def _of(cls, core: _core.Policy) -> Policy:
        policy = cls.__new__(cls)
        policy._held = core
        return policy

    @property
    def name(self) -> str:
        """As reports name it; "a+b" of two that were intersected."""
        return self._held.name

    @property
    def title(self) -> str:
        """One line, for a menu."""
        return self._held.title

    @property
    def reason(self) -> str:
        """Why these limits, for the person in the picture."""
        return self._held.reason

    @property
    def limits(self) -> Mapping[str, float]:
        """"texture.pores" → the value at which drift is 1, in that component's unit."""
        return MappingProxyType({name: round(limit, 6) for name, limit in self._held.limits.items()})

    @property
    def wishes(self) -> Mapping[str, float]:
        """The preset's dials; no part of the limits."""
        return MappingProxyType({name: round(value, 6) for name, value in self._held.wishes.items()})

    @property
    def required(self) -> tuple[str, ...]:
        """The measures that count. One of them that cannot be taken fails the face."""
        return tuple(self._held.required)

    @property
    def accept_not_resolved(self) -> bool:
        """Whether a measure that the original is too small for may be passed over."""
        return self._held.accept_not_resolved

    @property
    def locked(self) -> bool:
        """Whether these limits hold beside any others that are asked for."""
        return self._held.locked

    @property
    def refuse(self) -> str:
        """Why retouch is refused; empty: it is not."""
        return self._held.refuse

    def intersect(self, other: PolicyLike) -> Policy:
        """The tighter of each limit, and all that either requires, locks or refuses."""
        return Policy._of(self._held.intersect(policy_of(other)._held))

    def under(self, preset: PolicyLike) -> Policy:
        """These limits in place of the preset's; beside them, where the preset is locked or refuses."""
        return Policy._of(self._held.limits_under(policy_of(preset)._held))

    def __repr__(self) -> str:
        return f"<Policy {self.name}: {self.title}>"


def policy_of(policy: PolicyLike) -> Policy:
    """Loaded where it is not yet."""
    return policy if isinstance(policy, Policy) else Policy(policy)


def policies() -> list[str]:
    """Names to load: the built-in ones, then those of <user config>/countenance/policies."""
    return _core.policies()
