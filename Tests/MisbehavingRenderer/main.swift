// SPDX-License-Identifier: Apache-2.0

import RenderKit

Zygote<MisbehavingEngine>.main(name: "MisbehavingRenderer")
