/* Follows the trend: cc -O trend.c -o trend && DUEL_ADDR=HOST:PORT ./trend, or on its stdio */
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
static char *line, value[100], seat[12], nonce[65], hash[65], names[8][100];
static double marks[8][20], held[8];
static int is(const char *start) { return !strncmp(line, start, strlen(start)); }
static char *field(const char *key) { /* the value of a field, at most 99 bytes of it */
  char start[120], *found = strstr(line, (sprintf(start, " %s=", key), start));
  snprintf(value, sizeof value, "%s", found ? found + strlen(start) : "");
  return value[strcspn(value, " \r\n")] = 0, value;
}
static void dial(char *address) { /* makes a connection the standard input and output */
  struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *at;
  char *port = strrchr(address, ':');
  if (!port || (*port = 0, getaddrinfo(address, port + 1, &hints, &at))) exit(3);
  int wire = socket(at->ai_family, SOCK_STREAM, 0);
  if (connect(wire, at->ai_addr, at->ai_addrlen) || dup2(wire, 0) || dup2(wire, 1) != 1) exit(3);
}
static int bind_nonce(void) { /* section 5; the shell has chance and SHA-256, libc has not */
  char shell[400], *form = "n=$(od -An -v -to1 -N32 /dev/urandom|tr -d '\\n'|sed 's/ /\\\\/g');"
      "printf \"$n\" | od -An -v -tx1 | tr -d ' \\n'; echo; printf '\\000\\000\\000\\023margin-duel"
      "/nonce/1\\000\\000\\000\\001%s\\000\\000\\000\\040'\"$n\" | sha256sum";
  snprintf(shell, sizeof shell, form, seat);
  FILE *tool = strcmp(field("nonces"), "required") ? NULL : popen(shell, "r");
  return tool && fscanf(tool, "%64s %64s", nonce, hash) == 2 && !pclose(tool);
}
int main(void) {
  char *address = getenv("DUEL_ADDR"), *name = getenv("DUEL_NAME"), *match = getenv("DUEL_MATCH");
  char *key = getenv("DUEL_KEY") ? getenv("DUEL_KEY") : "", *label = *key ? " key=" : "";
  int last = 0, lockstep = 0, count = 0;
  if (address && *address) dial(address);
  setvbuf(stdout, NULL, _IOLBF, 0);
  for (size_t room = 0; getline(&line, &room, stdin) > 0;) {
    if (is("INFO ")) printf("HELLO proto=1 name=%s\n", name ? name : "trend-c");
    if (is("INFO ")) printf(match && *match ? "JOIN match=%s%s%s\n" : "QUEUE\n", match, label, key);
    if (is("OK JOIN ") || is("OK QUEUE ")) sprintf(seat, "%d", atoi(field("seat")));
    if (is("COMMITMENT ")) printf(bind_nonce() ? "READY nonce=%s\n" : "READY\n", hash);
    if (is("NONCE ") && *nonce && !strcmp(field("seat"), seat)) printf("OPEN nonce=%s\n", nonce);
    if (is("PING")) puts("PONG");
    if (is("ERR ") || is("BYE ") || is("END ")) fputs(line, stderr);
    if (is("END ")) return 0;
    if (is("START ")) last = atoi(field("ticks")) - 1, lockstep = field("clock")[1] == 'o';
    for (char *s = is("START ") ? strtok(field("instruments"), ",") : 0; s; s = strtok(0, ","))
      held[count] = 0, strcpy(names[count++], s);
    for (int i = 0; i < count; i++) { /* holds what the trend says */
      if (is("TICK ")) memmove(marks[i], marks[i] + 1, 152), marks[i][19] = atof(field(names[i]));
      if ((is("FILL ") || is("LIQUIDATION ")) && !strcmp(field("instrument"), names[i]))
        if (is("FILL ") || !strcmp(field("seat"), seat)) held[i] = atof(field("position"));
      if (!is("RANK ") || atoi(field("tick")) >= last) continue;
      int way = marks[i][19] > marks[i][0] ? 1 : -1;
      if (held[i] * way < 0) printf("CLOSE %s\n", names[i]);
      if (held[i] * way <= 0) printf("%s %s 20%% 5x\n", way > 0 ? "LONG" : "SHORT", names[i]);
    }
    if (is("RANK ") && lockstep && atoi(field("tick")) < last) printf("DONE tick=%s\n", value);
  }
  return 1;
}
