import { Instruction } from 'iced-x86';

const spare: Instruction[] = [];

/**
 * An instruction to decode into: to make one costs as much as to decode a line of code, so it is to be given back
 * by {@link giveBack}.
 */
export function takeInstruction(): Instruction {
  return spare.pop() ?? new Instruction();
}

/** Keeps an instruction that nobody decodes into any more for the next one who does. */
export function giveBack(instruction: Instruction): void {
  spare.push(instruction);
}
