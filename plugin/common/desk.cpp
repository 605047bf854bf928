// SPDX-License-Identifier: GPL-3.0-or-later
#include "desk.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "guarded.h"
#include "phrases.h"

namespace countenance::plugin {
namespace {

constexpr std::chrono::milliseconds kBetweenNews{50};  // of progress

Rect whole(Size size) { return {0, 0, size.width, size.height}; }

/// The largest that fits, no finer than the photo.
Size fitted(const Rect& area, Size most) {
  const double k = std::min({1.0, double(most.width) / area.width, double(most.height) / area.height});
  return {std::clamp(int(std::lround(k * area.width)), 1, area.width),
          std::clamp(int(std::lround(k * area.height)), 1, area.height)};
}

void stand(Desk::State& state, Standing standing) {
  if (state.stale) state.reach.clear();  // of an older wish
  state.standing = std::move(standing);
  state.stale = false;
  state.problem.reset();
}

}  // namespace

Rect Desk::area_of(const Look& look, Size photo) {
  const Rect area = look.area.empty() ? whole(photo) : intersect(look.area, whole(photo));
  return area.empty() ? whole(photo) : area;
}
Size Desk::size_of(const Look& look, Size photo) { return fitted(area_of(look, photo), look.most); }

Desk::Desk(Studio& studio, Host& host, Post post, std::function<void()> changed, const Settings& start,
           const Look& look)
    : studio_(studio),
      changed_(std::move(changed)),
      order_{start, look},
      relay_(host, std::move(post), [this](double share, std::string_view words) { return go_on(share, words); }) {
  state_.settings = start;
  worker_.ask([this] { open(); });
}

Desk::~Desk() {
  relay_.close();
  worker_.close();
}

template <class F>
void Desk::change(F&& f) {
  {
    const std::lock_guard lock(guard_);
    f(state_);
  }
  changed_();
}

template <class F>
void Desk::tell(const Order& order, F&& f) {
  change([&](State& s) {
    if (order_.wish == order.wish) f(s);
  });
}

Desk::State Desk::state() const {
  const std::lock_guard lock(guard_);
  return state_;
}

Desk::Order Desk::order() const {
  const std::lock_guard lock(guard_);
  return order_;
}

bool Desk::go_on(double share, std::string_view words) {
  const auto now = std::chrono::steady_clock::now();
  if (now - told_ > kBetweenNews) {
    told_ = now;
    change([&](State& s) { s.share = share, s.words = words; });
  }
  return !worker_.stopped() && !cancelled_;
}

void Desk::wish(const Settings& settings) {
  {
    const std::lock_guard lock(guard_);
    if (state_.stage != Stage::ready) return;
    if (!state_.problem && to_json(settings) == to_json(order_.settings)) return;
    order_.settings = state_.settings = settings;
    ++order_.wish;
    state_.stale = state_.working = true;
    state_.notice.clear();
  }
  worker_.ask([this] { serve(); });
}

void Desk::look(const Look& look) {
  {
    const std::lock_guard lock(guard_);
    if (order_.look == look) return;
    order_.look = look;
    if (state_.stage != Stage::ready) return;
    state_.working = true;
  }
  worker_.ask([this] { serve(); });
}

void Desk::finish() {
  {
    const std::lock_guard lock(guard_);
    if (state_.stage != Stage::ready) return;
    state_.stage = Stage::finishing;
    state_.working = true;
    state_.share = 0;
    state_.words.clear();
    state_.problem.reset();
    state_.notice.clear();
  }
  worker_.ask([this] { govern(); });
  changed_();
}

void Desk::cancel() {
  const std::lock_guard lock(guard_);
  if (state_.stage == Stage::finishing) cancelled_ = true;
}

void Desk::open() {
  const Look look = order().look;
  const auto read = [&](const Photo& photo) {
    const Rect area = whole(photo.size);
    auto made = preview(photo, area, fitted(area, look.most));
    if (!made) return;  // what is wrong with it is said by what comes next
    const auto shown = std::make_shared<const Picture>(Picture{area, std::move(*made)});
    change([&](State& s) { s.size = photo.size, s.before = shown; });
  };
  auto opened = guarded([&] { return Session::open(studio_, relay_, read); });
  if (!opened) {
    change([&](State& s) { s.stage = Stage::failed, s.working = false, s.problem = opened.error(); });
    return;
  }
  session_.emplace(std::move(*opened));
  change([&](State& s) {
    if (session_->again()) order_.settings = s.settings = session_->settings();
    s.stage = Stage::ready;
    s.size = session_->size();
    s.faces = session_->faces();
  });
  serve();
}

void Desk::serve() {
  const Order served = order();
  const auto shown = guarded([&] { return show(served); });
  if (!shown && shown.error().code == Code::cancelled) return;  // for a newer wish
  tell(served, [&](State& s) {
    s.working = false;
    if (shown) return;
    s.problem = shown.error();
    s.standing.reset();
    s.reach.clear();
  });
}

Result<> Desk::show(const Order& order) {
  const std::string wished = to_json(order.settings);
  if (wished != exact_) {
    exact_.clear();
    CNT_CHECK(show_wish(order));
    exact_ = wished;
  } else if (looked_ != order.look) {
    CNT_CHECK(show_pictures(order, std::nullopt));
  }
  CNT_CHECK(show_maps(order));
  return show_reach(order);
}

/// True: it is shown.
Result<bool> Desk::show_sketch(const Order& order) {
  if (looked_ != order.look) return false;
  const Rect area = area_of(order.look, session_->size());
  CNT_TRY(sketch, session_->sketch(order.settings, area, size_of(order.look, session_->size())));
  if (!sketch) return false;
  const auto shown = std::make_shared<const Picture>(Picture{area, std::move(sketch->picture)});
  tell(order, [&](State& s) {
    s.after = shown;
    if (sketch->standing) stand(s, std::move(*sketch->standing));
  });
  return true;
}

Result<> Desk::show_wish(const Order& order) {
  CNT_TRY(sketched, show_sketch(order));
  CNT_CHECK(session_->set(order.settings));
  if (!sketched) CNT_CHECK(show_pictures(order, session_->estimate()));
  CNT_TRY(wished, session_->gauge());
  show_standing(order, std::move(wished));
  tell(order, [reach = session_->reach()](State& s) { s.reach = reach; });
  CNT_TRY(granted, session_->solve());
  return show_pictures(order, std::move(granted));
}

Result<Desk::Shown> Desk::picture(const Look& look, bool retouched) const {
  const Rect area = area_of(look, session_->size());
  CNT_TRY(made, session_->preview(area, size_of(look, session_->size()), retouched));
  return std::make_shared<const Picture>(Picture{area, std::move(made)});
}

void Desk::show_standing(const Order& order, Standing standing) {
  tell(order, [&](State& s) { stand(s, std::move(standing)); });
}

/// The picture, and with it how it stands, where that is known.
Result<> Desk::show_pictures(const Order& order, std::optional<Standing> standing) {
  const Look& look = order.look;
  Shown original;
  if (!looked_ || looked_->area != look.area || looked_->most != look.most) {
    CNT_TRY(before, picture(look, false));
    original = std::move(before);
  }
  CNT_TRY(after, picture(look, true));
  looked_ = look;
  tell(order, [&](State& s) {
    if (original) s.before = std::move(original);
    s.after = std::move(after);
    if (standing) stand(s, std::move(*standing));
  });
  return {};
}

Result<> Desk::show_maps(const Order& order) {
  const auto put = [&](Shown State::*member, Result<Image8> made) -> Result<> {
    if (!made) return tl::unexpected(made.error());
    const auto shown = std::make_shared<const Picture>(Picture{whole(session_->size()), std::move(*made)});
    change([&](State& s) { s.*member = shown; });
    return {};
  };
  if (order.look.masks && !state().masks) CNT_CHECK(put(&State::masks, session_->overlay(kLongestMap)));
  if (order.look.drift && mapped_ != exact_) {
    CNT_CHECK(put(&State::drift, session_->heatmap(kLongestMap)));
    mapped_ = exact_;
  }
  return {};
}

Result<> Desk::show_reach(const Order& order) {
  if (!session_->estimate()) {
    CNT_CHECK(session_->learn());
    // Made ready for the first dial that moves.
    const Size size = session_->size();
    CNT_CHECK(session_->sketch(order.settings, area_of(order.look, size), size_of(order.look, size)));
  }
  tell(order, [reach = session_->reach()](State& s) { s.reach = reach; });
  return {};
}

void Desk::govern() {
  const auto run = [&]() -> Result<Session::Done> {
    CNT_CHECK(session_->set(order().settings));
    return session_->finish();
  };
  auto done = guarded(run);
  const bool written = done && done->written;
  change([&](State& s) {
    s.working = !written;
    s.stage = written ? Stage::done : Stage::ready;
    if (!done) s.notice = error_in_words(done.error().message);
    if (done && !written) s.notice = done->words;
    if (written) s.done = std::move(*done);
    cancelled_ = false;
  });
  if (written) return;
  exact_.clear();  // what finish() needed no more it has let go
  mapped_.clear();
  serve();
}

}  // namespace countenance::plugin
