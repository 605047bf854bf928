// SPDX-License-Identifier: GPL-3.0-or-later
// GIMP 2.10's functions, of an image in memory, as plugin/gimp calls them: here instead of libgimp's. Any can be made to fail.
#pragma once

#include <gegl.h>

#include <map>
#include <string>
#include <vector>

namespace countenance::test {

struct FakeGimp {
  struct Item {
    std::string name, note;
    GeglBuffer* pixels = nullptr;
    int x = 0, y = 0;
    bool visible = true;
    int mask = -1;
  };
  std::map<int, Item> items;
  std::vector<int> layers;  ///< of the image, whose number is 1, from the top
  GeglBuffer* shadow = nullptr;
  bool selected = false;
  int groups = 0;       ///< of undo that are open
  std::string fails{};  ///< a function's name, or "hide NAME" of a layer

  FakeGimp();
  ~FakeGimp();
  FakeGimp(const FakeGimp&) = delete;
  FakeGimp& operator=(const FakeGimp&) = delete;
  int add(const std::string& name, int width, int height);
  int copy(int item);
  void remove(int item);
  /// All of it, in words.
  [[nodiscard]] std::string state() const;

 private:
  int next_ = 10;
};

/// The one that is asked.
FakeGimp& fake_gimp();

}  // namespace countenance::test
