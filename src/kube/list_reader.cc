#include "kube/list_reader.h"

#include <span>
#include <utility>

#include "base/quoted.h"
#include "kube/envelope_reader.h"

namespace portcullis::kube {
namespace {

class ListEvents : public EnvelopeEvents<ListEvents> {
 public:
  static constexpr std::size_t kObjectDepth = 3;  // items[]

  explicit ListEvents(const std::function<void(ObjectReader&)>& on_item) : on_item_(on_item) {}

  bool HoldsObject() const { return key(1) == "items" && key(2).empty(); }
  void Text(std::string_view text) {
    if (depth() == 1 && key(1) == "kind") kind_ = text;
    if (depth() != 2 || key(1) != "metadata") return;
    if (key(2) == "resourceVersion") page_.resource_version = text;
    if (key(2) == "continue") page_.continue_token = text;
  }
  void Number(std::optional<std::int64_t>) {}
  void Take(ObjectReader& item) { on_item_(item); }

  std::string_view kind() const { return kind_; }
  ListPage& page() { return page_; }

 private:
  const std::function<void(ObjectReader&)>& on_item_;
  std::string_view kind_;
  ListPage page_;
};

}  // namespace

Result<ListPage> ReadListPage(std::string body, std::string_view kind,
                              const std::function<void(ObjectReader&)>& on_item) {
  ListEvents events(on_item);
  if (const Status read = ReadEnvelope(std::span<char>(body), events); !read) {
    return tl::unexpected(read.error());
  }
  if (events.kind() != kind) {
    return InvalidArgument("its kind must be " + std::string(kind) + ", not " +
                           Quoted(events.kind()));
  }
  if (events.page().resource_version.empty()) {
    return InvalidArgument("metadata.resourceVersion must be given");
  }
  return std::move(events.page());
}

}  // namespace portcullis::kube
