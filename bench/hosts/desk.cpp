// SPDX-License-Identifier: GPL-3.0-or-later
// bench_desk [PORTRAIT]: milliseconds until a dialog shows its first picture, and after its dials move; and until a
// cancel is obeyed. Wall clock, on what cores there are.
#include <fmt/format.h>

#include <chrono>
#include <condition_variable>
#include <exception>
#include <functional>

#include "desk.h"
#include "fake_host.h"
#include "support/must.h"
#include "support/support.h"

namespace countenance::plugin {
namespace {

using Clock = std::chrono::steady_clock;
using State = Desk::State;
using Stage = Desk::Stage;

class Bench {
 public:
  explicit Bench(Photo photo) : host_(std::move(photo)) {}

  /// From now, until the state is so.
  double until(const std::function<bool(const State&)>& so) {
    const auto start = Clock::now();
    std::unique_lock lock(guard_);
    while (!so(desk_.state())) changed_.wait_for(lock, std::chrono::milliseconds(200));
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
  }
  void say(const char* what, const std::function<bool(const State&)>& so) {
    fmt::print("{:44} {:8.1f} ms\n", what, until(so));
    std::fflush(stdout);
  }
  Desk& desk() { return desk_; }

 private:
  void told() {
    const std::lock_guard lock(guard_);
    changed_.notify_all();
  }
  std::mutex guard_;
  std::condition_variable changed_;
  Studio studio_;
  FakeHost host_;
  Desk desk_{studio_, host_, [](std::function<void()> f) { f(); }, [this] { told(); }, {}, {{}, {1200, 1200}}};
};

void move(Bench& bench, const char* dial, float by) {
  Settings s = bench.desk().state().settings;
  const Parameter& p = *find_parameter(dial);
  test::must(move(s, p, std::get<float>(get(s, p)) + by));
  bench.desk().wish(s);
}

void run(Photo photo) {
  fmt::print("{} × {} px\n", photo.size.width, photo.size.height);
  Bench bench(std::move(photo));
  const auto exact = [](const State& s) { return !s.stale && s.standing && s.standing->exact; };
  bench.say("opened: the original is shown", [](const State& s) { return bool(s.before); });
  bench.say("then: studied", [](const State& s) { return s.stage != Stage::opening; });
  bench.say("then: shown as wished", [](const State& s) { return bool(s.after); });
  bench.say("then: exact gauges", exact);
  bench.say("then: all learnt", [](const State& s) { return !s.working; });
  for (const char* dial : {"even", "fill", "shine"})
    for (const float by : {-0.1f, 0.05f}) {
      const auto shown = bench.desk().state().after;
      move(bench, dial, by);
      fmt::print("{} {:+.2f}\n", dial, by);
      bench.say("  shown, with estimated gauges", [&](const State& s) { return s.after != shown && !s.stale; });
      bench.say("  then: exact", exact);
      bench.until([](const State& s) { return !s.working; });
    }
  bench.desk().look({{0, 0, 800, 800}, {800, 800}});
  bench.say("looked closer", [](const State& s) { return s.after->area.width == 800; });
  bench.until([](const State& s) { return !s.working; });
  for (const int after : {0, 300, 900, 1500, 2500, 4000}) {
    bench.desk().finish();
    std::this_thread::sleep_for(std::chrono::milliseconds(after));
    bench.desk().cancel();
    const double waited = bench.until([](const State& s) { return s.stage != Stage::finishing; });
    fmt::print("{:44} {:8.1f} ms{}\n", fmt::format("cancelled after {} ms: ready after", after), waited,
               bench.desk().state().stage == Stage::done ? " (done)" : "");
    if (bench.desk().state().stage == Stage::done) break;
    bench.until([](const State& s) { return !s.working; });
  }
}

}  // namespace
}  // namespace countenance::plugin

int main(int argc, char** argv) try {
  using namespace countenance;
  plugin::run(test::load_photo(argc > 1 ? argv[1] : test::registry("thumbor_henner_22mp.jpg").string()));
  return 0;
} catch (const std::exception& e) {
  fmt::print(stderr, "bench_desk: {}\n", e.what());
  return 1;
}
