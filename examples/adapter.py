#!/usr/bin/env python3
"""A small linker behind the adapter protocol (PROTOCOL.md), for x86-64 console programs.

It is not incremental: it keeps what the link script (docs/link-script.md) has said so far, and at
each snapshot makes the whole image anew. Standard library only; Python 3.8 or later.

    coff2 adapter-test python3 examples/adapter.py
"""

import json
import os
import struct
import sys

IMAGE_BASE = 0x140000000
PAGE = 0x1000  # SectionAlignment
BLOCK = 0x200  # FileAlignment
ENTRY_POINT = "wWinMainCRTStartup"
ERRORS = ("lazy", "const_data", "anyerror")  # the names of errors, which are asked for again

CODE = 0x60000020  # CNT_CODE, MEM_EXECUTE, MEM_READ
READ_ONLY = 0x40000040  # CNT_INITIALIZED_DATA, MEM_READ
READ_WRITE = 0xC0000040  # CNT_INITIALIZED_DATA, MEM_READ, MEM_WRITE

HELLO = {
    "protocol": 1,
    "name": "python example",
    "version": "1",
    "capabilities": {
        "machines": ["AMD64"],
        "outputModes": ["Exe"],
        "levels": ["valid", "runs", "meaning"],
        "incremental": False,
    },
}


class Unsupported(Exception):
    """The script asks for what this linker does not do."""


class Refused(Exception):
    """The script asks for what no image can hold."""


def align_up(value, alignment):
    return (value + alignment - 1) // alignment * alignment


def key_of(target):
    """Names what a relocation points at; its alignment is no part of the name."""
    kind = next(kind for kind in ("nav", "uav", "lazy", "global") if kind in target)
    value = target[kind]
    if kind == "global" and value[1] is not None:
        return (kind, value[0], value[1].lower())  # Windows compares names of DLLs without case
    return (kind, *value) if isinstance(value, list) else (kind, value)


class Content:
    """What a symbol holds: its bytes, and its relocations as (offset, type, target, addend)."""

    def __init__(self, items):
        self.bytes = bytearray()
        self.relocs = []
        for item in items:
            if isinstance(item, str):
                self.bytes += bytes.fromhex(item)
            elif "splat" in item:
                byte, count = item["splat"]
                self.bytes += bytes([byte]) * count
            elif "ptr" in item:
                self.relocs.append((len(self.bytes), "ADDR64", item["ptr"], item.get("addend", 0)))
                self.bytes += bytes(8)
            elif "reloc" in item:
                offset = item.get("offset", len(self.bytes) - 4)
                self.relocs.append((offset, item["type"], item["reloc"], item.get("addend", 0)))
            elif "rebase" not in item:  # which only asks for room
                raise Unsupported(f"content {json.dumps(item)}")


class Program:
    """All that the script has said so far."""

    def __init__(self, options):
        if options.get("machine", "AMD64") != "AMD64" or options.get("outputMode", "Exe") != "Exe":
            raise Unsupported("anything but programs for AMD64")
        self.subsystem_version = (
            options.get("majorSubsystemVersion", 6),
            options.get("minorSubsystemVersion", 0),
        )
        self.function_alignment = 1 if options.get("optimize") == "ReleaseSmall" else 16
        self.symbols = {}  # by key: section name, alignment, content
        self.defined = {}  # the same of lazy symbols, as the compiler would give them now
        self.asked = set()  # keys of lazy symbols that keep their content
        self.exports = {}  # by name: key

    def apply(self, op):
        kind = op["op"]
        if kind == "defineUav":
            self.symbols["uav", op["id"]] = (".rdata", op["align"], Content(op["content"]))
        elif kind == "defineLazy":
            section = ".text" if op["kind"] == "code" else ".rdata"
            key = ("lazy", op["kind"], op["type"])
            self.defined[key] = (section, 1, Content(op["content"]))
            if key not in self.asked:
                self.symbols[key] = self.defined[key]
        elif kind == "updateErrorData":
            self.asked.discard(ERRORS)
            if ERRORS in self.defined:
                self.symbols[ERRORS] = self.defined[ERRORS]
        elif kind == "flush":
            self.asked.update(key for key in self.live()[0] if key[0] == "lazy")
        elif kind == "updateNav":
            if "content" in op:
                self.symbols["nav", op["nav"]] = (".data", op["align"], Content(op["content"]))
        elif kind == "updateFunc":
            alignment = op.get("align") or self.function_alignment
            self.symbols["nav", op["nav"]] = (".text", alignment, Content(op["content"]))
        elif kind == "updateExports":
            for name in op["names"]:
                self.exports[name] = key_of(op["exported"])
        elif kind == "deleteExport":
            # Under the same name another symbol may be exported by now.
            if self.exports.get(op["name"]) == ("nav", op["nav"]):
                del self.exports[op["name"]]
        elif kind != "idle":
            raise Unsupported(f"op {kind}")

    def live(self):
        """Keys of all navs and of what they refer to, with alignments; and (DLL, function)s."""
        alignments = {}
        imports = []
        pending = [(key, 1) for key in self.symbols if key[0] == "nav"]
        pending += [(key, 1) for key in self.exports.values()]
        while pending:
            key, alignment = pending.pop()
            if key[0] == "global" and key[2] is not None and key not in imports:
                imports.append(key)
            if key not in self.symbols:
                continue
            known = alignments.get(key)
            alignments[key] = max(known or self.symbols[key][1], alignment)
            if known is None:
                for _, _, target, _ in self.symbols[key][2].relocs:
                    pending.append((key_of(target), target.get("align") or 1))
        return alignments, imports


class Image:
    """Sections as they are filled, one behind the other."""

    def __init__(self, program):
        self.program = program
        self.sections = []  # name, flags, RVA, bytes
        self.places = {}  # by key: RVA, size, section number, section RVA
        self.import_directory = self.address_directory = (0, 0)
        alignments, imports = program.live()
        slots = self.add_imports(sorted(imports, key=lambda key: (key[2], key[1])))
        for name, flags in ((".text", CODE), (".rdata", READ_ONLY), (".data", READ_WRITE)):
            self.fill(name, flags, alignments, slots if name == ".text" else {})
        for key in alignments:
            self.relocate(key)

    def next_rva(self):
        if not self.sections:
            return PAGE
        _, _, rva, data = self.sections[-1]
        return align_up(rva + len(data), PAGE)

    def add_imports(self, imports):
        """Makes .idata; returns the RVA of each import's slot."""
        if not imports:
            return {}
        dlls = {}
        for key in imports:
            dlls.setdefault(key[2], []).append(key)
        start = self.next_rva()
        lookup = align_up(start + 20 * (len(dlls) + 1), 8)  # an empty row ends the directory
        table_size = 8 * (len(imports) + len(dlls))  # and an empty one each table
        address = lookup + table_size
        text = address + table_size
        directory, rows, names, slots = b"", b"", b"", {}
        for dll, keys in dlls.items():
            directory += struct.pack(
                "<5I", lookup + len(rows), 0, 0, text + len(names), address + len(rows)
            )
            names += f"{dll}.dll\0".encode()
            for key in keys:
                names += bytes(len(names) % 2)
                slots[key] = address + len(rows)
                rows += struct.pack("<Q", text + len(names))
                names += b"\0\0" + key[1].encode() + b"\0"  # no hint
            rows += bytes(8)
        directory = (directory + bytes(20)).ljust(lookup - start, b"\0")
        self.sections.append((".idata", READ_WRITE, start, directory + rows + rows + names))
        self.import_directory = (start, 20 * (len(dlls) + 1))
        self.address_directory = (address, table_size)
        return slots

    def fill(self, name, flags, alignments, slots):
        """Makes a section of the live symbols that belong there, and of thunks for imports."""
        start = self.next_rva()
        data = bytearray()
        padding = b"\xcc" if flags == CODE else b"\0"

        def place(key, alignment, content):
            rva = align_up(start + len(data), alignment)
            data.extend(padding * (rva - start - len(data)))
            data.extend(content)
            self.places[key] = (rva, len(content), len(self.sections) + 1, start)
            return rva

        for key, alignment in alignments.items():
            section, _, content = self.program.symbols[key]
            if section == name:
                place(key, alignment, content.bytes)
        for key, slot in slots.items():
            rva = align_up(start + len(data), 16)
            place(key, 16, b"\xff\x25" + struct.pack("<i", slot - rva - 6))  # jmp [rip + slot]
        if any(place[3] == start for place in self.places.values()):
            # Symbols without bytes have a place too, and no section is empty.
            self.sections.append((name, flags, start, data or bytearray(1)))

    def relocate(self, key):
        rva, _, number, section_rva = self.places[key]
        data = self.sections[number - 1][3]
        for offset, kind, target, addend in self.program.symbols[key][2].relocs:
            wanted = key_of(target)
            if wanted[0] == "global" and wanted[2] is None:
                wanted = self.program.exports.get(wanted[1])
            if wanted not in self.places:
                continue  # it has no bytes, or is exported by nobody: nothing can rely on it
            there = self.places[wanted][0] + addend
            at = rva + offset
            if kind == "ABSOLUTE":
                continue  # it stores nothing
            if kind == "ADDR64":
                form, value = "<Q", IMAGE_BASE + there
            elif kind == "ADDR32NB":
                form, value = "<I", there
            elif kind.startswith("REL32"):  # and REL32_1 to REL32_5
                form, value = "<i", there - at - 4 - int(kind[6:] or 0)
            else:
                raise Unsupported(f"relocations of type {kind}")
            try:
                struct.pack_into(form, data, at - section_rva, value)
            except struct.error as error:
                raise Refused(f"{kind} at {offset} of {'.'.join(key[1:])}: {error}") from error

    def write(self):
        """The bytes of the file: PE Format, "Overview"."""
        header_size = align_up(0x40 + 4 + 20 + 240 + 40 * len(self.sections), BLOCK)
        table, bodies = b"", b""
        sizes = {CODE: 0, READ_ONLY: 0, READ_WRITE: 0}
        for name, flags, rva, data in self.sections:
            size = align_up(len(data), BLOCK)
            sizes[flags] += size
            offset = header_size + len(bodies)
            table += struct.pack(
                "<8s6I2HI", name.encode(), len(data), rva, size, offset, 0, 0, 0, 0, flags
            )
            bodies += bytes(data).ljust(size, b"\0")
        dos = b"MZ".ljust(0x3C, b"\0") + struct.pack("<I", 0x40)
        # RELOCS_STRIPPED: it cannot be moved, as it has no base relocations.
        coff = struct.pack("<2H3I2H", 0x8664, len(self.sections), 0, 0, 0, 240, 0x0023)
        entry = self.places.get(self.program.exports.get(ENTRY_POINT), (0,))[0]
        code = next((rva for name, _, rva, _ in self.sections if name == ".text"), 0)
        data_size = sizes[READ_ONLY] + sizes[READ_WRITE]
        standard = struct.pack("<H2B5I", 0x20B, 14, 0, sizes[CODE], data_size, 0, entry, code)
        windows = struct.pack("<Q2I6H", IMAGE_BASE, PAGE, BLOCK, 6, 0, 0, 0, *self.program.subsystem_version)
        windows += struct.pack("<4I2H", 0, max(self.next_rva(), PAGE), header_size, 0, 3, 0x0100)
        windows += struct.pack("<4Q2I", 0x100000, PAGE, 0x100000, PAGE, 0, 16)
        directories = [(0, 0)] * 16
        directories[1] = self.import_directory
        directories[12] = self.address_directory
        headers = dos + b"PE\0\0" + coff + standard + windows
        headers += b"".join(struct.pack("<2I", *row) for row in directories) + table
        return headers.ljust(header_size, b"\0") + bodies

    def symbol_map(self):
        symbols = []
        for (kind, *names), (rva, size, _, _) in self.places.items():
            name = names if kind in ("lazy", "global") else names[0]
            symbols.append({"symbol": {kind: name}, "rva": rva, "size": size})
        return symbols


def say(message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def main():
    folder, program, snapshots = None, None, 0
    for line in sys.stdin.buffer:
        message = json.loads(line)
        try:
            if folder is None:
                folder = message["hello"]["workFolder"]
                say({"hello": HELLO})
            elif "bye" in message:
                return
            elif "linkScript" in message:
                program = Program(message["options"])
            elif message["op"] == "snapshot":
                snapshots += 1
                image = Image(program)
                name = f"{snapshots}.exe"
                with open(os.path.join(folder, name), "wb") as file:
                    file.write(image.write())
                say({"snapshot": {"image": name, "symbols": image.symbol_map()}})
            else:
                program.apply(message)
        except Unsupported as reason:
            say({"unsupported": f"it does not do {reason}"})
            return
        except Refused as reason:
            say({"refused": str(reason)})
            return


main()
