/* What each program needs of Windows and of its compiler, and a way to print. */
#ifndef VERSION
#define VERSION 1
#endif
typedef unsigned long long size;
void *GetStdHandle(unsigned);
int WriteFile(void *, const void *, unsigned, unsigned *, void *);
void ExitProcess(unsigned);

/* Defined where one object is made of several, so that it is there once. */
#ifndef SECOND_UNIT
int _fltused = 0;

void *memcpy(void *to, const void *from, size count) {
  volatile char *t = to;
  const volatile char *f = from;
  while (count--) *t++ = *f++;
  return to;
}

void *memset(void *to, int byte, size count) {
  volatile char *t = to;
  while (count--) *t++ = (char)byte;
  return to;
}
#endif

static unsigned long long seed = 12345;

static __attribute__((noinline)) unsigned random_below(unsigned limit) {
  seed = seed * 6364136223846793005ull + 1442695040888963407ull;
  return (unsigned)(seed >> 33) % limit;
}

static __attribute__((noinline)) void print(const char *text) {
  unsigned length = 0, written;
  while (text[length]) length++;
  WriteFile(GetStdHandle((unsigned)-11), text, length, &written, 0);
}

static __attribute__((noinline)) void print_number(long long number) {
  char digits[32];
  int at = 31;
  int negative = number < 0;
  unsigned long long rest = negative ? 0 - (unsigned long long)number : (unsigned long long)number;
  digits[at] = 0;
  do digits[--at] = (char)('0' + rest % 10);
  while (rest /= 10);
  if (negative) digits[--at] = '-';
  print(digits + at);
  print("\n");
}
