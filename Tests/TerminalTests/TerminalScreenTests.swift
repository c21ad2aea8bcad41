import Foundation
import Terminal
import Testing

struct TerminalScreenTests {
  /// Runs in a process of its own whose standard input and output are a new terminal; the test
  /// answers with what is true there.
  @Test func theTerminalIsRawInBetweenAndRestored() async {
    await #expect(processExitsWith: .success) {
      // The two requests of the kernel's pseudoterminals: unlock the other side, tell its number.
      let main = open("/dev/ptmx", O_RDWR | O_NOCTTY)
      var isLocked: Int32 = 0
      var number: Int32 = -1
      guard main >= 0, ioctl(main, 0x4004_5431, &isLocked) == 0,
        ioctl(main, 0x8004_5430, &number) == 0
      else { exit(2) }
      let side = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
      guard side >= 0, dup2(side, STDIN_FILENO) >= 0, dup2(side, STDOUT_FILENO) >= 0 else {
        exit(3)
      }
      setenv("TERM", "xterm", 1)
      setenv("NO_COLOR", "1", 1)
      var size = winsize(ws_row: 33, ws_col: 77, ws_xpixel: 0, ws_ypixel: 0)
      guard ioctl(side, UInt(TIOCSWINSZ), &size) == 0 else { exit(4) }
      guard TerminalScreen.isInteractive, TerminalScreen.isScreen, !TerminalScreen.hasColor,
        TerminalScreen.size == TerminalScreen.Size(columns: 77, rows: 33)
      else { exit(5) }

      var before = termios()
      tcgetattr(STDIN_FILENO, &before)
      func use() {
        let screen = TerminalScreen(opening: "<", closing: ">")
        var raw = termios()
        tcgetattr(STDIN_FILENO, &raw)
        if raw.c_lflag & tcflag_t(ICANON | ECHO | ISIG) != 0 { exit(6) }
        write(main, "k", 1)
        if TerminalScreen.readInput() != [UInt8(ascii: "k")] { exit(7) }
        _ = consume screen
      }
      use()
      var after = termios()
      tcgetattr(STDIN_FILENO, &after)
      guard before.c_lflag == after.c_lflag, before.c_iflag == after.c_iflag else { exit(8) }
      var shown: [UInt8] = []
      while shown.count < 2 {
        var byte: UInt8 = 0
        if read(main, &byte, 1) != 1 { exit(9) }
        shown.append(byte)
      }
      exit(shown == Array("<>".utf8) ? 0 : 10)
    }
  }

  @Test func aPipeIsNoScreen() async {
    await #expect(processExitsWith: .success) {
      setenv("TERM", "dumb", 1)
      exit(TerminalScreen.isScreen || TerminalScreen.hasColor ? 1 : 0)
    }
  }

  @Test(arguments: [("C.UTF-8", true), ("en_US.utf8", true), ("C", false), ("", false)])
  func theLocaleTellsTheCharacters(_ locale: String, _ hasUnicode: Bool) async {
    await #expect(processExitsWith: .exitCode(hasUnicode ? 1 : 0)) { [locale] in
      setenv("LC_ALL", locale, 1)
      setenv("LC_CTYPE", "", 1)
      setenv("LANG", "", 1)
      exit(TerminalScreen.hasUnicode ? 1 : 0)
    }
  }
}
