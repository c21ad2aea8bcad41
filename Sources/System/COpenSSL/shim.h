#ifndef DUEL_COPENSSL_SHIM_H
#define DUEL_COPENSSL_SHIM_H
#include <openssl/evp.h>
#endif
