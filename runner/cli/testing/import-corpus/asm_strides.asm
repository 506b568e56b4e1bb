%include "program.nasm"
global wWinMainCRTStartup, zero, one, two, first, second
section .text
zero: mov al, 3
  add eax, VERSION
  ret
  align 8
one: mov al, 5
  add eax, VERSION
  ret
  align 8
two: mov al, 9
  add eax, VERSION
  ret
  align 16
first: mov eax, 3
%if VERSION = 2
  times 20 nop
%endif
  ret
second: mov eax, 7
  ret
  align 16
wWinMainCRTStartup:
  push rbx
  sub rsp, 32
  mov ebx, 2
  lea rdx, [zero]
  xor eax, eax
  lea rcx, [rdx + rbx * 8]          ; functions that are 8 bytes apart
  call rcx
  mov ebx, eax
  mov ecx, 1
  shl rcx, 3
  lea rax, [zero]
  add rcx, rax
  xor eax, eax
  call rcx
  add ebx, eax
  mov ecx, 1
  imul rcx, rcx, second - first     ; or as many as the first has
  lea rax, [first]
  add rax, rcx
  call rax
  lea ecx, [rbx + rax * 4]
  call ExitProcess
