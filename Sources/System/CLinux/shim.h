#ifndef DUEL_CLINUX_SHIM_H
#define DUEL_CLINUX_SHIM_H
#include <spawn.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* glibc declares these only under _GNU_SOURCE, with which other modules were not built. */
int accept4(int descriptor, struct sockaddr *address, socklen_t *length, int flags);
int epoll_pwait2(int descriptor, struct epoll_event *events, int room,
                 const struct timespec *timeout, const sigset_t *mask);
int pipe2(int ends[2], int flags);
int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *path);
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);

/* A descriptor that can be read from when the process has ended; -1 and errno when there is none.
   glibc has it by name from 2.36 on. */
static inline int duel_pidfd_open(pid_t process) {
  return (int)syscall(SYS_pidfd_open, process, 0);
}

#endif
