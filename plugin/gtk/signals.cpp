// SPDX-License-Identifier: GPL-3.0-or-later
#include "signals.h"

#include <memory>
#include <utility>

namespace countenance::plugin {
namespace {

using Act = std::function<void()>;
using EventAct = std::function<bool(GdkEvent*)>;

template <class F>
void let_go(gpointer data, GClosure*) {
  delete static_cast<F*>(data);
}

/// "notify::…" has one argument more, which nobody reads.
void called(gpointer, gpointer, gpointer data) { (*static_cast<Act*>(data))(); }
void called_bare(gpointer, gpointer data) { (*static_cast<Act*>(data))(); }
gboolean called_event(GtkWidget*, GdkEvent* event, gpointer data) { return (*static_cast<EventAct*>(data))(event); }

gboolean called_back(gpointer data) {
  const std::unique_ptr<Act> act(static_cast<Act*>(data));
  (*act)();
  return FALSE;
}

}  // namespace

gulong on(gpointer object, const char* signal, Act act) {
  const bool notify = g_str_has_prefix(signal, "notify::");
  return g_signal_connect_data(object, signal, notify ? G_CALLBACK(called) : G_CALLBACK(called_bare),
                               new Act(std::move(act)), let_go<Act>, GConnectFlags(0));
}

gulong on_event(GtkWidget* widget, const char* signal, EventAct act) {
  return g_signal_connect_data(widget, signal, G_CALLBACK(called_event), new EventAct(std::move(act)), let_go<EventAct>,
                               GConnectFlags(0));
}

void post(Act act) { g_idle_add(called_back, new Act(std::move(act))); }

void Soon::ask() {
  if (kept_->asked.exchange(true)) return;
  post([kept = std::weak_ptr(kept_)] {
    const auto still = kept.lock();
    if (!still) return;
    still->asked = false;
    still->act();
  });
}

}  // namespace countenance::plugin
