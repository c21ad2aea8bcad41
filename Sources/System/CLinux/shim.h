#ifndef DUEL_CLINUX_SHIM_H
#define DUEL_CLINUX_SHIM_H
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#endif
