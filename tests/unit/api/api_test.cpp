// SPDX-License-Identifier: Apache-2.0
// The public API on a real portrait: what it promises about input, threads, estimates and previews.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <thread>

#include "colour/cie.h"
#include "countenance.h"
#include "support/must.h"
#include "support/support.h"

namespace countenance::test {
namespace {

using Strengths = std::vector<std::vector<float>>;

template <class T>
void fails(const Result<T>& r, Code code, const std::string& named) {
  ASSERT_FALSE(r);
  EXPECT_EQ(r.error().code, code) << r.error().message;
  EXPECT_NE(r.error().message.find(named), std::string::npos) << r.error().message;
}

const Engine& engine() {
  static const Engine opened = must(Engine::open());
  return opened;
}
const Portrait& portrait() {
  static const Portrait studied = must(Portrait::study(engine(), load_photo(registry("obama3.jpg"))));
  return studied;
}
const Policy& natural() {
  static const Policy loaded = must(load_policy("natural"));
  return loaded;
}
const Retouch& retouch() {  // even and fill
  static const Retouch proposed = must(Retouch::propose(portrait(), Wishes{.even = 0.5f, .fill = 0.3f}));
  return proposed;
}
Rect whole(const Photo& photo) { return {0, 0, photo.size.width, photo.size.height}; }
bool same(const Image8& a, const Image8& b) {
  return a.size() == b.size() && std::equal(a.data(), a.data() + a.count(), b.data(), b.data() + b.count());
}

TEST(Original, MeasuresAsAStudyDoesAndIsNotRetouched) {
  const Portrait original = must(Portrait::original(engine(), portrait().photo()));
  const Photo edited = must(retouch().render({{1, 1}}));
  EXPECT_EQ(report_json(must(original.measure(edited, natural()))),
            report_json(must(portrait().measure(edited, natural()))));
  fails(Retouch::propose(original, Wishes{.even = 0.5f, .fill = 0.3f}), Code::bad_input, "Portrait::study");
  EXPECT_EQ(original.to_json().find("trusted"), std::string::npos) << "the light was not looked at";
  fails(original.overlay(), Code::bad_input, "Portrait::study");
}

TEST(Original, ASecondSittingIsMeasuredAgainstIt) {
  const Portrait original = must(Portrait::original(engine(), portrait().photo()));
  const Portrait edited = must(Portrait::study(engine(), must(retouch().render({{.5f, .5f}}))));
  const Retouch again = must(Retouch::propose(edited, Wishes{.even = 0.5f, .fill = 0.3f}, original));
  const float before = must(original.measure(edited.photo(), natural())).drift;
  EXPECT_GT(before, 0.05f);
  EXPECT_NEAR(must(again.gauge({{0, 0}}, natural())).drift, before, 0.02f);
  EXPECT_EQ(must(must(Retouch::propose(edited, Wishes{.even = 0.5f})).gauge({{0}}, natural())).drift, 0);
  const Retouch more = must(again.with(Wishes{.even = 0.2f}));
  EXPECT_NEAR(must(more.gauge({{0}}, natural())).drift, before, 0.02f) << "other wishes, the same original";
  fails(Retouch::propose(original, Wishes{.even = 0.5f}, original), Code::bad_input, "Portrait::study");
}

TEST(Photo, BytesMustBeAsManyAsTheSizeAsks) {
  Photo cut = portrait().photo();
  cut.bytes.resize(cut.bytes.size() - 1);
  fails(engine().upright(cut), Code::bad_input, "bytes");
  fails(Portrait::study(engine(), cut), Code::bad_input, "bytes");
  fails(portrait().measure(cut, natural()), Code::bad_input, "bytes");
  const Roundtrip shortens{[](Photo p) -> Result<Photo> {
                             p.bytes.pop_back();
                             return p;
                           },
                           {},
                           "host",
                           {}};
  fails(retouch().govern(natural(), shortens), Code::bad_input, "bytes");
}

TEST(Photo, SizeAndLayoutAreChecked) {
  Photo photo = portrait().photo();
  photo.size = {std::numeric_limits<int>::max(), std::numeric_limits<int>::max()};
  fails(Portrait::study(engine(), photo), Code::bad_input, "bytes");
  photo = portrait().photo();
  photo.size.height = 0;
  fails(Portrait::study(engine(), photo), Code::bad_input, "size");
  photo = portrait().photo();
  photo.channels = 5;
  fails(Portrait::study(engine(), photo), Code::bad_input, "channels");
  photo = portrait().photo();
  photo.sample = Sample(9);
  fails(Portrait::study(engine(), photo), Code::bad_input, "sample");
}

TEST(Study, IsCancelled) {
  const Job job{[](double, std::string_view) { return false; }, 0};
  fails(Portrait::study(engine(), portrait().photo(), job), Code::cancelled, "cancelled");
}

TEST(Proposal, DialsMustBeInRange) {
  for (const govern::Dial& dial : govern::kDials)
    for (const float wrong : {std::nextafter(dial.low, -1e9f), std::nextafter(dial.high, 1e9f), NAN}) {
      Wishes wishes;
      wishes.*dial.value = wrong;
      fails(Retouch::propose(portrait(), wishes), Code::bad_input, dial.name);
    }
}

TEST(Preview, RegionAndSizeMustFitThePhoto) {
  const Strengths none(portrait().faces().size(), {0, 0});
  const int largest = std::numeric_limits<int>::max(), w = portrait().photo().size.width;
  const std::pair<Rect, Size> wrong[] = {
      {{largest, 0, 1, 1}, {1, 1}}, {{1, 0, largest, 1}, {1, 1}}, {{-1, 0, 10, 10}, {5, 5}},
      {{0, 0, w + 1, 10}, {5, 5}},  {{0, 0, 0, 10}, {1, 1}},      {{0, 0, 10, 10}, {11, 10}},
      {{0, 0, 10, 10}, {0, 10}},    {{0, 0, 10, 10}, {10, -1}},   {{0, largest, 1, largest}, {1, 1}}};
  for (const auto& [roi, size] : wrong) fails(retouch().preview(none, roi, size), Code::bad_input, "preview");
}

TEST(StrengthLists, MustBeOneListAFaceFromZeroToOne) {
  const std::size_t faces = portrait().faces().size();
  for (const Strengths& wrong : {Strengths{}, Strengths(faces, {0.5f}), Strengths(faces, {0.5f, 1.1f}),
                                 Strengths(faces, {NAN, 0}), Strengths(faces + 1, {0, 0})})
    fails(retouch().render(wrong), Code::bad_input, "strengths");
  const Photo exact = must(retouch().render(Strengths(faces, {1, 0.5f})));
  EXPECT_EQ(must(retouch().render(Strengths(faces, {1, 0.5f, 1, 1}))).bytes, exact.bytes) << "more dials than edits";
}

TEST(Render, AtZeroIsThePhoto) {
  const Strengths none(portrait().faces().size(), {0, 0});
  EXPECT_EQ(must(retouch().render(none)).bytes, portrait().photo().bytes);
}

/// A preview shows what the full render will look like.
TEST(Preview, IsTheDownscaledRender) {
  const Photo& photo = portrait().photo();
  const Strengths all(portrait().faces().size(), {1, 1});
  const Photo rendered = must(retouch().render(all));
  ASSERT_NE(rendered.bytes, photo.bytes);
  const auto space = must(colour::Space::open(photo.icc, 3));
  for (const int longest : {300, 700}) {
    const float k = float(longest) / float(std::max(photo.size.width, photo.size.height));
    const Size size{int(k * photo.size.width), int(k * photo.size.height)};
    const Image8 shown = must(retouch().preview(all, whole(photo), size));
    const Image8 expected = must(colour::read_srgb8(rendered.view(), space, whole(photo), size));
    const Image8 before = must(colour::read_srgb8(photo.view(), space, whole(photo), size));
    const auto lab = [](const Image8& image, std::size_t i) {
      const std::uint8_t* p = image.data() + 3 * i;
      return colour::lab(colour::srgb_decode(p[0] / 255.f), colour::srgb_decode(p[1] / 255.f),
                         colour::srgb_decode(p[2] / 255.f));
    };
    double apart = 0, changed = 0;  // over the pixels that the retouch moves
    int count = 0;
    for (std::size_t i = 0; i < size.area(); ++i) {
      const float moved = colour::delta_e00(lab(expected, i), lab(before, i));
      if (moved < 0.5f) continue;
      changed += moved;
      apart += colour::delta_e00(lab(shown, i), lab(expected, i));
      ++count;
    }
    ASSERT_GT(count, int(size.area() / 50));
    EXPECT_LT(apart / count, 0.5) << longest;
    EXPECT_LT(apart, 0.4 * changed) << longest;  // and nearer to it than to the untouched picture
  }
}

/// Of a single dial the response is learnt at ½ and 1, and exact there.
TEST(Estimate, IsExactAtTheKnots) {
  Retouch even = must(Retouch::propose(portrait(), Wishes{.even = 0.5f}));
  fails(even.estimate({{1}}), Code::bad_input, "learn");
  const Retouch copy = even;
  const Verdict solved = must(even.solve(natural()));
  ASSERT_TRUE(even.learn(natural()));
  EXPECT_EQ(must(even.estimate({{0}})).drift, 0);
  const float half = must(even.estimate({{0.5f}})).drift, full = must(copy.estimate({{1}})).drift;
  EXPECT_GT(half, 0);
  EXPECT_GT(full, half);
  const float s = solved.strengths[0][0];
  EXPECT_NEAR(must(copy.estimate({{s}})).drift, solved.report.drift, s == 1 ? 1e-5 : 0.1);
  fails(even.estimate({{2}}), Code::bad_input, "strengths");
}

/// One trial of solve().
TEST(Gauge, IsWhatSolveFinds) {
  const Retouch& both = retouch();
  const Verdict solved = must(both.solve(natural()));
  const Report gauged = must(both.gauge(solved.strengths, natural()));
  EXPECT_FLOAT_EQ(gauged.drift, solved.report.drift);
  EXPECT_TRUE(gauged.within);
  EXPECT_EQ(must(both.gauge({{0, 0}}, natural())).drift, 0);
  EXPECT_GT(must(both.gauge({{1, 1}}, must(load_policy("press")))).drift, gauged.drift);
  fails(both.gauge({{1}}, natural()), Code::bad_input, "strengths");
  fails(both.gauge({{1, 1}}, natural(), {[](double, std::string_view) { return false; }}), Code::cancelled,
        "cancelled");
}

/// Edits that no dial has moved are kept, and the others made: nobody can tell.
TEST(With, IsTheSameAsAProposalFromTheStart) {
  const Wishes from{.heal = 1, .even = 0.5f, .eyes = 0.4f, .fill = 0.3f, .key = 0.2f};
  const Retouch first = must(Retouch::propose(portrait(), from));
  const auto bytes = [](const Retouch& r) { return must(r.render(r.whole())).bytes; };
  Wishes skin = from, light = from, healing = from, dropped = from;
  skin.even = 0.7f;
  light.key_turn = 20;
  light.exposure = 0.1f;
  healing.heal = 0;
  dropped.eyes = dropped.key = 0;
  for (const Wishes& wishes : {from, skin, light, healing, dropped}) {
    const Retouch moved = must(first.with(wishes));
    EXPECT_EQ(bytes(moved), bytes(must(Retouch::propose(portrait(), wishes))));
  }
  fails(first.with(Wishes{.even = 2}), Code::bad_input, "even");

  Request one;
  one.faces[0] = Wishes{.even = 0.5f};
  EXPECT_EQ(bytes(must(must(Retouch::propose(portrait(), one)).with(skin))),
            bytes(must(Retouch::propose(portrait(), skin))));
}

TEST(Govern, WantsARoundTripAndSaysWhatIsKept) {
  fails(retouch().govern(natural(), {}), Code::bad_input, "round trip");
  Photo last, kept;
  const Roundtrip roundtrip{
      [&](Photo p) -> Result<Photo> { return last = std::move(p); }, {}, "host", [&] { kept = std::move(last); }};
  const auto done = must(retouch().govern(natural(), roundtrip));
  ASSERT_FALSE(done.verdict.nothing);
  EXPECT_EQ(done.verdict.verified, "host");
  EXPECT_EQ(kept.bytes, must(retouch().render(done.verdict.strengths)).bytes);
  const Report again = must(portrait().measure(kept, natural()));
  EXPECT_TRUE(again.within);
  EXPECT_FLOAT_EQ(again.drift, done.verdict.report.drift);

  const Retouch untouched = must(Retouch::propose(portrait(), {}));
  const auto none = must(untouched.govern(natural(), roundtrip));
  EXPECT_TRUE(none.verdict.nothing);
  EXPECT_EQ(none.verdict.verified, "") << "nothing went through";
}

/// One handle, many threads: views that replace each other, and learning while others estimate.
TEST(Handles, ServeSeveralThreads) {
  Retouch shared = must(Retouch::propose(portrait(), Wishes{.even = 0.5f}));
  const Rect roi = portrait().faces().front().box;
  const Rect inside = intersect(roi, whole(portrait().photo()));
  const Size sizes[2] = {{inside.width / 4, inside.height / 4}, {inside.width / 5, inside.height / 5}};
  const Image8 expected[2] = {must(shared.preview({{1}}, inside, sizes[0])),
                              must(shared.preview({{1}}, inside, sizes[1]))};
  ASSERT_TRUE(shared.learn(natural()));
  const float drift = must(shared.estimate({{1}})).drift;
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      Retouch mine = shared;
      for (int i = 0; i < 6; ++i) {
        const auto view = mine.preview({{1}}, inside, sizes[(t + i) % 2]);
        if (!view || !same(*view, expected[(t + i) % 2])) ++wrong;
        if (t == 0 && i < 2 && !mine.learn(natural())) ++wrong;
        const auto estimate = mine.estimate({{1}});
        if (!estimate || estimate->drift != drift) ++wrong;
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace countenance::test
