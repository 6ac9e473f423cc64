"""The parameters of a call, read with the cloud's complaints."""

import re

from .api_error import ApiError


class Parameters:
    """An object of a call's JSON body. Members that nobody has asked for when `finish` is called are
    unknown to the call, and refused."""

    def __init__(self, members, place=""):
        if not isinstance(members, dict):
            raise _wrong_type(place or "the request", "an object")
        self._members = members
        self._place = place
        self._known = set()

    def name(self, member):
        """How messages call it, such as SecurityGroupPolicySet.Ingress.0.Port."""
        return f"{self._place}.{member}" if self._place else member

    def has(self, member):
        """Whether it is given; null is the same as absent."""
        self._known.add(member)
        return self._members.get(member) is not None

    def text(self, member, default=None):
        """A string, or a number where the cloud's own examples write one as the other."""
        value = self._get(member, default)
        if not isinstance(value, str):
            raise _wrong_type(self.name(member), "a string")
        return value

    def integer(self, member, default=None):
        value = self._get(member, default)
        if isinstance(value, bool) or not isinstance(value, int):
            raise _wrong_type(self.name(member), "an integer")
        return value

    def index(self, member):
        """An integer, or one as a string: the cloud's own examples give PolicyIndex as "3"."""
        value = self._get(member)
        if isinstance(value, str) and re.fullmatch(r"-?\d{1,9}", value):
            return int(value)
        return self.integer(member)

    def texts(self, member):
        """A list of strings; absent: empty."""
        values = self._list(member)
        if not all(isinstance(value, str) for value in values):
            raise _wrong_type(self.name(member), "a list of strings")
        return values

    def object(self, member):
        return Parameters(self._get(member), self.name(member))

    def objects(self, member):
        """A list of objects; absent: empty."""
        values = self._list(member)
        return [Parameters(value, f"{self.name(member)}.{i}") for i, value in enumerate(values)]

    def finish(self):
        for member in self._members:
            if member not in self._known:
                raise ApiError("UnknownParameter", f"{self.name(member)} is not known to this call")

    def _get(self, member, default=None):
        if self.has(member):
            return self._members[member]
        if default is None:
            raise ApiError("MissingParameter", f"{self.name(member)} is required")
        return default

    def _list(self, member):
        values = self._get(member, [])
        if not isinstance(values, list):
            raise _wrong_type(self.name(member), "a list")
        return values


def _wrong_type(name, wanted):
    return ApiError("InvalidParameter", f"{name} must be {wanted}")
