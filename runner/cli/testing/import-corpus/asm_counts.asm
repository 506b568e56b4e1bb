%include "program.nasm"
global wWinMainCRTStartup, shared, add_one, add_two, add_three
section .text
wWinMainCRTStartup:
  sub rsp, 56
  lea rbx, [first]
  mov ecx, [rbx + second - first]   ; by a number that is a distance
  add ecx, [rbx + shared - first]
  lea rbx, [last]
  add ecx, [rbx + second - last]    ; backwards
  lea rbx, [first]
  mov edx, 6                        ; over four labels
.sum:
  add ecx, [rbx]
  add rbx, 4
  dec edx
  jnz .sum
  lea rax, [texts_end]              ; by what two addresses are apart
  lea rdx, [text]
  sub rax, rdx
  add ecx, eax
  lea rdi, [zeros]
  mov eax, 12                       ; over two labels without bytes in the file
.fill:
  mov byte [rdi], VERSION
  inc rdi
  dec eax
  jnz .fill
  movzx eax, byte [more_zeros]
  add ecx, eax
  lea rax, [add_one]
  add rax, add_two - add_one        ; to another function
  call rax
  lea rax, [add_three]
  call rax
  call ExitProcess
  align 16
add_one:
  inc ecx
  ret
  align 16
add_two:
  add ecx, 2 * VERSION
  ret
  align 16
add_three:
  add ecx, 3
  ret
section .data
first: dd 5, 0
shared: dd 7
second: dd 11 * VERSION
third: dd 2
last: dd 1
section .rdata
text: db "ab", 0
other_text: db "cde", 0
texts_end: db "x", 0
section .bss
zeros: resb 8
more_zeros: resb 8
