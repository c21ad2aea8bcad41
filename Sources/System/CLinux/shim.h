#ifndef DUEL_CLINUX_SHIM_H
#define DUEL_CLINUX_SHIM_H
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>

/* glibc declares these two only under _GNU_SOURCE, with which other modules were not built. */
int accept4(int descriptor, struct sockaddr *address, socklen_t *length, int flags);
int epoll_pwait2(int descriptor, struct epoll_event *events, int room,
                 const struct timespec *timeout, const sigset_t *mask);
#endif
