/*
 * In place of csmith's header of this name, for programs without C's library: what they take of it, an entry
 * point, and a checksum that kernel32 prints. The exit code is the checksum's lowest byte.
 */
#ifndef FREESTANDING_CSMITH_H
#define FREESTANDING_CSMITH_H

#include <float.h>
#include <limits.h>
#include <stdint.h>

typedef unsigned long long size;

void *GetStdHandle(unsigned);
int WriteFile(void *, const void *, unsigned, unsigned *, void *);
__attribute__((noreturn)) void ExitProcess(unsigned);

static double fabs(double x) { return x < 0 ? -x : x; }
static float fabsf(float x) { return x < 0 ? -x : x; }

#define STATIC static
#define UNDEFINED(value) (value)
#define LOG_INDEX
#define LOG_EXEC
#define FUNC_NAME(name) (safe_##name)
#define assert(condition)
#include "safe_math.h"

/* What compilers call for copies. */
void *memset(void *to, int byte, size count) {
  volatile char *t = to;
  while (count--) *t++ = (char)byte;
  return to;
}

void *memcpy(void *to, const void *from, size count) {
  volatile char *t = to;
  const volatile char *f = from;
  while (count--) *t++ = *f++;
  return to;
}

static uint32_t crc32_context = 0xFFFFFFFF;
static uint32_t crc32_tab[256];

static void crc32_gentab(void) {
  for (uint32_t i = 0; i < 256; i++) {
    uint32_t crc = i;
    for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (crc & 1 ? 0xEDB88320 : 0);
    crc32_tab[i] = crc;
  }
}

static void crc32_byte(uint8_t byte) {
  crc32_context = (crc32_context >> 8) ^ crc32_tab[(crc32_context ^ byte) & 0xFF];
}

static void transparent_crc(uint64_t value, char *name, int flag) {
  for (int i = 0; i < 8; i++) crc32_byte((uint8_t)(value >> (8 * i)));
}

static void transparent_crc_bytes(char *bytes, int count, char *name, int flag) {
  for (int i = 0; i < count; i++) crc32_byte((uint8_t)bytes[i]);
}

static void platform_main_begin(void) {}

static void platform_main_end(uint32_t crc, int flag) {
  char text[] = "checksum = ........\n";
  unsigned written;
  for (int i = 0; i < 8; i++) text[18 - i] = "0123456789ABCDEF"[(crc >> (4 * i)) & 15];
  WriteFile(GetStdHandle((unsigned)-11), text, sizeof text - 1, &written, 0);
  ExitProcess(crc & 0xFF);
}

/* GCC calls it first in main. */
void __main(void) {}

int main();

void wWinMainCRTStartup(void) {
  main(1, 0);
  ExitProcess(99);
}

#endif
