import type { Exploration } from './exploration';
import type { Step } from './step';

/** How a terminal marks parts of the text. */
export interface WhyStyle {
  bold(text: string): string;
  dim(text: string): string;
  marked(text: string): string;
}

/** The sentences of all steps, update by update. */
export function* whyText(exploration: Exploration, style: WhyStyle): Generator<string, void> {
  let width = 0;
  for (const { index } of exploration.steps) width = Math.max(width, String(index).length);
  for (const step of exploration.steps) yield stepText(step, width, style);
  const { refusal } = exploration;
  if (refusal !== null) yield `${style.marked('refused')} ${refusal.message}\n`;
}

function stepText({ index, task, title, why }: Step, width: number, style: WhyStyle): string {
  const indent = ' '.repeat(width + 4);
  const mark = task === null ? '' : '· ';
  const lines = [`${String(index).padStart(width)}  ${mark}${style.bold(title)}`];
  for (const { text, upstream, file, quirk } of why) {
    const named = quirk === null ? '' : `${style.marked(`quirk ${quirk}:`)} `;
    lines.push(`${indent}${named}${text} ${style.dim(`(${upstream}; ${file})`)}`);
  }
  return `${lines.join('\n')}\n`;
}
