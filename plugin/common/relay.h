// SPDX-License-Identifier: GPL-3.0-or-later
// Relay: a host that may be asked from any thread, though the editor may only be asked from the main one.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>

#include "host.h"

namespace countenance::plugin {

/// Has the main loop call something soon; from any thread.
using Post = std::function<void(std::function<void()>)>;

class Relay : public Host {
 public:
  /// `go_on` stands in for the host's progress(), and is asked once more before anything is written.
  using GoOn = std::function<bool(double share, std::string_view words)>;
  Relay(Host& host, Post post, GoOn go_on) : host_(host), post_(std::move(post)), go_on_(std::move(go_on)) {}

  /// In the main thread: who waits for it, and who asks later, hears Error{cancelled}, and the host is not asked.
  void close();

  Result<Drawable> read() override;
  Result<std::optional<Drawable>> find(const std::string& content) override;
  Result<Image8> selection(const Rect& area) override;
  std::vector<std::string> maps() override;
  Result<Image8> map(const std::string& name, const Rect& area) override;
  bool progress(double share, std::string_view words) override { return go_on_(share, words); }
  Result<Photo> settle(Photo rendered) override;
  Result<> write(const Output& output) override;

 private:
  struct Door {
    std::mutex guard;
    std::condition_variable answered;
    bool closed = false;
  };
  template <class T>
  Result<T> ask(std::function<Result<T>()> question);

  Host& host_;
  Post post_;
  GoOn go_on_;
  std::shared_ptr<Door> door_ = std::make_shared<Door>();
};

}  // namespace countenance::plugin
