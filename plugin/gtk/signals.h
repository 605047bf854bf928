// SPDX-License-Identifier: GPL-3.0-or-later
// Signals, and calls from other threads, as functions of C++.
#pragma once

#include <gtk/gtk.h>

#include <atomic>
#include <functional>
#include <memory>
#include <utility>

namespace countenance::plugin {

/// Of signals that only say which object it is: "clicked", "changed", "value-changed", "toggled", "notify::…".
gulong on(gpointer object, const char* signal, std::function<void()> act);
/// Of events; true: nobody else hears of it.
gulong on_event(GtkWidget* widget, const char* signal, std::function<bool(GdkEvent*)> act);

/// Has the main loop call `act` soon; from any thread.
void post(std::function<void()> act);

/// As post(), once however often it is asked, and not after its own end; ask() may come from any thread.
class Soon {
 public:
  explicit Soon(std::function<void()> act) : kept_(std::make_shared<Kept>(std::move(act))) {}
  void ask();

 private:
  struct Kept {
    explicit Kept(std::function<void()> what) : act(std::move(what)) {}
    std::function<void()> act;
    std::atomic<bool> asked = false;
  };
  std::shared_ptr<Kept> kept_;
};

/// Handlers do not answer to what the program itself does meanwhile.
class Quiet {
 public:
  explicit Quiet(bool& flag) : flag_(flag), was_(flag) { flag_ = true; }
  Quiet(const Quiet&) = delete;
  Quiet& operator=(const Quiet&) = delete;
  ~Quiet() { flag_ = was_; }

 private:
  bool& flag_;
  bool was_;
};

}  // namespace countenance::plugin
