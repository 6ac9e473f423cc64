"""Filters and pages, as the describing calls have them."""

from .api_error import ApiError

DEFAULT_LIMIT = 20
MAX_LIMIT = 100
MAX_IDS = 100


def listing(parameters, items, ids, filters, text_pages):
    """The items that a call asks for, and how many there are on all pages.

    `ids` is the parameter that lists ids and the member of an item that holds its own, or None where
    the call has no such parameter; `filters` tells by a filter's name which values an item has. Offset
    and Limit are strings where `text_pages`: the services differ in it."""
    if ids:
        parameter, member = ids
        wanted = parameters.texts(parameter)
        if len(wanted) > MAX_IDS:
            raise ApiError("InvalidParameterValue.LimitExceeded", f"{len(wanted)} ids; use {MAX_IDS}")
        if wanted and parameters.has("Filters"):
            raise ApiError("InvalidParameter.Coexist", f"{parameter} and Filters exclude each other")
        if wanted:
            items = [item for item in items if item[member] in wanted]
    for given in parameters.objects("Filters"):
        name = given.text("Name")
        values = given.texts("Values")
        given.finish()
        if name not in filters:
            raise ApiError("InvalidParameter.FilterInvalidKey", f"no filter {name}; use {list(filters)}")
        items = [item for item in items if set(values) & set(filters[name](item))]
    offset = _number(parameters, "Offset", 0, text_pages)
    limit = _number(parameters, "Limit", DEFAULT_LIMIT, text_pages)
    if offset < 0:
        raise ApiError("InvalidParameterValue.Range", "Offset is negative")
    if not 1 <= limit <= MAX_LIMIT:
        raise ApiError("InvalidParameterValue.Range", f"Limit is {limit}; use 1 to {MAX_LIMIT}")
    return items[offset : offset + limit], len(items)


def _number(parameters, name, default, text_pages):
    if not text_pages:
        return parameters.integer(name, default)
    text = parameters.text(name, str(default))
    if not text.isascii() or not text.isdigit():
        raise ApiError("InvalidParameterValue", f"{name} is {text!r}; use a number, as a string")
    return int(text)
