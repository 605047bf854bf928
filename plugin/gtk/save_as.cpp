// SPDX-License-Identifier: GPL-3.0-or-later
#include "save_as.h"

#include <fmt/format.h>

#include "translate.h"

namespace countenance::plugin {

Result<> save_as(GtkWidget* parent, const char* title, const char* name, const std::string& text) {
  GtkWidget* dialog = gtk_file_chooser_dialog_new(title, GTK_WINDOW(parent), GTK_FILE_CHOOSER_ACTION_SAVE, _("_Cancel"),
                                                  GTK_RESPONSE_CANCEL, _("_Save"), GTK_RESPONSE_ACCEPT, nullptr);
  gtk_file_chooser_set_do_overwrite_confirmation(GTK_FILE_CHOOSER(dialog), TRUE);
  gtk_file_chooser_set_current_name(GTK_FILE_CHOOSER(dialog), name);
  gtk_dialog_set_default_response(GTK_DIALOG(dialog), GTK_RESPONSE_ACCEPT);
  const bool accepted = gtk_dialog_run(GTK_DIALOG(dialog)) == GTK_RESPONSE_ACCEPT;
  gchar* file = accepted ? gtk_file_chooser_get_filename(GTK_FILE_CHOOSER(dialog)) : nullptr;
  gtk_widget_destroy(dialog);
  if (!file) return {};
  GError* error = nullptr;
  const bool written = g_file_set_contents(file, text.c_str(), gssize(text.size()), &error) != FALSE;
  const std::string path = file;
  g_free(file);
  if (written) return {};
  std::string why = error->message;
  g_error_free(error);
  return fail(Code::cannot_write, fmt::format("{}: cannot be written: {}", path, why));
}

}  // namespace countenance::plugin
