#!/usr/bin/env bash
# nanoCLR's size in flash, measured as scripts/text-size.sh measures this runtime: the core, the start-up, and the
# natives of the assemblies that this runtime has natives for; no HAL, no debugger, no wire protocol, no file system, no
# sockets, no serialization.
#   scripts/nanoclr-size.sh FOLDER      FOLDER: a checkout of github.com/nanoframework/nf-interpreter; nothing is written to it
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
if [ ! -d "${1:-}/src/CLR/Core" ]; then
    sed -n '2,5s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
    exit 64
fi
source=$(cd "$1/src" && pwd)
. scripts/flash.sh
out=$PWD/.build/runtime/nanoclr-size
rm -rf "$out"
mkdir -p "$out/include"

# What a target's build generates or brings: the configuration of a release with reflection, and no hardware. The
# headers that only name hardware are empty; those of libstdc++, which the compiler comes without, pass libc's on.
cat >"$out/include/target_common.h" <<'HEADER'
#pragma once
#include <stddef.h>
#include <stdint.h>
#define BUILD_RTM 1
#define RUNTIME_MEMORY_PROFILE__medium 1
#define CONFIG_RTOS "none"
#define CONFIG_NF_TARGET_HAS_NANOBOOTER 0
#define CONFIG_NF_ENABLE_DOUBLE_PRECISION_FP 1
#define CONFIG_NF_FEATURE_LIGHT_MATH 0
#define CONFIG_NF_SUPPORT_ANY_BASE_CONVERSION 1
#define CONFIG_NF_FEATURE_SUPPORT_REFLECTION 1
#define CONFIG_API_NANOFRAMEWORK_SYSTEM_COLLECTIONS 1
#define VERSION_MAJOR 1
#define VERSION_MINOR 0
#define VERSION_BUILD 0
#define VERSION_REVISION 0
#define OEMSYSTEMINFOSTRING ""
#define MAX_SPI_DEVICES 1
#define LPCSTR const char *
#define NANOCLR_STOP()
#define HARD_BREAKPOINT()
#define EVENTS_HEART_BEAT
#define GLOBAL_LOCK()
#define GLOBAL_UNLOCK()
#define GLOBAL_LOCK_SOCKETS(x)
#define PLATFORM_DELAY(x)
#ifdef __cplusplus
extern "C" {
#endif
uint64_t HAL_Time_CurrentSysTicks();
uint64_t HAL_Time_SysTicksToTime(uint64_t ticks);
int mbedtls_base64_encode(unsigned char *to, size_t size, size_t *written, const unsigned char *from, size_t length);
int mbedtls_base64_decode(unsigned char *to, size_t size, size_t *written, const unsigned char *from, size_t length);
#ifdef __cplusplus
}
#endif
HEADER
for header in target_platform target_os target_board nf_config targetHAL targetHAL_Time targetPAL_Time TargetHAL_Spi \
    TargetPAL_BlockStorage target_BlockStorage Target_System_IO_FileSystem nanoprintf base64; do
    echo '#pragma once' >"$out/include/$header.h"
done
for header in stdint stddef string stdio stdlib math limits stdarg errno; do
    echo "#include <$header.h>" >"$out/include/c$header"
done

flags=(--specs=picolibc.specs "${flash_flags[@]}" -fno-exceptions -fno-rtti -fno-threadsafe-statics -fshort-wchar -w -DPLATFORM_ESP32 -DLITTLE_ENDIAN
    -include target_common.h -I "$out/include")
for folder in CLR/{Include,Core,CorLib,System.Math,Debugger,WireProtocol,Startup,Messaging,Diagnostics} HAL/Include \
    PAL PAL/{Include,COM,AsyncProcCall,Double,BlockStorage,Lwip} \
    nanoFramework.{Runtime.Native,System.Collections,System.Text,Runtime.Events,ResourceManager}; do
    flags+=(-I "$source/$folder")
done
cd "$source"
for file in CLR/Core/*.cpp CLR/Core/*/*_stub.cpp CLR/CorLib/*.cpp CLR/System.Math/*.cpp CLR/Startup/CLRStartup.cpp \
    CLR/Diagnostics/{Info,Info_Safeprintf,Diagnostics_stub}.cpp \
    nanoFramework.{System.Collections,System.Text,Runtime.Native,ResourceManager}/*.cpp; do
    printf '%s\0%s\0' "$out/$(basename "$file" .cpp).o" "$file"
done | xargs -0 -n 2 -P "$(nproc)" riscv64-unknown-elf-g++ "${flags[@]}" -c -o

# What a board's main calls, and the tables of natives.
flash_size "$out" ClrStartup '^(ClrStartup|g_CLR_AssemblyNative_.*)$'
