# Every dependency is a Debian 12 package; hack/install-dependencies names them. Packages whose CMake
# support stops at variables get a target here, so that the rest of the build only speaks of targets.
find_package(Threads REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(Boost 1.74 REQUIRED)
find_package(RapidJSON REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(CLI11 REQUIRED)
find_package(spdlog REQUIRED)
find_package(tl-expected REQUIRED)
find_package(prometheus-cpp CONFIG REQUIRED)

add_library(rapidjson INTERFACE)
target_include_directories(rapidjson SYSTEM INTERFACE ${RapidJSON_INCLUDE_DIRS})
# SSE2 is part of every x86-64; it makes RapidJSON's string and space scans about twice as fast.
target_compile_definitions(rapidjson INTERFACE $<$<STREQUAL:${CMAKE_SYSTEM_PROCESSOR},x86_64>:RAPIDJSON_SSE2>
                                               RAPIDJSON_HAS_STDSTRING=1)

add_library(yaml_cpp INTERFACE)
target_link_libraries(yaml_cpp INTERFACE yaml-cpp)

# Asio and Beast are used header-only.
add_library(beast INTERFACE)
target_include_directories(beast SYSTEM INTERFACE ${Boost_INCLUDE_DIRS})
target_link_libraries(beast INTERFACE OpenSSL::SSL OpenSSL::Crypto Threads::Threads)

# Its own CMake package links Boost libraries that we have no use for.
find_library(CPPREST_LIBRARY cpprest REQUIRED)
add_library(cpprest INTERFACE)
target_link_libraries(cpprest INTERFACE ${CPPREST_LIBRARY} OpenSSL::SSL OpenSSL::Crypto Threads::Threads)
# The types of its header-only streams are in the library a second time, which the check takes for others.
target_compile_options(cpprest INTERFACE -fno-sanitize=vptr)

if(BUILD_TESTING OR PORTCULLIS_BENCHMARKS OR PORTCULLIS_FUZZERS)
  find_package(doctest REQUIRED)
  # rapidcheck ships no CMake package in Debian.
  find_library(RAPIDCHECK_LIBRARY rapidcheck REQUIRED)
  add_library(rapidcheck INTERFACE)
  target_link_libraries(rapidcheck INTERFACE ${RAPIDCHECK_LIBRARY})
endif()
if(PORTCULLIS_BENCHMARKS)
  find_package(benchmark REQUIRED)
endif()
