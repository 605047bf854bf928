/* SPDX-License-Identifier: Apache-2.0 */
#include <countenance_c.h>
#include <stdio.h>
#include <string.h>

int main(int count, char** arguments) {
  cnt_engine* engine = NULL;
  const cnt_status status = cnt_engine_open("/nonexistent", &engine);
  cnt_dial dial = {.struct_size = sizeof dial};
  const int dials = cnt_dial_at(cnt_dial_count() - 1, &dial) == CNT_OK && strcmp(dial.name, "even-light") == 0;
  printf("%s: %d, %s\n", cnt_version(), (int)status, cnt_last_error());
  return count == 2 && strcmp(cnt_version(), arguments[1]) == 0 && dials && status == CNT_MODELS && engine == NULL &&
                 strstr(cnt_last_error(), "models/fetch") != NULL
             ? 0
             : 1;
}
