#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace portcullis::report {

// How many terminal columns UTF-8 text takes: two for CJK and other wide characters, none for combining
// marks. Source: Unicode Standard Annex 11, East Asian Width.
std::size_t DisplayWidth(std::string_view text);

// `text` and blanks up to a width.
std::string Pad(std::string_view text, std::size_t width);

// Rows of cells, each column as wide as its widest cell, two blanks between columns, no blanks at line
// ends.
class Table {
 public:
  explicit Table(std::string indent = "") : indent_(std::move(indent)) {}

  void AddRow(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  std::string ToString() const;

 private:
  std::string indent_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace portcullis::report
