// SPDX-License-Identifier: Apache-2.0

import RenderKit
import VideoEngine

Zygote<VideoEngine>.main(name: "video-renderer")
