#ifndef DUEL_CSQLITE_SHIM_H
#define DUEL_CSQLITE_SHIM_H
#include <sqlite3.h>

/* This one takes a variable number of arguments, which Swift cannot call: whether the last
   connection leaves the write-ahead log as it is when it closes. */
static inline int duel_sqlite3_keep_log_on_close(sqlite3 *database, int isKept) {
  return sqlite3_db_config(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, isKept, (int *)0);
}
#endif
