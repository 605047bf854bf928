// SPDX-License-Identifier: GPL-3.0-or-later
#include "labels.h"

#include "translate.h"

namespace countenance::plugin {

GtkWidget* plain_label(const std::string& text) {
  GtkWidget* label = gtk_label_new(text.c_str());
  g_object_set(label, "xalign", 0.0, nullptr);
  return label;
}

GtkWidget* row_label(const std::string& text, GtkSizeGroup* titles, GtkWidget* target) {
  GtkWidget* label = gtk_label_new_with_mnemonic(text.c_str());
  g_object_set(label, "xalign", 0.0, nullptr);
  gtk_label_set_mnemonic_widget(GTK_LABEL(label), target);
  gtk_size_group_add_widget(titles, label);
  return label;
}

std::string markup_of(const std::string& text) {
  gchar* escaped = g_markup_escape_text(text.c_str(), -1);
  std::string out = escaped;
  g_free(escaped);
  return out;
}

void set_strong(GtkWidget* label, const std::string& text) {
  gtk_label_set_markup(GTK_LABEL(label), ("<b>" + markup_of(text) + "</b>").c_str());
}

void set_faint(GtkWidget* label, const std::string& text) {
  gtk_label_set_markup(GTK_LABEL(label), ("<small>" + markup_of(text) + "</small>").c_str());
}

void ellipsize(GtkWidget* label, int chars) {
  gtk_label_set_ellipsize(GTK_LABEL(label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars(GTK_LABEL(label), chars);
}

void name_accessible(GtkWidget* widget, const std::string& name) {
  atk_object_set_name(gtk_widget_get_accessible(widget), name.c_str());
}

std::string help_of(const Parameter& parameter) {
  std::string text = _(parameter.help);
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = char(text[0] - 'a' + 'A');
  return text.empty() || text.back() == '.' ? text : text + '.';
}

}  // namespace countenance::plugin
