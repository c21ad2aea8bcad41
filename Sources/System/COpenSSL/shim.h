#ifndef DUEL_COPENSSL_SHIM_H
#define DUEL_COPENSSL_SHIM_H
// The compression of a single block is offered under the old names only.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/evp.h>
#include <openssl/sha.h>
#endif
