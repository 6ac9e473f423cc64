#pragma once

#include "cluster/service.h"
#include "message/text.h"
#include "policy/cluster_view.h"
#include "policy/node_port.h"
#include "policy/settings.h"
#include "secgroup/address_set.h"

namespace portcullis::policy {

// Who has to reach a node port, and who may, over the IP families of its Service: the table "Must and
// May" of the documentation, page docs/checks/nodeport-not-admitted.md.
struct Clients {
  // Must: these for certain ...
  secgroup::AddressSet must;
  // ... and perhaps these too: what the object does not tell yet. A superset of `must`.
  secgroup::AddressSet must_perhaps;
  // Why Must cannot be told at all; empty if it can.
  message::Text must_unknown;

  // Nobody outside of this may get in. Everything where nothing bounds it.
  secgroup::AddressSet may;
  // Every address of the Service's families.
  secgroup::AddressSet families;
};

// REQUIRES: the Service may have node ports.
Clients ClientsOf(const cluster::Service& service, const NodePort& port, const ClusterView& view,
                  const Expectations& expectations);

// The addresses that are special-purpose: private, shared, loopback, link-local, multicast and
// reserved ranges of the IANA registries (RFC 6890), and IPv6 outside of 2000::/3.
const secgroup::AddressSet& SpecialPurposeAddresses();

}  // namespace portcullis::policy
