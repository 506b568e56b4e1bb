%include "program.nasm"
global wWinMainCRTStartup
section .text
print:                          ; rcx: text, rdx: its length
  sub rsp, 56
  mov [rsp + 40], rcx
  mov [rsp + 48], rdx
  mov ecx, -11
  call GetStdHandle
  mov rcx, rax
  mov rdx, [rsp + 40]
  mov r8, [rsp + 48]
  lea r9, [written]
  mov qword [rsp + 32], 0
  call WriteFile
  add rsp, 56
  ret
  align 16
wWinMainCRTStartup:
  push rbx
  push rsi
  sub rsp, 40
  lea rbx, [words]
  xor esi, esi
.next:
  movsxd rcx, dword [rbx + rsi * 4]
  add rcx, rbx
  mov edx, 4
  call print
  inc esi
  cmp esi, 3
  jne .next
  lea rbx, [narrow]
  movzx ecx, word [rbx + 2]
  add rcx, rbx
  mov edx, 5
  call print
  lea rbx, [bytes]
  movzx ecx, byte [rbx + 1]
  add rcx, rbx
  mov edx, 5
  call print
  movsxd rcx, dword [counted]
  lea rdx, [first]
  add rcx, rdx
  mov edx, 4
  call print
  mov ecx, VERSION + 4
  call ExitProcess
section .rdata rdata align=16
words: dd first - words, second - words, third - words
counted: dd third - first, second - first
first: db "one "
second: db "two "
%if VERSION = 2
inserted: db "---- "
%endif
third: db "six", 10
narrow: dw four - narrow, five - narrow
four: db "four "
five: db "five", 10
bytes: db six - bytes, seven - bytes
six: db "six ", 0
seven: db "seven", 10
section .bss
written: resd 1
