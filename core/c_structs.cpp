// SPDX-License-Identifier: Apache-2.0
#include "c_structs.h"

#include <fmt/format.h>

#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>

namespace countenance::c {
namespace {

// No struct ends in padding: an older program's is not always 0, and a later member would be read from it.
#define ENDS_WITH(T, last) static_assert(offsetof(T, last) + sizeof(T::last) == sizeof(T))
ENDS_WITH(cnt_pixels, icc_size);
ENDS_WITH(cnt_wishes, reserved);
ENDS_WITH(cnt_dial, high);
ENDS_WITH(cnt_measure, title);
ENDS_WITH(cnt_paint, dial);
ENDS_WITH(cnt_local, place_count);
ENDS_WITH(cnt_job, reserved);
#undef ENDS_WITH

/// In the order of govern::kDials.
constexpr float cnt_wishes::*kMembers[] = {
    &cnt_wishes::heal,     &cnt_wishes::even,     &cnt_wishes::redness,   &cnt_wishes::shine, &cnt_wishes::under_eye,
    &cnt_wishes::eyes,     &cnt_wishes::teeth,    &cnt_wishes::cast,      &cnt_wishes::fill,  &cnt_wishes::key,
    &cnt_wishes::key_turn, &cnt_wishes::exposure, &cnt_wishes::even_light};
static_assert(std::size(kMembers) == std::size(kDials));

Result<Paint> paint_of(const cnt_paint* given) {
  CNT_TRY(p, taken(given, "paint"));
  if (!p.map || p.width <= 0 || p.height <= 0) return fail(Code::bad_input, "a paint has no map or no size");
  const auto packed = std::ptrdiff_t(p.width) * std::ptrdiff_t(sizeof(float));
  if (p.stride == 0) p.stride = packed;
  if (p.stride < packed) return fail(Code::bad_input, "paint.stride is shorter than a row");
  if (p.stride > std::numeric_limits<std::ptrdiff_t>::max() / p.height)
    return fail(Code::bad_input, "a paint is more than memory can hold");
  Paint paint{ImageF({p.width, p.height}), p.protects != 0, p.dial ? p.dial : ""};
  for (int y = 0; y < p.height; ++y)
    std::memcpy(paint.map.row(y), reinterpret_cast<const char*>(p.map) + y * p.stride, std::size_t(packed));
  return paint;
}

Result<> check_count(int32_t count, const void* list) {
  if (count == 0 || (count > 0 && list)) return {};
  return fail(Code::bad_input, "local counts what is NULL, or below 0");
}

}  // namespace

Result<Job> job_of(const cnt_job* given) {
  Job job;
  if (!given) return job;
  CNT_TRY(how, taken(given, "job"));
  job.threads = how.threads;
  if (how.progress)
    job.progress = [progress = how.progress, user = how.user](double fraction, std::string_view stage) {
      return progress(user, fraction, std::string(stage).c_str()) != 0;
    };
  return job;
}

Result<Policy> preset_of(const char* policy) {
  const std::string text = policy ? policy : "natural";
  return load_policy(text.substr(0, text.find('\n')));
}

Result<Policy> policy_of(const char* policy) {
  CNT_TRY(preset, preset_of(policy));
  const char* second = policy ? std::strchr(policy, '\n') : nullptr;
  if (!second) return std::move(preset);
  if (!second[1]) return fail(Code::bad_input, "policy: nothing is named after the line feed");
  return limits_of(preset, second + 1);
}

std::string policies_json() {
  using nlohmann::ordered_json;
  ordered_json all = ordered_json::array();
  for (const std::string& name : policies()) {
    const auto policy = load_policy(name);
    if (!policy) {
      all.push_back({{"name", name}, {"error", policy.error().message}});
      continue;
    }
    ordered_json wishes = ordered_json::object();
    for (const auto& [dial, value] : policy->wishes) wishes[dial] = ordered_json::parse(fmt::format("{}", value));
    all.push_back({{"name", name},
                   {"title", policy->title},
                   {"reason", policy->reason},
                   {"locked", policy->locked},
                   {"refuse", policy->refuse},
                   {"wishes", std::move(wishes)}});
  }
  return ordered_json{{"schema", "countenance.policies/1"}, {"policies", std::move(all)}}.dump(2);
}

Result<cnt_pixels> layout_of(const cnt_pixels* given) {
  CNT_TRY(p, taken(given, "pixels"));
  if (!p.data || p.width <= 0 || p.height <= 0) return fail(Code::bad_input, "pixels have no data or no size");
  if (p.channels < 1 || p.channels > 4) return fail(Code::bad_input, "pixels.channels must be 1 to 4");
  if (p.sample < CNT_U8 || p.sample > CNT_F32) return fail(Code::bad_input, "pixels.sample is none of cnt_sample");
  const std::ptrdiff_t packed = std::ptrdiff_t(p.width) * p.channels * bytes_of(Sample(p.sample));
  if (p.stride == 0) p.stride = packed;
  if (p.stride < packed) return fail(Code::bad_input, "pixels.stride is shorter than a row");
  if (p.stride > std::numeric_limits<std::ptrdiff_t>::max() / p.height)
    return fail(Code::bad_input, "pixels are more than memory can hold");
  return p;
}

Result<Photo> photo_of(const cnt_pixels* given) {
  CNT_TRY(p, layout_of(given));
  Photo photo{{p.width, p.height}, p.channels, Sample(p.sample), p.linear != 0, {}, {}};
  photo.bytes.resize(std::size_t(photo.stride()) * std::size_t(p.height));
  for (int y = 0; y < p.height; ++y)
    std::memcpy(photo.row(y), static_cast<const std::uint8_t*>(p.data) + y * p.stride, std::size_t(photo.stride()));
  if (p.icc && p.icc_size) photo.icc.assign(p.icc, p.icc + p.icc_size);
  return photo;
}

cnt_pixels pixels_of(Photo& photo) {
  return {sizeof(cnt_pixels),    photo.bytes.data(), photo.size.width, photo.size.height, photo.channels,
          int32_t(photo.sample), photo.stride(),     photo.linear,     photo.icc.data(),  photo.icc.size()};
}

Result<cnt_pixels> room_for(Size size, int channels, Sample sample, const cnt_pixels* out) {
  CNT_TRY(room, layout_of(out));
  if (room.width != size.width || room.height != size.height || room.channels != channels ||
      Sample(room.sample) != sample)
    return fail(Code::bad_input, "out does not have the layout of the result");
  return room;
}
Result<cnt_pixels> room_for(const Photo& photo, const cnt_pixels* out) {
  return room_for(photo.size, photo.channels, photo.sample, out);
}

void copy_out(const std::uint8_t* rows, std::ptrdiff_t packed, const cnt_pixels& room) {
  for (int y = 0; y < room.height; ++y)
    std::memcpy(static_cast<std::uint8_t*>(room.data) + y * room.stride, rows + y * packed, std::size_t(packed));
}

Result<Wishes> wishes_of(const cnt_wishes* given) {
  CNT_TRY(from, taken(given, "wishes"));
  Wishes to;
  for (std::size_t i = 0; i < std::size(kDials); ++i) to.*kDials[i].value = from.*kMembers[i];
  return to;
}

Result<> put(const Wishes& from, cnt_wishes* out) {
  cnt_wishes to{};
  for (std::size_t i = 0; i < std::size(kDials); ++i) to.*kMembers[i] = from.*kDials[i].value;
  return put(to, out, "wishes");
}

bool has(const cnt_wishes& wishes, const Dial& dial) {
  const float& member = wishes.*kMembers[&dial - kDials];
  return reinterpret_cast<const char*>(&member + 1) - reinterpret_cast<const char*>(&wishes) <=
         std::ptrdiff_t(wishes.struct_size);
}

Result<Request> request_of(const cnt_wishes* wishes, const cnt_local* given) {
  CNT_TRY(local, taken(given, "local"));
  CNT_CHECK(check_count(local.face_count, local.faces));
  CNT_CHECK(check_count(local.paint_count, local.paints));
  CNT_CHECK(check_count(local.mark_count, local.marks));
  CNT_CHECK(check_count(local.place_count, local.places));
  CNT_TRY(all, wishes_of(wishes));
  Request request(all);
  for (int f = 0; f < local.face_count; ++f) {
    if (!local.faces[f]) continue;
    CNT_TRY(own, wishes_of(local.faces[f]));
    request.faces.emplace(f, own);
  }
  for (int i = 0; i < local.paint_count; ++i) {
    CNT_TRY(paint, paint_of(local.paints[i]));
    request.paints.push_back(std::move(paint));
  }
  for (int i = 0; i < local.mark_count; ++i) request.marks.push_back({local.marks[i].face, local.marks[i].mark});
  for (int i = 0; i < local.place_count; ++i) request.places.push_back({local.places[i].x, local.places[i].y});
  return request;
}

}  // namespace countenance::c
