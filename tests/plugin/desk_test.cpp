// SPDX-License-Identifier: GPL-3.0-or-later
// The work behind a dialog: the latest wish wins, a cancel is heard, and the host is asked in one thread alone.
#include "desk.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "common.h"
#include "loop.h"

namespace countenance::plugin {
namespace {

using State = Desk::State;
using Stage = Desk::Stage;

/// Remembers in which thread it was asked.
class SingleHost : public FakeHost {
 public:
  SingleHost(Photo photo, const Loop& loop) : FakeHost(std::move(photo)), loop_(loop) {}
  Result<Drawable> read() override { return seen(), FakeHost::read(); }
  Result<Image8> selection(const Rect& area) override { return seen(), FakeHost::selection(area); }
  Result<Photo> settle(Photo rendered) override { return seen(), FakeHost::settle(std::move(rendered)); }
  Result<> write(const Output& output) override { return seen(), FakeHost::write(output); }
  std::atomic<int> elsewhere = 0, asked = 0;

 private:
  void seen() {
    ++asked;
    if (std::this_thread::get_id() != loop_.id()) ++elsewhere;
  }
  const Loop& loop_;
};

/// A desk, and its states as they come.
class Bench {
 public:
  explicit Bench(Photo photo = person(), Settings start = even_and_fill(), Studio& with = studio())
      : host(std::move(photo), loop_),
        desk_(
            std::in_place, with, host, [this](auto act) { loop_.post(std::move(act)); }, [this] { changed(); }, start,
            Desk::Look{{}, {400, 400}}) {}

  State until(const std::function<bool(const State&)>& so) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(5);
    std::unique_lock lock(guard_);
    for (;;) {
      State state = desk_->state();
      if (so(state)) return state;
      if (std::chrono::steady_clock::now() > end) throw std::runtime_error("the desk never came there");
      changed_.wait_for(lock, std::chrono::milliseconds(100));
    }
  }
  State settled() {
    return until([](const State& s) { return !s.working; });
  }
  /// As a main thread leaves a dialog: its desk goes there.
  void leave() {
    loop_.post_and_wait([this] { desk_.reset(); });
  }
  ~Bench() { leave(); }
  Desk& desk() { return *desk_; }

 private:
  void changed() {
    const std::lock_guard lock(guard_);
    changed_.notify_all();
  }
  std::mutex guard_;
  std::condition_variable changed_;
  Loop loop_;

 public:
  SingleHost host;

 private:
  std::optional<Desk> desk_;
};

Settings even(float by) {
  Settings s = even_and_fill();
  s.wishes = {.even = by};
  return s;
}

TEST(Desk, ShowsTheOriginalFirstThenTheRetouchAndExactGauges) {
  Studio fresh;
  Bench bench(person(), even_and_fill(), fresh);
  const State first = bench.until([](const State& s) { return bool(s.before); });
  EXPECT_EQ(first.stage, Stage::opening) << "before it is studied";
  EXPECT_EQ(first.before->area.size(), person().size);
  EXPECT_EQ(std::max(first.before->pixels.width(), first.before->pixels.height()), 400);
  const State last = bench.settled();
  EXPECT_EQ(last.stage, Stage::ready);
  EXPECT_EQ(last.faces.size(), 1u);
  ASSERT_TRUE(last.standing && last.after);
  EXPECT_TRUE(last.standing->exact);
  EXPECT_FALSE(last.stale);
  EXPECT_NE(std::vector(last.after->pixels.data(), last.after->pixels.data() + last.after->pixels.count()),
            std::vector(last.before->pixels.data(), last.before->pixels.data() + last.before->pixels.count()));
  EXPECT_FALSE(last.reach.empty());
  EXPECT_EQ(bench.host.elsewhere, 0) << "asked in the worker's thread";
  EXPECT_GT(bench.host.asked, 0);
}

TEST(Desk, TheLatestWishWins) {
  Bench bench;
  bench.until([](const State& s) { return s.stage == Stage::ready; });
  for (const float by : {0.9f, 0.1f, 0.8f, 0.2f}) bench.desk().wish(even(by));
  const State last = bench.settled();
  EXPECT_EQ(to_json(last.settings), to_json(even(0.2f)));
  FakeHost alone(person());
  Session session = must(Session::open(studio(), alone));
  must(session.set(even(0.2f)));
  const Standing expected = must(session.solve());
  ASSERT_TRUE(last.standing && last.standing->exact);
  EXPECT_EQ(last.standing->sentence, expected.sentence);
  EXPECT_EQ(last.standing->faces.at(0).drift, expected.faces.at(0).drift);
}

TEST(Desk, AMovedDialIsSketchedBeforeItIsMeasured) {
  Bench bench;
  const State first = bench.settled();
  Settings lighter = even_and_fill();
  lighter.wishes.fill = 0.2f;
  bench.desk().wish(lighter);
  const State sketched = bench.until([&](const State& s) { return s.after != first.after; });
  ASSERT_TRUE(sketched.standing);
  EXPECT_FALSE(sketched.standing->exact) << "gauges come with the picture, by estimate";
  EXPECT_FALSE(sketched.stale);
  const State exact = bench.settled();
  EXPECT_TRUE(exact.standing->exact);
  int most = 0;
  for (std::size_t i = 0; i < exact.after->pixels.count(); ++i)
    most = std::max(most, std::abs(exact.after->pixels.data()[i] - sketched.after->pixels.data()[i]));
  EXPECT_LE(most, 4) << "of 255: about right";
}

TEST(Desk, LooksCloser) {
  Bench bench;
  bench.settled();
  bench.desk().look({{100, 50, 200, 100}, {100, 100}, true, true});
  const State close = bench.until([](const State& s) { return !s.working && s.masks && s.drift; });
  EXPECT_EQ(close.after->area, (Rect{100, 50, 200, 100}));
  EXPECT_EQ(close.after->pixels.size(), (Size{100, 50}));
  EXPECT_EQ(close.before->area, close.after->area);
}

TEST(Desk, SettingsThatAreRefusedSayWhyAndTheNextOnesHold) {
  Bench bench;
  bench.settled();
  Settings document = even_and_fill();
  document.preset = "document";
  bench.desk().wish(document);
  const State refused = bench.settled();
  ASSERT_TRUE(refused.problem);
  EXPECT_EQ(refused.problem->code, Code::refused);
  EXPECT_FALSE(refused.standing);
  EXPECT_EQ(refused.stage, Stage::ready);
  bench.desk().wish(even(0.2f));
  const State again = bench.settled();
  EXPECT_FALSE(again.problem);
  EXPECT_TRUE(again.standing);
}

TEST(Desk, WhatCannotBeOpenedFails) {
  Bench grey(Photo{{300, 200}, 1, Sample::u8, false, std::vector<std::uint8_t>(60000, 128), {}});
  const State no_face = grey.settled();
  EXPECT_EQ(no_face.stage, Stage::failed);
  ASSERT_TRUE(no_face.problem);
  EXPECT_EQ(no_face.problem->code, Code::not_measurable);
  EXPECT_TRUE(no_face.before) << "the picture is there to be seen all the same";

  Studio without("/nonexistent");
  Bench bench(person(), even_and_fill(), without);
  const State no_models = bench.settled();
  EXPECT_EQ(no_models.stage, Stage::failed);
  EXPECT_EQ(no_models.problem->code, Code::models);
}

TEST(Desk, FinishesInTheHostsThread) {
  Bench bench;
  bench.settled();
  bench.desk().finish();
  const State done = bench.until([](const State& s) { return s.stage == Stage::done; });
  ASSERT_TRUE(done.done);
  EXPECT_TRUE(done.done->written);
  EXPECT_EQ(bench.host.written.size(), 1u);
  EXPECT_EQ(bench.host.elsewhere, 0);
}

TEST(Desk, TheSameWishAgainChangesNothing) {
  Bench bench;
  const State before = bench.settled();
  bench.desk().wish(before.settings);
  const State after = bench.desk().state();
  EXPECT_FALSE(after.stale || after.working);
}

/// A host that throws, where nothing would catch it.
TEST(Desk, WhatTheHostThrowsIsAProblem) {
  Bench bench;
  bench.settled();
  bench.host.precision = [](Photo&) { throw std::runtime_error("out of tiles"); };
  bench.desk().finish();
  const State back = bench.until([](const State& s) { return s.stage == Stage::ready && !s.notice.empty(); });
  EXPECT_NE(back.notice.find("out of tiles"), std::string::npos) << back.notice;
  EXPECT_TRUE(bench.host.written.empty());
}

TEST(Desk, FinishingWithoutARetouchSaysSo) {
  Bench bench(person(), even(0));
  bench.settled();
  bench.desk().finish();
  const State back = bench.until([](const State& s) { return s.stage == Stage::ready && !s.working; });
  EXPECT_NE(back.notice.find("Nothing was changed"), std::string::npos) << back.notice;
  EXPECT_TRUE(bench.host.written.empty());
}

TEST(Desk, ACancelLeavesTheImageAloneAndTheDialsMove) {
  Bench bench;
  bench.settled();
  bench.desk().finish();
  bench.desk().cancel();
  const State back = bench.until([](const State& s) { return s.stage == Stage::ready && !s.working; });
  EXPECT_EQ(back.notice, "cancelled");
  EXPECT_TRUE(bench.host.written.empty());
  EXPECT_EQ(bench.host.layers.size(), 1u);
  bench.desk().look({{}, {400, 400}, false, true});
  const State mapped = bench.settled();
  EXPECT_TRUE(mapped.drift && mapped.standing && mapped.standing->exact && !mapped.problem);
  bench.desk().wish(even(0.2f));
  EXPECT_TRUE(bench.settled().standing);
  bench.desk().finish();
  bench.until([](const State& s) { return s.stage == Stage::done; });
}

TEST(Desk, LeavingWritesNothingWhereverItIs) {
  for (const int after : {0, 30, 300}) {
    Studio fresh;
    Bench bench(person(), even_and_fill(), fresh);
    std::this_thread::sleep_for(std::chrono::milliseconds(after));
    bench.leave();
    EXPECT_TRUE(bench.host.written.empty()) << after;
  }
  Bench bench;
  bench.settled();
  bench.desk().finish();
  bench.leave();
  EXPECT_TRUE(bench.host.written.empty());
}

TEST(Desk, AHostThatCannotWriteIsSaidAndTriedAgain) {
  Bench bench;
  bench.host.full = true;
  bench.settled();
  bench.desk().finish();
  const State back = bench.until([](const State& s) { return s.stage == Stage::ready && !s.notice.empty(); });
  EXPECT_NE(back.notice.find("takes no more layers"), std::string::npos) << back.notice;
  EXPECT_FALSE(back.problem) << "these settings are as good as before";
  bench.settled();
  bench.host.full = false;
  bench.desk().finish();
  bench.until([](const State& s) { return s.stage == Stage::done; });
  EXPECT_EQ(bench.host.written.size(), 1u);
}

}  // namespace
}  // namespace countenance::plugin
