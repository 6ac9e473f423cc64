# Linked PRIVATE by every target of ours; never by what others' headers need.
option(WARNINGS_AS_ERRORS "Treat warnings as errors" OFF)

add_library(project_warnings INTERFACE)
target_compile_options(project_warnings INTERFACE
  -Wall -Wextra -Wshadow -Wconversion -Wnon-virtual-dtor
  $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety>
  # g++ 12 reports overlapping copies in std::string's operator+ where there are none.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
  $<$<BOOL:${WARNINGS_AS_ERRORS}>:-Werror>)
