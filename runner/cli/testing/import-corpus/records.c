#include "program.h"
typedef int (*fn)(int);
struct entry { const char *name; fn f; struct entry *next; int n[3]; };
static int f1(int x){return x+1;} static int f2(int x){return x*VERSION+2;} static int f3(int x){return x-3;}
static struct entry e3 = {"three", f3, 0, {7,8,9}}; static struct entry e2 = {"two", f2, &e3, {4,5,6}}; static struct entry e1 = {"one", f1, &e2, {1,2,3}};
struct flex { int n; int a[]; }; static struct flex fx = {4, {5,6,7,8}};
static const struct { char t[8]; int v; } rows[] = {{"alpha",1},{"beta",2},{"gamma",3}};
static int *const inner[] = {&e1.n[2], &e2.n[1], &e3.n[0], &fx.a[3]};
static const fn table[] = {f3, f2, f1};
int wWinMainCRTStartup(void) { int s = 0; for (struct entry *e = &e1; e; e = e->next) { print(e->name); print_number(e->f(10)); }
 for (int i = 0; i < fx.n; i++) s = s * 2 + fx.a[i]; for (int i = 0; i < 3; i++) { print(rows[i].t); s += rows[i].v * table[i](i); }
 for (int i = 0; i < 4; i++) print_number(*inner[i]); print_number(s); ExitProcess(s & 127); }
