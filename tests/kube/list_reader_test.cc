#include "kube/list_reader.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/kube/object_text.h"

namespace portcullis::kube {
namespace {

std::string Items(const Result<ListPage>& page, const std::string& items) {
  if (!page) return items + "error: " + page.error().message;
  return items + "version " + page->resource_version + " continue " + page->continue_token;
}

// Every item, or what is wrong with it, and what the page says of the list.
std::string Services(const std::string& body) {
  std::string items;
  const auto page = ReadListPage(body, "ServiceList", [&](ObjectReader& item) {
    const std::string name(item.name());
    const auto service = item.TakeService();
    items += service ? ToText(*service) : name + ": " + service.error().Sentence();
    items += '\n';
  });
  return Items(page, items);
}

std::string Nodes(const std::string& body) {
  std::string items;
  const auto page = ReadListPage(body, "NodeList", [&](ObjectReader& item) {
    items += std::string(item.uid()) + ' ' + std::string(item.resource_version()) + ' ';
    items += ToText(item.TakeNode().value()) + '\n';
  });
  return Items(page, items);
}

std::string Nested(int levels) {
  return R"({"kind":"ServiceList","metadata":{"resourceVersion":"1"},"items":[{"x":)" +
         std::string(static_cast<std::size_t>(levels), '[') +
         std::string(static_cast<std::size_t>(levels), ']') + "}]}";
}

TEST_CASE("a page of a list") {
  struct Case { std::string name; std::string body; std::string want; };
  const Case cases[] = {
      {"no items",
       R"({"kind":"ServiceList","apiVersion":"v1","metadata":{"resourceVersion":"7"},"items":[]})",
       "version 7 continue "},
      {"items that are null", R"({"kind":"ServiceList","metadata":{"resourceVersion":"7"},"items":null})",
       "version 7 continue "},
      {"items without kind",
       R"({"kind":"ServiceList","metadata":{"resourceVersion":"7"},"items":[
            {"metadata":{"namespace":"shop","name":"a"},"spec":{"type":"NodePort","ports":[{"port":80,"nodePort":30080}]}},
            {"metadata":{"namespace":"shop","name":"b"},"spec":{"selector":{"items":"x"}}}]})",
       "shop/a NodePort :TCP:80->30080 IPv4\nshop/b ClusterIP IPv4\nversion 7 continue "},
      {"another page follows",
       R"({"kind":"ServiceList","metadata":{"continue":"eyJ2Ig==","remainingItemCount":12,"resourceVersion":"7"},
           "items":[{"metadata":{"name":"a","continue":"x","resourceVersion":"6"}}]})",
       "a ClusterIP IPv4\nversion 7 continue eyJ2Ig=="},
      {"an empty page that another follows",
       R"({"kind":"ServiceList","metadata":{"continue":"x","resourceVersion":"7"},"items":[]})",
       "version 7 continue x"},
      {"one item cannot be read",
       R"({"kind":"ServiceList","metadata":{"resourceVersion":"7"},"items":[{"metadata":{"name":"a"}},
            {"metadata":{"name":"bad"},"spec":{"ports":[{"port":"http"}]}},{"metadata":{"name":"c"}}]})",
       "a ClusterIP IPv4\nbad: spec.ports[0].port must be a whole number from 0 to 65535\n"
       "c ClusterIP IPv4\nversion 7 continue "},
      {"text beyond ASCII, and escapes",
       "{\"kind\":\"ServiceList\",\"metadata\":{\"resourceVersion\":\"7\"},\"items\":[{\"metadata\":{"
       "\"name\":\"a\",\"annotations\":{\"ignore.portcullis.dev/x\":\"\xE7\xBD\x91\\u7bc7\\\"}]\"}}}]}",
       "a ClusterIP IPv4 annotation[ignore.portcullis.dev/x]=\xE7\xBD\x91\xE7\xAF\x87\"}]\n"
       "version 7 continue "},
      {"metadata behind the items",
       R"({"items":[{"metadata":{"name":"a"}}],"metadata":{"resourceVersion":"7"},"kind":"ServiceList"})",
       "a ClusterIP IPv4\nversion 7 continue "},
      {"fields of an item that are called as those of the list",
       R"({"kind":"ServiceList","metadata":{"resourceVersion":"7"},"items":[
            {"kind":"X","items":[{"metadata":{"name":"b"}}],"metadata":{"name":"a"}}]})",
       "a ClusterIP IPv4\nversion 7 continue "},
      {"another list", R"({"kind":"NodeList","metadata":{"resourceVersion":"7"},"items":[]})",
       "error: its kind must be ServiceList, not \"NodeList\""},
      {"a status", R"({"kind":"Status","metadata":{},"code":500})",
       "error: its kind must be ServiceList, not \"Status\""},
      {"no version", R"({"kind":"ServiceList","metadata":{},"items":[]})",
       "error: metadata.resourceVersion must be given"},
      {"cut off", R"({"kind":"ServiceList","metadata":{"resourceVersion":"7"},"items":[{"metadata":{"name":"a"}})",
       "a ClusterIP IPv4\nerror: it is not JSON: at byte 91: "
       "Missing a comma or ']' after an array element."},
      {"no JSON", "<html>", "error: it is not JSON: at byte 0: Invalid value."},
      {"nothing", "", "error: it is not JSON: at byte 0: The document is empty."},
      {"no UTF-8", "{\"kind\":\"\xFF\"}", "error: it is not valid UTF-8"},
      {"a NUL", std::string("{}\0{}", 5), "error: it has a NUL"},
      {"deep enough", Nested(96), " ClusterIP IPv4\nversion 1 continue "},
      {"too deep", Nested(98), "error: it is nested deeper than 100 levels"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name.c_str()) { CHECK(Services(c.body) == c.want); }
  }
}

TEST_CASE("Nodes of a list, with what identifies them") {
  CHECK(Nodes(R"({"kind":"NodeList","metadata":{"resourceVersion":"9"},"items":[
          {"metadata":{"name":"10.0.0.1","uid":"u-1","resourceVersion":"8","labels":{"a":"b"}},
           "status":{"images":[{"names":["x"],"sizeBytes":12345678901234567890}],
                     "addresses":[{"type":"InternalIP","address":"10.0.0.1"}]}},
          {"metadata":{"name":"10.0.0.2","uid":5}}]})") ==
        "u-1 8 10.0.0.1 internal=10.0.0.1 label[a]=b\n  10.0.0.2\nversion 9 continue ");
}

TEST_CASE("a list may be longer than any list inside an object") {
  std::string body = R"({"kind":"ServiceList","metadata":{"resourceVersion":"7"},"items":[)";
  for (int i = 0; i < 20'000; ++i) body += R"({"metadata":{"name":"a"}},)";
  body.back() = ']';
  std::size_t items = 0;
  CHECK(ReadListPage(body + "}", "ServiceList", [&](ObjectReader&) { ++items; }).has_value());
  CHECK(items == 20'000);
}

}  // namespace
}  // namespace portcullis::kube
