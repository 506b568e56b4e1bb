/* Variables and a function for imported-variables.c. */
__declspec(dllexport) int number = 5, other = 6, marked = 7;
__declspec(dllexport) int table[8] = {1, 2, 3, 4, 5, 6, 7, 8};
__declspec(dllexport) struct { int first, second; } pair = {3, 4};
__declspec(dllexport) int function(void) { return number; }
