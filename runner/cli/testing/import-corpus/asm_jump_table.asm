%include "program.nasm"
global wWinMainCRTStartup
section .text
pick:
  lea rdx, [table]
  movsxd rax, dword [rdx + rcx * 4]
  add rax, rdx
  jmp rax
  align 4
table: dd one - table, two - table, three - table
one: mov eax, 10
  ret
two: mov eax, 20 * VERSION
  ret
three: mov eax, 30
  jmp near twice
  align 16
global twice
twice:
  add eax, eax
  ret
  align 16
wWinMainCRTStartup:
  push rbx
  push rsi
  sub rsp, 40
  xor ebx, ebx
  xor esi, esi
.next:
  mov ecx, ebx
  call pick
  add esi, eax
  inc ebx
  cmp ebx, 3
  jne .next
  lea rax, [pointers]
  call [rax + 8]
  add esi, eax
  mov ecx, esi
  call ExitProcess
section .data align=16
pointers: dq one, two, three
