// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay.h"

#include <utility>

#include "guarded.h"

namespace countenance::plugin {

/// The asker waits until it is answered or the door is closed, so what the question refers to is there when it is put.
template <class T>
Result<T> Relay::ask(std::function<Result<T>()> question) {
  const auto answer = std::make_shared<std::optional<Result<T>>>();
  post_([door = door_, answer, question = std::move(question)] {
    {
      const std::lock_guard lock(door->guard);
      if (door->closed) return;
    }
    Result<T> given = guarded(question);
    const std::lock_guard lock(door->guard);
    answer->emplace(std::move(given));
    door->answered.notify_all();
  });
  std::unique_lock lock(door_->guard);
  door_->answered.wait(lock, [&] { return answer->has_value() || door_->closed; });
  if (!answer->has_value()) return fail(Code::cancelled, "cancelled");
  return std::move(**answer);
}

void Relay::close() {
  const std::lock_guard lock(door_->guard);
  door_->closed = true;
  door_->answered.notify_all();
}

Result<Drawable> Relay::read() {
  return ask<Drawable>([&] { return host_.read(); });
}

Result<std::optional<Drawable>> Relay::find(const std::string& content) {
  return ask<std::optional<Drawable>>([&] { return host_.find(content); });
}

Result<Image8> Relay::selection(const Rect& area) {
  return ask<Image8>([&] { return host_.selection(area); });
}

std::vector<std::string> Relay::maps() {
  return ask<std::vector<std::string>>([&]() -> Result<std::vector<std::string>> { return host_.maps(); })
      .value_or(std::vector<std::string>());
}

Result<Image8> Relay::map(const std::string& name, const Rect& area) {
  return ask<Image8>([&] { return host_.map(name, area); });
}

Result<Photo> Relay::settle(Photo rendered) {
  return ask<Photo>([&] { return host_.settle(std::move(rendered)); });
}

Result<> Relay::write(const Output& output) {
  return ask<void>([&]() -> Result<> {
    if (!go_on_(1, "writing")) return fail(Code::cancelled, "cancelled");
    return host_.write(output);
  });
}

}  // namespace countenance::plugin
