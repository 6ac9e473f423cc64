"""Templates of addresses and of services, and groups of them."""

from .api_error import ApiError


class Templates:
    """As the describing calls answer them, in the lists that CloudFacts names. Immutable."""

    LISTS = {
        "addressTemplates": "AddressTemplateId",
        "addressTemplateGroups": "AddressTemplateGroupId",
        "serviceTemplates": "ServiceTemplateId",
        "serviceTemplateGroups": "ServiceTemplateGroupId",
    }

    def __init__(self, facts):
        self._by_id = {
            name: {template[key]: template for template in facts.get(name, [])}
            for name, key in self.LISTS.items()
        }

    def all(self, name):
        return list(self._by_id[name].values())

    def addresses(self, reference):
        return self._members(reference, "addressTemplate", "AddressTemplateIdSet", "AddressSet")

    def services(self, reference):
        return self._members(reference, "serviceTemplate", "ServiceTemplateIdSet", "ServiceSet")

    def _members(self, reference, kind, ids, members):
        templates = [reference.id]
        if reference.group_id:
            templates = self._get(f"{kind}Groups", reference.group_id)[ids]
        return [member for id in templates for member in self._get(f"{kind}s", id)[members]]

    def _get(self, name, id):
        if id not in self._by_id[name]:
            raise ApiError("ResourceNotFound", f"there is no template {id}")
        return self._by_id[name][id]
