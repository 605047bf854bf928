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

/// Each strength raised by 5 % alone goes over, as the written file is measured.
bool raising_goes_over(const Portrait& portrait, const Retouch& retouch, const Verdict& verdict,
                       const io::Loaded& source, const Encoding& encoding, const Policy& policy) {
  for (std::size_t f = 0; f < verdict.strengths.size(); ++f)
    for (std::size_t k = 0; k < verdict.strengths[f].size(); ++k) {
      auto more = verdict.strengths;
      if (more[f][k] >= 1) continue;
      more[f][k] = std::min(1.f, std::max(1.05f * more[f][k], 0.02f));
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
  std::vector<std::pair<Wishes, Encoding>> drawn;
  for (int i = 0; i < count; ++i) {
    const Wishes w = draw(rng);
    drawn.emplace_back(w, draw_encoding(rng));
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
      const auto& [wish, drawn_encoding] = drawn[i];
      Encoding encoding = drawn_encoding;
      t.portrait = portraits[p].filename().string();
      t.format = encoding.name;
      for (const govern::Dial& dial : govern::kDials)
        if (wish.*dial.value != 0) t.wish += fmt::format("{} {:.2f} ", dial.name, wish.*dial.value);
      t.ita = portrait->faces().front().ita;
      const Retouch retouch = must(Retouch::propose(*portrait, wish));
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
      const Grant* last = nullptr;
      for (const Grant& grant : done->verdict.grants) {
        const bool same = last && last->face == grant.face && govern::same_edit(last->dial, grant.dial);
        last = &grant;
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
      t.maximal = t.drift >= 0.9f || raising_goes_over(*portrait, retouch, done->verdict, *source, encoding, policy);
    }
  }
  return trials;
}

}  // namespace countenance::test
