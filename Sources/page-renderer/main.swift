// SPDX-License-Identifier: Apache-2.0

import PageEngine
import RenderKit

Zygote<PageEngine>.main(name: "page-renderer")
