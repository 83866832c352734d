#!/usr/bin/env bash
# nanorun of the riscv32 flavour: starts nanorun.elf beside it under qemu; files are reached by semihosting.
arguments=enable=on,target=native,chardev=console
for argument in "$@"; do arguments+=,arg=${argument//,/,,}; done
exec qemu-system-riscv32 -M virt -cpu rv32 -m 64M -bios none -display none -monitor none -serial none \
    -chardev stdio,id=console -semihosting-config "$arguments" -kernel "$(dirname "$0")/nanorun.elf"
