// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of a procedure, made from its table of parameters.
#pragma once

#include <gtk/gtk.h>

#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "chooser.h"
#include "desk.h"
#include "dial_row.h"
#include "mnemonics.h"
#include "procedures.h"

namespace countenance::plugin {

class Rows {
 public:
  using Moved = std::function<void(const Parameter&, const Value&)>;
  /// `maps`: of the host. A face is chosen beside the picture, and who sets the dials follows from which is moved:
  /// neither has a row.
  Rows(const Procedure& procedure, const Settings& settings, const std::vector<std::string>& maps, Mnemonics& mnemonics,
       Moved moved);
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;
  ~Rows() { g_object_unref(titles_); }

  [[nodiscard]] GtkWidget* first() const { return first_; }    ///< what the picture is for, and Retouch
  [[nodiscard]] GtkWidget* groups() const { return groups_; }  ///< dials and maps; null: there are none
  [[nodiscard]] GtkWidget* output() const { return output_; }  ///< a row by itself; null: there is none
  [[nodiscard]] bool few() const { return few_; }              ///< groups() need not scroll
  [[nodiscard]] GtkSizeGroup* titles() const { return titles_; }
  void show(const Settings& settings);
  /// How far each dial goes: what was granted of it, or what was learnt.
  void show_reach(const Desk::State& state);

 private:
  struct Choosing {
    const Parameter* parameter;
    std::unique_ptr<Chooser> chooser;
  };
  void add_row(const Parameter& parameter, GtkWidget* to, GtkSizeGroup* titles, Mnemonics& mnemonics);
  void add_groups(const Procedure& procedure, const Settings& settings, Mnemonics& mnemonics);
  void fill(const Choosing& choosing, const Settings& settings) const;

  Moved moved_;
  std::vector<std::string> maps_;
  std::vector<std::unique_ptr<DialRow>> dials_;
  std::vector<Choosing> choosers_;
  GtkWidget *first_, *groups_ = nullptr, *output_ = nullptr;
  bool few_ = false;
  GtkSizeGroup* titles_;
};

}  // namespace countenance::plugin
