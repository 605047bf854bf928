// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>
#include <optional>
#include <utility>

#include "against_dialog.h"
#include "guarder.h"
#include "labels.h"
#include "toolkit.h"
#include "translate.h"

namespace countenance::plugin {
namespace {

constexpr int kListHeight = 96;  // px: four lines

class GuardDialog : AgainstDialog {
 public:
  GuardDialog(const Procedure& procedure, Host& host, Originals& originals, const Settings& start, const Frame& frame);
  Result<Settings> run(Studio& studio);

 private:
  Result<Pair> with_layer(int layer) override { return paired(originals_.layer(layer)); }
  Result<Pair> with_file(const std::string& file) override { return paired(originals_.file(file)); }
  Result<Pair> paired(Result<Photo> original);
  void act() override;
  void show_more(const Desk::State& state) override;

  Host& host_;
  Guarder* guarder_ = nullptr;
  int x_ = 0, y_ = 0;  ///< of the edited picture in the image
  GtkWidget *heading_, *list_;
  bool written_ = false;
};

GuardDialog::GuardDialog(const Procedure& procedure, Host& host, Originals& originals, const Settings& start,
                         const Frame& frame)
    : AgainstDialog(procedure, originals, start, frame,
                    {_("As it came"), _("Guarded"), _("Choose what the picture was before another tool had it."),
                     _("Cancel"), _("Guard")}),
      host_(host),
      heading_(plain_label("")),
      list_(plain_label("")) {
  set_strong(heading_, _("What is taken back"));
  gtk_label_set_line_wrap(GTK_LABEL(list_), TRUE);
  gtk_label_set_max_width_chars(GTK_LABEL(list_), 40);  // it may still be as wide as there is room
  gtk_widget_set_size_request(list_, Window::kSide, -1);
  g_object_set(list_, "yalign", 0.0, nullptr);
  window_.add_side(heading_);
  window_.add_scrolled(list_, kListHeight);
}

Result<Settings> GuardDialog::run(Studio& studio) {
  auto guarder = std::make_unique<Guarder>(
      studio, host_, post, [this] { news_.ask(); }, settings_, picture_.look());
  guarder_ = guarder.get();
  AgainstDialog::run(std::move(guarder));
  if (!written_) return fail(Code::cancelled, "cancelled");
  return settings_;
}

/// Both as they are now.
Result<Pair> GuardDialog::paired(Result<Photo> original) {
  if (!original) return tl::unexpected(original.error());
  CNT_TRY(edited, host_.read());
  x_ = edited.x;
  y_ = edited.y;
  return Pair{std::move(*original), std::move(edited.photo)};
}

void GuardDialog::act() {
  const auto output = guarder_->output(x_, y_);
  if (!output) return;
  const auto written = host_.write(*output);
  if (!written) return say(written.error());
  written_ = true;
  window_.quit();
}

void GuardDialog::show_more(const Desk::State& state) {
  std::string lines;
  const auto add = [&](const std::string& line) { lines += (lines.empty() ? "" : "\n") + line; };
  if (state.standing && !state.stale) {
    for (const std::string& line : state.standing->taken_back) add(line);
    for (const std::string& line : state.standing->unverifiable) add(line);
  }
  gtk_label_set_text(GTK_LABEL(list_), lines.c_str());
  gtk_widget_set_sensitive(act_, guarder_->has_output());
}

}  // namespace

Result<Settings> run_guard_dialog(const Procedure& procedure, Studio& studio, Host& host, Originals& originals,
                                  const Settings& start, const Frame& frame) {
  return GuardDialog(procedure, host, originals, start, frame).run(studio);
}

}  // namespace countenance::plugin
