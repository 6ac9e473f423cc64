#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "kube/object_reader.h"

namespace portcullis::kube {

// What one page says of the list that it is part of: meta/v1 ListMeta.
struct ListPage {
  std::string resource_version;  // of the whole list, the same on all pages; where to watch from
  std::string continue_token;    // asks for the next page; empty: this is the last one
};

// Reads one page of a list, in place, and gives every item as soon as it is read; an item's text is
// valid during the call only. Items of typed lists say neither their kind nor their version, so
// `kind` tells what the list must be, such as "ServiceList". What an item lacks to be read as a
// Service or a Node is for `on_item` to find: it does not end the page.
//
// kInvalidArgument for what is no such list: not JSON (RFC 8259) in UTF-8, nested deeper than 100
// levels, of another kind, or without a resourceVersion. Items may have been given before that.
Result<ListPage> ReadListPage(std::string body, std::string_view kind,
                              const std::function<void(ObjectReader&)>& on_item);

}  // namespace portcullis::kube
