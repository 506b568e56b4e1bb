import * as fs from 'node:fs';
import type { CaseResult } from '../judge/result/case-result';
import {
  caseResult,
  holding,
  implementationResult,
  judgement,
} from '../judge/testing/case-results';
import { TemporaryFolder } from '../testing/temporary-folder';
import { writeHtmlReport } from './html-report';
import { makeReport } from './make-report';
import { ReportError } from './report-error';
import type { RunReport } from './run-report';

const folder = TemporaryFolder.forEachTest();

/** A case that there are goldens of. */
const HELLO: CaseResult = {
  ...caseResult('hello', []),
  updates: ['initial version', 'change the string'].map((update) => ({
    update,
    judgements: holding(),
  })),
};

function reportOf(...cases: readonly CaseResult[]): RunReport {
  return makeReport([implementationResult('reference', cases)]);
}

/** Writes a page. @returns what its folder is */
function write(report: RunReport, name = 'html'): string {
  writeHtmlReport(report, folder.path(name));
  return folder.path(name);
}

function refusal(report: RunReport, name: string): string {
  try {
    write(report, name);
  } catch (error) {
    if (error instanceof ReportError) return error.message.replaceAll(folder.path(), 'DIR');
    throw error;
  }
  throw new Error('expected the page to be refused');
}

function page(name = 'html'): string {
  return fs.readFileSync(folder.path(name, 'index.html'), 'utf8');
}

describe('the page of a report', () => {
  it('has an explorer beside it if one is given, and replaces it with the report', () => {
    const explorer = {
      cases: ['hello'],
      write: (target: string) => {
        fs.mkdirSync(target);
        fs.writeFileSync(`${target}/index.html`, '');
      },
    };
    for (let times = 0; times < 2; times += 1) {
      writeHtmlReport(reportOf(HELLO), folder.path('html'), { explorer });
      expect(folder.list('html')).toEqual(['explorer', 'index.html', 'pictures']);
    }
    expect(page()).toContain('"explored":["hello"]');
    write(reportOf(HELLO));
    expect(folder.list('html')).toEqual(['index.html', 'pictures']);
  });

  it('is one file, and the pictures of the goldens', () => {
    write(reportOf(HELLO, caseResult('no-goldens', [holding()])));
    expect(folder.list()).toEqual(['html']);
    expect(folder.list('html')).toEqual(['index.html', 'pictures']);
    expect(folder.list('html', 'pictures')).toEqual(['hello']);
    expect(folder.list('html', 'pictures', 'hello')).toEqual([
      '01-initial-version.png',
      '02-change-the-string.png',
    ]);
  });

  it('is the same for the same report', () => {
    write(reportOf(HELLO), 'one');
    write(reportOf(HELLO), 'two');
    expect(page('one')).toBe(page('two'));
  });

  it('fetches nothing: it names no address, and forbids it', () => {
    write(reportOf(HELLO));
    expect(page()).toContain(`content="default-src 'none'; `);
    expect(page()).not.toMatch(/(src|href)="|url\(|@import|\bfetch\(/);
  });

  it('is the same size in its markup whatever stands in names and reasons', () => {
    const hostile = `</script><script>alert(1)</script><!-- "'&\u2028\u0000`;
    const failed = judgement('runs', 'windows', 'fail', hostile, [hostile]);
    write(reportOf({ ...caseResult(hostile, [[failed]]), file: hostile, refusal: hostile }));
    const tags = (html: string): readonly string[] => html.match(/<\/?script|<!--/g) ?? [];
    expect(tags(page())).toEqual(['<script', '</script', '<script', '</script']);
    expect(page()).toContain('\\u003c/script>\\u003cscript>alert(1)');
  });

  it('has no picture of a case whose name leads out of the goldens', () => {
    write(reportOf({ ...HELLO, name: '../goldens/hello' }, { ...HELLO, name: '..' }));
    expect(folder.list()).toEqual(['html']);
    expect(folder.list('html')).toEqual(['index.html']);
  });

  it('replaces a page that is there, with all of its pictures', () => {
    write(reportOf(HELLO));
    write(reportOf(caseResult('other', [holding()])));
    expect(folder.list()).toEqual(['html']);
    expect(folder.list('html')).toEqual(['index.html']);
    expect(page()).toContain('"other"');
  });

  it('may be put into a folder that is empty, or several that are not there', () => {
    fs.mkdirSync(folder.path('empty'));
    write(reportOf(HELLO), 'empty');
    expect(folder.list('empty')).toEqual(['index.html', 'pictures']);
    write(reportOf(HELLO), 'some/where/else');
    expect(folder.list('some', 'where')).toEqual(['else']);
  });

  it('is found where a link leads, and the link stays', () => {
    fs.mkdirSync(folder.path('real'));
    fs.symlinkSync(folder.path('real'), folder.path('link'), 'junction');
    write(reportOf(HELLO), 'link');
    expect(fs.lstatSync(folder.path('link')).isSymbolicLink()).toBe(true);
    expect(folder.list('real')).toEqual(['index.html', 'pictures']);
  });
});

describe('a page that cannot be written', () => {
  it.each([
    ['another file', ['notes.txt'], 'notes.txt'],
    ['a page of someone else', ['index.html'], 'index.html'],
    ['pictures, but no page', ['pictures'], 'pictures'],
  ])('is refused where there is %s, which stays', (_title, files, named) => {
    fs.mkdirSync(folder.path('html'));
    for (const file of files) fs.writeFileSync(folder.path('html', file), '<html>mine</html>');
    expect(refusal(reportOf(HELLO), 'html')).toBe(
      `DIR/html: there is ${named} in it, which no report of coff2 wrote. Only a ` +
        'report is overwritten; name another folder, or remove it first',
    );
    expect(folder.list()).toEqual(['html']);
    expect(folder.list('html')).toEqual(files);
  });

  it('is refused where something lies beside the page', () => {
    write(reportOf(HELLO));
    fs.writeFileSync(folder.path('html', 'notes.txt'), 'mine');
    expect(refusal(reportOf(HELLO), 'html')).toContain('there is notes.txt in it');
    expect(folder.list('html')).toEqual(['index.html', 'notes.txt', 'pictures']);
  });

  it('is refused in the place of a file', () => {
    folder.write('html', 'mine');
    expect(refusal(reportOf(HELLO), 'html')).toMatch(/^DIR\/html: expected a folder/);
  });

  it.each([
    ['version of the suite', { suite: '0.0.1' }],
    ['revision of the real linker', { linker: 'coff2@0123456789' }],
  ])('is refused if the goldens are of another %s', (_title, other) => {
    expect(refusal({ ...reportOf(HELLO), ...other }, 'html')).toMatch(/ needs these; this is /);
    expect(folder.list()).toEqual([]);
  });

  it('shows the rest where a golden cannot be read, and says which', () => {
    const picture = folder.path('goldens', 'hello', '01-initial-version.png');
    fs.mkdirSync(picture, { recursive: true });
    writeHtmlReport(reportOf(HELLO), folder.path('html'), { goldens: folder.path('goldens') });
    expect(page()).toContain(`01-initial-version.png: expected a file, got a folder; move it away`);
  });

  it('leaves nothing behind, and what was there as it was', () => {
    write(reportOf(HELLO));
    const before = page();
    // The pictures were written before.
    const explorer = {
      cases: [],
      write: () => {
        throw new Error('ENOSPC');
      },
    };
    expect(() => {
      writeHtmlReport(reportOf(HELLO), folder.path('html'), { explorer });
    }).toThrow(/ENOSPC/);
    expect(folder.list()).toEqual(['html']);
    expect(page()).toBe(before);
    const file = folder.write('file', '');
    expect(() => {
      writeHtmlReport(reportOf(HELLO), `${file}/html`);
      // By release of Node.js, to look there fails, or to make a folder.
    }).toThrow(/ENOTDIR|EEXIST/);
    expect(fs.readFileSync(file, 'utf8')).toBe('');
  });
});
