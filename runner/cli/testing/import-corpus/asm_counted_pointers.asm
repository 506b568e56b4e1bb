%include "program.nasm"
global wWinMainCRTStartup, base, target, third, go
section .text
base: mov eax, 3 * VERSION
%if VERSION = 2
  times 40 nop
%endif
  ret
  align 16
target: mov eax, 5 * VERSION
  ret
third: mov eax, 7 * VERSION
  ret
  align 16
go:
  add rax, rcx
  jmp rax
  align 16
wWinMainCRTStartup:
  sub rsp, 40
  mov rax, [pointer]
  add rax, target - base            ; a number that is added to a pointer in data
  call rax
  mov ebx, eax
  mov eax, third - base             ; or that another function adds
  mov rcx, [pointer]
  call [adder]
  lea ebx, [rbx + rax * 2]
  mov rax, [pointer]
  add rax, [distance]               ; or that is in data itself
  call rax
  lea ebx, [rbx + rax * 4]
  movzx eax, byte [distances + 1]
  add rax, [pointer]
  call rax
  add ebx, eax
  add qword [pointer], target - base
  call [pointer]
  lea ecx, [rbx + rax * 8]
  and ecx, 127
  call ExitProcess
section .data
pointer: dq base
adder: dq go
section .rdata
distance: dq third - base
distances: db 0, target - base
