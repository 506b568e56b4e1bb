"""Counts what pefile reads of images: a path on each line of standard input, JSON on each line of output."""

import json
import sys

import pefile

# pefile makes an object of each relocation; of so many bytes of them it would take minutes.
MOST_RELOCATION_BYTES = 64 * 1024
DIRECTORIES = {"IMPORT": 1, "EXPORT": 0, "BASERELOC": 5}


def counts_of(path):
    pe = pefile.PE(path, fast_load=True, max_symbol_exports=0x10000)
    wanted = [DIRECTORIES["IMPORT"], DIRECTORIES["EXPORT"]]
    rows = pe.OPTIONAL_HEADER.DATA_DIRECTORY
    size = rows[5].Size if len(rows) > 5 else 0
    if size <= MOST_RELOCATION_BYTES:
        wanted.append(DIRECTORIES["BASERELOC"])
    pe.parse_data_directories(directories=wanted)
    counts = {"sections": len(pe.sections)}
    counts["imports"] = sum(len(dll.imports) for dll in getattr(pe, "DIRECTORY_ENTRY_IMPORT", []))
    exports = getattr(pe, "DIRECTORY_ENTRY_EXPORT", None)
    counts["exports"] = len({one.ordinal for one in exports.symbols}) if exports else 0
    if size <= MOST_RELOCATION_BYTES:
        blocks = getattr(pe, "DIRECTORY_ENTRY_BASERELOC", [])
        counts["relocations"] = sum(len(block.entries) for block in blocks)
    pe.close()
    return counts


for line in sys.stdin:
    try:
        print(json.dumps(counts_of(line.rstrip("\n"))), flush=True)
    except Exception as error:
        print(json.dumps({"failure": f"{type(error).__name__}: {error}"}), flush=True)
