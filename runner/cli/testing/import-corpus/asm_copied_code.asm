%include "program.nasm"
global wWinMainCRTStartup, begin, finish, sum
section .text
begin: mov eax, 33 * VERSION
%if VERSION = 2
  times 40 nop
%endif
  ret
finish: mov eax, 4
  ret
  times 16 - ($ - $$) % 16 int3
sum:                                ; of edx bytes at rcx
  xor eax, eax
.next:
  movzx r8d, byte [rcx]
  lea eax, [rax + rax * 2]
  add eax, r8d
  inc rcx
  dec edx
  jne .next
  ret
  times 64 - ($ - $$) % 64 int3
wWinMainCRTStartup:
  sub rsp, 40
  lea rcx, [begin]
  mov edx, finish - begin
  call sum
  mov ebx, eax
  mov rcx, [pointer]
  mov edx, sum - begin
  call sum
  lea ecx, [rax + rbx]
  and ecx, 127
  call ExitProcess
section .data
pointer: dq begin
