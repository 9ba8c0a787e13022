# Entry of a bare-metal kernel: the Linux boot image header, then C with a stack and cleared variables, in S-mode.
  .section .head, "ax"
  .option norvc
  .globl _start
_start:
  j     enter
  .word 0
  .quad 0x200000          # offset to the start of RAM
  .quad _end - _start     # size with variables and stack
  .quad 0
  .word 2
  .word 0
  .quad 0
  .ascii "RISCV\0\0\0"
  .ascii "RSC\005"
  .word 0

enter:
  la    t0, _bss
  la    t1, _end
1:
  sd    zero, 0(t0)
  addi  t0, t0, 8
  bltu  t0, t1, 1b
  la    sp, stack_top
  la    t0, trapped
  csrw  stvec, t0
  li    t0, 1 << 13       # sstatus.FS: floating point is on
  csrs  sstatus, t0
  call  begin             # a0, a1: hart and device tree, as the firmware passed them
1:
  wfi
  j     1b

  .balign 4
trapped:
  la    sp, stack_top
  csrr  a0, scause
  csrr  a1, sepc
  csrr  a2, stval
  call  report_trap

# A second hart: a1 is the top of its stack. Ends in second_hart(hart).
  .globl enter_second
enter_second:
  mv    sp, a1
  la    t0, trapped
  csrw  stvec, t0
  li    t0, 1 << 13
  csrs  sstatus, t0
  call  second_hart
1:
  wfi
  j     1b

  .section .bss
  .balign 16
  .space 65536
stack_top:
