import Foundation
import Fuzzing

// The targets under libFuzzer, which brings `main`. The environment names the target:
// DUEL_FUZZ_TARGET=host. Built by `.ci/fuzz` alone.

/// What libFuzzer itself would change of an input.
@_silgen_name("LLVMFuzzerMutate")
func changeBytes(_ data: UnsafeMutablePointer<UInt8>, _ size: Int, _ limit: Int) -> Int

private let target: FuzzTarget = {
  let name = ProcessInfo.processInfo.environment["DUEL_FUZZ_TARGET"] ?? ""
  guard let target = FuzzTarget(rawValue: name) else {
    preconditionFailure(
      "DUEL_FUZZ_TARGET is one of "
        + FuzzTarget.allCases.map(\.rawValue).joined(separator: " "))
  }
  return target
}()

private let seeds = FuzzSeeds.of(target)

/// Writes the examples into the folder named by DUEL_FUZZ_SEEDS, if there is one.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(
  _ count: UnsafeMutableRawPointer, _ words: UnsafeMutableRawPointer
) -> Int32 {
  guard let folder = ProcessInfo.processInfo.environment["DUEL_FUZZ_SEEDS"] else { return 0 }
  for (index, seed) in seeds.enumerated() {
    FileManager.default.createFile(atPath: "\(folder)/seed-\(index)", contents: Data(seed))
  }
  return 0
}

/// Runs the target on one input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> Int32 {
  do throws(FuzzFailure) {
    try target.run(Array(UnsafeBufferPointer(start: data, count: size)))
  } catch {
    fatalError("\(target): \(error)")
  }
  return 0
}

/// Changes an input, in turn as libFuzzer does and as the tests do.
@_cdecl("LLVMFuzzerCustomMutator")
public func changeInput(
  _ data: UnsafeMutablePointer<UInt8>, _ size: Int, _ limit: Int, _ seed: UInt32
) -> Int {
  guard seed % 3 != 0 else { return changeBytes(data, size, limit) }
  var mutator = Mutator(target, seeds, seed: Int(seed))
  let changed = mutator.changed(Array(UnsafeBufferPointer(start: data, count: size)))
  for (index, byte) in changed.prefix(limit).enumerated() { data[index] = byte }
  return min(changed.count, limit)
}
