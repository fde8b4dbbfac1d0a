// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// What the frames of a labelled clip show.
extension LabelledClipPlan {
    typealias Shown = (name: String, detail: String)

    // MARK: What nobody wants as a cover

    mutating func waste(_ label: LabelledClip.Label, _ frames: Int) throws -> Shown {
        switch label {
        case .blur: return try blur(frames)
        case .noise: return noise(frames)
        case .titles, .credits: return (try text(frames, scrolls: label == .credits), label.rawValue)
        default:
            let name = newName()
            chains.append("color=\(label.rawValue):s=\(width)x\(height):r=\(rate),\(end(frames))[\(name)]")
            return (name, label.rawValue)
        }
    }

    /// Far out of focus, for the size that it has.
    private mutating func blur(_ frames: Int) throws -> Shown {
        let (shot, detail) = try shot(frames)
        let name = newName()
        chains.append("[\(shot)]gblur=sigma=\(Double(width) * number(0.025...0.05)):steps=3[\(name)]")
        return (name, "blur of \(detail)")
    }

    /// What a receiver shows without a signal, in grains of one to three pixels.
    private mutating func noise(_ frames: Int) -> Shown {
        let (name, grain) = (newName(), integer(1...3))
        chains.append(
            "color=gray:s=\(width / grain)x\(height / grain):r=\(rate),trim=end_frame=\(frames),"
                + "noise=c0s=100:c0f=t+u:c0_seed=\(integer(0...9999)),"
                + "scale=\(width):\(height):flags=neighbor,setsar=1,format=yuv420p[\(name)]"
        )
        return (name, "noise of \(grain)")
    }

    private static let words = [
        "THE LONG WAY HOME", "A FILM BY", "written and directed by", "Part Two", "PRODUCTION", "Ada Lovelace", "1967",
        "music", "Grace Hopper", "in association with", "The End", "Director of Photography", "Edited by", "Sound",
        "CAST", "Camera Operator", "Special Thanks", "Chapter One", "presents",
    ]

    private mutating func text(_ frames: Int, scrolls: Bool) throws -> String {
        let lines = (0..<(scrolls ? 24 : integer(1...5))).map { _ in choice(of: Self.words) }
        let path = try file("txt", Data(lines.joined(separator: "\n").utf8))
        let ground = choice(of: ["black", "black", "black", "0x101840", "0x301010", "0x204020", "0x404040"])
        let ink = choice(of: ["white", "white", "0xE0D8A0", "0xFFD000"])
        let font = choice(of: ["DejaVuSans.ttf", "DejaVuSerif-Bold.ttf", "DejaVuSans-Bold.ttf"])
        let size = width / (scrolls ? 24 : integer(12...24))
        let name = newName()
        chains.append(
            "color=\(ground):s=\(width)x\(height):r=\(rate),trim=end_frame=\(frames),"
                + "drawtext=fontfile=/usr/share/fonts/truetype/dejavu/\(font):textfile=\(path):fontcolor=\(ink)"
                + ":fontsize=\(size):line_spacing=\(size / 3):x=(w-text_w)/2"
                + ":y=\(scrolls ? "h*0.8-\(height / 4)*t" : "(h-text_h)/2"),setsar=1,format=yuv420p[\(name)]"
        )
        return name
    }

    // MARK: What is worth showing

    /// `frames` frames of a moving picture.
    mutating func shot(_ frames: Int) throws -> Shown {
        let subjects = ScenePainter.Subject.allCases
        switch integer(0...subjects.count + 2) {
        case 0: return mandelbrot(frames)
        case 1: return try pattern(frames)
        case 2: return try life(frames)
        case let kind:
            let subject = subjects[kind - 3]
            let (input, name) = (try picture(subject), newName())
            chains.append("[\(input)]\(camera(frames)),setsar=1[\(name)]")
            return (name, subject.rawValue)
        }
    }

    private mutating func mandelbrot(_ frames: Int) -> Shown {
        let name = newName()
        let path = "start_scale=\(number(0.3...2)):end_pts=400:end_scale=0.001"
        chains.append(
            "mandelbrot=s=\(width)x\(height):r=\(rate):\(path),hue=h=\(integer(0...359)),\(end(frames))[\(name)]"
        )
        return (name, "mandelbrot")
    }

    /// A test pattern before leaves.
    private mutating func pattern(_ frames: Int) throws -> Shown {
        let (back, front, ground, name) = (try picture(.meadow), newName(), newName(), newName())
        chains.append("testsrc2=s=\(width * 3 / 8 * 2)x\(height * 3 / 8 * 2):r=\(rate),\(end(frames))[\(front)]")
        chains.append("[\(back)]\(camera(frames)),setsar=1[\(ground)]")
        chains.append("[\(ground)][\(front)]overlay=x=\(width / 8):y=\(height / 8):shortest=1[\(name)]")
        return (name, "testsrc2")
    }

    /// Conway's cells over hills.
    private mutating func life(_ frames: Int) throws -> Shown {
        let (back, front, ground, name) = (try picture(.landscape), newName(), newName(), newName())
        chains.append(
            "life=s=\(width / 20)x\(height / 20):r=\(rate):ratio=0.3:seed=\(integer(1...9999)):mold=10"
                + ":life_color=yellow:death_color=red:mold_color=blue,"
                + "scale=\(width):\(height):flags=neighbor,\(end(frames))[\(front)]"
        )
        chains.append("[\(back)]\(camera(frames)),setsar=1[\(ground)]")
        chains.append("[\(ground)][\(front)]blend=all_mode=average[\(name)]")
        return (name, "life")
    }

    /// An input that is one painted picture.
    private mutating func picture(_ subject: ScenePainter.Subject) throws -> Int {
        let isWide = width > height
        var painter = ScenePainter(
            width: isWide ? 480 : 270,
            height: isWide ? 320 : 480,
            generator: SeededGenerator(seed: generator.next())
        )
        inputs.append(["-framerate", "\(rate)", "-i", try file("ppm", painter.paint(subject))])
        return inputs.count - 1
    }

    /// Filters that look at a picture with a camera that stands, pans, or is held by hand.
    private mutating func camera(_ frames: Int) -> String {
        let (wide, high) = (width * 5 / 4, height * 5 / 4)
        let room = (Double(wide - width), Double(high - height))
        let whole =
            "scale=\(wide):\(high):flags=bicubic:force_original_aspect_ratio=increase,format=yuv420p,"
            + "loop=-1:size=1,trim=end_frame=\(frames),crop=\(width):\(height)"
        switch integer(0...3) {
        case 0: return whole + ":x=\(Int(room.0 / 2)):y=\(Int(room.1 / 2))"
        case 1: return whole + ":x='\(room.0)*n/\(frames)':y=\(Int(room.1 * number(0...1)))"
        case 2: return whole + ":x=\(Int(room.0 * number(0...1))):y='\(room.1)*(1-n/\(frames))'"
        default:
            let (a, b) = (number(1...4), number(1...4))
            return whole + ":x='\(room.0 / 2)*(1+0.5*sin(\(a)*t)+0.2*sin(\(3 * b)*t))'"
                + ":y='\(room.1 / 2)*(1+0.5*cos(\(b)*t)+0.2*sin(\(2 * a)*t))'"
        }
    }

    // MARK: Small things

    /// Ends a source after that many frames, in a form that can be joined with others.
    private func end(_ frames: Int) -> String { "trim=end_frame=\(frames),setpts=PTS-STARTPTS,setsar=1,format=yuv420p" }

    private mutating func choice(of texts: [String]) -> String { texts.randomElement(using: &generator) ?? "" }

    private mutating func file(_ suffix: String, _ bytes: Data) throws -> String {
        let path = "\(folder)/\(self.number)-\(files.count).\(suffix)"
        try bytes.write(to: URL(filePath: path))
        files.append(path)
        return path
    }
}
