// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <random>

#include "io/file.h"

namespace countenance::io {
namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> cannot_write(const fs::path& path, std::string_view why) {
  return fail(Code::cannot_write, fmt::format("{} cannot be written: {}", path.string(), why));
}

/// One file under two names: device and inode, links followed.
bool same_file(const fs::path& a, const fs::path& b) {
  struct stat x {
  }, y{};
  return stat(a.c_str(), &x) == 0 && stat(b.c_str(), &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/// A file of a new name beside the target; gone again unless it takes the target's place.
class Temporary {
 public:
  explicit Temporary(const fs::path& target) {
    std::random_device random;
    for (int attempt = 0; attempt < 100 && file_ < 0; ++attempt) {
      path_ =
          target.parent_path() / fmt::format(".{}.{:08x}.part", target.filename().string().substr(0, 200), random());
      file_ = open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);  // less the umask
      if (file_ < 0 && errno != EEXIST) return;
    }
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  ~Temporary() {
    if (file_ >= 0) close(file_);
    if (exists_on_disc()) unlink(path_.c_str());
  }

  [[nodiscard]] bool opened() const { return file_ >= 0; }
  [[nodiscard]] bool write_all(const std::vector<std::uint8_t>& bytes) const {
    for (std::size_t at = 0; at < bytes.size();) {
      const ssize_t n = ::write(file_, bytes.data() + at, bytes.size() - at);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return false;
      at += std::size_t(n);
    }
    return fsync(file_) == 0;
  }
  [[nodiscard]] bool take_place_of(const fs::path& target) {
    if (rename(path_.c_str(), target.c_str()) != 0) return false;
    placed_ = true;
    return true;
  }

 private:
  [[nodiscard]] bool exists_on_disc() const { return file_ >= 0 && !placed_; }

  fs::path path_;
  int file_ = -1;
  bool placed_ = false;
};

/// The new name survives a power cut too. Not every file system can; then the file itself is whole all the same.
void flush_folder(const fs::path& folder) {
  const int f = open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (f < 0) return;
  (void)fsync(f);
  close(f);
}

}  // namespace

Result<> write(const fs::path& path, const std::vector<std::uint8_t>& bytes, const std::vector<fs::path>& inputs) {
  for (const fs::path& input : inputs)
    if (same_file(path, input))
      return fail(Code::bad_input,
                  fmt::format("{} is the original ({}): give the output another name", path.string(), input.string()));
  std::error_code error;
  // A link stays one: what it points to is replaced.
  const fs::path target = fs::is_symlink(path, error) && fs::exists(path, error) ? fs::canonical(path, error) : path;
  const fs::file_status status = fs::status(target, error);
  if (fs::is_directory(status)) return cannot_write(path, "it is a folder");
  if (fs::exists(status) && !fs::is_regular_file(status)) return cannot_write(path, "it is not an ordinary file");
  Temporary temporary(target);
  if (!temporary.opened()) return cannot_write(path, std::strerror(errno));
  if (!temporary.write_all(bytes) || !temporary.take_place_of(target)) return cannot_write(path, std::strerror(errno));
  flush_folder(target.parent_path());
  return {};
}

Result<> copy(const fs::path& source, const fs::path& path) {
  std::error_code error;
  std::ifstream in(source, std::ios::binary);
  if (!in || fs::is_directory(source, error)) return fail(Code::bad_input, source.string() + ": cannot be read");
  const std::vector<std::uint8_t> bytes{std::istreambuf_iterator<char>(in), {}};
  return write(path, bytes, {source});
}

}  // namespace countenance::io
