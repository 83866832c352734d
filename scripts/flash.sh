# Sourced by text-size.sh and nanoclr-size.sh: what objects for rv32imc take in flash.

# As a board's build compiles; -Os is what ESP-IDF calls "optimize for size".
flash_flags=(-march=rv32imc -mabi=ilp32 -Os -ffunction-sections -fdata-sections -msave-restore)

# The linker is lld, which comes with Swift: it shortens calls and addresses until nothing more comes within reach. GNU
# ld goes over them once, with addresses from before, and leaves a thousand near calls long, 2 KB.
flash_linker=$(dirname "$(command -v swiftc)")/ld.lld
[ -x "$flash_linker" ] || flash_linker=ld.lld

# flash_size FOLDER ENTRY PATTERN [FUNCTION...]: links the objects in FOLDER as for a board and prints the bytes of code
# and of constants: alone, then with picolibc and libgcc, of which the FUNCTIONs, too, are needed. What ENTRY and the
# symbols whose names match PATTERN do not reach is left out.
flash_size() {
    local folder=$1 entry=$2 pattern=$3 name libraries roots=() missing
    shift 3
    # The compressed libraries, where Debian has them: for rv32imc alone there are none.
    libraries=(/usr/lib/picolibc/riscv64-unknown-elf/lib/rv32imac/ilp32/libc.a
        "$(riscv64-unknown-elf-gcc -march=rv32imac -mabi=ilp32 -print-libgcc-file-name)")
    for name in $(flash_names --defined-only --extern-only "$folder"/*.o | grep -E "$pattern"); do roots+=(-u "$name"); done
    "$flash_linker" -m elf32lriscv -r "$folder"/*.o -o "$folder/all.elf"
    missing=$(flash_names -u "$folder/all.elf")
    flash_link "$folder" "$entry" "$missing" "${roots[@]}"
    for name in "$@"; do roots+=(-u "$name"); done
    "$flash_linker" -m elf32lriscv -r "${roots[@]}" "$folder/all.elf" "${libraries[@]}" -o "$folder/with-libraries.elf"
    missing=$(flash_names -u "$folder/with-libraries.elf")
    flash_link "$folder" "$entry" "$missing" "${roots[@]}" "${libraries[@]}" | sed 's/$/, with picolibc and libgcc/'
    rm "$folder/all.elf" "$folder/with-libraries.elf"
}

# flash_names OPTION... FILE...: names of symbols, a line each.
flash_names() { riscv64-unknown-elf-nm "$@" 2>/dev/null | awk 'NF > 1 { print $NF }' | sort -u; }

# flash_link FOLDER ENTRY MISSING OPTION...: MISSING, what is not linked (a HAL, or libc), lies in the same flash:
# wherever that is, the linker shortens calls of it.
flash_link() {
    local folder=$1 entry=$2 missing=$3 name options=()
    shift 3
    for name in $missing; do options+=("--defsym=$name=$entry"); done
    "$flash_linker" -m elf32lriscv -O2 --image-base=0x42000000 --gc-sections "--entry=$entry" "${options[@]}" \
        "$folder"/*.o "$@" -o "$folder/linked"
    riscv64-unknown-elf-size -A "$folder/linked" | awk '
        $1 ~ /^\.text/ { code += $2 }
        $1 ~ /^\.(s?rodata|s?data|tdata|init_array)/ { constants += $2 }
        END { printf "%d bytes of text: %d of code, %d of constants\n", code + constants, code, constants }'
}
