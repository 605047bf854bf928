// SPDX-License-Identifier: GPL-3.0-or-later
#include "comparer.h"

#include <utility>

#include "guarded.h"

namespace countenance::plugin {
namespace {

Result<Desk::Shown> picture(const Photo& photo, const Desk::Look& look) {
  const Rect area = Desk::area_of(look, photo.size);
  CNT_TRY(made, preview(photo, area, Desk::size_of(look, photo.size)));
  return std::make_shared<const Desk::Picture>(Desk::Picture{area, std::move(made)});
}

}  // namespace

Comparer::Comparer(Studio& studio, std::function<void()> changed, const Settings& start, const Desk::Look& look)
    : studio_(studio), changed_(std::move(changed)), order_{nullptr, start, look} {
  state_.stage = Desk::Stage::ready;
  state_.settings = start;
  state_.working = false;
}

Comparer::~Comparer() { worker_.close(); }

template <class F>
void Comparer::change(F&& f) {
  {
    const std::lock_guard lock(guard_);
    f(state_);
  }
  changed_();
}

template <class F>
void Comparer::tell(const Order& order, F&& f) {
  change([&](Desk::State& s) {
    if (order_.number == order.number) f(s);
  });
}

Desk::State Comparer::state() const {
  const std::lock_guard lock(guard_);
  return state_;
}

std::string Comparer::json() const {
  const std::lock_guard lock(guard_);
  return json_;
}

void Comparer::ask() {
  worker_.ask([this] { serve(); });
}

void Comparer::compare(Pair pair) {
  change([&](Desk::State& s) {
    order_.pair = std::make_shared<const Pair>(std::move(pair));
    ++order_.number;
    s.stale = s.working = true;
    s.problem.reset();
    s.words.clear();
  });
  ask();
}

void Comparer::fail(const Error& error) {
  worker_.stop();
  change([&](Desk::State& s) {
    order_.pair.reset();
    ++order_.number;
    s.problem = error;
    s.standing.reset();
    s.before = s.after = s.drift = nullptr;
    s.working = false;
    json_.clear();
  });
}

void Comparer::limits(const Settings& settings) {
  change([&](Desk::State& s) {
    order_.settings = s.settings = settings;
    ++order_.number;
    s.stale = true;
    s.working = order_.pair != nullptr;
  });
  ask();
}

void Comparer::look(const Desk::Look& look) {
  {
    const std::lock_guard lock(guard_);
    if (order_.look == look) return;
    order_.look = look;
  }
  ask();
}

void Comparer::serve() {
  Order order;
  {
    const std::lock_guard lock(guard_);
    order = order_;
  }
  if (!order.pair) return;
  const auto shown = guarded([&] { return show(order); });
  if (!shown && shown.error().code == Code::cancelled) return;  // for something newer
  tell(order, [&](Desk::State& s) {
    s.working = false;
    if (shown) return;
    s.problem = shown.error();
    s.standing.reset();
    json_.clear();
  });
}

Result<> Comparer::show(const Order& order) {
  const Job job{[this](double share, std::string_view words) {
    change([&](Desk::State& s) { s.share = share, s.words = words; });
    return !worker_.stopped();
  }};
  if (order.pair != pair_) {
    compared_.reset();
    looked_.reset();
    pair_ = order.pair;
  }
  if (looked_ != order.look) {
    CNT_TRY(before, picture(pair_->original, order.look));
    CNT_TRY(after, picture(pair_->edited, order.look));
    looked_ = order.look;
    tell(order, [&](Desk::State& s) {
      s.size = pair_->original.size;
      s.before = std::move(before);
      s.after = std::move(after);
    });
  }
  return measure(order, job);
}

Result<> Comparer::measure(const Order& order, const Job& job) {
  const std::string limits = to_json(order.settings);
  if (!compared_ || limits_ != limits) {
    auto made = compared_ ? plugin::compare(compared_->original, pair_->edited, order.settings, job)
                          : plugin::compare(studio_, pair_->original, pair_->edited, order.settings, job);
    if (!made) return tl::unexpected(made.error());
    compared_ = std::move(*made);
    limits_ = limits;
    change([&](Desk::State& s) { s.drift.reset(); });
  }
  tell(order, [&](Desk::State& s) {
    s.faces = compared_->original.faces();
    s.standing = compared_->standing;
    s.stale = false;
    s.problem.reset();
    json_ = compared_->to_json();
  });
  if (!order.look.drift || state().drift) return {};
  CNT_TRY(map, compared_->heatmap(Desk::kLongestMap));
  const Size size = pair_->original.size;
  const auto shown =
      std::make_shared<const Desk::Picture>(Desk::Picture{{0, 0, size.width, size.height}, std::move(map)});
  tell(order, [&](Desk::State& s) { s.drift = shown; });
  return {};
}

}  // namespace countenance::plugin
