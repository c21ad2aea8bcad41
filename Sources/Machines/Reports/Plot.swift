import Primitives

/// One line of a chart.
struct PlotLine {
  /// What the legend calls it.
  let name: String
  /// The class that gives it colour and dashes.
  let style: String
  /// By tick, in units of 10^-8; nil where there is nothing.
  let values: [Int64?]
  /// What stands behind its name.
  let last: String
}

/// A sign on a chart.
struct PlotSign {
  let tick: Int
  /// In units of 10^-8.
  let value: Int64
  let glyph: String
  let style: String
  /// What it says when it is pointed at.
  let title: String
}

/// A chart over the ticks of a match: lines are drawn, whatever is read is text.
///
/// The drawing is stretched to the width there is; text keeps its size, so that a chart can be read
/// on a telephone and on a wall.
struct Plot {
  /// How many ticks lie side by side.
  let ticks: Int
  var lines: [PlotLine]
  var signs: [PlotSign] = []
  /// A value that is shown as a line of its own, such as the start.
  var baseline: Int64?
  /// What stands behind the numbers of the scale.
  var unit = ""
  /// What the numbers of the scale are divided by: percent are hundredths.
  var factor: Int128 = 1

  /// How wide the drawing is, in its own units.
  static let width = 10_000
  /// How many points a line has at most, twice over.
  private static let buckets = 400

  /// Where a tick lies from the left, 0 to `width`.
  static func left(_ tick: Int, of ticks: Int) -> Int {
    ticks > 1 ? tick * width / (ticks - 1) : width / 2
  }

  /// Writes the chart; `label` says in words what can be seen.
  func write(_ label: String, _ html: inout HTMLText) {
    let values = lines.flatMap { $0.values.compactMap { $0 } } + signs.map(\.value)
    let scale = Scale(values, including: baseline.map { [$0] } ?? [])
    html.element("div", [("class", "plot")]) { html in
      html.element("div", [("class", "scale"), ("aria-hidden", "true")]) { html in
        for line in scale.lines {
          let text = Figures.number(line * factor, decimals: decimals(scale)) + unit
          html.element("span", [("style", "top:\(Self.share(scale.top(line)))")], text: text)
        }
      }
      html.element("div", [("class", "area")]) { html in
        html.open(
          "svg",
          [
            ("viewBox", "0 0 \(Self.width) \(Scale.height)"), ("preserveAspectRatio", "none"),
            ("role", "img"), ("aria-label", label),
          ])
        for line in scale.lines { rule(scale.top(line), "grid", &html) }
        if let baseline { rule(scale.top(Int128(baseline)), "base", &html) }
        for line in lines {
          let path = Self.path(line.values, scale, ticks)
          html.element("path", [("class", "line \(line.style)"), ("d", path)], text: "")
        }
        html.close("svg")
        for sign in signs {
          let left = Self.share(Self.left(sign.tick, of: ticks))
          let top = Self.share(scale.top(Int128(sign.value)))
          html.element(
            "span",
            [
              ("class", "sign \(sign.style)"), ("style", "left:\(left);top:\(top)"),
              ("title", sign.title),
            ], text: sign.glyph)
        }
      }
    }
    Self.axis(ticks, &html)
  }

  /// Writes the ticks below a chart.
  static func axis(_ ticks: Int, _ html: inout HTMLText) {
    html.element("div", [("class", "axis"), ("aria-hidden", "true")]) { html in
      for tick in [0, (ticks - 1) / 2, max(0, ticks - 1)] {
        html.element("span", text: tick == 0 ? "tick 0" : String(tick))
      }
    }
  }

  /// Writes what each line means, unless it goes without saying.
  func writeLegend(_ html: inout HTMLText) {
    html.element("ul", [("class", "legend")]) { html in
      for line in lines {
        html.element("li") { html in
          html.open("svg", [("viewBox", "0 0 28 8"), ("aria-hidden", "true")])
          html.element("path", [("class", "line \(line.style)"), ("d", "M0 4H28")], text: "")
          html.close("svg")
          html.write(" \(line.name) \(line.last)")
        }
      }
    }
  }

  private func decimals(_ scale: Scale) -> Int {
    var decimals = scale.decimals
    var rest = factor
    while rest >= 10, decimals > 0 {
      rest /= 10
      decimals -= 1
    }
    return decimals
  }

  private func rule(_ top: Int, _ style: String, _ html: inout HTMLText) {
    html.element("path", [("class", style), ("d", "M0 \(top)H\(Self.width)")], text: "")
  }

  /// A place in percent of the whole: `12.34%`.
  static func share(_ place: Int) -> String {
    let rest = place % 100
    return "\(place / 100).\(rest < 10 ? "0" : "")\(rest)%"
  }

  /// The way of a line; of a long one the lowest and highest value of each stretch.
  private static func path(_ values: [Int64?], _ scale: Scale, _ ticks: Int) -> String {
    var path = ""
    var isDrawing = false
    for tick in shown(values) {
      guard let value = values[tick] else {
        isDrawing = false
        continue
      }
      path += "\(isDrawing ? "L" : "M")\(left(tick, of: ticks)) \(scale.top(Int128(value)))"
      isDrawing = true
    }
    return path
  }

  /// The ticks whose values are drawn.
  private static func shown(_ values: [Int64?]) -> [Int] {
    guard values.count > 2 * buckets else { return Array(values.indices) }
    var ticks: [Int] = []
    for bucket in 0..<buckets {
      let start = bucket * values.count / buckets
      let end = (bucket + 1) * values.count / buckets
      let known = (start..<end).filter { values[$0] != nil }
      guard known.count == end - start,
        let low = known.min(by: { (values[$0] ?? 0) < (values[$1] ?? 0) }),
        let high = known.max(by: { (values[$0] ?? 0) < (values[$1] ?? 0) })
      else {
        // A gap is drawn as it is.
        ticks += start..<end
        continue
      }
      ticks += low == high ? [low] : [min(low, high), max(low, high)]
    }
    if ticks.last != values.count - 1 { ticks.append(values.count - 1) }
    return ticks
  }
}
