%include "program.nasm"
global wWinMainCRTStartup
%if VERSION = 2
%define FACTOR 4.0
%else
%define FACTOR 2.0
%endif
section .text align=16
wWinMainCRTStartup:
  sub rsp, 40
  movaps xmm0, [ones]
  addps xmm0, [numbers]
  mulps xmm0, [factors]
  movaps [result], xmm0
  cvttss2si ecx, [result + 8]
  add cl, [odd]
  add ecx, [in_code]
  call ExitProcess
  align 16
in_code: dd 3, 0, 0, 0
section .rdata rdata align=16
odd: db 1
  align 8, db 0
eight: dq 1.5
ones: dd 1.0, 1.0, 1.0, 1.0
numbers: dd 1.0, 2.0, 3.0, 4.0
factors: dd 2.0, 2.0, FACTOR, 2.0
section .bss align=16
flag: resb 1
alignb 16
result: resd 4
