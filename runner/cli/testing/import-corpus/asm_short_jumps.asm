%include "program.nasm"
global wWinMainCRTStartup, helper
section .text
wWinMainCRTStartup:
  sub rsp, 40
  mov ecx, 5 * VERSION
  jmp helper
before:
  add ecx, 2
  jmp short leave_now
helper:
  cmp ecx, 100
  jb before
  xor ecx, ecx
leave_now:
  call twice
  mov ecx, eax
  call ExitProcess
section .second code align=16
twice:
  lea eax, [rcx + rcx]
  jmp short done
  db 0xe8, 0x15, 0x70
done:
  add eax, [number]
  ret
  align 8, db 0
number: dd 7
