; Printing, for programs in assembly. A program defines wWinMainCRTStartup.
bits 64
default rel
extern GetStdHandle, WriteFile, ExitProcess
%ifndef VERSION
%define VERSION 1
%endif
