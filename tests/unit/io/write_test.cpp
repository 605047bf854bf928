// SPDX-License-Identifier: Apache-2.0
// Writing: whole or not at all, never over an input.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

#include "unit/io/pictures.h"

namespace countenance::io::test {
namespace {

namespace fs = std::filesystem;
const Bytes kOld = {1, 2, 3}, kNew = {4, 5, 6, 7};

TEST(Write, NewAndOver) {
  const Folder folder;
  ASSERT_TRUE(write(folder / "a", kOld));
  EXPECT_EQ(get(folder / "a"), kOld);
  ASSERT_TRUE(write(folder / "a", kNew));
  EXPECT_EQ(get(folder / "a"), kNew);
  EXPECT_EQ(folder.count(), 1u);
}

TEST(Write, PermissionsFollowTheUmask) {
  const Folder folder;
  const mode_t before = umask(027);
  ASSERT_TRUE(write(folder / "a", kNew));
  umask(before);
  struct stat s {};
  ASSERT_EQ(stat((folder / "a").c_str(), &s), 0);
  EXPECT_EQ(s.st_mode & 0777, 0640u);
}

TEST(Write, RelativeName) {
  const Folder folder;
  const fs::path before = fs::current_path();
  fs::current_path(folder.path());
  const auto written = write("a.png", kNew);
  fs::current_path(before);
  EXPECT_TRUE(written);
  EXPECT_EQ(get(folder / "a.png"), kNew);
}

TEST(Write, NeverOverAnInputByAnyName) {
  const Folder folder;
  put(folder / "original", kOld);
  fs::create_symlink(folder / "original", folder / "soft");
  fs::create_hard_link(folder / "original", folder / "hard");
  fs::create_directory(folder / "sub");
  for (const fs::path& name : {folder / "original", folder / "soft", folder / "hard", folder / "sub/../original"}) {
    expect_refused(write(name, kNew, {folder / "none", folder / "original"}).error(), Code::bad_input, "original");
    expect_refused(io::copy(folder / "original", name).error(), Code::bad_input, "original");
  }
  expect_refused(write(folder / "original", kNew, {folder / "soft"}).error(), Code::bad_input, "original");
  EXPECT_EQ(get(folder / "original"), kOld);
  EXPECT_EQ(folder.count(), 4u);
}

TEST(Write, ALinkStaysALink) {
  const Folder folder;
  put(folder / "target", kOld);
  fs::create_symlink("target", folder / "link");
  ASSERT_TRUE(write(folder / "link", kNew));
  EXPECT_TRUE(fs::is_symlink(folder / "link"));
  EXPECT_EQ(get(folder / "target"), kNew);
}

TEST(Write, LeavesNothingWhereItCannot) {
  const Folder folder;
  put(folder / "file", kOld);
  fs::create_directory(folder / "sub");
  expect_refused(write(folder / "none/a.jpg", kNew).error(), Code::cannot_write, "cannot be written");
  expect_refused(write(folder / "file/a.jpg", kNew).error(), Code::cannot_write, "cannot be written");
  expect_refused(write(folder / "sub", kNew).error(), Code::cannot_write, "folder");
  expect_refused(write("/dev/null", kNew).error(), Code::cannot_write, "ordinary");
  EXPECT_EQ(folder.count(), 2u);
}

TEST(Write, UnwritableFolder) {
  if (geteuid() == 0) GTEST_SKIP() << "root may write anywhere";
  const Folder folder;
  fs::permissions(folder.path(), fs::perms::owner_read | fs::perms::owner_exec);
  const auto written = write(folder / "a", kNew);
  fs::permissions(folder.path(), fs::perms::owner_all);
  expect_refused(written.error(), Code::cannot_write, "Permission denied");
  EXPECT_EQ(folder.count(), 0u);
}

TEST(Write, FullDisc) {
  const Folder folder;
  put(folder / "a", kOld);
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  rlimit small = before;
  small.rlim_cur = 1000;
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &small);
  const auto written = write(folder / "a", Bytes(5000, 9));
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  expect_refused(written.error(), Code::cannot_write, "File too large");
  EXPECT_EQ(get(folder / "a"), kOld);
  EXPECT_EQ(folder.count(), 1u);
}

TEST(Write, CopyOfNothing) {
  const Folder folder;
  expect_refused(io::copy(folder / "none", folder / "a").error(), Code::bad_input, "cannot be read");
  expect_refused(io::copy(folder.path(), folder / "a").error(), Code::bad_input, "cannot be read");
  EXPECT_EQ(folder.count(), 0u);
}

}  // namespace
}  // namespace countenance::io::test
