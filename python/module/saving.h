// SPDX-License-Identifier: Apache-2.0
// Results written as files, as the command line writes them: what is written is read back, measured, held to the limits,
// and bears its record.
#pragma once

#include <string>
#include <vector>

#include "finished.h"
#include "roundtrip.h"
#include "studied.h"

namespace countenance::python {

struct Saved {
  std::string json;  ///< the verdict, or what guard did, of the file
  std::vector<std::string> notes;
};

Result<Saved> save(const Retouched& retouched, const cli::Writing& writing, cli::By by, const Job& job);
Result<Saved> save(const Edited& edited, const cli::Writing& writing, cli::By by, const Job& job);

}  // namespace countenance::python
