%include "program.nasm"
global wWinMainCRTStartup, middle, leave_with
section .text
wWinMainCRTStartup:
  sub rsp, 56
  mov ecx, -11
  call GetStdHandle
  mov rcx, rax
  lea rdx, [hello]
  mov r8d, length
  lea r9, [written]
  mov qword [rsp + 32], 0
  call WriteFile
  lea rcx, [numbers]
  lea rdx, [numbers_end]
  xor eax, eax
.sum:
  add eax, [rcx]
  add rcx, 4
  cmp rcx, rdx
  jne .sum
  mov ecx, eax
middle:                         ; entered from above, too
  add ecx, VERSION
  cmp ecx, 3
  jb leave_with
  add ecx, [pair + 4]
leave_with:
  call ExitProcess
section .data
hello: db "hello, "
world: db "world"
ending: db "!", 10
length equ $ - hello
align 4
numbers: dd 3, 4
  dd 5 * VERSION
numbers_end:
pair: dd 1
second_of_pair: dd 9
section .bss
written: resd 1
