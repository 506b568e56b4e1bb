import * as fs from 'node:fs';
import * as path from 'node:path';
import type { GoldenChange } from './accept';
import { logChanges, startChangeLog, takeChangeLog } from './change-log';

const VARIABLE = 'COFF2_GOLDEN_CHANGES';
const ofThisRun = process.env[VARIABLE];

afterEach(() => {
  // The tests of the cases note what they accept in the log of the run that this test is part of.
  if (ofThisRun === undefined) Reflect.deleteProperty(process.env, VARIABLE);
  else process.env[VARIABLE] = ofThisRun;
});

const change = (file: string): GoldenChange => ({ file, kind: 'changed', why: ['"why"\n'] });

describe('the log of goldens that a test run writes', () => {
  it('has what was noted since it was started, by the names of the files', () => {
    startChangeLog();
    logChanges([change('two/02-second.exe'), change('two/01-first.exe')]);
    logChanges([]);
    logChanges([change('hello/01-first.exe')]);
    expect(takeChangeLog()).toEqual([
      change('hello/01-first.exe'),
      change('two/01-first.exe'),
      change('two/02-second.exe'),
    ]);
  });

  it('is empty where nothing was', () => {
    startChangeLog();
    expect(takeChangeLog()).toEqual([]);
  });

  it('leaves no folder behind', () => {
    startChangeLog();
    const folder = path.dirname(process.env[VARIABLE] ?? '');
    expect(fs.existsSync(folder)).toBe(true);
    logChanges([change('two/01-first.exe')]);
    takeChangeLog();
    expect(fs.existsSync(folder)).toBe(false);
  });

  it('is none where it was not started', () => {
    Reflect.deleteProperty(process.env, VARIABLE);
    logChanges([change('two/01-first.exe')]);
    expect(takeChangeLog()).toEqual([]);
  });
});
