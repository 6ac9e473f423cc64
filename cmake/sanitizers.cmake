# SANITIZE is what goes behind -fsanitize=, such as "address,undefined" or "thread"; empty for none.
set(SANITIZE "" CACHE STRING "Sanitizers to build with")

if(SANITIZE)
  add_compile_options(-fsanitize=${SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    # RapidJSON's stack forms a pointer before its buffer; it is never followed.
    add_compile_options(-fno-sanitize=pointer-overflow)
  endif()
endif()

if(PORTCULLIS_FUZZERS)
  # Coverage for libFuzzer in all that a fuzz target links.
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
