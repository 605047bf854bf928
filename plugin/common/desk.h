// SPDX-License-Identifier: GPL-3.0-or-later
// Desk: what a dialog shows, and the work behind it, in a thread of its own. It knows no toolkit.
//
// The latest wish wins: whatever is under way for an older one is stopped. For each the desk shows, as soon as it knows
// them: the picture as wished, with gauges by estimate where the dials are learnt; its exact gauges; the picture as
// granted with its gauges; how far each dial goes. Until there is any of that it shows the original.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "relay.h"
#include "session.h"
#include "worker.h"

namespace countenance::plugin {

class Desk {
 public:
  /// What of the photo is looked at.
  struct Look {
    Rect area;                          ///< empty: all of it
    Size most;                          ///< px of the screen that there are for it
    bool masks = false, drift = false;  ///< what was found, and where drift is, are looked at, too
    friend bool operator==(const Look&, const Look&) = default;
  };
  /// R,G,B.
  struct Picture {
    Rect area;  ///< of the photo
    Image8 pixels;
  };
  using Shown = std::shared_ptr<const Picture>;

  enum class Stage {
    opening,    ///< read, and studied
    ready,      ///< dials can be moved
    finishing,  ///< being governed, then written
    done,       ///< written
    failed,     ///< cannot be opened: `problem` says why
  };
  struct State {
    Stage stage = Stage::opening;
    Settings settings;  ///< as wished; at first those of an earlier retouch of this layer, if it is one
    Size size;          ///< of the photo; none: it is not read yet
    std::vector<FaceInfo> faces;
    Shown before, after, masks, drift;  ///< null: not known yet
    std::optional<Standing> standing;   ///< of these settings, unless `stale`
    std::vector<Reach> reach;           ///< likewise
    bool stale = true;                  ///< standing, reach and `after` are of an older wish
    std::optional<Error> problem;       ///< of these settings: why there is no standing
    std::string notice;                 ///< why finish() has written nothing, in words
    bool working = true;
    double share = 0;  ///< of what is under way
    std::string words;
    std::optional<Session::Done> done;
  };

  /// Where `look` lies in a photo of this size, and how large it is shown.
  [[nodiscard]] static Rect area_of(const Look& look, Size photo);
  [[nodiscard]] static Size size_of(const Look& look, Size photo);

  static constexpr int kLongestMap = 1600;  ///< px: masks and drift are shown no finer

  /// `changed`: state() gives something new; called from any thread, often. Studio and host must outlive the desk, and
  /// the host is asked only where `post` calls back.
  Desk(Studio& studio, Host& host, Post post, std::function<void()> changed, const Settings& start, const Look& look);
  /// In the thread of `post`'s calls. Within .3 s; what is under way ends without a result.
  ~Desk();

  [[nodiscard]] State state() const;
  void wish(const Settings& settings);
  void look(const Look& look);
  /// Governs, and writes. Ends in `done`, or `ready` with a notice.
  void finish();
  /// Of finish(): nothing is written, and dials can be moved again.
  void cancel();

 private:
  struct Order {
    Settings settings;
    Look look;
    unsigned wish = 0;  ///< counts them: news of an older one is none
  };
  void open();
  void serve();
  void govern();
  Result<> show(const Order& order);
  Result<bool> show_sketch(const Order& order);
  Result<> show_wish(const Order& order);
  Result<> show_maps(const Order& order);
  Result<> show_reach(const Order& order);
  Result<Shown> picture(const Look& look, bool retouched) const;
  Result<> show_pictures(const Order& order, std::optional<Standing> standing);
  void show_standing(const Order& order, Standing standing);
  bool go_on(double share, std::string_view words);
  [[nodiscard]] Order order() const;
  template <class F>
  void change(F&& f);
  template <class F>
  void tell(const Order& order, F&& f);  ///< change(), unless there is a newer wish

  Studio& studio_;
  std::function<void()> changed_;
  mutable std::mutex guard_;
  State state_;  // guarded
  Order order_;  // guarded
  std::atomic<bool> cancelled_ = false;
  Relay relay_;
  // the worker's own
  std::optional<Session> session_;
  std::string exact_;           // the settings, as JSON, whose exact standing is shown
  std::string mapped_;          // those of which the drift is mapped
  std::optional<Look> looked_;  // at what the pictures there show
  std::chrono::steady_clock::time_point told_{};
  Worker worker_;
};

}  // namespace countenance::plugin
