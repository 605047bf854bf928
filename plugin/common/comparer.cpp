// SPDX-License-Identifier: GPL-3.0-or-later
#include "comparer.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "guarded.h"

namespace countenance::plugin {
namespace {

/// None of none.
Result<Desk::Shown> picture(const Photo* photo, const Desk::Look& look) {
  if (!photo) return Desk::Shown();
  const Rect area = Desk::area_of(look, photo->size);
  CNT_TRY(made, preview(*photo, area, Desk::size_of(look, photo->size)));
  return std::make_shared<const Desk::Picture>(Desk::Picture{area, std::move(made)});
}

/// The largest of that shape in the middle of a picture: all of it, where it is of that shape.
Rect inside(Size picture, Size shape) {
  const double k = std::min(double(picture.width) / double(shape.width), double(picture.height) / double(shape.height));
  const int width = int(std::lround(k * shape.width)), height = int(std::lround(k * shape.height));
  return {(picture.width - width) / 2, (picture.height - height) / 2, width, height};
}

/// Faces where they are in a picture of that size; no place is told where it is of another shape, which is a crop.
std::vector<FaceInfo> faces_in(const Portrait& original, Size size) {
  std::vector<FaceInfo> faces = original.faces();
  const Size own = original.photo().size;
  const double k = double(size.width) / own.width;
  const bool same_shape = std::abs(k * own.height - size.height) <= 2;
  const auto scaled = [&](int v) { return int(std::lround(k * v)); };
  for (FaceInfo& face : faces)
    face.box = same_shape
                   ? Rect{scaled(face.box.x), scaled(face.box.y), scaled(face.box.width), scaled(face.box.height)}
                   : Rect{};
  return faces;
}

}  // namespace

Comparer::Comparer(Studio& studio, std::function<void()> changed, const Settings& start, const Desk::Look& look)
    : order_{nullptr, start, look}, studio_(studio), changed_(std::move(changed)) {
  state_.stage = Desk::Stage::ready;
  state_.settings = start;
  state_.working = false;
}

Comparer::~Comparer() { close(); }

void Comparer::close() {
  {
    const std::lock_guard lock(guard_);
    ++order_.number;
  }
  worker_.close();
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
  const Order order = newest();
  if (!order.pair) return;
  const auto shown = guarded([&] { return show(order); });
  if (!shown && shown.error().code == Code::cancelled) return;  // for something newer
  tell(order, [&](Desk::State& s) {
    s.working = order_.look != order.look;  // which is served next
    s.problem = shown ? std::nullopt : std::optional(shown.error());
    if (shown || !s.stale) return;  // what was measured still is so
    s.standing.reset();
    json_.clear();
  });
}

Result<> Comparer::show(const Order& order) {
  if (order.pair != pair_) {
    compared_.reset();
    looked_.reset();
    pair_ = order.pair;
  }
  if (looked_ != order.look) CNT_CHECK(show_pictures(order));
  const Job job{[&](double share, std::string_view words) { return go_on(order, share, words); }};
  CNT_CHECK(measure(order, job));
  CNT_CHECK(show_drift(order));
  return then(order, *compared_, job);
}

/// Until another pair or other limits are asked for. What is only looked at differently is shown meanwhile.
bool Comparer::go_on(const Order& order, double share, std::string_view words) {
  change([&](Desk::State& s) { s.share = share, s.words = words; });
  const Order now = newest();
  if (now.number != order.number) return false;
  if (looked_ != now.look) (void)show_pictures(now);  // what is wrong with it is said when it is served
  return true;
}

Comparer::Order Comparer::newest() const {
  const std::lock_guard lock(guard_);
  return order_;
}

Result<> Comparer::show_pictures(const Order& order) {
  const Seen photos = seen(order);
  CNT_TRY(before, picture(photos.before, order.look));
  CNT_TRY(after, picture(photos.after, order.look));
  looked_ = order.look;
  tell(order, [&](Desk::State& s) {
    s.size = pair_->edited.size;
    s.before = std::move(before);
    s.after = std::move(after);
  });
  return {};
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
    if (!s.stale) return;  // it is told already
    s.faces = faces_in(compared_->original, pair_->edited.size);
    s.standing = compared_->standing;
    s.stale = false;
    s.problem.reset();
    json_ = compared_->to_json();
  });
  return {};
}

Result<> Comparer::show_drift(const Order& order) {
  if (!order.look.drift || state().drift) return {};
  CNT_TRY(map, compared_->heatmap(Desk::kLongestMap));
  const Rect area = inside(pair_->edited.size, pair_->original.size);
  const auto shown = std::make_shared<const Desk::Picture>(Desk::Picture{area, std::move(map)});
  tell(order, [&](Desk::State& s) { s.drift = shown; });
  return {};
}

}  // namespace countenance::plugin
