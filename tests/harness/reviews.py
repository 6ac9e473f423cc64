"""AdmissionReviews as an API server sends them, and the objects in them."""

import json
import uuid


def node_port_service(name="web", node_port=30080, port=80, **metadata):
    """A Service that is reached from anywhere by a node port; none: one to be allocated."""
    ports = {"port": port, "protocol": "TCP"}
    if node_port:
        ports["nodePort"] = node_port
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": name, **metadata},
        "spec": {"type": "NodePort", "ports": [ports]},
    }


def review(obj, old=None, user="alice", groups=("system:authenticated",), dry_run=False):
    """A review of the creation of a Service or Node, or of the change from `old`."""
    kind = obj["kind"]
    return {
        "apiVersion": "admission.k8s.io/v1",
        "kind": "AdmissionReview",
        "request": {
            "uid": str(uuid.uuid4()),
            "kind": {"group": "", "version": "v1", "kind": kind},
            "resource": {"group": "", "version": "v1", "resource": kind.lower() + "s"},
            "name": obj["metadata"]["name"],
            "namespace": obj["metadata"].get("namespace", "shop"),
            "operation": "UPDATE" if old else "CREATE",
            "userInfo": {"username": user, "groups": list(groups)},
            "object": obj,
            "oldObject": old,
            "dryRun": dry_run,
        },
    }


def encode(obj):
    return json.dumps(obj, separators=(",", ":")).encode()
