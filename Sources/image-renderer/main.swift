// SPDX-License-Identifier: Apache-2.0

import ImageEngine
import RenderKit

Zygote<ImageEngine>.main(name: "image-renderer")
