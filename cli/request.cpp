// SPDX-License-Identifier: Apache-2.0
#include "request.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <string_view>
#include <type_traits>

#include "io/file.h"

namespace countenance::cli {
namespace {

namespace fs = std::filesystem;

/// "even:FILE" → {"even", FILE}; "FILE" → {"", FILE}.
struct MaskOption {
  std::string dial;
  fs::path file;
};
MaskOption parse_mask(const std::string& option) {
  const auto colon = option.find(':');
  if (colon != std::string::npos && govern::find_dial(option.substr(0, colon)))
    return {option.substr(0, colon), option.substr(colon + 1)};
  return {"", option};
}

tl::unexpected<Error> not_a_face_option(const std::string& option) {
  return fail(Code::bad_input, fmt::format("--face {}: write it as FACE:DIAL=VALUE, as in 2:even=0.3", option));
}

/// "2:even=0.3" into the wishes of that face, which begin as those of all.
Result<> add_face(Request& request, const std::string& option) {
  const auto colon = option.find(':'), equals = option.find('=', colon == std::string::npos ? 0 : colon);
  if (colon == std::string::npos || equals == std::string::npos) return not_a_face_option(option);
  int number = 0;
  float value = 0;
  const auto whole = [](const char* from, const char* to, auto& out) {
    const auto [end, error] = std::from_chars(from, to, out);
    return error == std::errc{} && end == to;
  };
  const char* text = option.data();
  if (!whole(text, text + colon, number) || number < 1 || !whole(text + equals + 1, text + option.size(), value))
    return not_a_face_option(option);
  Wishes& wishes = request.faces.try_emplace(number - 1, request.wishes).first->second;
  const auto done = govern::set_dials(wishes, {{option.substr(colon + 1, equals - colon - 1), value}});
  if (!done) return fail(Code::bad_input, fmt::format("--face {}: {}", option, done.error().message));
  return {};
}

template <class T>
bool parse(std::string_view text, T& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && end == text.data() + text.size();
}

/// Each part between commas.
template <class T>
std::optional<std::vector<T>> parse_list(std::string_view text) {
  std::vector<T> out;
  for (;;) {
    const auto comma = text.find(',');
    if (!parse(text.substr(0, comma), out.emplace_back())) return std::nullopt;
    if (comma == std::string_view::npos) return out;
    text.remove_prefix(comma + 1);
  }
}

/// "4,7" of the first face, "2:4,7" of the second.
Result<> add_marks(Request& request, const std::string& option) {
  const auto colon = option.find(':');
  int face = 1;
  const bool named = colon == std::string::npos || parse(std::string_view(option).substr(0, colon), face);
  const auto marks = parse_list<int>(std::string_view(option).substr(colon == std::string::npos ? 0 : colon + 1));
  if (!named || !marks)
    return fail(Code::bad_input, fmt::format("--heal-mark {}: write it as N,N or FACE:N,N, as in 4,7 or 2:3", option));
  for (const int mark : *marks) request.marks.push_back({face - 1, mark - 1});
  return {};
}

Result<> add_place(Request& request, const std::string& option) {
  const auto at = parse_list<float>(option);
  if (!at || at->size() != 2)
    return fail(Code::bad_input, fmt::format("--heal-at {}: write it as X,Y, in pixels of the photo", option));
  request.places.push_back({(*at)[0], (*at)[1]});
  return {};
}

template <class T>
float full() {
  return std::is_same_v<T, float> ? 1.f : float(std::numeric_limits<T>::max());
}

/// Mean of the colours as coded (a mask is no light) times alpha.
template <class T>
ImageF map_of(const Photo& photo) {
  ImageF out(photo.size);
  const int colours = photo.view().colours();
  for (int y = 0; y < photo.size.height; ++y)
    for (int x = 0; x < photo.size.width; ++x) {
      std::array<T, 4> v{};
      std::memcpy(v.data(), photo.view().row(y) + std::size_t(x) * photo.channels * sizeof(T),
                  photo.channels * sizeof(T));
      float sum = 0;
      for (int c = 0; c < colours; ++c) sum += float(v[c]);
      const float alpha = photo.channels > colours ? float(v[colours]) / full<T>() : 1;
      out.at(x, y) = std::clamp(alpha * sum / (float(colours) * full<T>()), 0.f, 1.f);
    }
  return out;
}

Result<ImageF> read_mask(const fs::path& path, Size photo, const Job& job) {
  CNT_TRY(mask, io::load(path, {}, job));
  const Size size = mask.photo.size;
  const double shape = double(size.width) * photo.height / (double(size.height) * photo.width);
  if (std::abs(shape - 1) > 0.01)
    return fail(Code::bad_input, fmt::format("{}: a mask has the shape of the photo: {} x {}, not {} x {}",
                                             path.string(), photo.width, photo.height, size.width, size.height));
  switch (mask.photo.sample) {
    case Sample::u8:
      return map_of<std::uint8_t>(mask.photo);
    case Sample::u16:
      return map_of<std::uint16_t>(mask.photo);
    case Sample::f32:
      return map_of<float>(mask.photo);
    default:
      return fail(Code::bad_input, fmt::format("{}: a mask has 8, 16 or 32 bits a sample", path.string()));
  }
}

}  // namespace

void add_request(CLI::App& command, RequestOptions& o) {
  command.add_option_function<float>(
      "--retouch", [&o](const float& value) { o.dials[govern::kRetouch] = value; },
      fmt::format("{}, 0 to 1, in place of the preset's; those given beside it stand", govern::kRetouchHelp));
  for (const govern::Dial& dial : govern::kDials) {
    const std::string range = fmt::format("{:g} to {:g}", dial.low, dial.high);
    command.add_option_function<float>(
        fmt::format("--{}", dial.name), [&o, &dial](const float& value) { o.dials[dial.name] = value; },
        fmt::format("{}, {}{}{}", dial.help, dial.unit, *dial.unit ? " " : "", range));
  }
  command.add_option("--face", o.faces, "a dial of one face, as in 2:even=0.3; may be given again")
      ->allow_extra_args(false);
  command
      .add_option(
          "--mask", o.masks,
          "act only where this picture is white: FILE, or DIAL:FILE for one dial; where there are several, inside all")
      ->allow_extra_args(false);
  command.add_option("--protect", o.protects, "leave alone where this picture is white: FILE, or DIAL:FILE")
      ->allow_extra_args(false);
  command
      .add_option("--heal-mark", o.marks,
                  "heal this mark, whatever it is, as 'study' counts it: N,N, or FACE:N,N; may be given again")
      ->allow_extra_args(false);
  command.add_option("--heal-at", o.places, "heal what is at X,Y (pixels of the photo); may be given again")
      ->allow_extra_args(false);
}

bool is_given(const RequestOptions& o) {
  return !o.dials.empty() || !o.faces.empty() || !o.masks.empty() || !o.protects.empty() || !o.marks.empty() ||
         !o.places.empty();
}

Result<Request> request_of(const Policy& preset, const RequestOptions& o) {
  Request request;
  for (const auto* dials : {&preset.wishes, &o.dials}) CNT_CHECK(govern::set_dials(request.wishes, *dials));
  for (const std::string& face : o.faces) CNT_CHECK(add_face(request, face));
  for (const std::string& marks : o.marks) CNT_CHECK(add_marks(request, marks));
  for (const std::string& place : o.places) CNT_CHECK(add_place(request, place));
  return request;
}

Result<> add_masks(Request& request, const RequestOptions& o, Size photo, const Job& job) {
  for (const auto* options : {&o.masks, &o.protects})
    for (const std::string& option : *options) {
      const auto [dial, file] = parse_mask(option);
      CNT_TRY(map, read_mask(file, photo, job));
      request.paints.push_back({std::move(map), options == &o.protects, dial});
    }
  return {};
}

std::vector<fs::path> mask_files(const RequestOptions& o) {
  std::vector<fs::path> out;
  for (const auto* options : {&o.masks, &o.protects})
    for (const std::string& option : *options) out.push_back(parse_mask(option).file);
  return out;
}

}  // namespace countenance::cli
