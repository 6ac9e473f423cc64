#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "message/language.h"
#include "report/table.h"
#include "secgroup/packet_set.h"

// Sets of packets for people: the ports of a protocol by who may come.
namespace portcullis::report {

// All ports of a protocol that have the same remotes.
struct PacketRow {
  secgroup::Protocol protocol;
  secgroup::PortSet ports;
  // Whether these are exactly the ports that no other row of the protocol has, in more than one
  // run, so that "others" says it better than the runs.
  bool is_rest;
  secgroup::AddressSet remotes;

  secgroup::Packet Witness() const;
};

// By protocol in canonical order, then by first port, the rest last. Disjoint; together the set.
std::vector<PacketRow> RowsOf(const secgroup::PacketSet& packets);

// "22, 30000-32767", "all", "others"; empty where the protocol has no ports.
std::string DescribePorts(const PacketRow& row, message::Language language);

// "anywhere", or a phrase a family: "anywhere (IPv4)", "10.0.0.0/8, 172.16.0.0/12", "anywhere
// (IPv4) but 10.0.0.0/8" where that says more in fewer blocks. At most twelve blocks are named, the
// others counted.
std::vector<std::string> DescribeRemotes(const secgroup::AddressSet& remotes,
                                         message::Language language);

// Adds the row's protocol, ports and remotes behind `cells`. What does not fit into `columns` of
// the terminal goes on in further rows.
void AddRow(const PacketRow& row, std::vector<std::string> cells, std::size_t columns,
            message::Language language, Table& table);

}  // namespace portcullis::report
