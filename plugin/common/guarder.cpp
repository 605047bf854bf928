// SPDX-License-Identifier: GPL-3.0-or-later
#include "guarder.h"

#include <utility>

namespace countenance::plugin {

Guarder::Guarder(Studio& studio, Host& host, Post post, std::function<void()> changed, const Settings& start,
                 const Desk::Look& look)
    : Comparer(studio, std::move(changed), start, look),
      relay_(host, std::move(post), [](double, std::string_view) { return true; }) {}

Guarder::~Guarder() {
  relay_.close();
  close();
}

bool Guarder::has_output() const {
  const std::lock_guard lock(guard_);
  return made_.guarding && made_.number == order_.number && check_inside(made_.guarding->guarded) &&
         !made_.guarding->result.bytes.empty();
}

std::optional<Output> Guarder::output(int x, int y) const {
  if (!has_output()) return std::nullopt;
  std::unique_lock lock(guard_);
  const Order order = order_;
  const auto guarding = made_.guarding;
  lock.unlock();
  Output out = output_of(*guarding, order.pair->original, order.pair->edited, x, y, order.settings);
  return out.area.empty() ? std::nullopt : std::optional(std::move(out));
}

Comparer::Seen Guarder::seen(const Order& order) const {
  const bool made = own_.number == order.number && own_.guarding && !own_.guarding->result.bytes.empty();
  return {&order.pair->edited, made ? &own_.guarding->result : nullptr};
}

Result<> Guarder::then(const Order& order, const Comparison& compared, const Job& job) {
  if (own_.number != order.number) {
    tell(order, [](Desk::State& s) { s.after = nullptr; });  // it was of another order
    const auto settle = [this](Photo rendered) { return relay_.settle(std::move(rendered)); };
    auto made = plugin::guard(compared.original, order.pair->edited, order.settings, settle, job);
    if (!made && made.error().code == Code::cancelled) return tl::unexpected(made.error());
    own_ = {order.number};
    if (made)
      own_.guarding = std::make_shared<const Guarding>(std::move(*made));
    else
      own_.error = made.error();
    if (made) CNT_CHECK(show_pictures(order));
  }
  if (own_.error) return tl::unexpected(*own_.error);
  tell(order, [&](Desk::State& s) {
    made_ = own_;
    s.standing = standing_of(own_.guarding->guarded);
    json_ = govern::to_json(own_.guarding->guarded);
  });
  return {};
}

}  // namespace countenance::plugin
