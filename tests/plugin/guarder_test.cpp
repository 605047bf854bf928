// SPDX-License-Identifier: GPL-3.0-or-later
// The work behind the dialog that guards.
#include "guarder.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <stdexcept>

#include "common.h"
#include "loop.h"

namespace countenance::plugin {
namespace {

using State = Desk::State;

/// Each pixel four times.
Photo twice(const Photo& photo) {
  Photo out = photo;
  out.size = {2 * photo.size.width, 2 * photo.size.height};
  out.bytes.resize(3 * out.size.area());
  for (int y = 0; y < out.size.height; ++y)
    for (int x = 0; x < out.size.width; ++x) std::copy_n(photo.view().row(y / 2) + 3 * (x / 2), 3, out.row(y) + 3 * x);
  return out;
}

class Bench {
 public:
  Bench() {
    guarder.emplace(
        studio(), host, [this](auto act) { loop.post(std::move(act)); }, [this] { changed_.notify_all(); }, Settings{},
        Desk::Look{{}, {200, 200}});
  }
  ~Bench() {
    loop.post_and_wait([this] { guarder.reset(); });
  }
  State until(const std::function<bool(const State&)>& so) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(5);
    std::unique_lock lock(guard_);
    for (;;) {
      State state = guarder->state();
      if (so(state)) return state;
      if (std::chrono::steady_clock::now() > end) throw std::runtime_error("the guarder never came there");
      changed_.wait_for(lock, std::chrono::milliseconds(100));
    }
  }
  State settled() {
    return until([](const State& s) { return !s.working; });
  }

 private:
  std::mutex guard_;
  std::condition_variable changed_;

 public:
  FakeHost host{person()};
  Loop loop;
  std::optional<Guarder> guarder;
};

TEST(Guarder, WithNothingToTakeBackShowsThePictureAsItCame) {
  Bench bench;
  bench.guarder->compare({person(), lightened(person(), 3)});
  const State state = bench.settled();
  ASSERT_TRUE(state.standing) << (state.problem ? state.problem->message : "");
  EXPECT_FALSE(state.problem);
  EXPECT_TRUE(state.standing->within && state.before);
  EXPECT_FALSE(state.after) << "there is no result";
  EXPECT_EQ(state.standing->sentence.find("Nothing had to be taken back."), 0u) << state.standing->sentence;
  EXPECT_FALSE(bench.guarder->has_output());
  EXPECT_FALSE(bench.guarder->output(0, 0));
  EXPECT_NE(bench.guarder->json().find("countenance.guard/1"), std::string::npos);
}

TEST(Guarder, ShowsWhatIsTakenBackAndHowItStoodBefore) {
  Bench bench;
  const Photo edited = smoothed(person());
  bench.guarder->compare({person(), edited});
  const State first = bench.until([](const State& s) { return s.standing.has_value(); });
  EXPECT_FALSE(first.standing->within) << "as it came";
  EXPECT_FALSE(bench.guarder->has_output());
  bench.guarder->look({{}, {100, 100}});  // it goes on meanwhile
  const State state = bench.settled();
  ASSERT_FALSE(state.problem) << state.problem->message;
  EXPECT_TRUE(state.standing->within);
  EXPECT_FALSE(state.standing->taken_back.empty());
  ASSERT_TRUE(state.before && state.after);
  EXPECT_LE(state.after->pixels.width(), 100);
  const auto worse = [](const Gauge& g) { return g.before && *g.before > 1 && g.share <= 1; };
  const auto& gauges = state.standing->faces.at(0).gauges;
  EXPECT_TRUE(std::any_of(gauges.begin(), gauges.end(), worse));

  const auto output = bench.guarder->output(3, 4);
  ASSERT_TRUE(output);
  FakeHost alone(edited);
  must(guard_drawable(studio(), alone, person(), {}));
  EXPECT_EQ(output->pixels.bytes, alone.written.at(0).pixels.bytes);
  EXPECT_EQ(output->x, 3 + output->area.x);
  bench.guarder->fail({Code::bad_input, "it is gone"});
  EXPECT_FALSE(bench.guarder->has_output());
}

TEST(Guarder, ARefusalStandsBesideWhatWasMeasured) {
  Bench bench;
  bench.guarder->compare({person(), lightened(person(), 3)});
  bench.settled();
  bench.guarder->limits({.preset = "document"});
  const State refused = bench.until([](const State& s) { return !s.working && s.problem; });
  EXPECT_EQ(refused.problem->code, Code::refused);
  EXPECT_TRUE(refused.standing);
  EXPECT_FALSE(bench.guarder->has_output());
  bench.guarder->look({{}, {100, 100}});
  EXPECT_TRUE(bench.until([](const State& s) { return s.before && s.before->pixels.width() <= 100; }).standing);
  EXPECT_TRUE(bench.settled().problem) << "looked at more closely it is still refused";
  bench.guarder->limits({.preset = "natural"});
  const State again = bench.until([](const State& s) { return !s.working && !s.problem; });
  EXPECT_TRUE(again.standing->within);
}

TEST(Guarder, PicturesMayBeOfTwoSizes) {
  Bench bench;
  const Photo large = twice(person());
  bench.guarder->compare({person(), large});
  bench.guarder->look({{}, {200, 200}, false, true});
  const State state = bench.settled();
  ASSERT_FALSE(state.problem) << state.problem->message;
  EXPECT_EQ(state.size, large.size);
  ASSERT_TRUE(state.drift);
  EXPECT_EQ(state.drift->area.size(), large.size);
  const Rect face = state.faces.at(0).box, own = must(studio().original(person(), {})).faces().at(0).box;
  EXPECT_NEAR(face.x, 2 * own.x, 1);
  EXPECT_NEAR(face.width, 2 * own.width, 1);
}

}  // namespace
}  // namespace countenance::plugin
