public import DuelHost
public import LeagueStore
public import Reactor

/// Why a server could not start, or had to stop.
public enum ServerError: Error, CustomStringConvertible {
  /// The system refused to listen or to wait.
  case system(SystemError)
  /// The folder of the league cannot be used, or not everything was written when the server
  /// stopped.
  case store(StoreError)
  /// The log in the folder cannot be executed.
  case log(LogDamage)
  /// The log cannot be written.
  case cannotWrite(StoreError?)

  /// What is wrong and what to do.
  public var description: String {
    switch self {
    case .system(let error): error.description
    case .store(let error): error.description
    case .log(let damage):
      "\(damage); nothing was changed: restore the folder from a copy, or begin with a new one"
    case .cannotWrite(let error):
      "the log cannot be written: " + (error?.description ?? "the server was stopped meanwhile")
    }
  }
}
