/* A program that uses C's runtime: text, floating point, sorting, switches with and without tables, variables of threads. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef int (*operation)(int, int);

static int add(int x, int y) { return x + y; }
static int subtract(int x, int y) { return x - y; }
static int multiply(int x, int y) { return x * y; }

static const struct {
  const char *name;
  operation apply;
  double factor;
} operations[] = {{"add", add, 1.5}, {"subtract", subtract, -2.25}, {"multiply", multiply, 1e10}, {0, 0, 0}};

static double polynomial(double x) {
  static const double coefficients[] = {1, -0.5, 0.25, -0.125, 0.0625};
  double sum = 0;
  for (int i = 4; i >= 0; i--) sum = sum * x + coefficients[i];
  return sum;
}

static int ascending(const void *x, const void *y) { return *(const int *)x - *(const int *)y; }

static int format(char *to, const char *how, ...) {
  va_list arguments;
  va_start(arguments, how);
  int length = vsnprintf(to, 64, how, arguments);
  va_end(arguments);
  return length;
}

static int calculate(const char *text) {
  int state = 0, number = 0;
  for (; *text; text++) {
    switch (*text) {
      case '0': case '1': case '2': case '3': case '4': case '5': case '6': case '7': case '8': case '9':
        number = number * 10 + *text - '0';
        break;
      case 'a': state = 2; break;
      case 'b': if (state == 2) number++; break;
      case 'c': number ^= 7; break;
      case 'd': number <<= 2; break;
      case 'e': number >>= 1; break;
      case 'f': number = -number; break;
      case ' ': break;
      default: return -state;
    }
  }
  return number;
}

int main(int count, char **arguments) {
  int numbers[] = {5, 3, 9, 1, 7};
  char text[64];
  qsort(numbers, 5, sizeof *numbers, ascending);
  for (int i = 0; operations[i].name; i++) {
    format(text, "%s %d %.3f", operations[i].name, operations[i].apply(numbers[i], count),
           operations[i].factor * polynomial(count));
    puts(text);
  }
  char *copy = malloc(100);
  memset(copy, 0, 100);
  memcpy(copy, "copied", 6);
  printf("%d %f %s %d\n", calculate(count > 1 ? arguments[1] : "12a bf"), sin(count) + strtod("1.5", 0), copy,
         (int)strlen(copy));
  free(copy);
  return numbers[0];
}
