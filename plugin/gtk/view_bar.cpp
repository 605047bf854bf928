// SPDX-License-Identifier: GPL-3.0-or-later
#include "view_bar.h"

#include <fmt/format.h>
#include <gdk/gdkkeysyms.h>

#include <cstdlib>
#include <utility>

#include "labels.h"
#include "signals.h"
#include "toolkit.h"
#include "translate.h"

namespace countenance::plugin {

ViewBar::ViewBar(PictureView& picture, Mnemonics& mnemonics, bool masks, std::function<void(int)> face_chosen)
    : picture_(picture),
      face_chosen_(std::move(face_chosen)),
      face_([this](const std::string& value) {
        const int face = std::atoi(value.c_str());
        chosen_ = face;
        look_at_face();
        face_chosen_(face);
      }),
      bar_(toolkit::box(GTK_ORIENTATION_HORIZONTAL, 6)),
      zoom_(plain_label("")) {
  GtkWidget* fit = add(gtk_button_new(), mnemonics.mark(_("Fit")), _("All of the picture"));
  on(fit, "clicked", [this] { picture_.fit(); });
  GtkWidget* actual = add(gtk_button_new(), mnemonics.mark("100 %"), _("Each pixel as it is"));
  on(actual, "clicked", [this] { picture_.zoom_to(1); });
  GtkWidget* face = add(gtk_button_new(), mnemonics.mark(_("Face")), _("The face that is retouched"));
  on(face, "clicked", [this] { look_at_face(); });
  gtk_label_set_width_chars(GTK_LABEL(zoom_), 6);
  name_accessible(face_.widget(), _("Face"));
  gtk_widget_set_tooltip_text(face_.widget(), _("Whose face is looked at, and retouched"));
  gtk_widget_set_size_request(face_.widget(), 140, -1);
  gtk_widget_set_no_show_all(face_.widget(), TRUE);
  gtk_box_pack_start(GTK_BOX(bar_), face_.widget(), FALSE, FALSE, 0);
  gtk_box_pack_start(GTK_BOX(bar_), zoom_, TRUE, TRUE, 0);
  before_ = add(gtk_toggle_button_new(), mnemonics.mark(_("Before")),
                _("The picture at the left alone; also while B is held"));
  on(before_, "toggled",
     [this] { picture_.only_before(gtk_toggle_button_get_active(GTK_TOGGLE_BUTTON(before_)) != FALSE); });
  if (masks) {
    masks_ = add(gtk_toggle_button_new(), mnemonics.mark(_("Masks")), _("What was found: skin, features, marks"));
    on(masks_, "toggled", [this] { toggled(masks_, PictureView::Cover::masks); });
  }
  drift_ =
      add(gtk_toggle_button_new(), mnemonics.mark(_("Drift map")), _("Where the picture has moved from the original"));
  on(drift_, "toggled", [this] { toggled(drift_, PictureView::Cover::drift); });
}

GtkWidget* ViewBar::add(GtkWidget* button, const std::string& label, const char* help) {
  gtk_button_set_use_underline(GTK_BUTTON(button), TRUE);
  gtk_button_set_label(GTK_BUTTON(button), label.c_str());
  gtk_widget_set_tooltip_text(button, help);
  gtk_box_pack_start(GTK_BOX(bar_), button, FALSE, FALSE, 0);
  return button;
}

void ViewBar::toggled(GtkWidget* button, PictureView::Cover cover) {
  if (quiet_) return;
  const Quiet quiet(quiet_);
  const bool shown = gtk_toggle_button_get_active(GTK_TOGGLE_BUTTON(button)) != FALSE;
  for (GtkWidget* other : {masks_, drift_})
    if (other && other != button) gtk_toggle_button_set_active(GTK_TOGGLE_BUTTON(other), FALSE);
  picture_.cover(shown ? cover : PictureView::Cover::none);
}

void ViewBar::show_zoom() {
  gtk_label_set_text(GTK_LABEL(zoom_), fmt::format("{:.0f} %", 100 * picture_.zoom()).c_str());
}

void ViewBar::show_faces(const std::vector<FaceInfo>& faces, int chosen) {
  chosen_ = chosen;
  if (faces.size() != faces_.size()) {
    faces_ = faces;
    std::vector<Offer> offers{{"0", fmt::format("{} {}", _("All faces:"), faces.size())}};
    for (std::size_t i = 0; i < faces.size(); ++i)
      offers.push_back({std::to_string(i + 1), fmt::format("{} {} {} {}{}", _("Face"), i + 1, _("of"), faces.size(),
                                                           faces[i].unusable.empty() ? "" : _(" (left alone)"))});
    face_.offer(std::move(offers));
  }
  gtk_widget_set_visible(face_.widget(), faces.size() > 1);
  face_.show(std::to_string(chosen));
}

/// The chosen one, or all that can be retouched.
void ViewBar::look_at_face() {
  Rect all;
  for (std::size_t i = 0; i < faces_.size(); ++i) {
    const bool wanted = chosen_ == 0 ? faces_[i].unusable.empty() : int(i) == chosen_ - 1;
    if (wanted) all = all.empty() ? faces_[i].box : bounding(all, faces_[i].box);
  }
  if (!all.empty()) picture_.centre(all);
}

void ViewBar::hear_keys_of(GtkWidget* window) {
  const auto key = [this, window](GdkEvent* event) {
    return !GTK_IS_EDITABLE(gtk_window_get_focus(GTK_WINDOW(window))) && hold(event->key);
  };
  for (const char* signal : {"key-press-event", "key-release-event"}) on_event(window, signal, key);
}

bool ViewBar::hold(const GdkEventKey& event) {
  if (event.keyval != GDK_KEY_b && event.keyval != GDK_KEY_B) return false;
  if ((event.state & (GDK_MOD1_MASK | GDK_CONTROL_MASK)) != 0) return false;
  const bool pressed = event.type == GDK_KEY_PRESS;
  picture_.only_before(pressed || gtk_toggle_button_get_active(GTK_TOGGLE_BUTTON(before_)) != FALSE);
  return true;
}

}  // namespace countenance::plugin
