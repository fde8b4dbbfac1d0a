// SPDX-License-Identifier: Apache-2.0

import OfficeEngine

OfficeRenderer.main(name: "office-renderer")
