// SPDX-License-Identifier: GPL-3.0-or-later
// The work behind the dialog that measures.
#include "comparer.h"

#include <condition_variable>

#include "common.h"

namespace countenance::plugin {
namespace {

using State = Desk::State;

class Bench {
 public:
  State until(const std::function<bool(const State&)>& so) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(5);
    std::unique_lock lock(guard_);
    for (;;) {
      State state = comparer.state();
      if (so(state)) return state;
      if (std::chrono::steady_clock::now() > end) throw std::runtime_error("the comparer never came there");
      changed_.wait_for(lock, std::chrono::milliseconds(100));
    }
  }
  State measured() {
    return until([](const State& s) { return !s.working && (s.standing || s.problem) && !s.stale; });
  }

 private:
  std::mutex guard_;
  std::condition_variable changed_;

 public:
  Comparer comparer{studio(), [this] { changed_.notify_all(); }, {}, {{}, {200, 200}}};
};

Settings limits(const std::string& name) {
  Settings s;
  s.preset = name;
  return s;
}

TEST(Comparer, FollowsTheLimitsBackAndForth) {
  Bench bench;
  bench.comparer.compare({person(), person()});
  EXPECT_TRUE(bench.measured().standing->within);
  EXPECT_FALSE(bench.comparer.json().empty());
  bench.comparer.limits(limits("press"));
  bench.comparer.limits(limits("natural"));  // while it measures
  EXPECT_TRUE(bench.measured().standing);

  bench.comparer.limits(limits("/no/such.json"));
  const State bad = bench.until([](const State& s) { return s.problem.has_value(); });
  EXPECT_EQ(bad.problem->code, Code::bad_input);
  EXPECT_TRUE(bench.comparer.json().empty());
  bench.comparer.limits(limits("natural"));
  const State good = bench.until([](const State& s) { return !s.working && !s.stale && !s.problem; });
  EXPECT_TRUE(good.standing);
  EXPECT_FALSE(bench.comparer.json().empty());
}

TEST(Comparer, AnOriginalThatIsNoneTakesItsPictureAndReportAway) {
  Bench bench;
  bench.comparer.compare({person(), person()});
  bench.measured();
  bench.comparer.fail({Code::bad_input, "gone.png cannot be read"});
  const State state = bench.comparer.state();
  EXPECT_TRUE(state.problem);
  EXPECT_FALSE(state.standing || state.before || state.after || state.drift);
  EXPECT_TRUE(bench.comparer.json().empty());
}

}  // namespace
}  // namespace countenance::plugin
