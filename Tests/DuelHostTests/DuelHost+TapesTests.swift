import DuelHost
import PriceTape
import TestKit
import Testing

struct DuelHostTapesTests {
  private let world: HostWorld
  private let ada: Int

  init() throws {
    let tapes = [
      makeTape(ticks: 100, names: ["OLD", "NEW"]), makeTape(ticks: 1000, name: "LONGER"),
      makeTape(ticks: 60, name: "SHORT"),
    ]
    world = try HostWorld(tapes: tapes)
    ada = world.player("ada")
  }

  @Test func tapesAreListed() {
    let lines = world.ask("#1 TAPES", on: ada)
    #expect(lines.first == "OK #1 TAPES count=3")
    #expect(lines[1].hasPrefix("TAPE name=HISTORY ticks=40 instruments=OLD,NEW digest="))
    #expect(lines[2].hasPrefix("TAPE name=LONGER ticks=940 instruments=OLD digest="))
    #expect(lines.count == 4)
  }

  @Test func aServerWithoutTapesHasNone() throws {
    let world = try HostWorld()
    let ada = world.player("ada")
    #expect(world.ask("TAPES", on: ada) == ["OK TAPES count=0"])
    #expect(
      world.ask("CREATE tape=HISTORY", on: ada) == [
        "ERR code=bad-rule field=tape text=\"there is no tape 'HISTORY'; TAPES lists them\""
      ])
  }

  @Test func aMatchOnATapeShowsItsMarks() throws {
    #expect(
      world.ask("CREATE tape=history seats=1 ticks=2", on: ada)
        .first?.hasPrefix("OK CREATE match=m1 seat=0 token=") == true)
    let listed = world.ask("LIST", on: ada)
    #expect(
      listed.last?.hasSuffix(
        " ticks=2 tick=-1 seats=ada private=no series=1 visibility=open "
          + "tape=HISTORY nonces=optional") == true)
    let lines = world.ask("READY", on: ada)
    let start = try #require(lines.first { $0.hasPrefix("START ") })
    #expect(start.contains(" ticks=2 ") && start.contains(" instruments=OLD,NEW "))
    #expect(start.hasSuffix(" seats=ada tape=HISTORY"))
    let ticks = lines.filter { $0.hasPrefix("TICK ") }
    #expect(ticks.count == 61)
    #expect(ticks[0].contains(" tick=-60 OLD=0.00005/0.00004999/0.00005001 NEW=0.00005001/"))
    #expect(world.log.contains { $0.contains(" tape-name=HISTORY ") && $0.contains(" marks=") })
    #expect(world.ask("LONG OLD 500 5x", on: ada).first == "OK LONG order=1")
    #expect(world.ask("DONE", on: ada).last?.contains(" reason=finished") == true)
    let record = world.ask("RECORD match=m1", on: ada)
    #expect(record.count { $0.contains("text=\"tape ") } == 62)
  }

  @Test func withoutTicksTheTapeDecides() {
    _ = world.ask("CREATE tape=HISTORY", on: ada)
    #expect(world.ask("LIST", on: ada).last?.contains(" ticks=40 ") == true)
    let bob = world.player("bob")
    _ = world.ask("CREATE tape=LONGER tape-offset=600", on: bob)
    #expect(world.ask("LIST", on: bob).last?.contains(" ticks=340 ") == true)
    let carl = world.player("carl")
    _ = world.ask("CREATE tape=LONGER", on: carl)
    #expect(world.ask("LIST", on: carl).last?.contains(" ticks=360 ") == true)
  }

  @Test func queueJoinsThoseOnTheSameTicks() {
    _ = world.ask("QUEUE tape=HISTORY", on: ada)
    let others = ["bob", "carl", "dora"].map { world.player($0) }
    #expect(
      world.ask("QUEUE", on: others[0]).first?.hasPrefix("OK QUEUE match=m2 seat=0") == true)
    #expect(
      world.ask("QUEUE tape=HISTORY tape-offset=1", on: others[1])
        .first?.hasPrefix("OK QUEUE match=m3 seat=0") == true)
    #expect(
      world.ask("QUEUE tape=HISTORY", on: others[2])
        .first?.hasPrefix("OK QUEUE match=m1 seat=1") == true)
  }

  @Test(arguments: [
    (
      "tape=HISTORI",
      "field=tape text=\"there is no tape 'HISTORI'; did you mean HISTORY? TAPES lists them\""
    ),
    ("tape=HISTORY ticks=41", "field=ticks text=\"1 to 40 ticks on HISTORY from tick 0\""),
    (
      "tape=HISTORY tape-offset=40",
      "field=tape-offset text=\"0 to 39 on HISTORY, which has 100 ticks\""
    ),
    (
      "tape=HISTORY tape-offset=999999999999999999",
      "field=tape-offset text=\"0 to 39 on HISTORY, which has 100 ticks\""
    ),
    ("tape=HISTORY tape-offset=x", "field=tape-offset text=\"a whole number of ticks from 0\""),
    ("tape=HISTORY tape-offset=-1", "field=tape-offset text=\"a whole number of ticks from 0\""),
    (
      "tape=SHORT", "field=tape-offset text=\"SHORT has 60 ticks; a match needs 61\""
    ),
    (
      "tape=HISTORY instruments=BTC",
      "field=instruments text=\"a tape brings its own instruments\""
    ),
    ("tape-offset=1", "field=tape-offset text=\"needs tape=NAME; TAPES lists them\""),
  ])
  func whatATapeCannotBeIsRefused(_ fields: String, _ expected: String) {
    #expect(world.ask("CREATE \(fields)", on: ada) == ["ERR code=bad-rule \(expected)"])
  }
}
