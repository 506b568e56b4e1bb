%include "program.nasm"
global wWinMainCRTStartup, before, after, where
section .text
before: mov eax, 3
%if VERSION = 2
  times 40 nop
%endif
  ret
  align 16
where: mov rax, [rsp]
  ret
  align 16
wWinMainCRTStartup:
  sub rsp, 40
  call where
.returned:
  lea rcx, [rax + after - .returned]
  call rcx
  mov ebx, eax
  call .here
.here:
  pop rax
  sub rax, .here - before
  call rax
  lea ecx, [rbx + rax * 4]
  call ExitProcess
  align 16
after: mov eax, 5 * VERSION
  ret
