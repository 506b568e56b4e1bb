import { fc, runs } from '../../../reference/testing/properties';
import { parseCase } from '../../case/parser';
import type { Edit } from './edit';
import { fuzzCase } from './fuzz-case';
import { histories, type History } from './history';

const ADD: Edit = { kind: 'add-function', at: 0, use: 'printed', body: [] };

function updatesOf(history: History): ReturnType<typeof parseCase>['updates'] {
  return parseCase(fuzzCase(history) ?? '', 'fuzz').updates;
}

describe('a history as a case', () => {
  it('is one in upstream’s grammar, whatever is changed', () => {
    fc.assert(
      fc.property(histories(6), (history) => {
        const text = fuzzCase(history);
        return text === null || updatesOf(history).length === history.length;
      }),
      { numRuns: runs(15) },
    );
  });

  it('has edits that apply to nothing as well, so that any can be left out', () => {
    fc.assert(
      fc.property(histories(3), (history) => {
        for (const { edits } of history) {
          for (const edit of edits) fuzzCase([{ edits: [edit], breakage: null }]);
        }
      }),
      { numRuns: runs(10) },
    );
  });

  it('exports functions that nothing in the program calls or points to', () => {
    const call = { kind: 'call', target: 0 } as const;
    const [update] = updatesOf([
      {
        edits: [
          {
            kind: 'add-function',
            at: 0,
            use: 'printed',
            body: [call, { kind: 'table', which: 0 }],
          },
          { kind: 'add-function', at: 1, use: 'exported', body: [call] },
          { kind: 'add-function', at: 2, use: 'called', body: [] },
          { kind: 'add-table', table: { kind: 'functions', first: 0, length: 3 } },
        ],
        breakage: null,
      },
    ]);
    const text = update?.writes[0]?.text ?? '';
    expect(text).toContain('@export(&function1, .{ .name = "exported1" });');
    expect(text.match(/function1\b/g)).toHaveLength(2);
    expect(text.match(/function2\(r\)/g)).toHaveLength(2);
    expect(text).toContain('.{ &function2, &function2, &function2 }');
  });

  it('writes no file where nothing changes', () => {
    const nothing = { edits: [], breakage: null };
    const [first, second] = updatesOf([{ edits: [ADD], breakage: null }, nothing]);
    expect(first?.writes.map(({ name }) => name)).toEqual(['main.zig']);
    expect(first?.outcome).toEqual({ kind: 'run', stdout: 'function0 8\n', exitCode: 0 });
    expect(second).toMatchObject({ writes: [], outcome: first?.outcome });
  });

  it.each(['undeclared', 'comptime', 'entry'] as const)(
    'expects the error of a line: %s',
    (breakage) => {
      const [broken, mended] = updatesOf([
        { edits: [ADD], breakage },
        { edits: [], breakage: null },
      ]);
      const [error = ''] = broken?.outcome?.kind === 'errors' ? broken.outcome.errors : [];
      const [, line, column, message] = /^main\.zig:(\d+):(\d+): error: (.*)$/.exec(error) ?? [];
      const text = broken?.writes[0]?.text.split('\n')[Number(line) - 1] ?? '';
      expect(text.slice(Number(column) - 1)).toMatch(
        breakage === 'undeclared' ? /^broken;$/ : /^@compileError\("broken"\);$/,
      );
      expect(message).toMatch(/broken/);
      expect(mended?.outcome?.kind).toBe('run');
      expect(mended?.writes[0]?.text).not.toContain('broken');
    },
  );

  it('has comments above', () => {
    expect(fuzzCase([{ edits: [ADD], breakage: null }], ['found', 'so'])).toMatch(
      /^\/\/ found\n\/\/ so\n#target=/,
    );
  });
});
