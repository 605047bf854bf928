// SPDX-License-Identifier: Apache-2.0
// Marks what the shared library shows; everything else stays inside.
#pragma once

#define CNT_API __attribute__((visibility("default")))
