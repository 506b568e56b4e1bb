import { isUtf8 } from 'node:buffer';
import { Session } from '../../explore/page/session';
import { coff2 } from './captured-io';
import { emptyFunction, HEADER, scriptLines } from '../../testing/script-lines';
import { TemporaryFolder } from '../../testing/temporary-folder';

/** A script that is refused: which of its lines is named, what stands there, and why. */
export interface BadScript {
  readonly title: string;
  readonly script: string | Buffer;
  /** From 1. */
  readonly line: number;
  readonly subject: string;
  /** A part of the reason. */
  readonly reason: string;
}

export const AMD64 = { machine: 'AMD64' };
export const I386 = { machine: 'I386' };
export const MAIN_F = { nav: 'main.f' };

const SNAPSHOT = { op: 'snapshot' };

/** Four bytes for a relocation to land on. */
export const FIELD = '00000000';

/** Line 1 is refused, though all that follows is fine. */
export function badHeader(title: string, header: string | object, reason: string): BadScript {
  const line = typeof header === 'string' ? header : JSON.stringify(header);
  const script = `${line}\n${scriptLines(emptyFunction('main.f'), SNAPSHOT)}`;
  return { title, script, line: 1, subject: 'header', reason };
}

export function badOptions(title: string, options: object, reason: string): BadScript {
  return badHeader(title, { linkScript: 1, options }, reason);
}

/**
 * Line 3 is refused; by then there was a snapshot, which must not be kept either.
 * @param what stands in the line, as "updateFunc main.f", as far as that is known
 */
export function badLine(
  title: string,
  line: string | Buffer,
  what: string | null,
  reason: string,
): BadScript {
  const script = Buffer.concat([
    Buffer.from(scriptLines(HEADER, SNAPSHOT)),
    Buffer.from(line),
    Buffer.from('\n'),
  ]);
  return { title, script, line: 3, subject: what === null ? 'op 2' : `op 2 (${what})`, reason };
}

export function badOp(title: string, op: object, what: string | null, reason: string): BadScript {
  return badLine(title, JSON.stringify(op), what, reason);
}

/** An updateFunc of main.f, with other or further fields than it should have. */
export function badFunction(title: string, fields: object, reason: string): BadScript {
  return badOp(title, { ...emptyFunction('main.f'), ...fields }, 'updateFunc main.f', reason);
}

/** An updateFunc of main.f with this content. */
export function badContent(title: string, content: readonly unknown[], reason: string): BadScript {
  return badFunction(title, { content }, reason);
}

/** An updateFunc of main.f that relocates the four bytes it wrote. */
export function badReloc(title: string, item: object, reason: string): BadScript {
  return badContent(title, [FIELD, item], reason);
}

/** The last op is refused by the linker, on the first of the three hosts. */
export function badLink(
  title: string,
  options: object,
  ops: readonly object[],
  what: string,
  reason: string,
): BadScript {
  return {
    title,
    script: scriptLines({ linkScript: 1, options }, SNAPSHOT, ...ops),
    line: ops.length + 2,
    subject: `op ${ops.length + 1} (${what})`,
    reason: `${reason} (on linux-ext4)`,
  };
}

/** An updateExports; the nav or uav in it is named. */
export function badExport(
  title: string,
  exported: { readonly nav?: string; readonly uav?: string },
  names: unknown,
  reason: string,
): BadScript {
  const what = exported.nav ?? exported.uav;
  const op = { op: 'updateExports', exported, names };
  return badOp(title, op, what === undefined ? 'updateExports' : `updateExports ${what}`, reason);
}

/** A relocation item. */
export function to(target: unknown, type = 'REL32'): object {
  return { reloc: target, type };
}

/** An updateFunc of main.f with a relocation to itself, in eight bytes. */
export function relocated(type: string, addend = 0): object {
  const reloc = { ...to(MAIN_F, type), addend, offset: 0 };
  return { ...emptyFunction('main.f'), content: [FIELD, FIELD, reloc] };
}

/** What the explorer shows before one of these scripts is put in its place. */
const GOOD = scriptLines(HEADER, emptyFunction('main.good'), SNAPSHOT);

/**
 * Tests that each of these scripts is refused as it says, on all hosts, and leaves nothing behind; and that the
 * explorer, where its author edits one script into it, says the same and keeps the last good one.
 */
export function describeRefusals(why: string, scripts: readonly BadScript[]): void {
  describe(`a script that is refused ${why}`, () => {
    const folder = TemporaryFolder.forEachTest();

    it.each(scripts)('$title', async ({ script, line, subject, reason }) => {
      const file = folder.write('bad.jsonl', script);
      const out = folder.path('out');
      const { code, stdout, stderr } = await coff2(['replay', '--host', 'all', '--out', out, file]);
      const place = `${file}:${line}: ${subject}: `;
      expect(stderr.slice(0, place.length)).toBe(place);
      expect(stderr.slice(place.length)).toContain(reason);
      expect(stderr.indexOf('\n')).toBe(stderr.length - 1);
      expect({ code, stdout, left: folder.list() }).toEqual({
        code: 1,
        stdout: '',
        left: ['bad.jsonl'],
      });
    });

    const texts = scripts.filter(({ script }) => typeof script === 'string' || isUtf8(script));
    it.each(texts)('in the explorer: $title', ({ script, line, subject, reason }) => {
      const entry = { kind: 'script', name: 'bad', file: 'bad.jsonl', text: GOOD } as const;
      const session = new Session({ ...entry, story: '' }, {});
      expect(session.edit(script.toString(), 'linux-ext4')).toBe(false);
      const place = `bad.jsonl:${line}: ${subject}: `;
      expect(session.problem?.slice(0, place.length)).toBe(place);
      expect(session.problem?.slice(place.length)).toContain(
        reason.replace(' (on linux-ext4)', ''),
      );
      expect(session.text).toBe(GOOD);
      const { steps, refusal } = session.on('linux-ext4');
      expect({ last: steps.at(-1)?.title, refusal }).toEqual({ last: 'snapshot', refusal: null });
    });
  });
}
