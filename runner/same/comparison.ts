import type { DataObject } from './data-object';
import { ImageSide } from './image-side';
import { ImportedData } from './imported-data';
import { InstructionShapes } from './instruction-shapes';
import { Ledger } from './ledger';
import { RvaFields } from './rva-fields';
import type { ProgramImage } from './program-image';
import type { KnownPlace, SameOptions } from './same-result';
import { WorkBudget } from './work-budget';

/** What all parts of one comparison share. */
export class Comparison {
  readonly a: ImageSide;
  readonly b: ImageSide;
  readonly ledger = new Ledger();
  /** Of the instructions of both. */
  readonly shapes: InstructionShapes;
  /** The data that was compared, once the walk has found it. */
  objects: readonly DataObject[] = [];
  readonly importedData: ImportedData;
  readonly rvaFields = new RvaFields();
  readonly budget: WorkBudget;
  readonly isProtectionCompared: boolean;
  readonly areUnnamedTypesTolerated: boolean;
  readonly known: readonly KnownPlace[];

  constructor(a: ProgramImage, b: ProgramImage, options: SameOptions) {
    // Where none of both relocates anything, either there are no addresses, or a linker writes no such table.
    const areRelocationsKnown = relocatesAny(a) || relocatesAny(b);
    this.a = new ImageSide(a, areRelocationsKnown);
    this.b = new ImageSide(b, areRelocationsKnown);
    this.importedData = new ImportedData(this.a, this.b, this.ledger);
    this.shapes = new InstructionShapes(a.is64);
    this.budget = new WorkBudget(a.fileSize + b.fileSize, options.steps ?? Infinity);
    this.isProtectionCompared = options.protection !== 'ignored';
    this.known = options.known ?? [];
    this.areUnnamedTypesTolerated = options.unnamedTypes === 'tolerated';
  }

  /** Bytes of an address, in both images. */
  get wordSize(): 4 | 8 {
    return this.a.contents.wordSize;
  }

  /** Bytes from two places to the end of the section that ends first. */
  room(a: number, b: number): number {
    const endA = this.a.contents.sectionAt(a)?.end ?? a;
    const endB = this.b.contents.sectionAt(b)?.end ?? b;
    return Math.min(endA - a, endB - b);
  }

  /** Bytes from two places to the next hard start after one of them. */
  hardRoom(a: number, b: number): number {
    return Math.min(this.a.starts.hardEnd(a) - a, this.b.starts.hardEnd(b) - b);
  }

  /** Gives back what decoding holds; nothing can be compared after it. */
  free(): void {
    this.shapes.free();
  }

  /** Bytes from two places to the next start of any kind after one of them. */
  softRoom(a: number, b: number): number {
    return Math.min(this.a.starts.softEnd(a) - a, this.b.starts.softEnd(b) - b);
  }
}

function relocatesAny({ relocations }: ProgramImage): boolean {
  return relocations !== null && relocations.size > 0;
}
