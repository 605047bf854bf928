// SPDX-License-Identifier: Apache-2.0
// Uses each kind of thing the installed headers offer: what is not exported, or not installed, does not link.
#include <countenance.h>

#include <cstdio>
#include <string>

int main(int count, char** arguments) {
  using namespace countenance;
  const bool version_right = count == 2 && std::string(version()) == arguments[1];
  Image8 pixels({4, 3}, 3, 7);
  const bool views = pixels.view().at(3, 2, 1) == 7 && intersect({0, 0, 4, 3}, {2, 2, 9, 9}) == Rect{2, 2, 2, 1};
  const auto policies = builtin_policies();
  Wishes wishes;
  const bool dials = set_dials(wishes, {{"retouch", 0.5f}, {"even", 0.2f}}) && wishes.heal == retouch_path(0.5f).heal &&
                     wishes.*find_dial("even")->value == 0.2f;
  const auto engine = Engine::open("/nonexistent");
  const bool refused = !engine && engine.error().code == Code::models;
  std::printf("%s, %zu policies, %s\n", version(), policies.size(), engine ? "" : engine.error().message.c_str());
  return version_right && views && dials && !policies.empty() && refused ? 0 : 1;
}
