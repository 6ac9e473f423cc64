#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "cluster/node.h"
#include "cluster/service.h"
#include "kube/field_cursor.h"

// Services and Nodes as one line, for tables: what is as the API server would default it is left
// out.
namespace portcullis::kube {

std::string ToText(const cluster::Service& service);
std::string ToText(const cluster::Node& node);

// What the JSON text says as an object of the kind, or what is wrong with it.
std::string ServiceText(std::string_view json);
std::string NodeText(std::string_view json);

// apiVersion/kind.
std::string KindText(std::string_view json);

// Every value has a position of its own: its number in the text, from 1, as line, its depth as
// column.
tl::expected<cluster::Service, FieldError> ServiceWithPositions(std::string_view json);

}  // namespace portcullis::kube
