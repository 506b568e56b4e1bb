/* A program that uses variables of imported-variables-dll.c: in code, in constants and in other variables. */
#include <stdio.h>

extern int number, other, table[8];
extern struct { int first, second; } pair;
extern __declspec(dllimport) int marked;
extern int function(void);

int *to_number = &number;
int *to_table[2] = {&table[3], &other};
int *const to_second = &pair.second;

int main(int count, char **arguments) {
  number = count;
  printf("%d %d %d %d %d\n", number, other, table[2], pair.first, marked);
  printf("%d %d %d %d\n", *to_number, *to_table[count & 1], *to_second, function());
  return arguments[0][0] == 'x' ? table[count] : other;
}
