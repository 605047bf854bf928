// SPDX-License-Identifier: Apache-2.0
#include "property/wishes.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <random>
#include <stdexcept>

#include "countenance.h"
#include "io/file.h"
#include "support/must.h"

namespace countenance::test {
namespace {

Wishes draw(std::mt19937& rng) {
  const auto uniform = [&](float a, float b) { return a + (b - a) * float(rng()) / float(std::mt19937::max()); };
  Wishes w;
  w.even = rng() % 5 ? uniform(0, 1) : 0;
  w.fill = rng() % 3 ? uniform(0, 1.5f) : 0;
  w.key = rng() % 2 ? uniform(-1, 1) : 0;
  w.key_turn = rng() % 4 ? 0 : uniform(-90, 90);
  w.exposure = rng() % 2 ? uniform(-.6f, .6f) : 0;
  for (float Wishes::*dial : {&Wishes::heal, &Wishes::redness, &Wishes::shine, &Wishes::under_eye, &Wishes::eyes,
                              &Wishes::teeth, &Wishes::cast, &Wishes::even_light})
    w.*dial = rng() % 3 ? 0 : uniform(0, 1);
  return w;
}

/// A painted half of the picture, up to the middle of a face: where the dials act, or where they do not.
struct Half {
  bool across = false, protects = false;
};
std::optional<Half> draw_half(std::mt19937& rng) {
  if (rng() % 3) return std::nullopt;
  return Half{.across = rng() % 2 == 0, .protects = rng() % 2 == 0};
}
Paint paint_of(const Half& half, Size photo, const Rect& face) {
  constexpr int kSide = 64;
  const float middle = half.across ? (float(face.y) + float(face.height) / 2) / float(photo.height)
                                   : (float(face.x) + float(face.width) / 2) / float(photo.width);
  Paint paint{ImageF({kSide, kSide}), half.protects, ""};
  for (int y = 0; y < kSide; ++y)
    for (int x = 0; x < kSide; ++x) paint.map.at(x, y) = float(half.across ? y : x) + 0.5f < middle * kSide ? 1 : 0;
  return paint;
}

struct Encoding {
  io::Format format;
  io::SaveOptions options;
  std::string name;
};
Encoding draw_encoding(std::mt19937& rng) {
  if (rng() % 4 == 0) return {io::Format::png, {}, "PNG"};
  const int quality = 60 + int(rng() % 36);
  io::SaveOptions options;
  options.jpeg_quality = quality;
  options.jpeg_subsampled = rng() % 2 == 0;
  return {io::Format::jpeg, options, fmt::format("JPEG q{}", quality)};
}

/// Each strength raised by 5 % alone goes over, as the written file is measured. Healing that was given up, as where
/// writing makes a lost mark of a spot, goes over whole: by a little of it no mark is lost, and no spot healed.
bool raising_goes_over(const Portrait& portrait, const Retouch& retouch, const Wishes& wishes, const Verdict& verdict,
                       const io::Loaded& source, const Encoding& encoding, const Policy& policy) {
  for (std::size_t f = 0; f < verdict.strengths.size(); ++f)
    for (std::size_t k = 0; k < verdict.strengths[f].size(); ++k) {
      auto more = verdict.strengths;
      if (more[f][k] >= 1) continue;
      const bool given_up = k == 0 && wishes.heal > 0 && more[f][k] == 0;
      more[f][k] = given_up ? 1 : std::min(1.f, std::max(1.05f * more[f][k], 0.02f));
      const Photo rendered = must(retouch.render(more));
      const auto encoded = must(io::encode(rendered, source, encoding.format, encoding.options));
      if (must(portrait.measure(must(io::decode(encoded.bytes, "raised")), policy)).within) return false;
    }
  return true;
}

}  // namespace

std::vector<Trial> try_wishes(const std::vector<std::filesystem::path>& portraits, int count, unsigned seed) {
  std::mt19937 rng(seed);
  const Engine engine = must(Engine::open());
  const Policy policy = must(load_policy("natural"));
  std::vector<Trial> trials(static_cast<std::size_t>(count));
  // Portrait by portrait, so that each is studied once; what is drawn does not depend on that.
  struct Drawn {
    Wishes wishes;
    std::optional<Half> half;
    Encoding encoding;
  };
  std::vector<Drawn> drawn;
  for (int i = 0; i < count; ++i) {
    const Wishes wishes = draw(rng);
    const auto half = draw_half(rng);
    drawn.push_back({wishes, half, draw_encoding(rng)});
  }
  for (std::size_t p = 0; p < portraits.size(); ++p) {
    std::optional<io::Loaded> source;
    std::optional<Portrait> portrait;
    for (std::size_t i = p; i < trials.size(); i += portraits.size()) {
      if (!portrait) {
        source = must(io::load(portraits[p]));
        portrait = must(Portrait::study(engine, source->photo));
      }
      Trial& t = trials[i];
      const auto& [wishes, half, drawn_encoding] = drawn[i];
      Request request(wishes);
      const FaceInfo first = portrait->faces().front();
      if (half) request.paints.push_back(paint_of(*half, portrait->photo().size, first.box));
      Encoding encoding = drawn_encoding;
      t.portrait = portraits[p].filename().string();
      t.format = encoding.name;
      for (const govern::Dial& dial : govern::kDials)
        if (const float v = wishes.*dial.value; v != 0) t.wish += fmt::format("{} {:.2f} ", dial.name, v);
      if (half) t.wish += half->protects ? "half protected " : "half masked ";
      t.ita = first.ita;
      const Retouch retouch = must(Retouch::propose(*portrait, request));
      std::vector<std::uint8_t> last, best;
      const Roundtrip roundtrip{[&](const Photo& rendered) -> Result<Photo> {
                                  CNT_TRY(encoded, io::encode(rendered, *source, encoding.format, encoding.options));
                                  last = std::move(encoded.bytes);
                                  return io::decode(last, "written");
                                },
                                [&] {
                                  if (encoding.format != io::Format::jpeg) return false;
                                  encoding.options.jpeg_quality = 95;
                                  encoding.options.jpeg_subsampled = false;
                                  return true;
                                },
                                "file", [&] { best = last; }};
      const auto done = retouch.govern(policy, roundtrip);
      if (!done) {
        if (done.error().code != Code::refused) throw std::runtime_error(done.error().message);
        t.refused = done.error().message;
        t.granted = 0;
        continue;
      }
      float sum = 0;
      int dials = 0;
      std::vector<std::size_t> next(done->verdict.strengths.size(), 0);  // grants come face by face, dial by dial
      const Grant* before = nullptr;
      for (const Grant& grant : done->verdict.grants) {
        const bool same = before && before->face == grant.face && govern::same_edit(before->dial, grant.dial);
        before = &grant;
        if (same) continue;  // key and key-turn: one edit, two grants
        const float s = done->verdict.strengths[std::size_t(grant.face)][next[std::size_t(grant.face)]++];
        if (s > 0 && grant.granted == 0) continue;  // its operator did not trust itself: not the governor's doing
        sum += s;
        ++dials;
      }
      t.granted = dials ? sum / float(dials) : 0;
      t.nothing = done->verdict.nothing;
      // as a separate run of `countenance measure` would: from the written bytes alone
      const auto report =
          must(portrait->measure(t.nothing ? portrait->photo() : must(io::decode(best, "written")), policy));
      t.within = report.within;
      t.drift = report.drift;
      t.maximal =
          t.drift >= 0.9f || raising_goes_over(*portrait, retouch, wishes, done->verdict, *source, encoding, policy);
    }
  }
  return trials;
}

}  // namespace countenance::test
