%include "program.nasm"
global wWinMainCRTStartup
section .text
print:                              ; edx bytes at rcx
  sub rsp, 56
  mov rbx, rcx
  mov esi, edx
  mov ecx, -11
  call GetStdHandle
  mov rcx, rax
  mov rdx, rbx
  mov r8d, esi
  lea r9, [written]
  mov qword [rsp + 32], 0
  call WriteFile
  add rsp, 56
  ret
  align 16
wWinMainCRTStartup:
  sub rsp, 40
  lea rcx, [hello]
  mov edx, world.end - hello        ; over a label within
  call print
  movzx eax, word [offsets + 2]
  lea rcx, [names]
  add rcx, rax
  movzx edx, byte [lengths + 1]
  call print
  mov rax, [number]                 ; 8 bytes at a label of 4
  shr rax, 32
  movzx ecx, byte [number.tail]
  add ecx, eax
  movdqa xmm0, [numbers]
  paddd xmm0, [more]
  movd eax, xmm0
  add ecx, eax
  call ExitProcess
section .data
hello: db "hello "
world: db "world", 10
.end: db "!"
number: dd 1
  dd 2
.tail: db 7 * VERSION
section .rdata align=16
offsets: dw 0, second - names, third - names
lengths: db 3, 4
names: db "one"
second: db "two", 10
third: db "three"
  align 16
numbers: dd 1, 2, 3, 4
more: dd 4, 3, 2, 1
section .bss
written: resd 1
