import COpenSSL

/// A SHA-256 computation that can be used again and again.
@safe public struct SHA256: ~Copyable {
  private let context: OpaquePointer

  /// The function, looked up once for all computations.
  ///
  /// Libcrypto would clean itself up while the process exits, under the hands of threads that
  /// still compute; there is nothing to clean up that does not end with the process.
  private nonisolated(unsafe) static let algorithm: OpaquePointer? = {
    guard OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_ATEXIT), nil) == 1 else { return nil }
    return unsafe EVP_MD_fetch(nil, "SHA256", nil)
  }()

  /// Starts a computation over no bytes yet.
  public init() {
    guard let context = unsafe EVP_MD_CTX_new() else {
      preconditionFailure("SHA256: memory for a context")
    }
    unsafe self.context = unsafe context
    let started = unsafe EVP_DigestInit_ex(context, Self.algorithm, nil)
    precondition(started == 1, "SHA256: libcrypto offers SHA-256")
  }

  deinit { unsafe EVP_MD_CTX_free(context) }

  /// Takes in bytes.
  public mutating func update(_ bytes: Span<UInt8>) {
    let updated = unsafe bytes.withUnsafeBytes {
      unsafe EVP_DigestUpdate(context, $0.baseAddress, $0.count)
    }
    precondition(updated == 1, "SHA256: update")
  }

  /// Takes in the length of the bytes as four bytes, most significant first, then the bytes.
  public mutating func update(lengthPrefixed bytes: Span<UInt8>) {
    let size = UInt32(bytes.count)
    let prefix: [UInt8] = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: size >> $0) }
    update(prefix.span)
    update(bytes)
  }

  /// The digest of what was taken in; the computation starts anew.
  public mutating func finish() -> Digest {
    var bytes = [UInt8](repeating: 0, count: Digest.size)
    finish(into: &bytes)
    return Digest(bytes: bytes)
  }

  /// Writes the digest of what was taken in over the first 32 bytes; the computation starts anew.
  mutating func finish(into bytes: inout [UInt8]) {
    precondition(bytes.count >= Digest.size, "SHA256: room for a digest")
    let finished = unsafe bytes.withUnsafeMutableBufferPointer {
      unsafe EVP_DigestFinal_ex(context, $0.baseAddress, nil)
    }
    precondition(finished == 1, "SHA256: finish")
    let restarted = unsafe EVP_DigestInit_ex(context, nil, nil)
    precondition(restarted == 1, "SHA256: start anew")
  }
}
