// SPDX-License-Identifier: Apache-2.0
// The structs of the C ABI to and from what the library works with, checked. Inside the library; not installed.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string>

#include "countenance.h"
#include "countenance_c.h"

namespace countenance::c {

/// Given, and of a size that some version may have: none ends within a member.
template <class T>
Result<> sized(const T* given, const char* name) {
  if (!given) return fail(Code::bad_input, std::string(name) + " is NULL");
  if (given->struct_size <= sizeof(std::size_t) || given->struct_size % alignof(T) != 0)
    return fail(Code::bad_input, std::string(name) + ".struct_size is that of no version: set it to sizeof");
  return {};
}

/// A copy: members that the program's version does not have are 0, and those that this one does not have must be.
template <class T>
Result<T> taken(const T* given, const char* name) {
  CNT_CHECK(sized(given, name));
  const std::size_t known = std::min(given->struct_size, sizeof(T));
  T out{};
  std::memcpy(&out, given, known);
  const auto* bytes = reinterpret_cast<const unsigned char*>(given);
  bool later = !std::all_of(bytes + known, bytes + given->struct_size, [](unsigned char b) { return b == 0; });
  if constexpr (requires { out.reserved; }) later = later || out.reserved != 0;
  if (later) return fail(Code::bad_input, std::string(name) + " uses members of a later version than " + version());
  return out;
}

/// As much of `value` as the program's version has room for.
template <class T>
Result<> put(T value, T* out, const char* name) {
  CNT_CHECK(sized(out, name));
  value.struct_size = out->struct_size;
  std::memcpy(out, &value, std::min(out->struct_size, sizeof(T)));
  return {};
}

Result<Job> job_of(const cnt_job* given);

Result<Policy> preset_of(const char* policy);  ///< the first of two, or the only one
Result<Policy> policy_of(const char* policy);  ///< what holds
std::string policies_json();

Result<cnt_pixels> layout_of(const cnt_pixels* given);  ///< as given, with its stride
Result<Photo> photo_of(const cnt_pixels* given);
cnt_pixels pixels_of(Photo& photo);
/// The layout of `out`, which has room for just these pixels.
Result<cnt_pixels> room_for(Size size, int channels, Sample sample, const cnt_pixels* out);
Result<cnt_pixels> room_for(const Photo& photo, const cnt_pixels* out);
void copy_out(const std::uint8_t* rows, std::ptrdiff_t packed, const cnt_pixels& room);

Result<Wishes> wishes_of(const cnt_wishes* given);
Result<> put(const Wishes& from, cnt_wishes* out);
/// Whether the program's version of cnt_wishes has this dial.
bool has(const cnt_wishes& wishes, const Dial& dial);
Result<Request> request_of(const cnt_wishes* wishes, const cnt_local* given);

}  // namespace countenance::c
