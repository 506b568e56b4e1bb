import type { FuzzScript, Item, ScriptOp } from './script/fuzz-script';

/**
 * Scripts that are smaller than a given one: first those without many of its ops, then those without one, then
 * those with less content and plainer names. They need not be meaningful.
 */
export function* smaller(script: FuzzScript): Generator<FuzzScript, void, undefined> {
  const { options, ops } = script;
  for (const fewer of withoutRuns(ops)) yield { ...script, ops: fewer };
  for (const name of Object.keys(options)) {
    yield {
      ...script,
      options: Object.fromEntries(Object.entries(options).filter(([one]) => one !== name)),
    };
  }
  for (const [index, op] of ops.entries()) {
    for (const plainer of plainerOps(op)) yield { ...script, ops: ops.with(index, plainer) };
  }
  yield* withPlainNames(script);
}

/** A list without each run of half of it, of a quarter, and so on. */
function* withoutRuns<T>(list: readonly T[]): Generator<readonly T[], void, undefined> {
  for (
    let size = Math.ceil(list.length / 2);
    size > 0;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let start = 0; start < list.length; start += size) {
      yield [...list.slice(0, start), ...list.slice(start + size)];
    }
  }
}

function* plainerOps(op: ScriptOp): Generator<ScriptOp, void, undefined> {
  const { content, align, names, count } = op;
  if (content !== undefined) {
    for (const fewer of withoutRuns(content)) yield { ...op, content: fewer };
    for (const [index, item] of content.entries()) {
      for (const plainer of plainerItems(item))
        yield { ...op, content: content.with(index, plainer) };
    }
  }
  if (typeof align === 'number' && align > 1) {
    yield { ...op, align: 1 };
    yield { ...op, align: align / 2 };
  }
  if (Array.isArray(names) && names.length > 1) {
    for (const fewer of withoutRuns<unknown>(names)) {
      if (fewer.length > 0) yield { ...op, names: fewer };
    }
  }
  if (typeof count === 'number' && count > 1) {
    yield { ...op, count: 1 };
    yield { ...op, count: count - 1 };
  }
}

function* plainerItems(item: Item): Generator<Item, void, undefined> {
  if (typeof item === 'string') {
    for (let size = Math.floor(item.length / 4) * 2; size > 0; size = Math.floor(size / 4) * 2) {
      yield item.slice(0, size);
      yield item.slice(item.length - size);
    }
    if (!/^0*$/.test(item)) yield '0'.repeat(item.length);
    return;
  }
  if ('splat' in item) {
    const [byte, size] = item.splat;
    for (const less of [1, Math.floor(size / 2), size - 1]) {
      if (less > 0 && less < size) yield { splat: [byte, less] };
    }
  }
  if ('addend' in item) {
    const { addend: _addend, ...plain } = item;
    yield plain;
  }
}

/** Each name that is not plain becomes one letter and a number, everywhere. */
function* withPlainNames(script: FuzzScript): Generator<FuzzScript, void, undefined> {
  const text = JSON.stringify(script.ops);
  const names = new Set<string>();
  for (const op of script.ops) {
    for (const name of [op.nav, op.id]) if (typeof name === 'string') names.add(name);
  }
  for (const name of names) {
    if (/^[a-z]\d*$/.test(name)) continue;
    let number = 1;
    while (text.includes(`"f${number}"`)) number += 1;
    const ops = JSON.parse(
      text.replaceAll(JSON.stringify(name), JSON.stringify(`f${number}`)),
    ) as readonly ScriptOp[];
    yield { ...script, ops };
  }
}
