// SPDX-License-Identifier: GPL-3.0-or-later
// What a dialog's user waits for, and what it takes: bench_session PORTRAIT [8|16] [3|4]
//
// A host that holds nothing itself, so the peak is that of the flow alone. "core" is the same retouch by the core's own
// API, without files: what the command line takes of it.
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include "io/file.h"
#include "session.h"
#include "support/must.h"

namespace {

using namespace countenance;
using plugin::Drawable;
using test::must;

/// In another layout.
Photo laid_out(const Photo& from, int bits, int channels) {
  Photo to{from.size, channels, bits == 8 ? Sample::u8 : Sample::u16, false, {}, from.icc};
  to.bytes.resize(std::size_t(to.stride()) * std::size_t(to.size.height));
  for (int y = 0; y < to.size.height; ++y)
    for (int x = 0; x < to.size.width; ++x)
      for (int c = 0; c < channels; ++c) {
        const int v = c < 3 ? from.view().row(y)[x * from.channels + c] : 255;
        if (bits == 8)
          to.row(y)[x * channels + c] = std::uint8_t(v);
        else
          reinterpret_cast<std::uint16_t*>(to.row(y))[x * channels + c] = std::uint16_t(257 * v);
      }
  return to;
}

struct Streamed : plugin::Host {
  Streamed(std::string path, int of_bits, int of_channels)
      : file(std::move(path)), bits(of_bits), channels(of_channels) {}
  Result<Drawable> read() override { return Drawable{laid_out(must(io::load(file)).photo, bits, channels)}; }
  Result<std::optional<Drawable>> find(const std::string&) override { return std::optional<Drawable>(); }
  Result<Image8> selection(const Rect&) override { return Image8(); }
  std::vector<std::string> maps() override { return {}; }
  Result<Image8> map(const std::string&, const Rect&) override { return Image8(); }
  bool progress(double, std::string_view) override { return true; }
  Result<Photo> settle(Photo rendered) override { return rendered; }
  Result<> write(const plugin::Output& output) override {
    written = output.area;
    return {};
  }
  std::string file;
  int bits, channels;
  Rect written;
};

/// What is held now, MB.
double resident() {
  long pages = 0, held = 0;
  if (std::FILE* statm = std::fopen("/proc/self/statm", "r")) {
    if (std::fscanf(statm, "%ld %ld", &pages, &held) != 2) held = 0;
    std::fclose(statm);
  }
  return double(held) * double(sysconf(_SC_PAGESIZE)) * 1e-6;
}

template <class F>
auto timed(const char* what, F&& step) {
  const auto begun = std::chrono::steady_clock::now();
  const std::clock_t cpu = std::clock();
  auto out = step();
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begun;
  rusage use{};
  getrusage(RUSAGE_SELF, &use);
  fmt::print("{:34} {:7.0f} ms {:7.0f} ms CPU, {:5.0f} MB held, {:5.0f} at most\n", what, took.count(),
             1e3 * double(std::clock() - cpu) / CLOCKS_PER_SEC, resident(), double(use.ru_maxrss) * 1024e-6);
  return out;
}

/// The largest difference of two previews, and its mean.
std::pair<int, double> apart(const Image8& a, const Image8& b) {
  int most = 0;
  double sum = 0;
  for (std::size_t i = 0; i < a.count(); ++i) {
    const int d = std::abs(int(a.data()[i]) - int(b.data()[i]));
    most = std::max(most, d);
    sum += d;
  }
  return {most, sum / double(a.count())};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "usage: bench_session PORTRAIT [8|16] [3|4]\n");
    return 2;
  }
  const int bits = argc > 2 ? std::atoi(argv[2]) : 16, channels = argc > 3 ? std::atoi(argv[3]) : 4;
  Streamed host(argv[1], bits, channels);
  plugin::Studio studio;
  plugin::Settings settings;
  auto session = timed("open (with reading the file)", [&] { return must(plugin::Session::open(studio, host)); });
  const Size size = session.size();
  const double k = std::min(1., 1000. / std::max(size.width, size.height));
  const Size view{int(k * size.width), int(k * size.height)};
  const Rect all{0, 0, size.width, size.height};
  fmt::print("{} x {}, {} bit, {} channels; preview {} x {}\n", size.width, size.height, bits, channels, view.width,
             view.height);
  timed("set", [&] { return must(session.set(settings)), 0; });
  timed("preview, the first", [&] { return must(session.preview(all, view)); });
  timed("gauges, exact", [&] { return must(session.gauge()); });
  timed("learn", [&] { return must(session.learn()), 0; });
  settings.dials = plugin::kOwn;
  settings.wishes.even = 0.4f;
  const Image8 live = timed("a dial moves: preview, estimate", [&] {
    must(session.set(settings));
    Image8 shown = must(session.preview(all, view));
    if (!session.estimate()) throw std::runtime_error("there is no estimate of what was learnt");
    return shown;
  });
  timed("gauges, exact, of that", [&] { return must(session.gauge()); });
  timed("solve", [&] { return must(session.solve()); });
  const Image8 exact = timed("preview of what is granted", [&] { return must(session.preview(all, view)); });
  const auto [most, mean] = apart(live, exact);
  fmt::print("the moving preview lies {:.3f} of 255 from the solved one (at most {})\n", mean, most);
  const auto done = timed("finish", [&] { return must(session.finish()); });
  fmt::print("{}; {} x {} written\n", done.words, host.written.width, host.written.height);
  const Drawable same = must(host.read());
  timed("the core alone: study to verified", [&] {
    const auto engine = must(Engine::open());
    const auto portrait = must(Portrait::study(engine, same.photo));
    const auto retouch = must(Retouch::propose(portrait, settings.wishes));
    const Roundtrip through{[](Photo rendered) -> Result<Photo> { return rendered; }, {}, "host"};
    return must(retouch.govern(must(load_policy(settings.preset)), through));
  });
  return done.written ? 0 : 1;
}
