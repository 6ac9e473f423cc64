#include "controller/swept_set.h"

#include <doctest/doctest.h>

#include <string>

namespace portcullis::controller {
namespace {

struct Thing {
  std::string id;
  int value = 0;

  kube::ObjectName name() const { return {"", id}; }
  friend bool operator==(const Thing&, const Thing&) = default;
};

std::string TextOf(const SweptSet<Thing>& things) {
  std::string text;
  things.ForEach([&](const Thing& thing) { text += thing.id + std::to_string(thing.value) + ' '; });
  return text;
}

std::string Gone(SweptSet<Thing>& things) {
  std::string text;
  for (const Thing& thing : things.EndSweep()) text += thing.id + ' ';
  return text;
}

TEST_CASE("a set tells what is new or another") {
  SweptSet<Thing> things;
  CHECK(things.Put({"b", 1}));
  CHECK(things.Put({"a", 1}));
  CHECK(!things.Put({"b", 1}));
  CHECK(things.Put({"b", 2}));
  CHECK(TextOf(things) == "a1 b2 ");
  CHECK(things.Find({"", "b"})->value == 2);
  CHECK(things.Find({"", "c"}) == nullptr);
  CHECK(things.Find({"x", "b"}) == nullptr);
  CHECK(things.Erase({"", "b"}));
  CHECK(!things.Erase({"", "b"}));
  CHECK(things.size() == 1);
}

TEST_CASE("a sweep takes out what was not named") {
  SweptSet<Thing> things;
  for (const char* id : {"a", "b", "c", "d"}) things.Put({id, 1});
  things.StartSweep();
  things.Put({"a", 1});
  things.Put({"b", 2});
  things.Mark({"", "c"});
  things.Mark({"", "never seen"});
  CHECK(Gone(things) == "d ");
  CHECK(TextOf(things) == "a1 b2 c1 ");
}

TEST_CASE("a sweep that broke off takes nothing out") {
  SweptSet<Thing> things;
  for (const char* id : {"a", "b"}) things.Put({id, 1});
  things.StartSweep();
  things.Put({"a", 1});
  things.StartSweep();
  things.Put({"b", 1});
  CHECK(TextOf(things) == "a1 b1 ");
  CHECK(Gone(things) == "a ");
}

TEST_CASE("what came between two sweeps is no part of the second") {
  SweptSet<Thing> things;
  things.StartSweep();
  things.Put({"a", 1});
  CHECK(Gone(things) == "");
  things.Put({"b", 1});
  things.StartSweep();
  things.Put({"a", 1});
  CHECK(Gone(things) == "b ");
}

}  // namespace
}  // namespace portcullis::controller
