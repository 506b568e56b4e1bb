/*
 * Loads subject.dll at its base, or elsewhere if MOVED is 1, and prints where its exports are.
 * The DLL's own code is not run.
 */
#include <windows.h>
#include <stdio.h>
#include <string.h>

static LONG CALLBACK crash(EXCEPTION_POINTERS *exception) {
  printf("crash 0x%lx\n", exception->ExceptionRecord->ExceptionCode);
  fflush(stdout);
  ExitProcess(9);
}

static void show(FARPROC address) {
  HMODULE owner = 0;
  DWORD how = GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT;
  char name[MAX_PATH] = "nowhere";
  if (address == 0) {
    printf("none\n");
  } else if (!GetModuleHandleExA(how, (LPCSTR)address, &owner)) {
    printf("nowhere\n");
  } else {
    GetModuleFileNameA(owner, name, sizeof name);
    printf("%s+0x%x\n", strrchr(name, '\\') + 1, (unsigned)((char *)address - (char *)owner));
  }
}

int main(void) {
  const ULONG_PTR base = 0x180000000ull;
  static const char *const names[] = {"function_a", "function_b", "variable", "forwarded"};
  AddVectoredExceptionHandler(1, crash);
  if (MOVED && VirtualAlloc((void *)base, 0x10000, MEM_RESERVE, PAGE_NOACCESS) == 0) return 2;
  HMODULE subject = LoadLibraryExA("subject.dll", 0, DONT_RESOLVE_DLL_REFERENCES);
  printf("loaded %d, at its base %d\n", subject != 0, (ULONG_PTR)subject == base);
  fflush(stdout);
  if (subject == 0) return 1;
  for (int i = 0; i < 4; i++) {
    printf("%s: ", names[i]);
    show(GetProcAddress(subject, names[i]));
  }
  for (int i = 1; i < 9; i++) {
    printf("%d: ", i);
    show(GetProcAddress(subject, (LPCSTR)(ULONG_PTR)i));
  }
  return 0;
}
