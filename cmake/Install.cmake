# SPDX-License-Identifier: Apache-2.0
# What find_package(countenance) and pkg-config need, and the data files. Targets and headers are installed where they are made.
include(CMakePackageConfigHelpers)

set(config ${CMAKE_INSTALL_LIBDIR}/cmake/countenance)
configure_package_config_file(cmake/countenanceConfig.cmake.in countenanceConfig.cmake INSTALL_DESTINATION ${config})
write_basic_package_version_file(countenanceConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/countenanceConfig.cmake ${PROJECT_BINARY_DIR}/countenanceConfigVersion.cmake DESTINATION ${config})
install(EXPORT countenance NAMESPACE countenance:: FILE countenanceTargets.cmake DESTINATION ${config})

file(RELATIVE_PATH UP_TO_PREFIX /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)  # found wherever the prefix is moved
configure_file(cmake/countenance.pc.in countenance.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/countenance.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

install(DIRECTORY presets DESTINATION ${CMAKE_INSTALL_DATADIR}/countenance FILES_MATCHING PATTERN "*.json")
install(DIRECTORY LICENSES DESTINATION ${CMAKE_INSTALL_DOCDIR})
# What fetches the models, into the cache of a user or into share/countenance/models here (docs/architecture.md).
install(FILES models/manifest.json models/LICENSES.md models/convert.py models/onnx_file.py models/sources.py models/tflite.py
  DESTINATION ${CMAKE_INSTALL_DATADIR}/countenance/setup)
install(PROGRAMS models/fetch DESTINATION ${CMAKE_INSTALL_DATADIR}/countenance/setup)
